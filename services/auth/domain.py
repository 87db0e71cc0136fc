"""The rules of signing in: what a password may be, what a refresh token is worth, which key signs, who may do what.

Pure: times, randomness and ids arrive as arguments.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.errors import AuthCode, CommonCode, Conflict, Forbidden, InvalidRequest, LimitExceeded
from contracts.terms import Role

ISSUER = "gazban"
AUDIENCE = "gazban-gateway"
FIRST_USER_CODE = "19-9-00001"
FIRST_USER_NAME = "کارشناس فناوری اطلاعات"
DEMO_FIRST_PASSWORD = "1001"

MIN_PASSWORD_LENGTH = 8
TEMPORARY_PASSWORD_LENGTH = 10
# Nothing that is mistaken for something else when read aloud or copied by hand: no 0 O o, 1 I l, 5 S s, 2 Z z, u v.
TEMPORARY_PASSWORD_ALPHABET = "346789abcdefghjkmnpqrtwxyACDEFGHJKMNPQRTWXY"

# A new key is published this long before it signs, so that whoever verifies has learned of it by then.
KEY_PUBLICATION = timedelta(minutes=10)
# A clock that is a little behind accepts a token for this much longer than it should.
CLOCK_TOLERANCE = timedelta(minutes=1)

# Enough for any lock to reach its longest; more would only overflow.
_MOST_DOUBLINGS = 16

_MEMBERSHIP_CODE = re.compile(r"[0-9]{1,3}(-[0-9]{1,10}){1,3}", re.ASCII)
_CERTIFICATE_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
_SEARCH_FOLDS = {
    **{ord(digit): str(i % 10) for i, digit in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")},
    **dict.fromkeys(map(ord, "يى"), "ی"),
    **dict.fromkeys(map(ord, "ةە"), "ه"),
    ord("ك"): "ک",
    ord("\u0640"): "",  # the stroke that stretches a word
    **dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f"), " "),  # half-spaces and direction marks
}


class PasswordKind(StrEnum):
    """Where the present password comes from; only one's own may be kept (R2, R4)."""

    FIRST = "first"
    OWN = "own"
    TEMPORARY = "temporary"


class SessionEnd(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    DEACTIVATED = "deactivated"
    TOKEN_REUSED = "token_reused"


class Weakness(StrEnum):
    """Why a new password is refused."""

    TOO_SHORT = "too_short"
    MEMBERSHIP_CODE = "membership_code"
    UNCHANGED = "unchanged"
    FIRST_PASSWORD = "first_password"


_WEAKNESS_MESSAGES = {
    Weakness.TOO_SHORT: f"Shorter than {MIN_PASSWORD_LENGTH} characters.",
    Weakness.MEMBERSHIP_CODE: "Must not be the membership code.",
    Weakness.UNCHANGED: "Must differ from the current password.",
    Weakness.FIRST_PASSWORD: "Must not be the first password.",
}


class RefreshVerdict(StrEnum):
    """What a refresh token that we know is worth."""

    GOOD = "good"
    DEAD = "dead"
    REPEATED = "repeated"
    REUSED = "reused"


@dataclass(frozen=True, kw_only=True)
class GuessingLimits:
    """How often a password may be wrong: ``failures`` times within ``window``; each one more locks for longer."""

    failures: int = 10
    window: timedelta = timedelta(minutes=15)
    shortest_lock: timedelta = timedelta(minutes=1)
    longest_lock: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Guesses:
    """The failed sign-ins of one membership code, and until when no further one is looked at."""

    failures: int
    first_at: datetime
    locked_until: datetime | None


@dataclass(frozen=True)
class KeyAge:
    """A signing key that is not retired, and since when it exists."""

    kid: str
    created_at: datetime


# ----------------------------------------------------------------------------------------------------- who may


def require_role(role: Role, *allowed: Role) -> None:
    """Raise :class:`Forbidden` unless the role is one of those allowed."""
    if role not in allowed:
        raise Forbidden(CommonCode.FORBIDDEN)


def refuse_own_deactivation(*, caller_id: str, user_id: str, active: bool | None) -> None:
    """Nobody locks themself out: the last IT person would have nobody to ask."""
    if active is False and caller_id.lower() == user_id.lower():
        raise Conflict(AuthCode.OWN_ACCOUNT)


# ------------------------------------------------------------------------------------------------------- people


def is_membership_code(text: str) -> bool:
    """Whether the text, with Latin digits, has the form of a membership code (R1)."""
    return _MEMBERSHIP_CODE.fullmatch(text) is not None


def fold(text: str) -> str:
    """The text as searches compare it: Latin digits, one form of each Persian letter, no marks, single spaces."""
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(letters).translate(_SEARCH_FOLDS).casefold().split())


def search_text(membership_code: str, full_name: str) -> str:
    """What a search for a user looks into."""
    return fold(f"{membership_code} {full_name}")


# ---------------------------------------------------------------------------------------------------- passwords


def weakness_of(new_password: str, *, membership_code: str, current_password: str) -> Weakness | None:
    """What is wrong with a new password, as far as it can be told without hashing; None when nothing is (R3)."""
    if len(new_password) < MIN_PASSWORD_LENGTH:
        return Weakness.TOO_SHORT
    if re.sub(r"[\s_./–—-]", "", new_password) == membership_code.replace("-", ""):
        return Weakness.MEMBERSHIP_CODE
    if new_password == current_password:
        return Weakness.UNCHANGED
    return None


def could_be_first_password(new_password: str) -> bool:
    """Whether it looks like a birth-certificate number, so that comparing with the first password is worth a hash."""
    return _CERTIFICATE_NUMBER.fullmatch(new_password) is not None


def weak_password(weakness: Weakness) -> InvalidRequest:
    """The refusal of a new password; ``reason`` is the weakness."""
    return InvalidRequest(
        AuthCode.WEAK_PASSWORD,
        errors={"new_password": [_WEAKNESS_MESSAGES[weakness]]},
        reason=str(weakness),
    )


def wrong_password() -> InvalidRequest:
    """The refusal of a wrong current password. Not a 401: a front-end would take that for the end of its session."""
    return InvalidRequest(AuthCode.WRONG_PASSWORD, errors={"current_password": ["Not the current password."]})


def count_guess(seen: Guesses, *, now: datetime, limits: GuessingLimits) -> Guesses:
    """The failures with one more at ``now``; the first too many locks for the shortest time, each further one doubles.

    They are forgotten a window after the first, or after the last lock is over: nobody is locked out for ever.
    """
    if (seen.locked_until or seen.first_at) + limits.window <= now:
        seen = Guesses(failures=0, first_at=now, locked_until=None)
    failures = seen.failures + 1
    if failures < limits.failures:
        return Guesses(failures=failures, first_at=seen.first_at, locked_until=None)
    doublings = min(failures - limits.failures, _MOST_DOUBLINGS)
    lock = min(limits.shortest_lock * 2**doublings, limits.longest_lock)
    return Guesses(failures=failures, first_at=seen.first_at, locked_until=now + lock)


def refuse_while_locked(locked_until: datetime | None, now: datetime) -> None:
    """Raise :class:`LimitExceeded`, with the seconds that are left, unless the lock is over."""
    if locked_until is not None and locked_until > now:
        seconds = math.ceil((locked_until - now).total_seconds())
        raise LimitExceeded(
            AuthCode.TOO_MANY_ATTEMPTS, retry_after_seconds=seconds, minutes=math.ceil(seconds / 60)
        )


def refuse_early_reset(*, reset_at: datetime, signed_in_since: bool, now: datetime, pause: timedelta) -> None:
    """Nobody is given another one-time password while the one just shown is still being read out (R4)."""
    left = reset_at + pause - now
    if left > timedelta(0) and not signed_in_since:
        raise Conflict(AuthCode.RESET_JUST_NOW, retry_after_seconds=math.ceil(left.total_seconds()))


def temporary_password(choose: Callable[[str], str]) -> str:
    """A password that can be read aloud; ``choose`` picks one character of an alphabet at random."""
    return "".join(choose(TEMPORARY_PASSWORD_ALPHABET) for _ in range(TEMPORARY_PASSWORD_LENGTH))


# ------------------------------------------------------------------------------------------------ tokens and keys


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
    now: datetime,
    lifetime: timedelta,
) -> dict[str, str | int | bool]:
    """What an access token says; ``mcp`` stands for "must change password" (R2)."""
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
        "iat": issued,
        "exp": issued + int(lifetime.total_seconds()),
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
