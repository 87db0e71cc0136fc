"""The rules of signing in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Conflict, Forbidden, LimitExceeded
from contracts.terms import Role
from services.auth import domain
from services.auth.domain import Guesses, GuessingLimits, KeyAge, RefreshVerdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CODE = "19-3-01234"
LIFETIME = timedelta(days=90)
LIMITS = GuessingLimits()
FRESH = Guesses(failures=0, first_at=NOW, locked_until=None)

codes = st.from_regex(r"[0-9]{1,3}(-[0-9]{1,10}){1,3}", fullmatch=True)


def failed(times: int, seen: Guesses, now: datetime = NOW) -> Guesses:
    for _ in range(times):
        seen = domain.count_guess(seen, now=now, limits=LIMITS)
    return seen


def test_the_tenth_failure_locks_and_each_further_one_locks_for_longer() -> None:
    seen = failed(9, FRESH)
    assert (seen.failures, seen.locked_until) == (9, None)
    minutes = []
    now = NOW
    for _ in range(40):
        seen = failed(1, seen, now)
        assert seen.locked_until is not None
        minutes.append((seen.locked_until - now) / timedelta(minutes=1))
        now = seen.locked_until
    assert minutes == [1, 2, 4, 8] + [15] * 36


@pytest.mark.parametrize(("minutes", "failures"), [(14, 10), (15, 1)])
def test_failures_within_a_window_count_together(minutes: int, failures: int) -> None:
    later = NOW + timedelta(minutes=minutes)
    seen = failed(1, failed(9, FRESH), later)
    assert seen.failures == failures
    assert (seen.locked_until is None) == (failures == 1)
    assert seen.first_at == (NOW if failures == 10 else later)


@pytest.mark.parametrize(("minutes", "failures"), [(15, 11), (16, 1)])
def test_a_lock_is_forgotten_a_window_after_its_end(minutes: int, failures: int) -> None:
    assert failed(1, failed(10, FRESH), NOW + timedelta(minutes=minutes)).failures == failures


def test_a_lock_says_how_long_it_lasts() -> None:
    domain.refuse_while_locked(None, NOW)
    domain.refuse_while_locked(NOW, NOW)
    with pytest.raises(LimitExceeded) as refusal:
        domain.refuse_while_locked(NOW + timedelta(seconds=60.2), NOW)
    assert refusal.value.code == "auth.too_many_attempts"
    assert (refusal.value.retry_after_seconds, refusal.value.params) == (61, {"minutes": 2})


# ---------------------------------------------------------------------------------------------------------- people


@pytest.mark.parametrize("text", [CODE, "1-1", "19-9-00001", "1-2-3-4"])
def test_membership_codes(text: str) -> None:
    assert domain.is_membership_code(text)


@pytest.mark.parametrize(
    "text", ["", "19", "19-", "-19", "1-2-3-4-5", "19-3-01234\n", "۱۹-۳", "a-1", "1--1", "\x00"]
)
def test_what_is_no_membership_code(text: str) -> None:
    assert not domain.is_membership_code(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي كاظمي", "علی کاظمی"),
        ("مهدی‌زاده", "مهدی زاده"),
        ("آقایی", "اقایی"),
        ("مؤمنی", "مومنی"),
        ("رضائی", "رضایی"),
        ("فاطمة", "فاطمه"),
        ("مُحمّد", "محمد"),
        ("محـــمد", "محمد"),
        ("  دو   فاصله ", "دو فاصله"),
        ("۱۹-۳-٠١", "19-3-01"),
        ("ALI", "ali"),
    ],
)
def test_spellings_that_a_search_takes_for_the_same(one: str, other: str) -> None:
    assert domain.fold(one) == domain.fold(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert domain.fold(domain.fold(text)) == domain.fold(text)


@given(codes, st.text(min_size=1))
def test_a_user_is_found_by_code_and_by_name(code: str, name: str) -> None:
    assert domain.fold(code) in domain.search_text(code, name)
    assert domain.fold(name) in domain.search_text(code, name)


def test_roles() -> None:
    domain.require_role(Role.IT, Role.IT, Role.OFFICE)
    with pytest.raises(Forbidden) as refusal:
        domain.require_role(Role.FINANCE, Role.IT, Role.OFFICE)
    assert refusal.value.code == "request.forbidden"


@pytest.mark.parametrize(("user_id", "active"), [("me", True), ("me", None), ("you", False)])
def test_deactivation_that_locks_nobody_out(user_id: str, active: bool | None) -> None:
    domain.refuse_own_deactivation(caller_id="me", user_id=user_id, active=active)


@pytest.mark.parametrize("user_id", ["0199a", "0199A"])
def test_deactivating_oneself(user_id: str) -> None:
    with pytest.raises(Conflict):
        domain.refuse_own_deactivation(caller_id="0199a", user_id=user_id, active=False)


# ------------------------------------------------------------------------------------------------- tokens and keys


@pytest.mark.parametrize(
    ("used_seconds_ago", "successor_used", "expired", "ended", "verdict"),
    [
        (None, True, False, False, RefreshVerdict.GOOD),
        (None, True, True, False, RefreshVerdict.DEAD),
        (None, True, False, True, RefreshVerdict.DEAD),
        (0, False, False, False, RefreshVerdict.REPEATED),
        (-1, False, False, False, RefreshVerdict.REPEATED),
        (19, False, True, False, RefreshVerdict.REPEATED),
        (20, False, False, False, RefreshVerdict.REUSED),
        (0, True, False, False, RefreshVerdict.REUSED),
        (20, True, True, False, RefreshVerdict.REUSED),
        (0, False, False, True, RefreshVerdict.DEAD),
        (20, True, False, True, RefreshVerdict.DEAD),
    ],
)
def test_what_a_refresh_token_is_worth(
    used_seconds_ago: int | None, successor_used: bool, expired: bool, ended: bool, verdict: RefreshVerdict
) -> None:
    judged = domain.judge_refresh(
        used_at=None if used_seconds_ago is None else NOW - timedelta(seconds=used_seconds_ago),
        successor_used=successor_used,
        expires_at=NOW if expired else NOW + timedelta(seconds=1),
        session_ended_at=NOW if ended else None,
        now=NOW,
        grace=timedelta(seconds=20),
    )
    assert judged is verdict


def test_claims_are_whole_seconds() -> None:
    claims = domain.access_claims(
        user_id="u",
        role=Role.OFFICE,
        membership_code=CODE,
        full_name="الف",
        session_id="s",
        must_change_password=False,
        must_set_up_second_factor=True,
        now=NOW + timedelta(microseconds=999_999),
        lifetime=timedelta(minutes=15),
    )
    assert (claims["iat"], claims["exp"]) == (int(NOW.timestamp()), int(NOW.timestamp()) + 900)
    assert (claims["role"], claims["mcp"], claims["msf"]) == ("office", False, True)


def test_a_key_signs_once_it_has_been_published_for_a_while() -> None:
    old, new = KeyAge("old", NOW - timedelta(days=90)), KeyAge("new", NOW)
    assert domain.signing_kid([new, old], NOW) == "old"
    assert domain.signing_kid([new, old], NOW + timedelta(minutes=9, seconds=59)) == "old"
    assert domain.signing_kid([new, old], NOW + timedelta(minutes=10)) == "new"
    assert domain.signing_kid([new], NOW) == "new", "the very first need not wait: nobody has an older one"


def test_when_a_new_key_is_due() -> None:
    assert domain.needs_new_key([], NOW, LIFETIME)
    assert domain.needs_new_key([KeyAge("a", NOW - LIFETIME)], NOW, LIFETIME)
    assert not domain.needs_new_key([KeyAge("a", NOW - LIFETIME), KeyAge("b", NOW)], NOW, LIFETIME)


ages = st.lists(
    st.builds(
        KeyAge,
        st.uuids().map(str),
        st.integers(min_value=0, max_value=200_000).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda key: key.kid,
)


@given(ages)
def test_the_signing_key_is_never_retired_nor_is_any_younger_one(keys: list[KeyAge]) -> None:
    signing = domain.signing_kid(keys, NOW)
    retired = domain.keys_to_retire(keys, NOW)
    assert signing not in retired
    since = next(key.created_at for key in keys if key.kid == signing)
    assert {key.kid for key in keys if key.created_at > since}.isdisjoint(retired)
    assert {key.kid for key in keys if key.created_at < since} <= set(retired)


def test_without_keys_none_is_retired() -> None:
    assert domain.keys_to_retire([], NOW) == []
