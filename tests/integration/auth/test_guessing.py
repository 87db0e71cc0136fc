"""Guessing passwords, on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from contracts.errors import Forbidden, LimitExceeded, NotFound, Refusal
from services.auth import passwords, use_cases
from tests.integration.auth.conftest import AuthDesk, caller_of

KNOWN, UNKNOWN, INACTIVE = "19-3-01234", "19-3-09999", "19-3-05555"


def attempt(auth: AuthDesk, code: str = KNOWN, password: str = "wrong") -> str:
    """How a sign-in ends: a code, and the seconds to wait if there are any."""
    try:
        auth.login(code, password)
    except Refusal as refusal:
        wait = refusal.retry_after_seconds
        return refusal.code if wait is None else f"{refusal.code} {wait}"
    return "ok"


def failures(auth: AuthDesk) -> list[tuple[object, ...]]:
    return auth.desk.rows("SELECT subject, failures FROM sign_in_failures")


@pytest.mark.parametrize("code", [KNOWN, UNKNOWN, INACTIVE], ids=["known", "unknown", "inactive"])
def test_ten_failures_lock_a_code_whosever_it_is(
    auth: AuthDesk, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    auth.create_user(KNOWN)
    inactive = auth.create_user(INACTIVE)
    auth.desk.command(use_cases.update_user, caller=auth.it, user_id=inactive.id, active=False)
    password = "3001" if code == INACTIVE else "wrong"  # that it is right must not show
    assert [attempt(auth, code, password) for _ in range(10)] == ["auth.invalid_credentials"] * 10

    monkeypatch.setattr(passwords, "_verify", lambda *_: pytest.fail("nothing is hashed while it is locked"))
    auth.desk.pass_time(seconds=10)
    assert attempt(auth, code, password) == "auth.too_many_attempts 50"
    assert attempt(auth, code, "3001") == "auth.too_many_attempts 50"
    assert failures(auth) == [(code, 10)], "what is not looked at is not counted"


def test_a_lock_is_one_codes(auth: AuthDesk) -> None:
    auth.create_user()
    auth.create_user(INACTIVE)
    for _ in range(11):
        attempt(auth)
    assert attempt(auth, INACTIVE, "3001") == "ok"


def test_after_a_lock_the_right_password_opens_and_begins_anew(auth: AuthDesk) -> None:
    auth.create_user()
    for _ in range(10):
        attempt(auth)
    auth.desk.pass_time(minutes=1)
    assert attempt(auth, password="3001") == "ok"
    assert failures(auth) == []
    assert [attempt(auth) for _ in range(10)] == ["auth.invalid_credentials"] * 10


def test_each_further_failure_locks_for_longer_and_never_for_ever(auth: AuthDesk) -> None:
    auth.create_user()
    for _ in range(10):
        attempt(auth)
    waits = []
    for _ in range(6):
        wait = int(attempt(auth).removeprefix("auth.too_many_attempts "))
        waits.append(wait)
        auth.desk.pass_time(seconds=wait)
        assert attempt(auth) == "auth.invalid_credentials"
    assert waits == [60, 120, 240, 480, 900, 900]
    auth.desk.pass_time(minutes=15)
    assert attempt(auth, password="3001") == "ok"


def test_a_reset_unlocks(auth: AuthDesk) -> None:
    user = auth.create_user()
    for _ in range(11):
        attempt(auth)
    temporary = auth.desk.command(use_cases.reset_password, caller=auth.it, user_id=user.id)
    assert attempt(auth, password=temporary.temporary_password) == "ok"


def test_of_guesses_at_the_same_moment_none_learns_more_than_the_limit_allows(
    auth: AuthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's ten failures come in while the right password is being verified."""
    auth.create_user()
    verify = passwords._verify

    def verify_slowly(known: str, typed: bytes) -> bool:
        monkeypatch.undo()
        for _ in range(10):
            attempt(auth)
        return verify(known, typed)

    monkeypatch.setattr(passwords, "_verify", verify_slowly)
    with pytest.raises(LimitExceeded):
        auth.login()
    assert auth.desk.rows("SELECT count(*) FROM sessions") == [(0,)]
    assert failures(auth) == [(KNOWN, 10)]


def test_no_failure_is_lost_between_two_that_count_at_once(auth: AuthDesk) -> None:
    auth.create_user()
    with ThreadPoolExecutor(max_workers=6) as pool:
        outcomes = list(pool.map(lambda _: attempt(auth), range(30)))
    assert outcomes.count("auth.invalid_credentials") == 10
    assert outcomes.count("auth.too_many_attempts 60") == 20
    assert failures(auth) == [(KNOWN, 10)]


def test_many_may_sign_in_at_once(auth: AuthDesk) -> None:
    auth.create_user()
    with ThreadPoolExecutor(max_workers=6) as pool:
        assert set(pool.map(lambda _: attempt(auth, password="3001"), range(24))) == {"ok"}


@pytest.mark.parametrize("code", ["no code", "\x00", "\ud800"])
def test_what_cannot_be_a_code_is_not_kept(auth: AuthDesk, code: str) -> None:
    assert {attempt(auth, code) for _ in range(12)} == {"auth.invalid_credentials"}
    assert failures(auth) == []


def test_old_failures_are_forgotten_and_those_that_count_are_kept(auth: AuthDesk) -> None:
    for _ in range(10):
        attempt(auth, KNOWN)
    attempt(auth, UNKNOWN)
    auth.desk.pass_time(minutes=15, seconds=30)
    auth.desk.command(use_cases.forget_old_sessions)
    assert failures(auth) == [(KNOWN, 10)], (
        "its lock was over only half a minute later than that one's failure"
    )
    auth.desk.pass_time(minutes=1)
    auth.desk.command(use_cases.forget_old_sessions)
    assert failures(auth) == []


def test_the_it_unit_sees_what_is_locked_and_lifts_it(auth: AuthDesk) -> None:
    auth.create_user()
    for code in (KNOWN, UNKNOWN):
        for _ in range(10):
            attempt(auth, code)
    attempt(auth, INACTIVE)
    listed = auth.desk.query(use_cases.list_lockouts, caller=auth.it)
    until = auth.desk.now + timedelta(minutes=1)
    assert [
        (each.membership_code, each.full_name, each.failures, each.locked_until) for each in listed.items
    ] == [
        (KNOWN, "مریم کیانی", 10, until),
        (UNKNOWN, None, 10, until),
    ]
    auth.desk.command(use_cases.lift_lockout, caller=auth.it, membership_code=KNOWN)
    assert attempt(auth, KNOWN, "3001") == "ok"
    for code in (KNOWN, INACTIVE):
        with pytest.raises(NotFound) as refusal:
            auth.desk.command(use_cases.lift_lockout, caller=auth.it, membership_code=code)
        assert refusal.value.code == "auth.lockout_not_found"
    auth.desk.pass_time(minutes=1)
    assert auth.desk.query(use_cases.list_lockouts, caller=auth.it).items == [], "its time is over"


def test_nobody_else_sees_or_lifts_a_lock(auth: AuthDesk) -> None:
    inspector = caller_of(auth.create_user())
    with pytest.raises(Forbidden):
        auth.desk.query(use_cases.list_lockouts, caller=inspector)
    with pytest.raises(Forbidden):
        auth.desk.command(use_cases.lift_lockout, caller=inspector, membership_code=KNOWN)
