"""Every refusal as a problem document (RFC 9457): a stable code for programs, a sentence for people, no trace ever."""

import json

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from chassis.telemetry import get_logger
from contracts.errors import (
    AuthCode,
    CommonCode,
    InspectionCode,
    InternalError,
    InvalidRequest,
    NotFound,
    Refusal,
    Unauthenticated,
)
from gateway import texts

CONTENT_TYPE = "application/problem+json"
DOCS_PATH = "/api/v1/docs"
_RETRY_SECONDS = {503: 2, 429: 1, 504: 1}
_RETRY_CODES: dict[str, int] = {InspectionCode.CHARGE_PENDING: 1, CommonCode.IN_PROGRESS: 1}
# Codes whose HTTP status is not that of their family.
_OWN_STATUS: dict[str, int] = {
    CommonCode.UNREADABLE: 400,
    CommonCode.METHOD_NOT_ALLOWED: 405,
    CommonCode.TOO_LARGE: 413,
}
# What a program needs to go on with, beside the usual members.
_MEMBERS: dict[str, str] = {AuthCode.SECOND_FACTOR_REQUIRED: "challenge"}
_HTTP_CODES: dict[int, tuple[type[Refusal], CommonCode]] = {
    400: (InvalidRequest, CommonCode.UNREADABLE),
    404: (NotFound, CommonCode.NOT_FOUND),
    405: (InvalidRequest, CommonCode.METHOD_NOT_ALLOWED),
    413: (InvalidRequest, CommonCode.TOO_LARGE),
    415: (InvalidRequest, CommonCode.UNREADABLE),
}

log = get_logger(__name__)


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal: its family's, save for a few codes."""
    return _OWN_STATUS.get(refusal.code, refusal.status)


def language() -> str:
    """``fa``, or ``en`` when the caller prefers it."""
    if "Accept-Language" not in request.headers:
        return "fa"
    return request.accept_languages.best_match(("fa", "en"), "fa")


def problem(refusal: Refusal) -> Response:
    """The answer for a refusal, in the caller's language."""
    status, reader = status_of(refusal), language()
    body: dict[str, object] = {
        "type": f"{DOCS_PATH}#{refusal.code}",
        "title": texts.title(status, reader),
        "status": status,
        "detail": texts.detail(refusal.code, refusal.params, reader),
        "code": refusal.code,
        "correlation_id": g.get("correlation_id", ""),
    }
    if refusal.code in _MEMBERS:
        body[_MEMBERS[refusal.code]] = refusal.params.get(_MEMBERS[refusal.code], "")
    if refusal.errors:
        body["errors"] = texts.field_errors(refusal.errors, reader)
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type=CONTENT_TYPE)
    response.headers["Content-Language"] = reader
    response.headers["Vary"] = "Accept-Language"
    retry = refusal.retry_after_seconds or _RETRY_CODES.get(refusal.code) or _RETRY_SECONDS.get(status)
    if retry:
        response.headers["Retry-After"] = str(retry)
    if isinstance(refusal, Unauthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="gazban"'
    return response


def install(app: Flask) -> None:
    """Turn refusals, HTTP errors of the framework, and bugs into problem documents."""
    app.register_error_handler(Refusal, problem)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _from_bug)


def _from_http(error: HTTPException) -> WerkzeugResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    family, code = _HTTP_CODES.get(error.code, (InternalError, CommonCode.INTERNAL))
    if family is InternalError and error.code < 500:
        family, code = InvalidRequest, CommonCode.UNREADABLE
    response = problem(family(code))
    if error.code == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return response


def _from_bug(error: Exception) -> Response:
    log.error("unhandled_exception", path=request.path, exc_info=error)
    return problem(InternalError(CommonCode.INTERNAL))
