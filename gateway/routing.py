"""How a route is declared: who may, what it reads, what it answers and refuses, all in one place.

``serve`` makes of a three-line function a view that admits the caller, checks the role, reads the arguments by the
contract's schema, and writes the answer; the same declaration is its entry in the OpenAPI document.
"""

import inspect
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, get_type_hints

from flask import Response, current_app, g, request
from flask_smorest import Blueprint
from marshmallow import ValidationError, fields

from chassis.rpc import CallContext, RpcClient
from contracts.codec import field_for
from contracts.errors import CommonCode, Forbidden, NotFound
from contracts.shapes import Caller, Identifier
from contracts.terms import Role
from gateway import correlation, idempotency, pages
from gateway.ask import Ask
from gateway.auth import Doorkeeper
from gateway.exports import WRITING_SECONDS, Export, Format, download
from gateway.operations import JSON, STATUS_OF_CODE, Declaration, operation
from gateway.reading import read_body, read_query
from gateway.rendering import to_json
from gateway.schemas import request_schema, with_choice, without_pages
from gateway.settings import Settings

EXTENSION = "gazban"
FORMAT = "format"
EVERYONE = frozenset(Role)
# Files are no business of the IT unit.
FILE_PEOPLE = EVERYONE - {Role.IT}
_PATH_NAMES = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Gateway:
    """What every route of one application shares."""

    rpc: RpcClient
    doorkeeper: Doorkeeper
    settings: Settings

    def open(self, caller: Caller | None, key: str | None, *, spare_seconds: float = 0.0) -> Ask:
        """The way to the services for one request, or for what is left of it but so many seconds."""
        # admitting the caller may have taken some of the time
        left = self.settings.deadline_seconds - correlation.elapsed_seconds() - spare_seconds
        seconds = max(left, 0.001)
        command = CallContext(
            correlation_id=correlation.current(), caller=caller, deadline_seconds=seconds, idempotency_key=key
        )
        return Ask(self.rpc, command, time.monotonic() + seconds, self.doorkeeper.ended_sessions)

    def public_url(self, path: str) -> str:
        """A path of ours as people outside reach it: under the configured address, or the one that they used now."""
        return (self.settings.public_url or request.host_url).rstrip("/") + path


class Routes(Blueprint):
    """The routes of one service."""

    def serve(
        self,
        method: str,
        path: str,
        verb: Callable[..., object],
        *,
        fa: str,
        who: frozenset[Role] | None = EVERYONE,
        status: int = 200,
        refuses: tuple[str, ...] = (),
        before_password_change: bool = False,
        before_second_factor: bool = False,
        own_key: bool = False,
        ours: tuple[str, ...] = (),
        media: str = JSON,
        export: Export | None = None,
        formats: type[StrEnum] | None = None,
        page: pages.Page | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a route: ``verb`` is the contract's method whose arguments it reads.

        ``who`` may use it: the roles, or None for anybody without signing in. ``fa`` is its Persian title, the
        docstring its English one. ``refuses`` are the codes of its own. ``before_password_change`` is for what whoever
        has to change their password may do first, ``before_second_factor`` for what they may who only have to set up
        that. With ``own_key`` a caller's idempotency key is not used, for answers that must not be given twice.
        ``ours`` are arguments that the function gives the verb by itself. With ``export`` the list can be had as a
        file, too. An answer of another ``media`` than JSON is a response that the function makes; with ``formats`` it
        makes a file in the one that was asked for, of all pages. With ``page`` browsers get the answer as a page.
        """

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            inner = tuple(
                p.name
                for p in inspect.signature(function).parameters.values()
                if p.kind is p.POSITIONAL_OR_KEYWORD
            )[1:]
            from_query = method in ("GET", "DELETE")
            schema = request_schema(verb, (*inner, *ours), from_query=from_query)
            if export is not None and schema is not None:
                schema = with_choice(schema, FORMAT, Format, Format.JSON)
            if formats is not None and schema is not None:
                schema = with_choice(without_pages(schema), FORMAT, formats)
            route = Declaration(
                name=function.__name__,
                method=method,
                path=path,
                fa=fa,
                who=who,
                status=status,
                refuses=refuses,
                before_password_change=before_password_change,
                before_second_factor=before_second_factor or before_password_change,
                takes_key=method == "POST" and not own_key,
                schema=schema,
                verb=verb,
                answer=get_type_hints(function)["return"],
                documentation=inspect.getdoc(function) or "",
                media=media,
                export=export,
                formats=formats,
                page=page,
            )
            path_names = tuple(_PATH_NAMES.findall(path))
            view = _view(function, route, dict(zip(path_names, inner or path_names, strict=True)))
            view.__dict__["_apidoc"] = {"manual_doc": operation(route)}
            view.__doc__ = None
            self.add_url_rule(path, function.__name__, view, methods=[method])
            return function

        return declare


def _view(
    function: Callable[..., Any], route: Declaration, arguments_of_path: Mapping[str, str]
) -> Callable[..., Response]:
    """The view; ``arguments_of_path`` says as which argument of the verb each part of the path is meant."""
    schema = route.schema() if route.schema is not None else None
    path_fields = _path_fields(route, arguments_of_path)
    from_query = route.method in ("GET", "DELETE")

    @wraps(function)
    def view(**path: str) -> Response:
        gateway: Gateway = current_app.extensions[EXTENSION]
        caller = _admit(gateway, route)
        _require_possible(route, path_fields, path)
        ask = gateway.open(caller, _key(route))
        arguments = read_query(schema) if from_query else read_body(schema)
        ids = [path[name] for name in arguments_of_path]
        if route.export is not None and (wanted := arguments.pop(FORMAT)) is not Format.JSON:

            def page(asked: Mapping[str, Any]) -> Any:
                """Each page has what the earlier ones and the writing leave of the request's time."""
                return function(gateway.open(caller, None, spare_seconds=WRITING_SECONDS), *ids, **asked)

            return download(route.export, wanted, page, arguments, gateway.settings.export_rows)
        if route.page is not None and pages.is_wanted():
            return pages.answer(route.page, lambda: function(ask, *ids, **arguments))
        return _answer(route, ask, function(ask, *ids, **arguments))

    return view


def _admit(gateway: Gateway, route: Declaration) -> Caller | None:
    if route.who is None:
        return None
    caller = gateway.doorkeeper.admit(
        request.headers.get("Authorization"),
        before_password_change=route.before_password_change,
        before_second_factor=route.before_second_factor,
    )
    g.user_code = caller.membership_code
    if caller.role not in route.who:
        raise Forbidden(CommonCode.FORBIDDEN)
    return caller


def _path_fields(route: Declaration, arguments_of_path: Mapping[str, str]) -> dict[str, fields.Field[Any]]:
    """By what each part of the path is read: as the verb's argument."""
    hints = get_type_hints(route.verb, include_extras=True)
    return {name: field_for(hints.get(argument, Identifier)) for name, argument in arguments_of_path.items()}


def _require_possible(
    route: Declaration, path_fields: Mapping[str, fields.Field[Any]], path: Mapping[str, str]
) -> None:
    """What no identifier looks like is not there, and is refused as what is not there: no service need read it."""
    if not all(_is_possible(field, path[name]) for name, field in path_fields.items()):
        codes = (code for code in route.refuses if STATUS_OF_CODE[code] == NotFound.status)
        raise NotFound(next(codes, CommonCode.NOT_FOUND))


def _is_possible(field: fields.Field[Any], text: str) -> bool:
    try:
        field.deserialize(text)
    except ValidationError:
        return False
    return text.isprintable() and bool(text.strip())


def _key(route: Declaration) -> str | None:
    if route.method == "GET":
        return None
    return idempotency.key_of(request.headers) if route.takes_key else idempotency.fresh_key()


def _answer(route: Declaration, ask: Ask, result: object) -> Response:
    if isinstance(result, Response):
        response = result
    elif route.status == 204:
        response = Response(status=204)
        del response.headers["Content-Type"]
    else:
        response = Response(to_json(route.answer, result), route.status, content_type="application/json")
    if ask.command.replayed:
        response.headers[idempotency.REPLAYED_HEADER] = "true"
    return response
