"""Bodies and queries from the wire: unreadable is 400, wrong is 422 with a message per field."""

import json
import re
import sys
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from contracts.errors import CommonCode, InvalidRequest

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def read_body(schema: Schema | None) -> dict[str, Any]:
    """The body's members, read and checked; an empty body counts as an empty object."""
    return _load(schema, _json_body())


def read_query(schema: Schema | None) -> dict[str, Any]:
    """The query's parameters, read and checked; one that is there but empty counts as absent."""
    if schema is None:
        return {}
    return _load(schema, {name: value for name, value in request.args.items() if value.strip()})


def _load(schema: Schema | None, given: Any) -> dict[str, Any]:
    if schema is None:
        if given == {}:
            return {}
        unknown = given if isinstance(given, dict) else {"_schema": None}
        raise InvalidRequest(CommonCode.INVALID, errors={name: ["Unknown field."] for name in unknown})
    try:
        return dict(schema.load(given))
    except ValidationError as error:
        raise InvalidRequest(CommonCode.INVALID, errors=error.messages_dict) from error


def _json_body() -> Any:
    raw = request.get_data(cache=False)
    if request.content_length is None and len(raw) >= (request.max_content_length or sys.maxsize):
        raise InvalidRequest(CommonCode.TOO_LARGE)  # a body of untold length is cut at the limit, not refused
    if not raw.strip():
        return {}
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise InvalidRequest(CommonCode.UNREADABLE)
    try:
        body = json.loads(raw, parse_constant=_refuse)
        if _SURROGATE.search(raw):
            json.dumps(body, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(CommonCode.UNREADABLE) from error
    return body


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
