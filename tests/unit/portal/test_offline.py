"""What the service worker and the queue ask of the server."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.portal.conftest import FakeGateway

Client = Callable[[str], FlaskClient]


def test_the_worker_is_told_every_asset_and_is_looked_at_anew(app: Flask, client: Client) -> None:
    answer = client("").get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    first, _, code = answer.text.partition("\n")
    told = json.loads(first.removeprefix("self.PORTAL = ").removesuffix(";"))
    browser = client("")
    assert len(told["assets"]) > 10
    for url in [*told["assets"], told["queue"], told["offline"]]:
        assert browser.get(url).status_code == 200
    assert not [url for url in told["assets"] if url.endswith("/sw.js")]
    assert "importScripts(self.PORTAL.queue)" in code


def test_the_queue_learns_who_is_signed_in(client: Client) -> None:
    said = client("inspector").get("/offline/session").get_json()
    assert said["user"] == "me"
    assert said["csrf_token"]
    assert client("").get("/offline/session").get_json() == {"state": "signed_out"}


def test_pages_of_an_inspector_alone_may_be_kept(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/messages"] = {"items": [], "next_cursor": None}
    for role in ("inspector", "contractor", "office", "finance", "it"):
        page = client(role).get("/messages/").text
        assert ('<html lang="fa" dir="rtl" data-user="me" data-offline="me">' in page) == (
            role == "inspector"
        )
        assert ("queue.js" in page) == (role == "inspector")


@pytest.mark.parametrize("role", ["contractor", "office", "finance", "it"])
def test_only_inspectors_have_a_queue(client: Client, role: str) -> None:
    assert client(role).get("/inspector/queue").status_code == 404


def test_the_page_for_no_connection_is_nobodys(client: Client) -> None:
    page = client("").get("/offline").text
    assert "data-offline-page" in page
    assert 'data-user=""' in page
