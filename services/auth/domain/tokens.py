"""Sessions, their tokens, and the keys that sign these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.terms import Role

ISSUER = "gazban"
AUDIENCE = "gazban-gateway"
# Whoever has shown a password and owes a code holds a token that is good for nothing else.
CHALLENGE_AUDIENCE = "gazban-second-step"
CHALLENGE_LIFETIME = timedelta(minutes=5)

# A new key is published this long before it signs, so that whoever verifies has learned of it by then.
KEY_PUBLICATION = timedelta(minutes=10)
# A clock that is a little behind accepts a token for this much longer than it should.
CLOCK_TOLERANCE = timedelta(minutes=1)


class SessionEnd(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    DEACTIVATED = "deactivated"
    TOKEN_REUSED = "token_reused"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    ENDED_BY_IT = "ended_by_it"


class RefreshVerdict(StrEnum):
    """What a refresh token that we know is worth."""

    GOOD = "good"
    DEAD = "dead"
    REPEATED = "repeated"
    REUSED = "reused"


@dataclass(frozen=True)
class KeyAge:
    """A signing key that is not retired, and since when it exists."""

    kid: str
    created_at: datetime


def judge_refresh(
    *,
    used_at: datetime | None,
    successor_used: bool,
    expires_at: datetime,
    session_ended_at: datetime | None,
    now: datetime,
    grace: timedelta,
) -> RefreshVerdict:
    """What a presented refresh token is worth.

    A token that was used already is in two hands, one of which is a thief's: its session must end. But two tabs of one
    browser, or a request that was sent twice, come within ``grace`` and before the successor is used: only the second
    is refused. A token of a session that is over, or an expired one, is simply refused.
    """
    if session_ended_at is not None:
        return RefreshVerdict.DEAD
    if used_at is not None:
        sent_twice = now < used_at + grace and not successor_used
        return RefreshVerdict.REPEATED if sent_twice else RefreshVerdict.REUSED
    return RefreshVerdict.DEAD if expires_at <= now else RefreshVerdict.GOOD


def access_claims(
    *,
    user_id: str,
    role: Role,
    membership_code: str,
    full_name: str,
    session_id: str,
    must_change_password: bool,
    must_set_up_second_factor: bool,
    now: datetime,
    lifetime: timedelta,
) -> dict[str, str | int | bool]:
    """What an access token says; ``mcp``: must change the password (R2), ``msf``: must set up a second factor."""
    issued = int(now.timestamp())
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": user_id,
        "role": str(role),
        "code": membership_code,
        "name": full_name,
        "sid": session_id,
        "mcp": must_change_password,
        "msf": must_set_up_second_factor,
        "iat": issued,
        "exp": issued + int(lifetime.total_seconds()),
    }


def challenge_claims(
    *, user_id: str, password_set_at: datetime, now: datetime
) -> dict[str, str | int | bool]:
    """What the token between password and code says; ``pwd`` ties it to the password that was shown."""
    return {
        "iss": ISSUER,
        "aud": CHALLENGE_AUDIENCE,
        "sub": user_id,
        "pwd": password_set_at.isoformat(),
        "iat": int(now.timestamp()),
        "exp": int((now + CHALLENGE_LIFETIME).timestamp()),
    }


def signing_kid(keys: Sequence[KeyAge], now: datetime) -> str:
    """The key that signs now: the youngest that has been published long enough, else the oldest. Keys are not empty."""
    by_age = sorted(keys, key=lambda key: (key.created_at, key.kid))
    published = [key for key in by_age if key.created_at + KEY_PUBLICATION <= now]
    return published[-1].kid if published else by_age[0].kid


def needs_new_key(keys: Sequence[KeyAge], now: datetime, lifetime: timedelta) -> bool:
    """Whether even the youngest key has signed for its lifetime, or there is none."""
    return all(key.created_at + lifetime <= now for key in keys)


def keys_to_retire(keys: Sequence[KeyAge], now: datetime) -> list[str]:
    """Keys that sign no more, because a younger one does."""
    if not keys:
        return []
    signing = signing_kid(keys, now)
    since = next((key.created_at, key.kid) for key in keys if key.kid == signing)
    return [key.kid for key in keys if (key.created_at, key.kid) < since]
