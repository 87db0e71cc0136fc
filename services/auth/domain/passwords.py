"""Passwords: what one may be, where the present one comes from, and for how long a one-time one is good (R2-R4)."""

import math
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.errors import AuthCode, Conflict, InvalidRequest
from services.auth.domain.people import fold

MIN_PASSWORD_LENGTH = 8
TEMPORARY_PASSWORD_LENGTH = 10
# Nothing that is mistaken for something else when read aloud or copied by hand: no 0 O o, 1 I l, 5 S s, 2 Z z, u v.
TEMPORARY_PASSWORD_ALPHABET = "346789abcdefghjkmnpqrtwxyACDEFGHJKMNPQRTWXY"

# What is left of a password besides what everybody knows of its owner, or of us, must be at least this long.
_LEAST_OF_ONES_OWN = 4
_ORGANIZATION = ("gazban", "گازبان")
# A shorter part of a name or number is in too many words by chance.
_SHORTEST_NAME, _SHORTEST_NUMBER = 3, 6
_LONGEST_CERTIFICATE_NUMBER = 10
_SHORTEST_WALK, _LONGEST_PATTERN = 6, 4
# What fingers and children go along: rows of keys in both layouts, alphabets, digits.
_WALKS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ضصثقفغعهخحجچ",
    "شسیبلاتنمکگ",
    "ظطزرذدپو",
)
_NO_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_MOBILE = re.compile(r"(00989|989|09|9)[0-9]{9}", re.ASCII)
_NATIONAL_ID = re.compile(r"[0-9]{10}", re.ASCII)


class PasswordKind(StrEnum):
    """Where the present password comes from; only one's own may be kept (R2, R4)."""

    FIRST = "first"
    OWN = "own"
    TEMPORARY = "temporary"


class Weakness(StrEnum):
    """Why a new password is refused."""

    TOO_SHORT = "too_short"
    MEMBERSHIP_CODE = "membership_code"
    UNCHANGED = "unchanged"
    FIRST_PASSWORD = "first_password"
    PERSONAL = "personal"
    COMMON = "common"


_WEAKNESS_MESSAGES = {
    Weakness.TOO_SHORT: f"Shorter than {MIN_PASSWORD_LENGTH} characters.",
    Weakness.MEMBERSHIP_CODE: "Must not be the membership code.",
    Weakness.UNCHANGED: "Must differ from the current password.",
    Weakness.FIRST_PASSWORD: "Must not be the first password.",
    Weakness.PERSONAL: "Must not be a name, a telephone number or a national id.",
    Weakness.COMMON: "Must not be one of the passwords that everybody tries first.",
}


@dataclass(frozen=True, kw_only=True)
class Owner:
    """What anybody may know of the person whose password it is."""

    membership_code: str
    full_name: str
    mobile: str | None = None


# ------------------------------------------------------------------------------------------------- what it may be


def weakness_of(
    new_password: str, *, owner: Owner, current_password: str, common: Set[str]
) -> Weakness | None:
    """What is wrong with a new password, as far as it can be told without hashing; None when nothing is (R3).

    ``common`` are the passwords that everybody tries first, in small letters. What a password is made of is its
    owner's affair: nothing is asked for but length (NIST SP 800-63B, OWASP ASVS 6.2).
    """
    if len(new_password) < MIN_PASSWORD_LENGTH:
        return Weakness.TOO_SHORT
    if new_password == current_password:
        return Weakness.UNCHANGED
    bare = _bare(new_password)
    if _adds_little(bare, _writings_of_code(owner.membership_code)):
        return Weakness.MEMBERSHIP_CODE
    if _is_somebodys_number(bare) or _adds_little(bare, _known_of(owner)):
        return Weakness.PERSONAL
    whole = fold(new_password)
    if not {whole, bare}.isdisjoint(common) or any(map(_is_a_walk, (whole, bare))):
        return Weakness.COMMON
    return None


def possible_first_passwords(new_password: str) -> tuple[str, ...]:
    """Birth-certificate numbers that it may be another writing of, so that comparing is worth a hash each.

    The number with separators, with zeros before it, or written several times to be long enough.
    """
    digits = _bare(new_password)
    if not re.fullmatch(r"[0-9]+", digits):
        return ()
    units = dict.fromkeys((digits, _pattern_of(digits)))
    found = dict.fromkeys(each for unit in units for each in (unit, unit.lstrip("0")))
    return tuple(each for each in found if 1 <= len(each) <= _LONGEST_CERTIFICATE_NUMBER)


def _bare(text: str) -> str:
    """Letters and digits only, each in one form."""
    return _NO_LETTER_OR_DIGIT.sub("", fold(text))


def _adds_little(bare: str, known: Iterator[str]) -> bool:
    """Whether hardly anything is left of a password besides what is known."""
    left = bare
    for each in sorted(set(known), key=lambda text: (-len(text), text)):
        left = left.replace(each, "")
    return left != bare and len(left) < _LEAST_OF_ONES_OWN


def _writings_of_code(membership_code: str) -> Iterator[str]:
    """A membership code without its dashes, from the left and (as it looks in Persian text) from the right."""
    groups = membership_code.split("-")
    for writing in ("".join(groups), "".join(reversed(groups))):
        if len(writing) >= _SHORTEST_NUMBER:
            yield writing


def _known_of(owner: Owner) -> Iterator[str]:
    yield from (name for part in owner.full_name.split() if len(name := _bare(part)) >= _SHORTEST_NAME)
    yield from _ORGANIZATION
    yield from _writings_of_code(owner.membership_code)
    if owner.mobile is not None:
        yield owner.mobile
        yield owner.mobile.removeprefix("0")


def _is_somebodys_number(bare: str) -> bool:
    """Whether it is a mobile number or a national id, whosever: we do not know the owner's."""
    return _MOBILE.fullmatch(bare) is not None or _is_national_id(bare)


def _is_national_id(bare: str) -> bool:
    if not _NATIONAL_ID.fullmatch(bare):
        return False
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(bare[:9])) % 11
    return int(bare[9]) == (rest if rest < 2 else 11 - rest)


def _is_a_walk(text: str) -> bool:
    """Whether it goes along a row of keys or an alphabet, forwards or backwards, or says a few characters again."""
    if len(text) < _SHORTEST_WALK:
        return False
    along = any(text in walk or text[::-1] in walk for walk in _WALKS)
    return along or len(_pattern_of(text)) <= _LONGEST_PATTERN


def _pattern_of(text: str) -> str:
    """The shortest text that it is a repetition of: itself, if of none."""
    end = (text + text).find(text, 1)
    return text[:end] if end > 0 else text


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


# ------------------------------------------------------------------------------------------------ one-time passwords


def temporary_password(choose: Callable[[str], str]) -> str:
    """A password that can be read aloud; ``choose`` picks one character of an alphabet at random."""
    return "".join(choose(TEMPORARY_PASSWORD_ALPHABET) for _ in range(TEMPORARY_PASSWORD_LENGTH))


def refuse_early_reset(*, reset_at: datetime, signed_in_since: bool, now: datetime, pause: timedelta) -> None:
    """Nobody is given another one-time password while the one just shown is still being read out (R4)."""
    left = reset_at + pause - now
    if left > timedelta(0) and not signed_in_since:
        raise Conflict(AuthCode.RESET_JUST_NOW, retry_after_seconds=math.ceil(left.total_seconds()))


def is_temporary_password_over(
    *, set_at: datetime, first_used_at: datetime | None, now: datetime, lifetime: timedelta, grace: timedelta
) -> bool:
    """Whether a one-time password opens nothing any more: it was used, or never was in all its time (R4).

    Within ``grace`` of its first use it may be used again, since an answer may have been lost on its way.
    """
    if first_used_at is not None:
        return first_used_at + grace <= now
    return set_at + lifetime <= now
