"""Bodies, queries and answers as schemas, derived from the contract and nothing else.

Requests are read by the contract's own fields, save for dates, which people may write in either calendar. Answers are
only described here (``rendering`` writes them).
"""

import inspect
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from marshmallow import EXCLUDE, RAISE, Schema, fields

from chassis.jalali import parse_date, parse_moment
from contracts.codec import bare_hint, field_for, fields_of
from gateway.rendering import json_name, twin_name, twin_of

JALALI_DATE, JALALI_MOMENT = "1405-09-01", "1405-09-01 10:30"


class EitherDateField(fields.Date):
    """A Jalali or Gregorian date; a year under 1700 is Jalali."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> date:
        try:
            return parse_date(value)
        except (ValueError, TypeError, OverflowError, AttributeError) as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error


class EitherMomentField(fields.AwareDateTime):
    """An RFC 3339 time or a Jalali one; without an offset it is Tehran time."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> datetime:
        try:
            return parse_moment(value).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, AttributeError) as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error


_EITHER: dict[Any, type[fields.Field[Any]]] = {date: EitherDateField, datetime: EitherMomentField}
_EITHER_HELP = {
    date: f"Jalali (`{JALALI_DATE}`) or Gregorian.",
    datetime: f"RFC 3339, or Jalali in Tehran time (`{JALALI_MOMENT}`).",
}


def request_schema(
    verb: Callable[..., object], without: Collection[str], *, from_query: bool
) -> type[Schema] | None:
    """The schema that reads a verb's arguments, less those that come otherwise; none when nothing is left.

    Unknown members of a body are refused; unknown parameters of a query are ignored.
    """
    hints = get_type_hints(verb, include_extras=True)
    parameters = inspect.signature(verb).parameters
    members: dict[str, Any] = {}
    for name, hint in hints.items():
        if name in ("return", "caller", *without) or name.endswith("_milliseconds"):
            continue
        default = parameters[name].default
        members[json_name(name)] = field = _request_field(name, hint, default)
        if from_query:
            field.allow_none = False
    if not members:
        return None
    words = verb.__qualname__.rpartition(".")[2].split("_")
    name = "".join(word.title() for word in words) + "Request"
    return _schema(name, members, unknown=EXCLUDE if from_query else RAISE)


def with_choice(
    schema: type[Schema], name: str, choices: type[StrEnum], default: StrEnum | None = None
) -> type[Schema]:
    """The schema with one more parameter, which is the gateway's own; without a default it must be given."""
    if default is None:
        field = fields.Enum(choices, by_value=True, required=True)
    else:
        field = fields.Enum(choices, by_value=True, load_default=default, metadata={"default": str(default)})
    return _schema(schema.__name__, {**schema().fields, name: field}, unknown=EXCLUDE)


def without_pages(schema: type[Schema]) -> type[Schema]:
    """The schema of a list that is answered whole."""
    kept = {name: field for name, field in schema().fields.items() if name not in ("limit", "cursor")}
    return _schema(schema.__name__, kept, unknown=EXCLUDE)


def _schema(name: str, members: Mapping[str, Any], **meta: Any) -> type[Schema]:
    made: type[Schema] = type(name, (Schema,), {**members, "Meta": type("Meta", (), meta)})
    return made


def _request_field(name: str, hint: Any, default: object) -> fields.Field[Any]:
    bare, _, nullable = bare_hint(hint)
    required = default is inspect.Parameter.empty
    metadata: dict[str, Any] = {}
    if bare in _EITHER:
        field = _EITHER[bare](required=required, allow_none=nullable)
        metadata["description"] = _EITHER_HELP[bare]
    else:
        field = field_for(hint, required=required)
    if json_name(name) != name:
        field.attribute = name
    if not required and default is not None:
        metadata["default"] = default
    field.metadata = metadata
    return field


@cache
def answer_schema(cls: Any) -> type[Schema]:
    """The schema that describes a result dataclass, or a page of them, with Jalali twins."""
    members: dict[str, Any] = {}
    for name, hint in fields_of(cls).items():
        members[json_name(name)] = _answer_field(hint)
        if twin_of(hint) is not None:
            nullable = bare_hint(hint)[2]
            members[twin_name(name)] = fields.String(
                required=True,
                allow_none=nullable,
                metadata={"description": f"`{json_name(name)}` in the Jalali calendar, Tehran time."},
            )
    documentation = inspect.getdoc(get_origin(cls) or cls) or ""
    return _schema(schema_name(cls), members, description=documentation)


def schema_name(cls: Any) -> str:
    """``FileView`` is ``File``, ``Page[FileView]`` is ``FilePage``."""
    origin = get_origin(cls)
    if origin is not None:
        return schema_name(get_args(cls)[0]) + str(origin.__name__)
    return str(cls.__name__).removesuffix("View")


def _answer_field(hint: Any) -> fields.Field[Any]:
    bare, _, nullable = bare_hint(hint)
    options: dict[str, Any] = {"required": True, "allow_none": nullable}
    simple: Mapping[Any, type[fields.Field[Any]]] = {
        str: fields.String,
        int: fields.Integer,
        bool: fields.Boolean,
        Decimal: fields.Float,
        date: fields.Date,
        datetime: fields.AwareDateTime,
        Any: fields.Raw,
    }
    if bare in simple:
        return simple[bare](**options)
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return fields.Enum(bare, by_value=fields.String, **options)
    if get_origin(bare) is list:
        return fields.List(_answer_field(get_args(bare)[0]), **options)
    if get_origin(bare) is dict:
        return fields.Dict(keys=fields.String(), values=_answer_field(get_args(bare)[1]), **options)
    return fields.Nested(answer_schema(bare), **options)


class Problem(Schema):
    """Why a request was refused (RFC 9457)."""

    class Meta:
        """For the OpenAPI document."""

        description = "Why a request was refused (RFC 9457)."

    type = fields.String(required=True, metadata={"description": "Where the code is explained."})
    title = fields.String(required=True, metadata={"description": "The status in words."})
    status = fields.Integer(required=True)
    detail = fields.String(
        required=True, metadata={"description": "For people, in Persian or English by `Accept-Language`."}
    )
    code = fields.String(required=True, metadata={"description": "For programs; stable."})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "On 422: field path → messages."},
    )
    challenge = fields.String(
        metadata={"description": "With `auth.second_factor_required`: for the second step of signing in."}
    )
    correlation_id = fields.String(required=True)
