"""From Python values to the wire and back, derived from the contracts' type hints.

On the wire there are only strings, integers, booleans, lists and maps. Requests are read by marshmallow schemas
(unknown fields and bad values are refused, with a message per field); results and events, which a peer of ours
wrote, are read by plain compiled functions that ignore unknown fields. Both derive from the same hints.
"""

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from contracts.errors import CommonCode, InvalidRequest
from contracts.shapes import Caller, Code, Sensitive, service_of

Wire = Any
Convert = Callable[[Any], Any]

_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")}
_LETTERS = {ord("ي"): "ی", ord("ك"): "ک"}


def latin_digits(text: str) -> str:
    """The text with Persian and Arabic digits as Latin ones."""
    return text.translate(_DIGITS)


def fold_letters(text: str) -> str:
    """The text with Arabic yeh and kaf as the Persian ones."""
    return text.translate(_LETTERS)


# ---------------------------------------------------------------------------------------------------------- hints


def bare_hint(hint: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """A hint without its Annotated extras and without None: (bare hint, extras, nullable)."""
    extras: tuple[Any, ...] = ()
    nullable = False
    while True:
        if get_origin(hint) is typing.Annotated:
            hint, *more = get_args(hint)
            extras += tuple(more)
        elif get_origin(hint) in (typing.Union, types.UnionType):
            members = [arg for arg in get_args(hint) if arg is not type(None)]
            if len(members) != 1:
                raise TypeError(f"a contract may only use X | None, not {hint}")
            nullable = True
            hint = members[0]
        else:
            return hint, extras, nullable


@cache
def fields_of(cls: Any) -> dict[str, Any]:
    """Field names and resolved hints of a dataclass, or of a parametrised one such as ``Page[FileView]``."""
    origin = get_origin(cls) or cls
    hints = get_type_hints(origin, include_extras=True)
    bound = dict(zip(getattr(origin, "__parameters__", ()), get_args(cls), strict=False))
    return {f.name: _substitute(hints[f.name], bound) for f in dataclasses.fields(origin)}


def _substitute(hint: Any, bound: Mapping[Any, Any]) -> Any:
    if isinstance(hint, typing.TypeVar):
        return bound[hint]
    if get_origin(hint) is list:
        return list[_substitute(get_args(hint)[0], bound)]  # type: ignore[misc]  # built at run time on purpose
    return hint


def _is_dataclass(hint: Any) -> bool:
    return dataclasses.is_dataclass(get_origin(hint) or hint)


# ------------------------------------------------------------------------------------------- results and events


def encoder(hint: Any) -> Convert:
    """The function that turns a value of this hint into wire form; compiled once per hint."""
    return _encoder(hint)


@cache
def _encoder(hint: Any) -> Convert:
    bare, _, nullable = bare_hint(hint)
    convert = _bare_encoder(bare)
    return (lambda value: None if value is None else convert(value)) if nullable else convert


def _bare_encoder(hint: Any) -> Convert:
    if hint is type(None) or hint in (str, int, bool, Any):
        return lambda value: value
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str
    if hint is Decimal:
        return lambda value: format(value.normalize(), "f")
    if hint in (date, datetime):
        return lambda value: value.isoformat()
    if get_origin(hint) is list:
        item = encoder(get_args(hint)[0])
        return lambda value: [item(x) for x in value]
    if get_origin(hint) is dict:
        item = encoder(get_args(hint)[1])
        return lambda value: {str(k): item(v) for k, v in value.items()}
    if _is_dataclass(hint):
        parts = [(name, encoder(sub)) for name, sub in fields_of(hint).items()]
        return lambda value: {name: part(getattr(value, name)) for name, part in parts}
    raise TypeError(f"{hint} cannot cross the bus")


def decoder(hint: Any) -> Convert:
    """The function that reads wire form, written by a peer of ours, into a value of this hint; compiled once."""
    return _decoder(hint)


@cache
def _decoder(hint: Any) -> Convert:
    bare, _, nullable = bare_hint(hint)
    convert = _bare_decoder(bare)
    return (lambda value: None if value is None else convert(value)) if nullable else convert


def _bare_decoder(hint: Any) -> Convert:
    if hint is type(None) or hint in (str, int, bool, Any):
        return lambda value: value
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if hint is Decimal:
        return Decimal
    if hint in (date, datetime):
        return hint.fromisoformat  # type: ignore[no-any-return]  # of date or datetime
    if get_origin(hint) is list:
        item = decoder(get_args(hint)[0])
        return lambda value: [item(x) for x in value]
    if get_origin(hint) is dict:
        item = decoder(get_args(hint)[1])
        return lambda value: {k: item(v) for k, v in value.items()}
    if _is_dataclass(hint):
        cls = get_origin(hint) or hint
        parts = [(name, decoder(sub)) for name, sub in fields_of(hint).items()]
        return lambda wire: cls(**{name: part(wire[name]) for name, part in parts if name in wire})
    raise TypeError(f"{hint} cannot cross the bus")


# ------------------------------------------------------------------------------------------------------- requests


def is_storable(text: str) -> bool:
    """Whether a database takes it as text: it has no NUL and no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


class CodeField(fields.String):
    """An identifier: spaces around it are dropped and Persian digits read as Latin."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = latin_digits(super()._deserialize(value, attr, data, **kwargs)).strip()
        if not is_storable(text):
            raise self.make_error("invalid")
        return text


class TextField(fields.String):
    """Prose: Arabic letter forms are folded, and a text of spaces only counts as empty."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = fold_letters(super()._deserialize(value, attr, data, **kwargs)).strip()
        if not is_storable(text):
            raise self.make_error("invalid")
        return text


class IntegerField(fields.Integer):
    """A whole number; 3.5 and true are refused, digits of any script are read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=False, **kwargs)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, float) and not value.is_integer():
            raise self.make_error("invalid", input=value)
        if isinstance(value, str):
            value = latin_digits(value).strip()
        number = super()._validated(value)
        if number is not None and abs(number) >= 2**63:
            raise self.make_error("too_large", input=value)
        return number


class BooleanField(fields.Boolean):
    """True or false, and nothing that merely resembles them."""

    truthy = {True, "true", "True", "1"}  # noqa: RUF012  # marshmallow's own way to say it
    falsy = {False, "false", "False", "0"}  # noqa: RUF012  # the same

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise self.make_error(
                "invalid", input=value
            )  # 1 equals True, and so is a member of the set above
        return bool(super()._deserialize(value, attr, data, **kwargs))


class QuantityField(fields.Decimal):
    """A measured quantity with at most two decimals; never infinite, never not-a-number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_nan=False, **kwargs)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        if isinstance(value, str):
            value = latin_digits(value).replace("٫", ".").strip()
        try:
            number = super()._validated(value)
            # rounding a number of more digits than decimals work with is an invalid operation, too
            is_fine = number is None or number == round(number, 2)
        except (InvalidOperation, OverflowError) as error:
            raise self.make_error("invalid", input=value) from error
        if not is_fine:
            raise ValidationError("At most two decimals.")
        return number


class MomentField(fields.AwareDateTime):
    """A moment with its offset from UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)


@cache
def schema_of(cls: Any) -> type[Schema]:
    """The schema that reads a request dataclass, refusing unknown fields."""
    hints = fields_of(cls)
    defaults = {f.name: f for f in dataclasses.fields(get_origin(cls) or cls)}
    members: dict[str, Any] = {
        name: field_for(hint, required=_has_no_default(defaults[name])) for name, hint in hints.items()
    }
    members["build"] = post_load(lambda _schema, data, **_: cls(**data))
    return _schema(getattr(cls, "__name__", "Schema"), members)


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _schema(name: str, members: dict[str, Any]) -> type[Schema]:
    members["Meta"] = type("Meta", (), {"unknown": RAISE})
    made: type[Schema] = type(name, (Schema,), members)
    return made


def field_for(hint: Any, *, required: bool = True) -> fields.Field[Any]:
    """The marshmallow field that reads a value of this hint and checks its bounds."""
    bare, extras, nullable = bare_hint(hint)
    options: dict[str, Any] = {
        "required": required,
        "allow_none": nullable,
        "validate": [extra for extra in extras if isinstance(extra, validate.Validator)],
    }
    return _bare_field(bare, extras, options)


def _bare_field(hint: Any, extras: tuple[Any, ...], options: dict[str, Any]) -> fields.Field[Any]:
    if hint is str:
        is_code = any(isinstance(extra, Code) for extra in extras)
        return (CodeField if is_code else TextField)(**options)
    simple: dict[Any, type[fields.Field[Any]]] = {
        int: IntegerField,
        bool: BooleanField,
        Decimal: QuantityField,
        date: fields.Date,
        datetime: MomentField,
        Any: fields.Raw,  # plain JSON, which whoever it is for reads by a schema of their own
    }
    if hint in simple:
        return simple[hint](**options)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return fields.Enum(hint, by_value=True, **options)
    if get_origin(hint) is list:
        return fields.List(field_for(get_args(hint)[0]), **options)
    if get_origin(hint) is dict:
        return fields.Dict(keys=fields.String(), values=field_for(get_args(hint)[1]), **options)
    if _is_dataclass(hint):
        return fields.Nested(schema_of(hint), **options)
    raise TypeError(f"{hint} cannot be read from a request")


# -------------------------------------------------------------------------------------------------------- methods


@dataclasses.dataclass(frozen=True)
class Method:
    """One method of an Api, ready to be carried: what it takes, what it gives, and whether somebody must ask."""

    service: str
    name: str
    is_command: bool
    keeps_answer: bool
    takes_caller: bool
    parameters: dict[str, Any]
    sensitive: frozenset[str]
    arguments: type[Schema]
    encode_result: Convert
    decode_result: Convert

    def encode_arguments(self, arguments: Mapping[str, Any]) -> dict[str, Wire]:
        """Arguments in wire form; those left out stay out, so that defaults are the callee's."""
        return {name: encoder(self.parameters[name])(value) for name, value in arguments.items()}

    def decode_arguments(self, wire: Mapping[str, Wire]) -> dict[str, Any]:
        """Arguments read and checked; raises :class:`InvalidRequest` with a message per field."""
        try:
            return dict(self.arguments().load(wire))
        except ValidationError as error:
            raise InvalidRequest(CommonCode.INVALID, errors=error.messages_dict) from error


@cache
def method_of(api: type, name: str) -> Method:
    """What the contract says about one method of an Api."""
    function = getattr(api, name)
    hints = get_type_hints(function, include_extras=True)
    result = hints.pop("return")
    takes_caller = hints.pop("caller", None) is Caller
    parameters = inspect.signature(function).parameters
    members: dict[str, Any] = {
        key: field_for(hint, required=parameters[key].default is inspect.Parameter.empty)
        for key, hint in hints.items()
    }
    return Method(
        service=service_of(api),
        name=name,
        is_command=function.kind == "command",
        keeps_answer=not hasattr(function, "secret"),
        takes_caller=takes_caller,
        parameters=hints,
        sensitive=frozenset(key for key, hint in hints.items() if _is_sensitive(hint)),
        arguments=_schema(f"{api.__name__}.{name}", members),
        encode_result=encoder(result),
        decode_result=decoder(result),
    )


def _is_sensitive(hint: Any) -> bool:
    return any(isinstance(extra, Sensitive) for extra in bare_hint(hint)[1])


def methods_of(api: type) -> list[Method]:
    """Every method of an Api, in the order of its declaration; the parts that it inherits come first."""
    declared = {name: value for part in reversed(api.__mro__) for name, value in vars(part).items()}
    return [method_of(api, name) for name, value in declared.items() if hasattr(value, "kind")]
