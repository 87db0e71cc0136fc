"""Answers as pages: what a route answers in JSON, for people who follow a link to it with a browser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from contracts.errors import Refusal

HTML, JSON = "text/html", "application/json"


@dataclass(frozen=True)
class Page:
    """How an answer, or its refusal, is written as HTML; ``headers`` are what such a page needs beside the usual."""

    write: Callable[[Any], str]
    write_refusal: Callable[[Refusal], str]
    headers: Mapping[str, str]


def is_wanted() -> bool:
    """Whether the caller would rather read a page, as browsers say they would."""
    return request.accept_mimetypes.best_match((JSON, HTML), JSON) == HTML


def answer(page: Page, ask: Callable[[], Any]) -> Response:
    """The page of what is asked; a refusal keeps its status."""
    try:
        text, status = page.write(ask()), 200
    except Refusal as refusal:
        text, status = page.write_refusal(refusal), refusal.status
    return Response(text, status, content_type=f"{HTML}; charset=utf-8", headers=dict(page.headers))
