"""Signing in, staying signed in and signing out, on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import jwt
import pytest

from contracts.auth import PasswordChanged, Tokens
from contracts.errors import InvalidRequest, NotFound, Refusal, Unauthenticated
from services.auth import passwords, use_cases
from services.auth.settings import AuthSettings
from tests.integration.auth.conftest import OWN_PASSWORD, AuthDesk, caller_of


def claims_of(auth: AuthDesk, tokens: Tokens) -> dict[str, Any]:
    """What an access token says, verified as the gateway verifies it but for the clock, which is the test's."""
    keys = {key.kid: key.public_pem for key in auth.desk.query(use_cases.list_signing_keys)}
    kid = jwt.get_unverified_header(tokens.access_token)["kid"]
    claims: dict[str, Any] = jwt.decode(
        tokens.access_token,
        keys[kid],
        algorithms=["EdDSA"],
        audience="gazban-gateway",
        issuer="gazban",
        options={"require": ["exp", "iat", "sub", "sid"], "verify_exp": False, "verify_iat": False},
    )
    return claims


def refused(auth: AuthDesk, refresh_token: str) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        auth.desk.command(use_cases.refresh, refresh_token=refresh_token)
    return refusal.value.code


def test_an_access_token_says_who_and_for_how_long(auth: AuthDesk) -> None:
    user = auth.create_user()
    tokens = auth.login()
    claims = claims_of(auth, tokens)
    issued = int(auth.desk.now.timestamp())
    sid = claims.pop("sid")
    assert claims == {
        "iss": "gazban",
        "aud": "gazban-gateway",
        "sub": user.id,
        "role": "inspector",
        "code": "19-3-01234",
        "name": "مریم کیانی",
        "mcp": True,
        "msf": False,
        "iat": issued,
        "exp": issued + 900,
    }
    assert auth.desk.rows("SELECT id::text FROM sessions WHERE ended_at IS NULL") == [(sid,)]
    assert (tokens.token_type, tokens.expires_in, tokens.must_change_password) == ("Bearer", 900, True)


@pytest.mark.parametrize(
    ("membership_code", "password"),
    [
        ("19-3-01234", "wrong"),
        ("19-3-09999", "3001"),
        ("no code at all\x00\ud800", "3001"),
        ("19-3-01234", "\ud800"),
        ("19-3-05555", "3002"),
    ],
    ids=["wrong password", "unknown user", "not a code", "not even text", "inactive user"],
)
def test_nobody_learns_why_a_sign_in_failed(
    auth: AuthDesk, monkeypatch: pytest.MonkeyPatch, membership_code: str, password: str
) -> None:
    auth.create_user()
    inactive = auth.create_user("19-3-05555", first_password="3002")
    auth.desk.command(use_cases.update_user, caller=auth.it, user_id=inactive.id, active=False)
    verified: list[str] = []
    verify = passwords._verify

    def verify_and_count(known: str, typed: bytes) -> bool:
        verified.append(known)
        return verify(known, typed)

    monkeypatch.setattr(passwords, "_verify", verify_and_count)

    with pytest.raises(Unauthenticated) as refusal:
        auth.login(membership_code, password)

    assert refusal.value.code == "auth.invalid_credentials"
    assert (refusal.value.errors, refusal.value.params) == ({}, {})
    assert len(verified) == 1, "each of them costs one hash, so that the time tells nothing either"
    assert auth.desk.rows("SELECT count(*) FROM sessions") == [(0,)]


def test_a_hash_of_another_cost_is_replaced_at_sign_in(
    auth: AuthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth.create_user()
    (before,) = auth.desk.rows("SELECT password_hash FROM users WHERE membership_code = '19-3-01234'")
    monkeypatch.setattr(passwords, "settings", lambda: AuthSettings(argon2_time_cost=3))
    passwords._hasher.cache_clear()
    try:
        auth.login()
        (after,) = auth.desk.rows("SELECT password_hash FROM users WHERE membership_code = '19-3-01234'")
        assert ",t=2," in before[0]
        assert ",t=3," in after[0]
        auth.login()
        (again,) = auth.desk.rows("SELECT password_hash FROM users WHERE membership_code = '19-3-01234'")
        assert again == after
    finally:
        passwords._hasher.cache_clear()


def test_refreshing_goes_on_with_the_same_session(auth: AuthDesk) -> None:
    auth.create_user()
    first = auth.login()
    auth.desk.pass_time(minutes=14)
    second = auth.desk.command(use_cases.refresh, refresh_token=first.refresh_token)
    third = auth.desk.command(use_cases.refresh, refresh_token=second.refresh_token)

    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert claims_of(auth, third)["sid"] == claims_of(auth, first)["sid"]
    assert auth.desk.rows("SELECT count(*), max(last_used_at) FROM sessions") == [(1, auth.desk.now)]


def test_only_digests_of_refresh_tokens_are_kept(auth: AuthDesk) -> None:
    auth.create_user()
    tokens = auth.login()
    kept = str(auth.desk.rows("SELECT * FROM refresh_tokens"))
    assert tokens.refresh_token not in kept
    assert len(tokens.refresh_token) >= 43, "256 bits in base64"


def test_reusing_a_refresh_token_late_ends_the_session_for_good(auth: AuthDesk) -> None:
    auth.create_user()
    other_device = auth.login()
    first = auth.login()
    second = auth.desk.command(use_cases.refresh, refresh_token=first.refresh_token)
    sid = claims_of(auth, first)["sid"]

    auth.desk.pass_time(seconds=20)
    assert refused(auth, first.refresh_token) == "auth.invalid_token"

    assert refused(auth, second.refresh_token) == "auth.invalid_token", (
        "the thief's or the owner's: both are out"
    )
    assert auth.desk.query(use_cases.list_revoked_sessions) == [sid]
    assert auth.desk.rows("SELECT end_reason FROM sessions WHERE id = :id", id=sid) == [("token_reused",)]
    auth.desk.command(use_cases.refresh, refresh_token=other_device.refresh_token)


def test_a_refresh_token_that_is_sent_twice_at_once_does_not_end_the_session(auth: AuthDesk) -> None:
    auth.create_user()
    first = auth.login()
    second = auth.desk.command(use_cases.refresh, refresh_token=first.refresh_token)
    auth.desk.pass_time(seconds=19)
    assert refused(auth, first.refresh_token) == "auth.invalid_token"
    assert auth.desk.query(use_cases.list_revoked_sessions) == []

    third = auth.desk.command(use_cases.refresh, refresh_token=second.refresh_token)
    assert claims_of(auth, third)["sid"] == claims_of(auth, first)["sid"]


def test_reusing_a_refresh_token_whose_successor_is_used_ends_the_session_at_once(auth: AuthDesk) -> None:
    auth.create_user()
    first = auth.login()
    second = auth.desk.command(use_cases.refresh, refresh_token=first.refresh_token)
    third = auth.desk.command(use_cases.refresh, refresh_token=second.refresh_token)

    assert refused(auth, first.refresh_token) == "auth.invalid_token"
    assert refused(auth, third.refresh_token) == "auth.invalid_token"
    assert auth.desk.rows("SELECT end_reason FROM sessions") == [("token_reused",)]


def test_of_twins_with_one_refresh_token_one_wins_and_goes_on(auth: AuthDesk) -> None:
    auth.create_user()
    tokens = auth.login()

    def attempt(_number: int) -> Tokens | str:
        try:
            return auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(max_workers=6) as pool:
        outcomes = list(pool.map(attempt, range(6)))
    (won,) = (outcome for outcome in outcomes if isinstance(outcome, Tokens))
    assert [outcome for outcome in outcomes if outcome is not won] == ["auth.invalid_token"] * 5
    assert auth.desk.rows("SELECT end_reason FROM sessions") == [(None,)]
    auth.desk.command(use_cases.refresh, refresh_token=won.refresh_token)


def test_a_refresh_token_lives_thirty_days(auth: AuthDesk) -> None:
    auth.create_user()
    tokens = auth.login()
    auth.desk.pass_time(days=29, hours=23)
    renewed = auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)
    auth.desk.pass_time(days=30)
    assert refused(auth, renewed.refresh_token) == "auth.invalid_token"
    assert auth.desk.query(use_cases.list_revoked_sessions) == [], "too late is no theft"


@pytest.mark.parametrize("token", ["", "nonsense", "\ud800\x00"])
def test_an_unknown_refresh_token_is_refused(auth: AuthDesk, token: str) -> None:
    assert refused(auth, token) == "auth.invalid_token"


def test_signing_out_ends_this_session_only(auth: AuthDesk) -> None:
    user = auth.create_user()
    here, there = auth.login(), auth.login()
    sid = claims_of(auth, here)["sid"]
    auth.desk.command(use_cases.logout, caller=caller_of(user, sid))
    auth.desk.command(use_cases.logout, caller=caller_of(user, sid))

    assert refused(auth, here.refresh_token) == "auth.invalid_token"
    assert auth.desk.query(use_cases.list_revoked_sessions) == [sid]
    auth.desk.command(use_cases.refresh, refresh_token=there.refresh_token)


def test_nobody_signs_somebody_else_out(auth: AuthDesk) -> None:
    auth.create_user()
    stranger = auth.create_user("19-3-05555")
    tokens = auth.login()
    sid = claims_of(auth, tokens)["sid"]
    auth.desk.command(use_cases.logout, caller=caller_of(stranger, sid))
    auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)


def test_one_sees_where_one_is_signed_in(auth: AuthDesk) -> None:
    user = auth.create_user()
    auth.create_user("19-3-05555")
    auth.login("19-3-05555")
    began = auth.desk.now
    auth.login()
    auth.desk.pass_time(days=29)
    phone = auth.desk.command(
        use_cases.login, membership_code="19-3-01234", password="3001", user_agent="a phone"
    )
    auth.desk.pass_time(minutes=14)
    renewed = auth.desk.command(use_cases.refresh, refresh_token=phone.refresh_token)
    here = caller_of(user, claims_of(auth, renewed)["sid"])

    listed = auth.desk.query(use_cases.list_my_sessions, caller=here)
    assert [(s.user_agent, s.current, s.last_used_at) for s in listed.items] == [
        ("a phone", True, auth.desk.now),
        (None, False, began),
    ]
    first = auth.desk.query(use_cases.list_my_sessions, caller=here, limit=1)
    rest = auth.desk.query(use_cases.list_my_sessions, caller=here, limit=1, cursor=first.next_cursor)
    assert [*first.items, *rest.items] == listed.items
    auth.desk.pass_time(days=1)
    (left,) = auth.desk.query(use_cases.list_my_sessions, caller=here).items
    assert left.current, "the other's tokens have run out"


def test_a_session_is_ended_from_another_device(auth: AuthDesk) -> None:
    user = auth.create_user()
    lost, here = auth.login(), auth.login()
    caller = caller_of(user, claims_of(auth, here)["sid"])
    sid = claims_of(auth, lost)["sid"]
    for _ in range(2):
        auth.desk.command(use_cases.end_my_session, caller=caller, session_id=sid)

    assert refused(auth, lost.refresh_token) == "auth.invalid_token"
    assert auth.desk.query(use_cases.list_revoked_sessions) == [sid]
    assert [s.current for s in auth.desk.query(use_cases.list_my_sessions, caller=caller).items] == [True]
    auth.desk.command(use_cases.refresh, refresh_token=here.refresh_token)


def test_a_session_of_somebody_else_is_not_found(auth: AuthDesk) -> None:
    auth.create_user()
    stranger = caller_of(auth.create_user("19-3-05555"))
    tokens = auth.login()
    for session_id in (claims_of(auth, tokens)["sid"], stranger.id, "no id"):
        with pytest.raises(NotFound) as refusal:
            auth.desk.command(use_cases.end_my_session, caller=stranger, session_id=session_id)
        assert refusal.value.code == "auth.session_not_found"
    auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)


def test_all_other_devices_are_signed_out_at_once(auth: AuthDesk) -> None:
    user = auth.create_user()
    auth.create_user("19-3-05555")
    others, here, strangers = [auth.login(), auth.login()], auth.login(), auth.login("19-3-05555")
    caller = caller_of(user, claims_of(auth, here)["sid"])
    auth.desk.command(use_cases.end_my_other_sessions, caller=caller)

    assert [refused(auth, each.refresh_token) for each in others] == ["auth.invalid_token"] * 2
    for tokens in (here, strangers):
        auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)


def test_a_revoked_session_is_listed_as_long_as_its_access_token_could_live(auth: AuthDesk) -> None:
    user = auth.create_user()
    tokens = auth.login()
    sid = claims_of(auth, tokens)["sid"]
    auth.desk.command(use_cases.logout, caller=caller_of(user, sid))
    auth.desk.pass_time(minutes=15)
    assert auth.desk.query(use_cases.list_revoked_sessions) == [sid]
    auth.desk.pass_time(minutes=2)
    assert auth.desk.query(use_cases.list_revoked_sessions) == []


def test_the_first_password_gives_way_to_ones_own(auth: AuthDesk) -> None:
    user = auth.create_user()
    elsewhere, here = auth.login(), auth.login()
    caller = caller_of(user, claims_of(auth, here)["sid"])
    auth.desk.command(
        use_cases.change_password, caller=caller, current_password="3001", new_password=OWN_PASSWORD
    )

    assert auth.desk.told(PasswordChanged) == [PasswordChanged(user_id=user.id)]
    assert refused(auth, elsewhere.refresh_token) == "auth.invalid_token"
    renewed = auth.desk.command(use_cases.refresh, refresh_token=here.refresh_token)
    assert renewed.must_change_password is False
    assert claims_of(auth, renewed)["mcp"] is False
    assert auth.desk.query(use_cases.get_me, caller=caller).must_change_password is False
    with pytest.raises(Unauthenticated):
        auth.login(password="3001")
    assert auth.login(password=OWN_PASSWORD).must_change_password is False


def test_a_wrong_current_password_is_not_the_end_of_the_session(auth: AuthDesk) -> None:
    user = auth.create_user()
    tokens = auth.login()
    with pytest.raises(InvalidRequest) as refusal:
        auth.desk.command(
            use_cases.change_password,
            caller=caller_of(user),
            current_password="3002",
            new_password=OWN_PASSWORD,
        )
    assert refusal.value.code == "auth.wrong_password"
    assert list(refusal.value.errors) == ["current_password"]
    auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)


@pytest.mark.parametrize(
    ("new_password", "reason"),
    [
        ("short-1", "too_short"),
        ("19-3-01234", "membership_code"),
        ("19301234", "membership_code"),
        (OWN_PASSWORD, "unchanged"),
        ("30017-30017", "first_password"),
        ("123456789", "common"),
        ("کیانی مریم", "personal"),
    ],
)
def test_weak_passwords_are_refused(auth: AuthDesk, new_password: str, reason: str) -> None:
    user = auth.create_user(first_password="30017")
    auth.desk.command(
        use_cases.change_password,
        caller=caller_of(user),
        current_password="30017",
        new_password=OWN_PASSWORD,
    )
    with pytest.raises(InvalidRequest) as refusal:
        auth.desk.command(
            use_cases.change_password,
            caller=caller_of(user),
            current_password=OWN_PASSWORD,
            new_password=new_password,
        )
    assert refusal.value.code == "auth.weak_password"
    assert refusal.value.params["reason"] == reason
    assert list(refusal.value.errors) == ["new_password"]
    assert auth.login(password=OWN_PASSWORD)


def test_a_password_that_changed_while_one_signed_in_does_not_open_a_session(
    auth: AuthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = auth.create_user()
    verify = passwords._verify

    def verify_slowly(known: str, typed: bytes) -> bool:
        monkeypatch.undo()
        auth.desk.command(use_cases.reset_password, caller=auth.it, user_id=user.id)
        return verify(known, typed)

    monkeypatch.setattr(passwords, "_verify", verify_slowly)
    with pytest.raises(Unauthenticated):
        auth.login()
    assert auth.desk.rows("SELECT count(*) FROM sessions") == [(0,)]


def test_old_sessions_are_forgotten_and_useful_ones_kept(auth: AuthDesk) -> None:
    auth.create_user()
    auth.login()
    auth.desk.pass_time(days=32)
    auth.desk.command(use_cases.forget_old_sessions)
    assert auth.desk.rows("SELECT count(*) FROM refresh_tokens") == [(0,)]
    assert auth.desk.rows("SELECT count(*) FROM sessions") == [(1,)]
    recent = auth.login()
    auth.desk.pass_time(days=90)
    auth.desk.command(use_cases.forget_old_sessions)
    assert auth.desk.rows("SELECT id::text FROM sessions") == [(claims_of(auth, recent)["sid"],)]


def test_a_caller_whom_nobody_knows_is_not_signed_in(auth: AuthDesk) -> None:
    nobody = replace(auth.it, id="01990000-0000-7000-8000-00000000ffff")
    with pytest.raises(Unauthenticated):
        auth.desk.query(use_cases.get_me, caller=nobody)
    with pytest.raises(Unauthenticated):
        auth.desk.command(
            use_cases.change_password, caller=nobody, current_password="x", new_password=OWN_PASSWORD
        )
