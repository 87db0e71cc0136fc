"""Hashing passwords with Argon2id, where it holds up nobody else, and the passwords that everybody tries first.

Callers must hold no row lock meanwhile: a hash takes tens of milliseconds on purpose.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from chassis.blocking import run_blocking
from services.auth.domain import MIN_PASSWORD_LENGTH
from services.auth.settings import settings


def hash_password(password: str) -> str:
    """The hash to store, with its salt and cost in it."""
    return run_blocking(_hasher().hash, _encoded(password))


def is_right_password(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. For nobody's hash (None) the answer is no, after the same time."""
    right = run_blocking(_verify, password_hash or _nobodys_hash(), _encoded(password))
    return right and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made at another cost than the present one."""
    return _hasher().check_needs_rehash(password_hash)


@cache
def common_passwords() -> frozenset[str]:
    """Passwords that no account may have, in small letters: those that leaked most often, and are long enough."""
    return frozenset(
        each.lower() for each in FREQUENCY_LISTS["passwords"] if len(each) >= MIN_PASSWORD_LENGTH
    )


def _verify(password_hash: str, password: bytes) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _encoded(password: str) -> bytes:
    # JSON can spell half of a surrogate pair, which is no reason to fail.
    return password.encode("utf-8", "surrogatepass")


@cache
def _hasher() -> PasswordHasher:
    knobs = settings()
    return PasswordHasher(
        time_cost=knobs.argon2_time_cost,
        memory_cost=knobs.argon2_memory_kib,
        parallelism=knobs.argon2_parallelism,
    )


@cache
def _nobodys_hash() -> str:
    return run_blocking(_hasher().hash, b"nobody has this account")
