"""What an organization decides by itself of how work is shared."""

from dataclasses import dataclass, field
from typing import Annotated

from marshmallow import validate

from contracts.shapes import AreaCode, ShortText


@dataclass(frozen=True, kw_only=True)
class EnginePolicy:
    """How work is shared (R7).

    ``unexcused_withdrawals_count``: whether a withdrawal that the office ruled unexcused stays in the inspector's load.
    """

    unexcused_withdrawals_count: bool = True


@dataclass(frozen=True, kw_only=True)
class Area:
    """A town or region by its code, with what people call it, in Persian and in English."""

    code: AreaCode
    name: ShortText
    english_name: ShortText


_OF_KERMAN = (
    ("kerman", "کرمان", "Kerman"),
    ("rafsanjan", "رفسنجان", "Rafsanjan"),
    ("sirjan", "سیرجان", "Sirjan"),
    ("jiroft", "جیرفت", "Jiroft"),
    ("bam", "بم", "Bam"),
    ("zarand", "زرند", "Zarand"),
    ("bardsir", "بردسیر", "Bardsir"),
    ("baft", "بافت", "Baft"),
    ("shahr-e-babak", "شهربابک", "Shahr-e Babak"),
    ("kahnuj", "کهنوج", "Kahnuj"),
    ("anar", "انار", "Anar"),
    ("ravar", "راور", "Ravar"),
    ("kuhbanan", "کوهبنان", "Kuhbanan"),
    ("rabor", "رابر", "Rabor"),
)


@dataclass(frozen=True, kw_only=True)
class AreasPolicy:
    """The areas in which the organization works, in the order in which they are offered; by default one province's.

    They are what front-ends offer and how areas are called. A file or a worksheet may name another code.
    """

    areas: Annotated[list[Area], validate.Length(max=500)] = field(
        default_factory=lambda: [
            Area(code=code, name=name, english_name=english) for code, name, english in _OF_KERMAN
        ]
    )
