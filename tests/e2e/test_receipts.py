"""Receipts over HTTP: the paper of a payment, and its verification by whoever holds it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.e2e.conftest import Town, answer


@pytest.fixture(scope="module")
def paid(town: Town) -> Any:
    """A payment of a file's registration."""
    file = town.file()
    return {"file": file, **town.pay(file["id"], 1_380_000)}


def address(town: Town, paid: Any) -> str:
    """What the QR code says: where the receipt is verified, with its code."""
    ((code,),) = town.rows("billing", f"SELECT verification_code FROM payments WHERE id = '{paid['id']}'")
    return f"{town.system.gateway_url}/api/v1/receipts/{paid['receipt_number']}?code={code}"


def test_each_payment_has_a_receipt_on_paper(town: Town, paid: Any) -> None:
    again = town.pay(paid["file"]["id"], 1_000)
    assert int(again["receipt_number"][-6:]) == int(paid["receipt_number"][-6:]) + 1
    path = f"/payments/{paid['id']}/receipt"
    for user in (town.contractor, town.office, town.finance):
        paper = user.ask("GET", path)
        assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
        assert paper.content.startswith(b"%PDF-")
    shown = town.contractor.get(f"/files/{paid['file']['id']}/account")["payments"]
    assert shown[0]["receipt_number"] == paid["receipt_number"]


def test_whoever_holds_it_may_verify_it(town: Town, paid: Any) -> None:
    url = address(town, paid)
    told = answer(requests.get(url, timeout=20), 200)
    assert (told["number"], told["amount_rials"], told["valid"]) == (paid["receipt_number"], 1_380_000, True)
    assert (told["file_number"], told["payer"]) == (paid["file"]["number"], "شرکت آ…")
    page = requests.get(url, headers={"Accept": "text/html,*/*;q=0.8"}, timeout=20)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "این رسید معتبر است." in page.content.decode()


def test_nobody_else_learns_anything(town: Town, paid: Any) -> None:
    url = address(town, paid)
    (code,) = parse_qs(urlsplit(url).query)["code"]
    other = url.replace(paid["receipt_number"], "1405-999999")
    wrong = url.replace(code, code[::-1] + "x")
    bodies = []
    for asked in (other, wrong, url.partition("?")[0]):
        body = answer(requests.get(asked, timeout=20), 404)
        bodies.append({name: value for name, value in body.items() if name != "correlation_id"})
    assert bodies[0]["code"] == "billing.receipt_not_found"
    assert bodies == [bodies[0]] * 3
    stranger = town.user("contractor")
    path = f"/payments/{paid['id']}/receipt"
    assert answer(stranger.ask("GET", path), 404)["code"] == "billing.payment_not_found"
    assert answer(town.inspector.ask("GET", path), 403)["code"] == "request.forbidden"
    assert answer(town.finance.ask("GET", "/payments/nonsense/receipt"), 404)["code"] == (
        "billing.payment_not_found"
    )
