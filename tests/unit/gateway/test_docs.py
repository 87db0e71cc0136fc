"""The page that people read."""

import re

import pytest
from flask import Flask

from gateway.texts.codes import SENTENCES


@pytest.fixture
def page(app: Flask) -> str:
    answer = app.test_client().get("/api/v1/docs")
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    return answer.get_data(as_text=True)


def test_it_needs_no_network(app: Flask, page: str) -> None:
    style = app.test_client().get("/api/v1/docs/docs.css").get_data(as_text=True)
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "url(" not in style
    assert "@import" not in style


def test_its_policy_allows_its_own_style_only(app: Flask) -> None:
    policy = app.test_client().get("/api/v1/docs").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in policy


def test_every_route_is_on_it(app: Flask, page: str) -> None:
    for path, operations in app.test_client().get("/api/v1/openapi.json").get_json()["paths"].items():
        for method in operations.keys() - {"parameters"}:
            operation = operations[method]
            assert f'<span class="method {method.upper()}">' in page
            assert operation["x-title-fa"] in page
        assert f">{path}</a>" in page


@pytest.mark.parametrize("code", SENTENCES)
def test_every_code_has_a_place_to_lead_to(page: str, code: str) -> None:
    assert f'<tr id="{code}">' in page


def test_every_link_inside_leads_somewhere(page: str) -> None:
    targets = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets
