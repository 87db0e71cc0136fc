"""Who is let in: tokens, ended sessions, first passwords."""

import threading
from collections.abc import Callable

import jwt
import pytest

from chassis.rpc import CallContext
from contracts.auth import AuthApi, UserView
from contracts.errors import AuthCode, CommonCode, Forbidden, Unauthenticated, Unavailable
from contracts.terms import Role
from gateway.auth import Doorkeeper
from gateway.settings import Settings
from tests.fakes.rpc import Call, FakeRpc
from tests.fakes.samples import sample
from tests.fakes.tokens import TokenIssuer
from tests.unit.gateway.conftest import SETTINGS, Person


class Clock:
    """A clock that goes on when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(rpc: FakeRpc, clock: Clock) -> Doorkeeper:
    return Doorkeeper(rpc, SETTINGS, clock=clock)


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_a_valid_token_names_its_person(door: Doorkeeper, issuer: TokenIssuer) -> None:
    caller = door.admit(bearer(issuer.token(Role.FINANCE)))
    assert caller.role is Role.FINANCE
    assert (caller.id, caller.session_id) == ("id-of-finance", "session-of-finance")
    assert (caller.membership_code, caller.full_name) == ("19-3-00001", "مریم کرمانی")


def test_a_known_token_costs_no_call(door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    token = bearer(issuer.token(Role.OFFICE))
    door.admit(token)
    before = len(rpc.calls)
    for _ in range(5):
        door.admit(token)
    assert len(rpc.calls) == before


@pytest.mark.parametrize("header", [None, "", "Basic abc", "Bearer"])
def test_no_token_is_unauthenticated(door: Doorkeeper, header: str | None) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        door.admit(header)
    assert refusal.value.code in (CommonCode.UNAUTHENTICATED, AuthCode.INVALID_TOKEN)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody else"},
        {"aud": "another service"},
        {"exp": 1},
        {"exp": None},
        {"sid": None},
        {"sub": None},
        {"role": "emperor"},
    ],
)
def test_a_token_with_wrong_claims_is_refused(
    door: Doorkeeper, issuer: TokenIssuer, claims: dict[str, object]
) -> None:
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(bearer(issuer.token(Role.OFFICE, **claims)))  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.", "é", "a" * 5000])
def test_what_is_no_token_is_refused(door: Doorkeeper, token: str) -> None:
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(bearer(token))


def test_a_token_of_another_signer_is_refused(door: Doorkeeper) -> None:
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(bearer(TokenIssuer().token(Role.OFFICE)))


def test_a_token_ends_when_it_expires(rpc: FakeRpc, issuer: TokenIssuer) -> None:
    wall = Clock()
    door = Doorkeeper(rpc, SETTINGS, wall_clock=wall)
    token = bearer(issuer.token(Role.OFFICE, exp=wall.now + 60))
    door.admit(token)
    wall.now += 60
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(token)


def test_a_new_key_is_asked_for_but_not_at_every_request(
    door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer, clock: Clock
) -> None:
    door.admit(bearer(issuer.token(Role.OFFICE)))
    new = TokenIssuer(kid="key-2")
    rpc.answer(AuthApi.list_signing_keys, [issuer.public_key, new.public_key])
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            door.admit(bearer(new.token(Role.OFFICE)))
    assert len(rpc.calls_of(AuthApi.list_signing_keys)) == 1
    clock.now += SETTINGS.keys_interval_seconds
    assert door.admit(bearer(new.token(Role.OFFICE))).role is Role.OFFICE
    assert len(rpc.calls_of(AuthApi.list_signing_keys)) == 2


def test_without_keys_nobody_is_judged(door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    rpc.away.add("auth")
    with pytest.raises(Unavailable):
        door.admit(bearer(issuer.token(Role.OFFICE)))


def test_an_ended_session_is_refused_within_the_interval(
    door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer, clock: Clock
) -> None:
    token = bearer(issuer.token(Role.OFFICE))
    door.admit(token)
    rpc.answer(AuthApi.list_revoked_sessions, ["session-of-office"])
    clock.now += SETTINGS.revoked_interval_seconds
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(token)


def test_a_session_ended_here_is_refused_at_once(door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    token = bearer(issuer.token(Role.OFFICE))
    door.admit(token)
    rpc.answer(AuthApi.list_revoked_sessions, ["session-of-office"])
    door.ended_sessions.refresh()
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(token)


def test_ended_sessions_are_kept_while_auth_is_away(
    door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer, clock: Clock
) -> None:
    rpc.answer(AuthApi.list_revoked_sessions, ["session-of-office"])
    good, ended = bearer(issuer.token(Role.FINANCE)), bearer(issuer.token(Role.OFFICE))
    door.admit(good)
    rpc.away.add("auth")
    clock.now += 100
    assert door.admit(good).role is Role.FINANCE
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(ended)
    door.ended_sessions.refresh()
    assert door.admit(good).role is Role.FINANCE


def test_ended_sessions_never_seen_let_nobody_in(door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    rpc.answer(AuthApi.list_revoked_sessions, Unavailable(CommonCode.UNAVAILABLE))
    for _ in range(2):
        with pytest.raises(Unavailable):
            door.admit(bearer(issuer.token(Role.OFFICE)))


def test_only_one_request_at_a_time_refreshes(
    door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer, clock: Clock
) -> None:
    token = bearer(issuer.token(Role.OFFICE))
    door.admit(token)
    clock.now += 100
    asked, go_on = threading.Event(), threading.Event()

    def slowly(_call: Call) -> list[str]:
        asked.set()
        assert go_on.wait(5)
        return []

    rpc.answer(AuthApi.list_revoked_sessions, slowly)
    first = threading.Thread(target=door.admit, args=(token,))
    first.start()
    assert asked.wait(5)
    assert door.admit(token).role is Role.OFFICE  # goes on with the old set
    go_on.set()
    first.join(5)
    assert len(rpc.calls_of(AuthApi.list_revoked_sessions)) == 2


def test_a_first_password_must_be_changed(door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    token = bearer(issuer.token(Role.INSPECTOR, must_change=True))
    rpc.answer(AuthApi.get_me, sample(UserView, must_change_password=True))
    with pytest.raises(Forbidden, match="password_change_required"):
        door.admit(token)
    assert door.admit(token, before_password_change=True).role is Role.INSPECTOR


def test_after_the_change_the_same_token_is_good(door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    token = bearer(issuer.token(Role.INSPECTOR, must_change=True))
    rpc.answer(AuthApi.get_me, sample(UserView, must_change_password=False))
    for _ in range(3):
        assert door.admit(token).role is Role.INSPECTOR
    asked = rpc.calls_of(AuthApi.get_me)
    assert len(asked) == 1
    assert asked[0].caller is not None
    assert asked[0].caller.id == "id-of-inspector"


def test_a_second_factor_must_be_set_up(door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    token = bearer(issuer.token(Role.OFFICE, must_set_up=True))
    rpc.answer(AuthApi.get_me, sample(UserView, must_set_up_second_factor=True, must_change_password=False))
    with pytest.raises(Forbidden, match="second_factor_setup_required"):
        door.admit(token)
    assert door.admit(token, before_second_factor=True).role is Role.OFFICE
    rpc.answer(AuthApi.get_me, sample(UserView, must_set_up_second_factor=False, must_change_password=False))
    assert door.admit(token).role is Role.OFFICE


def test_the_password_comes_before_the_second_factor(
    door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer
) -> None:
    token = bearer(issuer.token(Role.OFFICE, must_change=True, must_set_up=True))
    rpc.answer(AuthApi.get_me, sample(UserView, must_set_up_second_factor=True, must_change_password=True))
    with pytest.raises(Forbidden, match="password_change_required"):
        door.admit(token, before_second_factor=True)
    assert door.admit(token, before_password_change=True, before_second_factor=True).role is Role.OFFICE


def test_a_challenge_is_no_access_token(door: Doorkeeper, issuer: TokenIssuer) -> None:
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(bearer(issuer.token(Role.OFFICE, aud="gazban-second-step")))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_the_algorithm_is_ours_to_choose(door: Doorkeeper, issuer: TokenIssuer, algorithm: str) -> None:
    claims = jwt.decode(issuer.token(Role.OFFICE), options={"verify_signature": False})
    key = "" if algorithm == "none" else issuer.public_key.public_pem.replace("-", "")
    forged = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": issuer.kid})
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(bearer(forged))


def test_a_revoked_key_is_forgotten_with_the_tokens_that_it_signed(
    door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer, clock: Clock
) -> None:
    token = bearer(issuer.token(Role.OFFICE))
    door.admit(token)
    rpc.answer(AuthApi.list_signing_keys, [TokenIssuer(kid="key-2").public_key])
    clock.now += SETTINGS.keys_kept_seconds
    with pytest.raises(Unauthenticated, match="invalid_token"):
        door.admit(token)


def test_keys_are_kept_while_auth_is_away(
    door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer, clock: Clock
) -> None:
    token = bearer(issuer.token(Role.OFFICE))
    door.admit(token)
    rpc.away.add("auth")
    clock.now += SETTINGS.keys_kept_seconds
    assert door.admit(token).role is Role.OFFICE
    assert [key.kid for key in door.keys.published()] == [issuer.kid]


def test_the_cache_of_tokens_is_bounded(rpc: FakeRpc, issuer: TokenIssuer) -> None:
    door = Doorkeeper(rpc, Settings(amqp_url="", token_cache_size=3))
    for number in range(10):
        door.admit(bearer(issuer.token(Role.OFFICE, sub=f"person-{number}")))
    assert len(door._verified) == 3


@pytest.mark.parametrize(
    ("verb", "method", "path", "body"),
    [
        (AuthApi.logout, "POST", "/auth/logout", None),
        (
            AuthApi.change_password,
            "PUT",
            "/auth/password",
            {"current_password": "1", "new_password": "22222222"},
        ),
    ],
)
def test_ending_a_session_is_known_at_once(
    rpc: FakeRpc,
    somebody: Callable[..., Person],
    verb: Callable[..., object],
    method: str,
    path: str,
    body: object,
) -> None:
    person = somebody(Role.OFFICE)

    def end(_call: Call) -> None:
        rpc.answer(AuthApi.list_revoked_sessions, ["session-of-office"])

    rpc.answer(verb, end)
    assert person.ask(method, path, body).status_code == 204
    assert person.ask("GET", "/me").status_code == 401


def test_a_deactivated_user_is_out_at_once(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    it, victim = somebody(Role.IT), somebody(Role.OFFICE)
    rpc.answer(AuthApi.get_me, sample(UserView))
    assert victim.ask("GET", "/me").status_code == 200

    def deactivate(_call: Call) -> UserView:
        rpc.answer(AuthApi.list_revoked_sessions, ["session-of-office"])
        return sample(UserView, active=False)

    rpc.answer(AuthApi.update_user, deactivate)
    assert it.ask("PATCH", "/users/some-id", {"active": False}).status_code == 200
    assert victim.ask("GET", "/me").status_code == 401


def test_questions_about_tokens_do_not_wait_long(door: Doorkeeper, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    door.admit(bearer(issuer.token(Role.OFFICE)))
    assert all(call.deadline_seconds < CallContext().deadline_seconds for call in rpc.calls)
