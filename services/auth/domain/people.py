"""People: who may do what, what a membership code looks like, and how a name is compared."""

import re
import unicodedata

from contracts.errors import AuthCode, CommonCode, Conflict, Forbidden
from contracts.terms import Role

FIRST_USER_CODE = "19-9-00001"
FIRST_USER_NAME = "کارشناس فناوری اطلاعات"
DEMO_FIRST_PASSWORD = "1001"

_MEMBERSHIP_CODE = re.compile(r"[0-9]{1,3}(-[0-9]{1,10}){1,3}", re.ASCII)
_SEARCH_FOLDS = {
    **{ord(digit): str(i % 10) for i, digit in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")},
    **dict.fromkeys(map(ord, "يى"), "ی"),
    **dict.fromkeys(map(ord, "ةە"), "ه"),
    ord("ك"): "ک",
    ord("\u0640"): "",  # the stroke that stretches a word
    **dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f"), " "),  # half-spaces and direction marks
}


def require_role(role: Role, *allowed: Role) -> None:
    """Raise :class:`Forbidden` unless the role is one of those allowed."""
    if role not in allowed:
        raise Forbidden(CommonCode.FORBIDDEN)


def refuse_own_deactivation(*, caller_id: str, user_id: str, active: bool | None) -> None:
    """Nobody locks themself out: the last IT person would have nobody to ask."""
    if active is False and caller_id.lower() == user_id.lower():
        raise Conflict(AuthCode.OWN_ACCOUNT)


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
