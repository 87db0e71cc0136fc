"""Known devices and addresses, on a real PostgreSQL: who guesses is slowed down, and whose account it is comes in."""

import pytest

from contracts.auth import Tokens
from contracts.errors import Refusal
from contracts.terms import Role
from services.auth import use_cases
from tests.integration.auth.conftest import OWN_PASSWORD, AuthDesk, caller_of

OWNER, COLLEAGUE = "19-3-01234", "19-3-05555"
STRANGER = "203.0.113.9"


def sign_in(auth: AuthDesk, password: str, code: str = OWNER, **more: object) -> Tokens:
    tokens: Tokens = auth.desk.command(
        use_cases.login,
        membership_code=code,
        password=password,
        **more,  # type: ignore[arg-type]  # one's own keywords
    )
    return tokens


def attempt(auth: AuthDesk, password: str, code: str = OWNER, **more: object) -> str:
    try:
        sign_in(auth, password, code, **more)
    except Refusal as refusal:
        return refusal.code
    return "ok"


def test_a_device_is_remembered_when_it_asks_to_be(auth: AuthDesk) -> None:
    auth.create_user()
    assert sign_in(auth, "3001").device_token is None
    token = sign_in(auth, "3001", remember_device=True).device_token
    assert token is not None
    assert sign_in(auth, "3001", remember_device=True, device_token=token).device_token == token
    (row,) = auth.desk.rows("SELECT digest FROM known_devices")
    assert token not in str(row[0])


def test_a_stranger_who_never_stops_does_not_keep_the_owner_out(auth: AuthDesk) -> None:
    auth.create_user()
    token = sign_in(auth, "3001", remember_device=True).device_token
    for _ in range(60):
        attempt(auth, "wrong", address=STRANGER)
        auth.desk.pass_time(seconds=30)
    while attempt(auth, "wrong", address=STRANGER) != "auth.too_many_attempts":
        pass
    assert attempt(auth, "3001", address=STRANGER) == "auth.too_many_attempts"
    assert attempt(auth, "3001", device_token=token, address=STRANGER) == "ok"
    assert attempt(auth, "3001") == "auth.too_many_attempts", "and the stranger stays where they were"


def test_a_stolen_device_may_guess_no_more_often_than_anybody(auth: AuthDesk) -> None:
    auth.create_user()
    token = sign_in(auth, "3001", remember_device=True).device_token
    tried = [attempt(auth, "wrong", device_token=token) for _ in range(11)]
    assert tried == ["auth.invalid_credentials"] * 10 + ["auth.too_many_attempts"]
    assert attempt(auth, "3001", device_token=token) == "auth.too_many_attempts"
    assert attempt(auth, "3001") == "ok"


@pytest.mark.parametrize("token", ["made up", "another's"])
def test_a_device_helps_nobody_who_never_signed_in_on_it(auth: AuthDesk, token: str) -> None:
    auth.create_user()
    auth.create_user(COLLEAGUE)
    if token == "another's":
        token = str(sign_in(auth, "3001", COLLEAGUE, remember_device=True).device_token)
    for _ in range(10):
        attempt(auth, "wrong")
    assert attempt(auth, "3001", device_token=token) == "auth.too_many_attempts"


def test_colleagues_share_a_device(auth: AuthDesk) -> None:
    auth.create_user()
    auth.create_user(COLLEAGUE)
    token = sign_in(auth, "3001", remember_device=True).device_token
    assert sign_in(auth, "3001", COLLEAGUE, remember_device=True, device_token=token).device_token == token
    for code in (OWNER, COLLEAGUE):
        for _ in range(10):
            attempt(auth, "wrong", code)
        assert attempt(auth, "3001", code, device_token=token) == "ok"


def test_a_made_up_token_is_not_taken_over(auth: AuthDesk) -> None:
    auth.create_user()
    assert sign_in(auth, "3001", remember_device=True, device_token="made up").device_token != "made up"


def test_one_address_does_not_try_everybody(auth: AuthDesk) -> None:
    auth.create_user()
    tried = [attempt(auth, "wrong", f"19-3-1{number:04}", address=STRANGER) for number in range(101)]
    assert tried == ["auth.invalid_credentials"] * 100 + ["auth.too_many_attempts"]
    assert attempt(auth, "3001", address=STRANGER) == "auth.too_many_attempts"
    assert attempt(auth, "3001", address="203.0.113.10") == "ok"
    assert attempt(auth, "3001") == "ok"


def test_ones_own_account_hides_no_guesses_at_others(auth: AuthDesk) -> None:
    auth.create_user()
    for number in range(100):
        attempt(auth, "wrong", f"19-3-1{number:04}", address=STRANGER)
        if number == 98:
            assert attempt(auth, "3001", address=STRANGER) == "ok"
    assert attempt(auth, "3001", address=STRANGER) == "auth.too_many_attempts"


def test_a_reset_forgets_devices_and_so_does_time(auth: AuthDesk) -> None:
    user = auth.create_user()
    auth.create_user(COLLEAGUE)
    sign_in(auth, "3001", remember_device=True)
    sign_in(auth, "3001", COLLEAGUE, remember_device=True)
    auth.desk.command(use_cases.reset_password, caller=auth.it, user_id=user.id)
    assert auth.desk.rows("SELECT count(*) FROM known_devices") == [(1,)]
    auth.desk.pass_time(days=181)
    auth.desk.command(use_cases.forget_old_sessions)
    assert auth.desk.rows("SELECT count(*) FROM known_devices") == [(0,)]


def test_a_borrowed_session_does_not_guess_the_password(auth: AuthDesk) -> None:
    caller = caller_of(auth.create_user(role=Role.OFFICE))

    def change(current: str) -> str:
        try:
            auth.desk.command(
                use_cases.change_password, caller=caller, current_password=current, new_password=OWN_PASSWORD
            )
        except Refusal as refusal:
            return refusal.code
        return "ok"

    assert [change("wrong") for _ in range(11)] == ["auth.wrong_password"] * 10 + ["auth.too_many_attempts"]
    assert attempt(auth, "3001") == "ok", "the door is another matter"
    auth.desk.pass_time(minutes=1)
    assert change("3001") == "ok"


def test_a_one_time_password_opens_once(auth: AuthDesk) -> None:
    user = auth.create_user()
    reset = auth.desk.command(use_cases.reset_password, caller=auth.it, user_id=user.id)
    assert attempt(auth, reset.temporary_password) == "ok"
    auth.desk.pass_time(minutes=59)
    assert attempt(auth, reset.temporary_password) == "ok", "an answer may have been lost"
    auth.desk.pass_time(minutes=2)
    assert attempt(auth, reset.temporary_password) == "auth.invalid_credentials"


def test_a_one_time_password_that_nobody_uses_ends(auth: AuthDesk) -> None:
    user = auth.create_user()
    reset = auth.desk.command(use_cases.reset_password, caller=auth.it, user_id=user.id)
    auth.desk.pass_time(hours=72)
    assert attempt(auth, reset.temporary_password) == "auth.invalid_credentials"


def test_a_session_does_not_last_for_ever_however_often_it_is_renewed(auth: AuthDesk) -> None:
    caller = caller_of(auth.create_user())
    token = sign_in(auth, "3001").refresh_token
    for _ in range(4):
        auth.desk.pass_time(days=20)
        token = auth.desk.command(use_cases.refresh, refresh_token=token).refresh_token
    auth.desk.pass_time(days=10)
    with pytest.raises(Refusal, match="invalid_token"):
        auth.desk.command(use_cases.refresh, refresh_token=token)
    assert auth.desk.query(use_cases.list_my_sessions, caller=caller).items == []
