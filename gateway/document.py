"""The OpenAPI 3.1 document, gathered from what the routes declare."""

import json
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response
from flask_smorest import Api
from marshmallow import fields

from contracts.terms import Role

VERSION = "1.0.0"
_DESCRIPTION = """Gas-piping inspection files: registration, referral, visits, reports and money.

Every route but signing in, health and this document needs `Authorization: Bearer <access token>`. Amounts are integer
rials. Times are RFC 3339; each date or time `x` has a Jalali twin `x_jalali`. Dates are accepted in either calendar (a
year under 1700 is Jalali), digits in Latin, Persian or Arabic. Lists take `limit` (1 to 200, default 50) and `cursor`.
Refusals are problem documents (RFC 9457) with a stable `code`."""


class GazbanApi(Api):
    """flask-smorest with our own refusals, and a document that is written once."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    _written: bytes | None = None

    def _register_error_handlers(self) -> None:
        """None: ``gateway.errors`` answers for everything."""

    def _register_responses(self) -> None:
        """None: each route names its refusals."""

    def _register_etag_headers(self) -> None:
        """None: no answer has an ETag."""

    def _register_pagination_header(self) -> None:
        """None: pages are in the body."""

    def _openapi_json(self) -> Response:
        return Response(
            self.written(), content_type="application/json", headers={"Cache-Control": "no-cache"}
        )

    def written(self) -> bytes:
        """The document as JSON."""
        if self._written is None:
            self._written = json.dumps(self.spec.to_dict(), ensure_ascii=False, indent=1).encode()
        return self._written


def make_api(app: Flask) -> GazbanApi:
    """An empty document for the application, ready to take routes."""
    app.config |= {
        "API_TITLE": "Gazban · گازبان",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
    }
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    api = GazbanApi(
        app,
        spec_kwargs={
            "marshmallow_plugin": plugin,
            "info": {"description": _DESCRIPTION, "x-roles": [str(role) for role in Role]},
            "security": [{"bearer": []}],
            "servers": [{"url": "/"}],
        },
    )
    converter: Any = plugin.converter
    converter.add_attribute_function(_enum_type)
    converter.add_attribute_function(_quantity_type)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    return api


def _schema_name(schema: Any) -> str:
    cls = schema if isinstance(schema, type) else type(schema)
    # What is read and what is answered may be the same dataclass, with other fields.
    return f"{cls.__name__}Input" if hasattr(cls, "build") else str(cls.__name__)


def _enum_type(_converter: Any, field: fields.Field[Any], **_kwargs: Any) -> dict[str, Any]:
    """apispec leaves out the type of an enumeration that is read by value."""
    if not isinstance(field, fields.Enum):
        return {}
    return {"type": ["string", "null"] if field.allow_none else "string"}


def _quantity_type(_converter: Any, field: fields.Field[Any], **_kwargs: Any) -> dict[str, Any]:
    """JSON knows no Decimal, only numbers; the bounds are ours to write."""
    if not isinstance(field, fields.Decimal):
        return {}
    bounds = {"minimum": 0.01, "maximum": 999_999}
    return {"type": ["number", "null"] if field.allow_none else "number", **bounds}
