"""Instances of the contracts' types, made from their hints alone: the same hints always give the same instance.

Two of each: the full one has a value in every field, the least one a null wherever null is allowed. Values depend on
the field's own name and type only, so that a field that is added changes no other.
"""

import dataclasses
import typing
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_origin
from uuid import UUID, uuid5

from marshmallow import ValidationError, validate

from contracts.codec import bare_hint, fields_of
from contracts.shapes import Code, Sensitive

_NAMESPACE = UUID("6f0d7c1e-3b0a-4c8f-9d55-0c2a8b5e1405")
_FIRST_DAY = date(2026, 3, 21)
_FIRST_MOMENT = datetime(2026, 3, 21, 6, 30, tzinfo=UTC)
# Tried in turn where the contract asks for a form that a name does not have.
_CODES = (
    "19-3-01234",
    "kerman",
    "12345",
    "09131234567",
    "inspection.visits",
    "08:30",
    "01-13",
    "1405-08",
    "https://books.example/gazban",
)


def instance_of(hint: Any, name: str = "value", *, least: bool = False) -> Any:
    """The full or the least instance of a hint; ``name`` is the field's, of which the value is made."""
    bare, extras, nullable = bare_hint(hint)
    if nullable and least:
        return None
    if dataclasses.is_dataclass(get_origin(bare) or bare):
        fields = fields_of(bare)
        return (get_origin(bare) or bare)(
            **{field: instance_of(sub, field, least=least) for field, sub in fields.items()}
        )
    if get_origin(bare) is list:
        return [instance_of(get_args(bare)[0], name, least=least)]
    if get_origin(bare) is dict:
        return {f"{name}_key": instance_of(get_args(bare)[1], name, least=least)}
    return _plain(bare, extras, name)


def arguments_of(
    parameters: Mapping[str, Any], required: Iterable[str], *, least: bool = False
) -> dict[str, Any]:
    """Arguments for a method: all of them, or only those that it cannot do without."""
    wanted = set(required) if least else set(parameters)
    return {name: instance_of(hint, name, least=least) for name, hint in parameters.items() if name in wanted}


def dataclasses_of(hint: Any) -> set[Any]:
    """The dataclasses that a hint is made of, however deep."""
    bare, _, _ = bare_hint(hint)
    if dataclasses.is_dataclass(get_origin(bare) or bare):
        return {bare}.union(*(dataclasses_of(sub) for sub in fields_of(bare).values()))
    return set[Any]().union(*(dataclasses_of(part) for part in get_args(bare)))


def rules_of(hint: Any) -> str:
    """What a request's value must be like, as text for a reviewer to compare."""
    bare, extras, nullable = bare_hint(hint)
    kind = f"list of ({rules_of(get_args(bare)[0])})" if get_origin(bare) is list else _name_of(bare)
    return "; ".join([kind, *map(_rule, extras), *(["or null"] if nullable else [])])


def has_rules(hint: Any) -> bool:
    """Whether the contract says more of a value than its type."""
    bare, extras, _ = bare_hint(hint)
    return bool(extras) or (get_origin(bare) is list and has_rules(get_args(bare)[0]))


def type_name(hint: Any) -> str:
    """A hint as one would write it."""
    bare, _, nullable = bare_hint(hint)
    return f"{_name_of(bare)} | None" if nullable else _name_of(bare)


def _name_of(bare: Any) -> str:
    if bare is type(None):
        return "None"
    if get_args(bare):
        inside = ", ".join(type_name(part) for part in get_args(bare))
        return f"{_name_of(get_origin(bare))}[{inside}]"
    return str(bare.__name__)


def _rule(extra: object) -> str:
    match extra:
        case Code():
            return "code"
        case Sensitive():
            return "nothing of it is kept"
        case validate.Length():
            return f"length {_bounds(extra.min, extra.max)}"
        case validate.Range():
            return f"range {_bounds(extra.min, extra.max)}"
        case validate.Regexp():
            return f"pattern {extra.regex.pattern!s}"
    raise TypeError(f"{extra} is not known here: say how it reads")


def _bounds(low: object, high: object) -> str:
    return f"{'' if low is None else low}..{'' if high is None else high}"


def _plain(bare: Any, extras: tuple[Any, ...], name: str) -> Any:
    seed = zlib.crc32(name.encode())
    if bare is type(None):
        return None
    if bare is Any:
        return seed % 1000
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        terms = list(bare)
        return terms[seed % len(terms)]
    makers: dict[Any, Callable[[], Any]] = {
        str: lambda: _text(extras, name),
        int: lambda: _number(extras, seed, large=name.endswith("_rials")),
        bool: lambda: seed % 2 == 0,
        Decimal: lambda: Decimal(1 + seed % 9999) / 100,
        date: lambda: _FIRST_DAY + timedelta(days=seed % 365),
        datetime: lambda: _FIRST_MOMENT + timedelta(minutes=seed % 500_000, microseconds=seed % 1000),
    }
    if bare not in makers:
        raise TypeError(f"{bare} cannot cross the bus")
    return makers[bare]()


def _text(extras: tuple[Any, ...], name: str) -> str:
    if name == "id" or name.endswith(("_id", "_ids")):
        return str(uuid5(_NAMESPACE, name))
    checks = [extra for extra in extras if isinstance(extra, validate.Validator)]
    for candidate in (f"متن {name}", *_CODES):
        if all(_passes(check, candidate) for check in checks):
            return candidate
    raise ValueError(f"no example of {name} satisfies {checks}")


def _passes(check: validate.Validator, candidate: str) -> bool:
    try:
        check(candidate)
    except ValidationError:
        return False
    return True


def _number(extras: tuple[Any, ...], seed: int, *, large: bool) -> int:
    # Amounts are larger than 32 bits hold, so that whoever reads them as less is found out.
    value = 5_000_000_000 + seed if large else seed % 1000
    for extra in extras:
        if isinstance(extra, validate.Range):
            low, high = typing.cast(int, extra.min), typing.cast(int, extra.max)
            value = low + value % (high - low + 1)
    return value
