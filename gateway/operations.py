"""A route's entry in the OpenAPI document: every status it answers with, and the codes behind each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, get_type_hints

from marshmallow import Schema

from contracts.errors import (
    AuthCode,
    BillingCode,
    CommonCode,
    InspectionCode,
    MessagingCode,
    ReferralCode,
)
from contracts.terms import Role
from gateway import correlation, idempotency
from gateway.errors import CONTENT_TYPE
from gateway.examples import example_of, example_request
from gateway.exports import CONTENT_TYPES, JOURNAL_TYPES, Export
from gateway.pages import Page
from gateway.rendering import json_name
from gateway.schemas import Problem, answer_schema

JSON = "application/json"

# The status behind each code, for the document; what is answered follows from the refusal's family.
STATUS_OF_CODE: dict[str, int] = {
    CommonCode.UNREADABLE: 400,
    CommonCode.INVALID: 422,
    CommonCode.UNAUTHENTICATED: 401,
    CommonCode.FORBIDDEN: 403,
    CommonCode.NOT_FOUND: 404,
    CommonCode.METHOD_NOT_ALLOWED: 405,
    CommonCode.TOO_LARGE: 413,
    CommonCode.CURSOR: 422,
    CommonCode.UNAVAILABLE: 503,
    CommonCode.BUSY: 503,
    CommonCode.DEADLINE: 504,
    CommonCode.INTERNAL: 500,
    CommonCode.KEY_REUSED: 422,
    CommonCode.IN_PROGRESS: 409,
    CommonCode.POLICY_NOT_FOUND: 404,
    CommonCode.POLICY_CHANGED: 409,
    CommonCode.TOO_MANY_ROWS: 422,
    AuthCode.INVALID_CREDENTIALS: 401,
    AuthCode.INVALID_TOKEN: 401,
    AuthCode.PASSWORD_CHANGE_REQUIRED: 403,
    AuthCode.WRONG_PASSWORD: 422,
    AuthCode.WEAK_PASSWORD: 422,
    AuthCode.DUPLICATE_MEMBERSHIP_CODE: 409,
    AuthCode.USER_NOT_FOUND: 404,
    AuthCode.OWN_ACCOUNT: 409,
    AuthCode.TOO_MANY_ATTEMPTS: 429,
    AuthCode.RESET_JUST_NOW: 409,
    AuthCode.SESSION_NOT_FOUND: 404,
    AuthCode.LOCKOUT_NOT_FOUND: 404,
    AuthCode.SECOND_FACTOR_REQUIRED: 401,
    AuthCode.SECOND_FACTOR_SETUP_REQUIRED: 403,
    AuthCode.SECOND_FACTOR_MANDATORY: 409,
    AuthCode.NO_SECOND_FACTOR: 409,
    AuthCode.INVALID_CODE: 401,
    AuthCode.WRONG_CODE: 422,
    AuthCode.CHALLENGE_OVER: 401,
    ReferralCode.FILE_NOT_FOUND: 404,
    ReferralCode.METER_NOT_FOUND: 404,
    ReferralCode.METER_BEYOND_CATALOGUE: 422,
    ReferralCode.METER_CLOSED: 409,
    ReferralCode.NOT_PAID: 409,
    ReferralCode.NOT_REFERRED: 409,
    ReferralCode.ALREADY_REFERRED: 409,
    ReferralCode.ALREADY_ENDED: 409,
    ReferralCode.NOBODY_ELIGIBLE: 409,
    ReferralCode.INSPECTOR_NOT_ELIGIBLE: 409,
    ReferralCode.REASON_REQUIRED: 422,
    ReferralCode.PROPOSAL_NOT_FOUND: 404,
    ReferralCode.PROPOSAL_DECIDED: 409,
    ReferralCode.PERSON_NOT_FOUND: 404,
    ReferralCode.CONFLICT_NOT_FOUND: 404,
    ReferralCode.CONFLICT_DECLARED: 409,
    ReferralCode.CONFLICT_ENDED: 409,
    ReferralCode.WITHDRAWAL_NOT_FOUND: 404,
    ReferralCode.ALREADY_RULED: 409,
    ReferralCode.BATCH_NOT_FOUND: 404,
    ReferralCode.BATCH_RUNNING: 409,
    ReferralCode.BATCH_ENDED: 409,
    InspectionCode.NOT_YOUR_FILE: 404,
    InspectionCode.NO_APPOINTMENT: 409,
    InspectionCode.APPOINTMENT_IN_PAST: 422,
    InspectionCode.CHARGE_PENDING: 409,
    InspectionCode.PHASE_DONE: 409,
    InspectionCode.OUTCOME_NOT_ALLOWED: 422,
    InspectionCode.REPORT_NOT_FOUND: 404,
    InspectionCode.OBJECTION_NOT_FOUND: 404,
    InspectionCode.NOT_OBJECTIONABLE: 409,
    InspectionCode.OBJECTION_TOO_LATE: 409,
    InspectionCode.ALREADY_OBJECTED: 409,
    InspectionCode.ALREADY_DECIDED: 409,
    BillingCode.FILE_NOT_FOUND: 404,
    BillingCode.FILE_IN_DEBT: 409,
    BillingCode.DUPLICATE_REFERENCE: 409,
    BillingCode.NO_TARIFF: 404,
    BillingCode.PAID_IN_FUTURE: 422,
    BillingCode.INVOICE_DUE: 409,
    MessagingCode.MESSAGE_NOT_FOUND: 404,
    MessagingCode.RECIPIENT_NOT_FOUND: 404,
    InspectionCode.APPOINTMENT_UNUSUAL: 422,
    InspectionCode.APPOINTMENT_OVERLAPS: 409,
    InspectionCode.APPOINTMENT_MOVED: 409,
    InspectionCode.CALENDAR_NOT_FOUND: 404,
    MessagingCode.ALREADY_SENT: 409,
    MessagingCode.TEMPLATE_NOT_FOUND: 404,
    MessagingCode.TEMPLATE_CHANGED: 409,
    MessagingCode.DELIVERY_NOT_FOUND: 404,
    MessagingCode.DELIVERY_NOT_FAILED: 409,
    BillingCode.PAYMENT_NOT_FOUND: 404,
    BillingCode.ALREADY_REVERSED: 409,
    BillingCode.MORE_THAN_OWED: 409,
    BillingCode.MORE_THAN_CREDIT: 409,
    BillingCode.REFUND_NOT_FOUND: 404,
    BillingCode.REFUND_ENDED: 409,
    BillingCode.TARIFF_NOT_FOUND: 404,
    BillingCode.TARIFF_IN_FORCE: 409,
    BillingCode.TARIFF_DAY_TAKEN: 409,
    BillingCode.TARIFF_TOO_EARLY: 422,
    BillingCode.NOTHING_OWED: 409,
    BillingCode.ONLINE_PAYMENT_OFF: 409,
    BillingCode.PAYMENT_TOO_SMALL: 422,
    BillingCode.PROVIDER_AWAY: 503,
    BillingCode.SETTLED_TOO_MUCH: 409,
    BillingCode.PERIOD_CLOSED: 409,
    BillingCode.PERIOD_NOT_ENDED: 409,
    BillingCode.WEBHOOK_NOT_FOUND: 404,
    BillingCode.WEBHOOK_EXISTS: 409,
    BillingCode.TOO_MANY_WEBHOOKS: 409,
    BillingCode.WEBHOOK_ADDRESS_REFUSED: 422,
    BillingCode.WEBHOOK_DELIVERY_NOT_FOUND: 404,
    BillingCode.WEBHOOK_DELIVERY_PENDING: 409,
    BillingCode.PERSON_NOT_FOUND: 404,
    BillingCode.ACCOUNT_NOT_FOUND: 404,
    BillingCode.RECEIPT_NOT_FOUND: 404,
    BillingCode.INSPECTOR_NOT_FOUND: 404,
    BillingCode.PAYOUT_NOT_FOUND: 404,
    BillingCode.PAYOUT_LINE_NOT_FOUND: 404,
    BillingCode.NOTHING_TO_PAY: 409,
    BillingCode.PAYOUT_NOT_DRAFT: 409,
    BillingCode.PAYOUT_NOT_FROZEN: 409,
    BillingCode.PAYOUT_OUTDATED: 409,
    BillingCode.PAYOUT_LINE_SETTLED: 409,
}

# Conflicts that pass by themselves, and say when.
_PASSING = {InspectionCode.CHARGE_PENDING, CommonCode.IN_PROGRESS, AuthCode.RESET_JUST_NOW}

_CORRELATION_HEADER = {
    "description": "The caller's identifier of this request, or ours; quote it to support.",
    "schema": {"type": "string"},
}
_REPLAYED_HEADER = {
    "description": "`true` when this is the stored answer of an earlier request with the same key.",
    "schema": {"type": "string"},
}
_RETRY_HEADER = {"description": "Seconds after which to try again.", "schema": {"type": "integer"}}
_DISPOSITION_HEADER = {
    "description": "On a file: its name, in ASCII and in Persian (RFC 6266).",
    "schema": {"type": "string"},
}
_KEY_PARAMETER = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "1 to 200 visible ASCII characters. The same key and body get the same answer, done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "5b1f8d3e-register-1",
}
_CORRELATION_PARAMETER = {
    "in": "header",
    "name": correlation.HEADER,
    "required": False,
    "description": "1 to 64 of `A-Z a-z 0-9 . _ -`; returned on the answer and written in every log line.",
    "schema": {"type": "string", "maxLength": 64},
}
_LANGUAGE_PARAMETER = {
    "in": "header",
    "name": "Accept-Language",
    "required": False,
    "description": "`fa` (default) or `en`: the language of refusals.",
    "schema": {"type": "string"},
}


_AS_A_FILE = (
    "With `format=csv` or `format=xlsx` the whole list, not a page of it, is answered as a file: in Persian, or in "
    "English by `Accept-Language`, days in both calendars, amounts in rials."
)


@dataclass(frozen=True)
class Declaration:
    """Everything that a route declares."""

    name: str
    method: str
    path: str
    fa: str
    who: frozenset[Role] | None
    status: int
    refuses: tuple[str, ...]
    before_password_change: bool
    before_second_factor: bool
    takes_key: bool
    schema: type[Schema] | None
    verb: Callable[..., object]
    answer: Any
    documentation: str
    media: str
    export: Export | None = None
    formats: type[StrEnum] | None = None
    page: Page | None = None


def operation(route: Declaration) -> dict[str, Any]:
    """The OpenAPI operation of a route."""
    summary, _, more = route.documentation.partition("\n")
    entry: dict[str, Any] = {
        "operationId": route.name,
        "summary": summary.strip(),
        "x-title-fa": route.fa,
        "description": _description(route, more.strip()),
        "parameters": list(_parameters(route)),
        "responses": {**_success(route), **_refusals(route)},
    }
    if route.who is None:
        entry["security"] = []
    else:
        entry["x-roles"] = sorted(route.who)
    if route.schema is not None and route.method not in ("GET", "DELETE"):
        entry["requestBody"] = {
            "required": any(field.required for field in route.schema().fields.values()),
            "content": {
                "application/json": {"schema": route.schema, "example": example_request(_members(route))}
            },
        }
    return entry


def _description(route: Declaration, more: str) -> str:
    if route.who is None:
        who = "Anybody, without signing in."
    elif route.who == frozenset(Role):
        who = "Everybody who is signed in."
    else:
        who = f"Only: {', '.join(sorted(route.who))}."
    return "\n\n".join(part for part in (more, _AS_A_FILE if route.export else "", who) if part)


def _members(route: Declaration) -> dict[str, Any]:
    if route.schema is None:
        return {}
    hints = {json_name(name): hint for name, hint in get_type_hints(route.verb, include_extras=True).items()}
    return {name: hints[name] for name in route.schema().fields}


def _parameters(route: Declaration) -> Iterator[dict[str, Any]]:
    if route.schema is not None and route.method in ("GET", "DELETE"):
        yield {"in": "query", "schema": route.schema}
    if route.takes_key:
        yield _KEY_PARAMETER
    yield _CORRELATION_PARAMETER
    yield _LANGUAGE_PARAMETER


def _success(route: Declaration) -> dict[str, Any]:
    headers = {correlation.HEADER: _CORRELATION_HEADER}
    if route.takes_key:
        headers[idempotency.REPLAYED_HEADER] = _REPLAYED_HEADER
    answer: dict[str, Any] = {"description": HTTPStatus(route.status).phrase, "headers": headers}
    if route.status != HTTPStatus.NO_CONTENT:
        answer["content"] = {} if route.formats is not None else {route.media: _content(route)}
    if route.page is not None:
        answer["content"]["text/html"] = {"schema": {"type": "string"}}
    for content_type in _file_types(route):
        headers["Content-Disposition"] = _DISPOSITION_HEADER
        answer["content"][content_type.partition(";")[0]] = {"schema": _file_schema(content_type)}
    return {str(route.status): answer}


def _content(route: Declaration) -> dict[str, Any]:
    if route.media != JSON:
        return {"schema": _file_schema(route.media)}
    return {"schema": answer_schema(route.answer), "example": example_of(route.answer)}


def _file_types(route: Declaration) -> Iterator[str]:
    if route.export is not None:
        yield from CONTENT_TYPES.values()
    if route.formats is not None:
        yield from JOURNAL_TYPES.values()


def _file_schema(content_type: str) -> dict[str, Any]:
    if content_type.startswith("text/"):
        return {"type": "string"}
    return {"type": "string", "format": "binary"}


def _refusals(route: Declaration) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys((*_common_refusals(route), *route.refuses)):
        by_status.setdefault(STATUS_OF_CODE[code], []).append(str(code))
    return {str(status): _refusal(status, codes) for status, codes in sorted(by_status.items())}


def _common_refusals(route: Declaration) -> Iterator[str]:
    if route.who is not None:
        yield CommonCode.UNAUTHENTICATED
        yield AuthCode.INVALID_TOKEN
        if route.who != frozenset(Role):
            yield CommonCode.FORBIDDEN
        yield from _owed_first(route)
    if route.takes_key:
        yield CommonCode.INVALID
        yield CommonCode.KEY_REUSED
        yield CommonCode.IN_PROGRESS
    if route.method not in ("GET", "DELETE"):
        yield from (CommonCode.UNREADABLE, CommonCode.TOO_LARGE, CommonCode.INVALID)
    elif route.schema is not None:
        yield CommonCode.INVALID
        if "cursor" in route.schema().fields:
            yield CommonCode.CURSOR
        if route.export is not None:
            yield CommonCode.TOO_MANY_ROWS
    if route.method != "GET":
        yield CommonCode.BUSY
    yield from (CommonCode.INTERNAL, CommonCode.UNAVAILABLE, CommonCode.DEADLINE)


def _owed_first(route: Declaration) -> Iterator[str]:
    if not route.before_password_change:
        yield AuthCode.PASSWORD_CHANGE_REQUIRED
    if not route.before_second_factor:
        yield AuthCode.SECOND_FACTOR_SETUP_REQUIRED


def _refusal(status: int, codes: list[str]) -> dict[str, Any]:
    headers: dict[str, Any] = {correlation.HEADER: _CORRELATION_HEADER}
    if status in (429, 503, 504) or not _PASSING.isdisjoint(codes):
        headers["Retry-After"] = _RETRY_HEADER
    return {
        "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in codes) + ".",
        "headers": headers,
        "content": {CONTENT_TYPE: {"schema": Problem}},
    }
