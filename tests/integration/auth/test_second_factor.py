"""The second factor, on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.auth import SecondFactorKey, Tokens, UserView
from contracts.errors import Conflict, Forbidden, NotFound, Refusal, Unauthenticated
from contracts.shapes import Caller
from contracts.terms import AccountChange, Role
from services.auth import totp, use_cases
from services.auth.settings import AuthSettings
from services.auth.use_cases import accounts, second_factors, sessions
from tests.integration.auth.conftest import OWN_PASSWORD, AuthDesk, caller_of

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


class Phone:
    """Somebody's authenticator app."""

    def __init__(self, auth: AuthDesk, key: SecondFactorKey) -> None:
        self._auth, self._secret = auth, key.secret

    def code(self, steps: int = 0) -> str:
        """The code that it shows now, or so many half minutes later."""
        return totp.code_of_step(self._secret, int(self._auth.desk.now.timestamp()) // 30 + steps)

    def next_code(self) -> str:
        """A code that was not used yet."""
        self._auth.desk.pass_time(seconds=30)
        return self.code()


@pytest.fixture
def person(auth: AuthDesk) -> Caller:
    """Somebody with a password of their own."""
    user = auth.create_user()
    caller = caller_of(user)
    auth.desk.command(
        use_cases.change_password, caller=caller, current_password="3001", new_password=OWN_PASSWORD
    )
    return caller


@pytest.fixture
def phone(auth: AuthDesk, person: Caller) -> Phone:
    """Theirs, set up."""
    phone = begun(auth, person)
    confirm(auth, person, phone.code())
    return phone


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system in which inspectors must have a second factor."""
    knobs = AuthSettings(second_factor_roles=frozenset({Role.INSPECTOR}))
    for module in (accounts, second_factors, sessions):
        monkeypatch.setattr(module, "settings", lambda: knobs)


def begun(auth: AuthDesk, person: Caller, code: str | None = None) -> Phone:
    key = auth.desk.command(
        use_cases.begin_second_factor, caller=person, current_password=OWN_PASSWORD, code=code
    )
    return Phone(auth, key)


def confirm(auth: AuthDesk, person: Caller, code: str) -> list[str]:
    return auth.desk.command(use_cases.confirm_second_factor, caller=person, code=code).codes


def challenge(auth: AuthDesk) -> str:
    """What a right password brings whoever has a second factor."""
    with pytest.raises(Unauthenticated) as refusal:
        auth.login(password=OWN_PASSWORD)
    assert refusal.value.code == "auth.second_factor_required"
    return str(refusal.value.params["challenge"])


def finish(auth: AuthDesk, asked: str, code: str, **more: object) -> Tokens:
    tokens: Tokens = auth.desk.command(use_cases.finish_login, challenge=asked, code=code, **more)  # type: ignore[arg-type]  # one's own keywords
    return tokens


def outcome(auth: AuthDesk, asked: str, code: str, **more: object) -> str:
    """How a second step ends: a code, and the seconds to wait if there are any."""
    try:
        finish(auth, asked, code, **more)
    except Refusal as refusal:
        wait = refusal.retry_after_seconds
        return refusal.code if wait is None else f"{refusal.code} {wait}"
    return "ok"


def me(auth: AuthDesk, person: Caller) -> UserView:
    return auth.desk.query(use_cases.get_me, caller=person)


def test_nothing_changes_until_the_phone_shows_that_it_has_the_secret(auth: AuthDesk, person: Caller) -> None:
    phone = begun(auth, person)
    assert auth.login(password=OWN_PASSWORD).access_token
    with pytest.raises(Refusal, match="wrong_code"):
        confirm(auth, person, "000000" if phone.code() != "000000" else "111111")
    assert auth.login(password=OWN_PASSWORD).access_token
    assert len(confirm(auth, person, phone.code())) == 10
    assert challenge(auth)
    assert me(auth, person).second_factor_since == auth.desk.now


def test_setting_it_up_takes_the_password(auth: AuthDesk, person: Caller) -> None:
    with pytest.raises(Refusal, match="wrong_password"):
        auth.desk.command(use_cases.begin_second_factor, caller=person, current_password="wrong")


def test_a_secret_that_waits_for_too_long_is_void(auth: AuthDesk, person: Caller) -> None:
    phone = begun(auth, person)
    auth.desk.pass_time(minutes=30)
    with pytest.raises(Conflict, match="no_second_factor"):
        confirm(auth, person, phone.code())


def test_password_and_code_open_a_session(auth: AuthDesk, phone: Phone) -> None:
    tokens = finish(auth, challenge(auth), phone.next_code().translate(PERSIAN))
    assert tokens.access_token
    assert not tokens.must_change_password


def test_a_code_that_was_used_is_refused(auth: AuthDesk, phone: Phone) -> None:
    code = phone.next_code()
    asked = challenge(auth)
    assert [outcome(auth, asked, code) for _ in range(2)] == ["ok", "auth.invalid_code"]


def test_the_code_that_confirmed_it_opens_nothing(auth: AuthDesk, person: Caller) -> None:
    phone = begun(auth, person)
    code = phone.code()
    confirm(auth, person, code)
    assert outcome(auth, challenge(auth), code) == "auth.invalid_code"


def test_of_two_who_use_a_code_at_once_one_gets_in(auth: AuthDesk, phone: Phone) -> None:
    code, asked = phone.next_code(), challenge(auth)
    with ThreadPoolExecutor(max_workers=4) as pool:
        outcomes = list(pool.map(lambda _: outcome(auth, asked, code), range(4)))
    assert sorted(outcomes) == ["auth.invalid_code"] * 3 + ["ok"]


def test_recovery_codes_open_once_each(auth: AuthDesk, person: Caller) -> None:
    phone = begun(auth, person)
    codes = confirm(auth, person, phone.code())
    stored = auth.desk.rows("SELECT hash FROM recovery_codes")
    assert all(str(row[0]).startswith("$argon2id$") for row in stored)
    asked = challenge(auth)
    assert outcome(auth, asked, codes[3].upper().translate(PERSIAN)) == "ok"
    assert outcome(auth, asked, codes[3]) == "auth.invalid_code"
    assert outcome(auth, asked, codes[4]) == "ok"
    seen = auth.desk.query(use_cases.get_my_second_factor, caller=person)
    assert (seen.recovery_codes_left, seen.required) == (8, False)


def test_new_recovery_codes_take_the_place_of_the_old(auth: AuthDesk, person: Caller) -> None:
    phone = begun(auth, person)
    old = confirm(auth, person, phone.code())
    new = auth.desk.command(
        use_cases.renew_recovery_codes,
        caller=person,
        current_password=OWN_PASSWORD,
        code=phone.next_code(),
    ).codes
    asked = challenge(auth)
    assert [outcome(auth, asked, each) for each in (old[0], new[0])] == ["auth.invalid_code", "ok"]


def test_wrong_codes_lock_for_longer_and_never_for_ever(auth: AuthDesk, phone: Phone) -> None:
    asked = challenge(auth)
    assert {outcome(auth, asked, "no code") for _ in range(5)} == {"auth.invalid_code"}
    assert outcome(auth, asked, phone.next_code()) == "auth.too_many_attempts 30"
    waits = []
    auth.desk.pass_time(seconds=30)
    for _ in range(8):
        asked = challenge(auth)
        assert outcome(auth, asked, "no code") == "auth.invalid_code"
        waits.append(int(outcome(auth, asked, "no code").removeprefix("auth.too_many_attempts ")))
        auth.desk.pass_time(seconds=waits[-1])
    assert waits == [120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert outcome(auth, challenge(auth), phone.next_code()) == "ok"
    assert outcome(auth, challenge(auth), "no code") == "auth.invalid_code", "and begins anew"


def test_a_right_password_hides_no_wrong_codes(auth: AuthDesk, phone: Phone) -> None:
    for _ in range(5):
        assert outcome(auth, challenge(auth), "no code") == "auth.invalid_code"
    assert outcome(auth, challenge(auth), phone.next_code()).startswith("auth.too_many_attempts")


def test_whoever_knows_the_password_does_not_keep_its_owners_device_out(auth: AuthDesk, phone: Phone) -> None:
    device = finish(auth, challenge(auth), phone.next_code(), remember_device=True).device_token
    asked = challenge(auth)
    for _ in range(6):
        outcome(auth, asked, "no code")
    code = phone.next_code()
    assert outcome(auth, asked, code).startswith("auth.too_many_attempts")
    assert outcome(auth, asked, code, device_token=device) == "ok"


def test_a_challenge_ends_soon(auth: AuthDesk, phone: Phone) -> None:
    asked = challenge(auth)
    auth.desk.pass_time(minutes=5)
    assert outcome(auth, asked, phone.code()) == "auth.challenge_over"


def test_a_challenge_ends_with_its_password(auth: AuthDesk, person: Caller, phone: Phone) -> None:
    asked = challenge(auth)
    auth.desk.pass_time(seconds=30)
    auth.desk.command(
        use_cases.change_password,
        caller=person,
        current_password=OWN_PASSWORD,
        new_password="Darya-va-Kooh-7",
    )
    assert outcome(auth, asked, phone.code()) == "auth.challenge_over"


@pytest.mark.parametrize("forged", ["x", "a.b.c", "access token"])
def test_nothing_else_is_a_challenge(auth: AuthDesk, phone: Phone, forged: str) -> None:
    if forged == "access token":
        forged = auth.login("19-9-00001", "1001").access_token
    assert outcome(auth, forged, phone.next_code()) == "auth.challenge_over"


def test_an_inactive_person_finishes_nothing(auth: AuthDesk, person: Caller, phone: Phone) -> None:
    asked = challenge(auth)
    auth.desk.command(use_cases.update_user, caller=auth.it, user_id=person.id, active=False)
    assert outcome(auth, asked, phone.next_code()) == "auth.challenge_over"


def test_another_phone_takes_a_code_of_the_present_one(auth: AuthDesk, person: Caller, phone: Phone) -> None:
    with pytest.raises(Refusal, match="wrong_code"):
        begun(auth, person)
    other = begun(auth, person, phone.next_code())
    assert outcome(auth, challenge(auth), phone.next_code()) == "ok", "until the other is confirmed"
    confirm(auth, person, other.next_code())
    assert outcome(auth, challenge(auth), phone.next_code()) == "auth.invalid_code"
    assert outcome(auth, challenge(auth), other.next_code()) == "ok"


def test_going_without_takes_password_and_code_and_ends_other_sessions(
    auth: AuthDesk, person: Caller, phone: Phone
) -> None:
    finish(auth, challenge(auth), phone.next_code())
    with pytest.raises(Refusal, match="wrong_code"):
        auth.desk.command(
            use_cases.remove_my_second_factor, caller=person, current_password=OWN_PASSWORD, code="no code"
        )
    auth.desk.command(
        use_cases.remove_my_second_factor,
        caller=person,
        current_password=OWN_PASSWORD,
        code=phone.next_code(),
    )
    assert auth.login(password=OWN_PASSWORD).access_token
    assert auth.desk.rows("SELECT count(*) FROM recovery_codes") == [(0,)]
    assert auth.desk.rows("SELECT end_reason FROM sessions WHERE ended_at IS NOT NULL") == [
        ("second_factor_changed",)
    ]


def test_the_it_unit_helps_whoever_lost_it(auth: AuthDesk, person: Caller, phone: Phone) -> None:
    finish(auth, challenge(auth), phone.next_code())
    asked = challenge(auth)
    auth.desk.command(use_cases.remove_second_factor, caller=auth.it, user_id=person.id)
    assert outcome(auth, asked, phone.next_code()) == "auth.challenge_over"
    assert auth.desk.rows("SELECT count(*) FROM sessions WHERE ended_at IS NULL") == [(0,)]
    assert auth.login(password=OWN_PASSWORD).access_token
    with pytest.raises(Conflict, match="no_second_factor"):
        auth.desk.command(use_cases.remove_second_factor, caller=auth.it, user_id=person.id)


def test_nobody_else_may_and_the_it_unit_not_for_itself(auth: AuthDesk, person: Caller, phone: Phone) -> None:
    for caller, user_id, refusal in (
        (person, person.id, Forbidden),
        (auth.it, auth.it.id, Conflict),
        (auth.it, "nobody", NotFound),
    ):
        with pytest.raises(refusal):
            auth.desk.command(use_cases.remove_second_factor, caller=caller, user_id=user_id)
    assert challenge(auth)


@pytest.mark.usefixtures("policy")
def test_whoever_must_have_one_is_told_until_they_do_and_does_not_go_without(
    auth: AuthDesk, person: Caller
) -> None:
    assert auth.login(password=OWN_PASSWORD).must_set_up_second_factor
    assert me(auth, person).must_set_up_second_factor
    phone = begun(auth, person)
    confirm(auth, person, phone.code())
    assert not me(auth, person).must_set_up_second_factor
    assert not finish(auth, challenge(auth), phone.next_code()).must_set_up_second_factor
    with pytest.raises(Conflict, match="second_factor_mandatory"):
        auth.desk.command(
            use_cases.remove_my_second_factor,
            caller=person,
            current_password=OWN_PASSWORD,
            code=phone.next_code(),
        )


def test_the_it_unit_ends_somebodys_sessions(auth: AuthDesk, person: Caller) -> None:
    tokens = auth.login(password=OWN_PASSWORD)
    with pytest.raises(Forbidden):
        auth.desk.command(use_cases.end_sessions_of_user, caller=person, user_id=auth.it.id)
    auth.desk.command(use_cases.end_sessions_of_user, caller=auth.it, user_id=person.id)
    with pytest.raises(Unauthenticated):
        auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)
    assert len(auth.desk.query(use_cases.list_revoked_sessions)) == 1


def changes(auth: AuthDesk, person: Caller) -> list[tuple[str, str | None]]:
    """What was done to somebody's account since it was theirs, oldest first: what, and by whom."""
    log = auth.desk.query(
        use_cases.list_account_log, caller=auth.it, membership_code=person.membership_code
    ).items
    began = [AccountChange.CREATED, AccountChange.PASSWORD_CHANGED]
    return [
        (entry.change.value, entry.by.id if entry.by else None)
        for entry in reversed(log)
        if entry.change not in began
    ]


def test_the_account_log_has_what_is_done_with_it(auth: AuthDesk, person: Caller, phone: Phone) -> None:
    for verb in (use_cases.renew_recovery_codes, use_cases.remove_my_second_factor):
        auth.desk.command(verb, caller=person, current_password=OWN_PASSWORD, code=phone.next_code())
    auth.desk.pass_time(seconds=1)
    confirm(auth, person, begun(auth, person).code())
    for end in (use_cases.remove_second_factor, use_cases.end_sessions_of_user):
        auth.desk.pass_time(seconds=1)
        auth.desk.command(end, caller=auth.it, user_id=person.id)
    assert changes(auth, person) == [
        ("second_factor_set_up", person.id),
        ("recovery_codes_renewed", person.id),
        ("second_factor_removed", person.id),
        ("second_factor_set_up", person.id),
        ("second_factor_removed_by_it", auth.it.id),
        ("sessions_ended_by_it", auth.it.id),
    ]


def test_the_account_log_has_locks_of_codes_and_of_ones_own_password(
    auth: AuthDesk, person: Caller, phone: Phone
) -> None:
    asked = challenge(auth)
    for _ in range(4):
        outcome(auth, asked, "no code")
    assert changes(auth, person)[1:] == []
    outcome(auth, asked, "no code")
    outcome(auth, asked, "no code")  # which is not looked at
    assert changes(auth, person)[1:] == [("locked", None)]
    for _ in range(10):
        with pytest.raises(Refusal):
            auth.desk.command(use_cases.begin_second_factor, caller=person, current_password="wrong")
    assert changes(auth, person)[1:] == [("locked", None)] * 2


def test_a_lock_of_a_known_device_is_not_in_the_account_log_but_of_its_second_factor_is(
    auth: AuthDesk, person: Caller, phone: Phone
) -> None:
    device = finish(auth, challenge(auth), phone.next_code(), remember_device=True).device_token
    asked = challenge(auth)
    for _ in range(5):
        outcome(auth, asked, "no code", device_token=device)
    assert changes(auth, person)[1:] == [("locked", None)]
    for _ in range(10):
        with pytest.raises(Refusal):
            auth.desk.command(
                use_cases.login,
                membership_code=person.membership_code,
                password="wrong",
                device_token=device,
            )
    assert changes(auth, person)[1:] == [("locked", None)]
