"""Tariffs over HTTP. All files share one system, so a version gets days in the far future, and is withdrawn again."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from tests.e2e.conftest import Town, User, until

FAR = str(date.today() + timedelta(days=3_000))  # which day exactly does not matter
LATER = str(date.today() + timedelta(days=3_100))  # the same


def refused(user: User, method: str, path: str, body: Any = None) -> tuple[int, str]:
    response = user.ask(method, path, body)
    return response.status_code, response.json()["code"]


def has_heard(user: User, words: str) -> bool:
    messages = user.get("/me/messages?limit=50")["items"]
    return any(words in message["subject"] for message in messages)


@pytest.fixture
def drafted(town: Town) -> Iterator[Any]:
    """A draft with a tax of ten percent, gone afterwards."""
    draft = town.finance.post("/tariffs", {"vat_basis_points": 1_000, "rounding_rials": 1_000})
    yield draft
    left = town.finance.ask("DELETE", f"/tariffs/{draft['version']}")
    assert left.status_code in (204, 404)


def test_a_version_from_its_draft_to_its_withdrawal(town: Town, drafted: Any) -> None:
    path = f"/tariffs/{drafted['version']}"
    before = town.office.get("/tariffs/1")
    assert (before["state"], before["effective_from_jalali"]) == ("in_force", "1400-01-01")
    assert (drafted["state"], drafted["used"], drafted["effective_from"]) == ("draft", False, None)
    assert drafted["created_by"]["id"] == town.finance.get("/me")["id"]
    assert drafted["stage_fees_rials"] == before["stage_fees_rials"]

    scheduled = town.finance.post(f"{path}/activation", {"effective_from": FAR}, 200)
    assert (scheduled["state"], scheduled["effective_from"]) == ("scheduled", FAR)
    assert town.office.get("/tariffs/1")["effective_to"] == FAR
    assert town.finance.post(f"{path}/activation", {"effective_from": LATER}, 200)["effective_from"] == LATER
    assert town.office.get("/tariffs")["items"][0]["effective_from"] == LATER

    assert town.finance.ask("DELETE", path).status_code == 204
    assert town.office.get("/tariffs/1")["effective_to"] is None
    assert refused(town.finance, "GET", path) == (404, "billing.tariff_not_found")
    for user in (town.office, town.finance):
        until(partial(has_heard, user, "تعرفهٔ تازه از"), "the activation is told")
        until(partial(has_heard, user, "پس‌گرفتن نسخهٔ"), "the withdrawal is told")


def test_a_preview_compares_with_today(town: Town, drafted: Any) -> None:
    sample = {"kind": "concealed", "block": False, "meter_classes": ["G4", "G4"]}
    path = f"/tariffs/{drafted['version']}/preview"
    preview = town.office.post(path, {"sample": sample}, 200)
    assert preview["in_force_version"] == 1
    effect = preview["effects"][0]
    assert effect["sample"] == sample
    assert effect["in_force"]["invoice_rials"] == 6_900_000
    assert (effect["proposed"]["invoice_rials"], effect["difference"]["vat_rials"]) == (7_590_000, 690_000)
    assert len(town.finance.post(path, status=200)["effects"]) == len(preview["effects"]) - 1


def test_refusals(town: Town, drafted: Any) -> None:
    path = f"/tariffs/{drafted['version']}"
    today = {"effective_from": str(date.today())}  # or yesterday in Tehran: too early either way
    assert refused(town.finance, "POST", f"{path}/activation", today) == (422, "billing.tariff_too_early")
    assert refused(town.finance, "DELETE", "/tariffs/1") == (409, "billing.tariff_in_force")
    assert refused(town.finance, "POST", "/tariffs/999999/preview") == (404, "billing.tariff_not_found")
    for user, method, at in (
        (town.office, "POST", "/tariffs"),
        (town.office, "DELETE", path),
        (town.inspector, "GET", "/tariffs"),
        (town.contractor, "GET", path),
    ):
        assert refused(user, method, at) == (403, "request.forbidden")
    for field, value in (
        ("vat_basis_points", 10_001),
        ("inspector_share_basis_points", -1),
        ("stage_fees_rials", {"G4": 690_000}),
        ("revisit_fees_rials", {**drafted["revisit_fees_rials"], "G3": 5}),
        ("registration", {"concealed": {"final": 1}, "exposed": {"roof": 1}}),
        ("coverage", {"approved": "final"}),
        ("block_pricing", "per_roof"),
        ("vat", 5),
    ):
        response = town.finance.ask("POST", "/tariffs", {field: value})
        assert response.status_code == 422, field
        assert field in response.json()["errors"]
