"""Who is asking: access tokens are verified here, without a call per request.

Public keys and ended sessions come from the auth service and are kept. An unknown key is asked for at once, though
not more often than every few seconds, and all of them now and then, so that a revoked one is forgotten; the set of
ended sessions is at most a few seconds old while auth answers. What is known is kept when it does not.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from chassis.rpc import CallContext, RpcClient
from chassis.telemetry import correlation_id, get_logger
from contracts.auth import AuthApi, SigningKey
from contracts.errors import AuthCode, CommonCode, Forbidden, Refusal, Unauthenticated
from contracts.shapes import Caller
from contracts.terms import Role
from gateway.settings import Settings

ISSUER, AUDIENCE, ALGORITHM = "gazban", "gazban-gateway", "EdDSA"
_CLAIMS = ["sub", "role", "code", "name", "sid", "exp", "iss", "aud"]
_ASK_SECONDS = 3.0
# A set that may be kept is not waited for so long: one request would hang on it for everybody's good.
_REFRESH_SECONDS = 1.0
_LONGEST_TOKEN = 4096

log = get_logger(__name__)


def _invalid_token() -> Unauthenticated:
    return Unauthenticated(AuthCode.INVALID_TOKEN)


def _context(caller: Caller | None = None, seconds: float = _ASK_SECONDS) -> CallContext:
    return CallContext(correlation_id=correlation_id.get(), caller=caller, deadline_seconds=seconds)


class SigningKeys:
    """Public keys by ``kid``."""

    def __init__(
        self, rpc: RpcClient, interval_seconds: float, kept_seconds: float, clock: Callable[[], float]
    ) -> None:
        self._rpc, self._interval, self._kept, self._clock = rpc, interval_seconds, kept_seconds, clock
        self._keys: dict[str, Any] = {}
        self._published: list[SigningKey] = []
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def get(self, kid: str) -> Any:
        """The key, asked for when it is not known; raises Unauthenticated for one that auth does not know."""
        if kid not in self._keys:
            with self._asking:
                if kid not in self._keys and self._age() >= self._interval:
                    self._refresh()
        elif self._age() >= self._kept and self._asking.acquire(blocking=False):
            try:
                self._renew()
            finally:
                self._asking.release()
        if kid not in self._keys:
            raise _invalid_token()
        return self._keys[kid]

    def published(self) -> list[SigningKey]:
        """All keys, as auth published them a few seconds ago at most; while it is away, those that are known."""
        with self._asking:
            if self._age() >= self._interval:
                self._renew()
            return self._published

    def _age(self) -> float:
        return self._clock() - self._asked_at

    def _renew(self) -> None:
        """Ask again; while auth is away, what is known is kept, and asked for a little later."""
        try:
            self._refresh(seconds=_REFRESH_SECONDS if self._keys else _ASK_SECONDS)
        except Refusal as refusal:
            if not self._keys:
                raise
            self._asked_at = self._clock() - self._kept + self._interval
            log.warning("signing_keys_stale", code=refusal.code)

    def _refresh(self, *, seconds: float = _ASK_SECONDS) -> None:
        keys = self._rpc.client(AuthApi, context=_context(seconds=seconds)).list_signing_keys()
        self._published = [key for key in keys if key.algorithm == ALGORITHM]
        self._keys = {key.kid: load_pem_public_key(key.public_pem.encode()) for key in self._published}
        self._asked_at = self._clock()


class EndedSessions:
    """Sessions that ended before their access tokens expire."""

    def __init__(self, rpc: RpcClient, interval_seconds: float, clock: Callable[[], float]) -> None:
        self._rpc, self._interval, self._clock = rpc, interval_seconds, clock
        self._ended: frozenset[str] | None = None
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def __contains__(self, session_id: str) -> bool:
        """Whether the session ended. One request at a time refreshes the set; the others go on with the old one."""
        if self._clock() - self._asked_at >= self._interval:
            first = self._ended is None
            if self._asking.acquire(blocking=first):
                try:
                    self._refresh_if_due()
                finally:
                    self._asking.release()
        return self._ended is None or session_id in self._ended

    def refresh(self) -> None:
        """Ask now, because a session was ended through this gateway; when auth is away, ask at the next request."""
        with self._asking:
            self._asked_at = float("-inf")
            try:
                self._refresh()
            except Refusal as refusal:
                log.warning("ended_sessions_unknown", code=refusal.code)

    def _refresh_if_due(self) -> None:
        if self._clock() - self._asked_at < self._interval:
            return
        try:
            self._refresh()
        except Refusal as refusal:
            if self._ended is None:  # nobody is let in on the strength of a list never seen
                raise
            self._asked_at = self._clock()
            log.warning("ended_sessions_stale", code=refusal.code)

    def _refresh(self) -> None:
        context = _context(seconds=_ASK_SECONDS if self._ended is None else _REFRESH_SECONDS)
        self._ended = frozenset(self._rpc.client(AuthApi, context=context).list_revoked_sessions())
        self._asked_at = self._clock()


@dataclass
class Admitted:
    """What a verified token says; what its person owes is lifted once auth says that it was done."""

    caller: Caller
    expires_at: float
    must_change: bool
    must_set_up: bool
    kid: str


class Doorkeeper:
    """Lets people in by their access token."""

    def __init__(
        self,
        rpc: RpcClient,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._rpc, self._wall_clock = rpc, wall_clock
        self.keys = SigningKeys(rpc, settings.keys_interval_seconds, settings.keys_kept_seconds, clock)
        self.ended_sessions = EndedSessions(rpc, settings.revoked_interval_seconds, clock)
        self._verified: OrderedDict[str, Admitted] = OrderedDict()
        self._size = settings.token_cache_size
        self._lock = threading.Lock()

    def admit(
        self,
        authorization: str | None,
        *,
        before_password_change: bool = False,
        before_second_factor: bool = False,
    ) -> Caller:
        """The person behind an ``Authorization`` header.

        Raises Unauthenticated without a valid token, and Forbidden ``auth.password_change_required`` while the
        password is the first one, unless the route may be used before its change (R2); likewise
        ``auth.second_factor_setup_required`` while a second factor is to be set up.
        """
        if not authorization:
            raise Unauthenticated(CommonCode.UNAUTHENTICATED)
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated(CommonCode.UNAUTHENTICATED)
        admitted = self._read(token.strip())
        if admitted.caller.session_id in self.ended_sessions:
            raise _invalid_token()
        owed = (admitted.must_change and not before_password_change) or (
            admitted.must_set_up and not before_second_factor
        )
        if owed:
            self._ask_what_is_owed(admitted)
        if admitted.must_change and not before_password_change:
            raise Forbidden(AuthCode.PASSWORD_CHANGE_REQUIRED)
        if admitted.must_set_up and not before_second_factor:
            raise Forbidden(AuthCode.SECOND_FACTOR_SETUP_REQUIRED)
        return admitted.caller

    def _read(self, token: str) -> Admitted:
        with self._lock:
            admitted = self._verified.get(token)
            if admitted is not None:
                self._verified.move_to_end(token)
        if admitted is not None:
            self.keys.get(admitted.kid)  # it may have been revoked meanwhile
        else:
            admitted = self._verify(token)
            with self._lock:
                self._verified[token] = admitted
                if len(self._verified) > self._size:
                    self._verified.popitem(last=False)
        if admitted.expires_at <= self._wall_clock():
            raise _invalid_token()
        return admitted

    def _verify(self, token: str) -> Admitted:
        if not token or len(token) > _LONGEST_TOKEN:
            raise _invalid_token()
        try:
            kid = str(jwt.get_unverified_header(token).get("kid", ""))
            claims = jwt.decode(
                token,
                self.keys.get(kid),
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                # expiry is judged in _read, by the gateway's clock; iat would need clocks that agree to the second
                options={"require": _CLAIMS, "verify_exp": False, "verify_iat": False},
            )
            caller = Caller(
                id=str(claims["sub"]),
                role=Role(claims["role"]),
                membership_code=str(claims["code"]),
                full_name=str(claims["name"]),
                session_id=str(claims["sid"]),
            )
            return Admitted(
                caller, float(claims["exp"]), bool(claims.get("mcp")), bool(claims.get("msf")), kid
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise _invalid_token() from error

    def _ask_what_is_owed(self, admitted: Admitted) -> None:
        me = self._rpc.client(AuthApi, context=_context(admitted.caller)).get_me(caller=admitted.caller)
        admitted.must_change, admitted.must_set_up = me.must_change_password, me.must_set_up_second_factor
