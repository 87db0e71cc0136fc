"""A readable page of the OpenAPI document, made here and sent whole: no script, no font, no network needed."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template
from markupsafe import Markup, escape

from contracts.terms import Role
from gateway import texts
from gateway.document import GazbanApi
from gateway.errors import DOCS_PATH
from gateway.operations import STATUS_OF_CODE
from gateway.texts.codes import SENTENCES

_STYLE = Path(__file__).parent / "static" / "docs.css"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
)
_ROLE_NAMES = {
    Role.INSPECTOR: "بازرس",
    Role.CONTRACTOR: "مجری",
    Role.OFFICE: "دفتر ارجاع",
    Role.FINANCE: "مالی",
    Role.IT: "فناوری اطلاعات",
}
_CODE_SPAN = re.compile(r"`([^`]+)`")


def install(app: Flask, api: GazbanApi) -> None:
    """Serve the page and its style sheet."""

    @cache
    def written() -> str:
        return render_template("docs.html", **page(json.loads(api.written())))

    @app.get(DOCS_PATH)
    def docs() -> Response:
        return Response(written(), content_type="text/html; charset=utf-8", headers=_headers("no-cache"))

    @app.get(f"{DOCS_PATH}/docs.css")
    def docs_style() -> Response:
        return Response(
            _STYLE.read_bytes(), content_type="text/css; charset=utf-8", headers=_headers("max-age=3600")
        )


def page(document: dict[str, Any]) -> dict[str, Any]:
    """What the template shows: operations by section, and every code with its sentence."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if isinstance(operation, dict):
                sections.setdefault(operation["tags"][0], []).append(
                    _entry(document, path, method, operation)
                )
    titles = {tag["name"]: tag.get("description", tag["name"]) for tag in document["tags"]}
    return {
        "title": document["info"]["title"],
        "version": document["info"]["version"],
        "about": [_marked(part) for part in document["info"]["description"].split("\n\n")],
        "sections": [
            {"name": name, "title": titles[name], "operations": operations}
            for name, operations in sections.items()
        ],
        "codes": [
            {"code": code, "status": STATUS_OF_CODE[code], "fa": texts.detail(code, {}, "fa"), "en": english}
            for code, english in ((code, texts.detail(code, {}, "en")) for code in SENTENCES)
        ],
    }


def _entry(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    roles = operation.get("x-roles")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "anchor": re.sub(r"[^a-z0-9]+", "-", f"{method}{path}".lower()).strip("-"),
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "fa": operation["x-title-fa"],
        "about": [_marked(part) for part in operation["description"].split("\n\n")],
        "roles": ["همه، بدون ورود"] if roles is None else [_ROLE_NAMES[Role(role)] for role in roles],
        "parameters": [
            _parameter(p) for p in operation.get("parameters", []) if p["in"] in ("path", "query")
        ],
        "members": _members(document, body.get("schema", {})),
        "request": _pretty(body.get("example")),
        "responses": [_response(status, r) for status, r in operation["responses"].items()],
    }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter.get("required", False),
        "kind": _kind(parameter.get("schema", {})),
        "about": _marked(parameter.get("description", "")),
    }


def _members(document: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The members of a body's schema, one level deep; what lies deeper is seen in the example."""
    resolved = _resolve(document, schema)
    required = set(resolved.get("required", ()))
    return [
        {
            "name": name,
            "in": "body",
            "required": name in required,
            "kind": _kind(member),
            "about": _marked(member.get("description", "")),
        }
        for name, member in resolved.get("properties", {}).items()
    ]


def _resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    kind = schema.get("type", "object")
    words = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if "items" in schema:
        words += f" of {_kind(schema['items'])}"
    if "enum" in schema:
        words = " | ".join("null" if value is None else f"“{value}”" for value in schema["enum"])
    bounds = [
        f"{sign} {schema[name]}"
        for name, sign in (
            ("minimum", "≥"),
            ("maximum", "≤"),
            ("minLength", "length ≥"),
            ("maxLength", "length ≤"),
        )
        if name in schema
    ]
    return ", ".join([words, *bounds])


def _response(status: str, response: dict[str, Any]) -> dict[str, Any]:
    content = response.get("content", {}).get("application/json", {})
    return {
        "status": status,
        "about": _marked(response["description"], link_codes=True),
        "example": _pretty(content.get("example")),
        "good": status.startswith("2"),
    }


def _pretty(example: object) -> str | None:
    return None if example is None else json.dumps(example, ensure_ascii=False, indent=2)


def _marked(text: str, *, link_codes: bool = False) -> Markup:
    """Text with its `code` spans as elements; a refusal's code leads to its explanation."""

    def element(match: re.Match[str]) -> str:
        word = match[1]
        inner = f"<code>{word}</code>"
        return f'<a href="#{word}">{inner}</a>' if link_codes and word in SENTENCES else inner

    return Markup(_CODE_SPAN.sub(element, str(escape(text))))  # escaped a moment before


def _headers(caching: str) -> dict[str, str]:
    return {"Cache-Control": caching, "Content-Security-Policy": _POLICY}
