"""Paying at the sandbox as a browser does: paid, given up, never come back, and what is refused."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.e2e.conftest import Town, User, answer, until

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def press(started: Any, button: str, *, follow: bool = True) -> requests.Response:
    """The payer opens the provider's page and presses a button."""
    page = requests.get(started["redirect_url"], headers=BROWSER, timeout=20)
    assert page.status_code == 200
    assert f'value="{button}"' in page.text
    return requests.post(
        started["redirect_url"], {"action": button}, headers=BROWSER, timeout=20, allow_redirects=follow
    )


def look(user: User, started: Any) -> Any:
    """The payment as it stands."""
    return user.get(f"/payments/{started['payment_id']}")


def wait_state(user: User, started: Any, state: str) -> Any:
    """The payment once it stands like that."""

    def found() -> Any:
        payment = look(user, started)
        return payment if payment["state"] == state else None

    return until(found, f"the payment is {state}")


def test_a_registration_is_paid_online_and_its_file_referred(town: Town) -> None:
    file = town.file()
    owed = file["invoice"]["amount_rials"]
    path = f"/files/{file['id']}/payments"
    started = town.contractor.post(path, {}, key=f"pay-{file['id']}")
    assert (started["amount_rials"], started["state"], started["provider"]) == (owed, "started", "sandbox")
    twin = town.contractor.ask("POST", path, {}, key=f"pay-{file['id']}")
    assert (twin.json(), twin.headers["Idempotent-Replayed"]) == (started, "true")
    came_back = press(started, "pay")
    assert came_back.url.startswith(f"{town.system.gateway_url}/api/v1/payments/callback/sandbox?Authority=")
    assert (came_back.status_code, came_back.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "پرداخت انجام شد" in came_back.text
    assert requests.get(came_back.url, headers=BROWSER, timeout=20).status_code == 200, "once more"
    town.wait_status(file["id"], "referred")
    account = town.contractor.get(f"/files/{file['id']}/account")
    (payment,) = account["payments"]
    assert (payment["id"], payment["amount_rials"]) == (started["payment_id"], owed)
    (listed,) = town.finance.get(path)["items"]
    assert (listed["state"], listed["reference"]) == ("verified", payment["reference"])
    events = [entry["event"] for entry in town.contractor.get(f"/files/{file['id']}/timeline")["items"]]
    assert events.count("payment_received") == events.count("registration_paid") == 1


def test_a_payer_who_gives_up_and_one_who_forges(town: Town) -> None:
    file = town.file()
    started = town.contractor.post(f"/files/{file['id']}/payments", {"amount_rials": 50_000})
    back = press(started, "cancel", follow=False)
    assert back.status_code == 303
    forged = back.headers["Location"].replace("Status=NOK", "Status=OK")
    said = requests.get(forged, headers={"Accept": "application/json"}, timeout=20)
    assert (said.status_code, said.json()["state"]) == (200, "started")
    assert "پرداخت انجام نشد" in requests.get(back.headers["Location"], headers=BROWSER, timeout=20).text
    payment = look(town.contractor, started)
    assert (payment["state"], payment["reason"]) == ("refused", "cancelled")
    assert town.contractor.get(f"/files/{file['id']}/account")["payments"] == []
    nobody = forged.replace("Authority=S", "Authority=X")
    assert answer(requests.get(nobody, timeout=20), 404)["code"] == "billing.payment_not_found"


def test_a_browser_that_never_came_back_and_a_page_that_was_never_paid(town: Town) -> None:
    file = town.file()
    lost = town.contractor.post(f"/files/{file['id']}/payments")
    left = town.contractor.post(f"/files/{file['id']}/payments", {"amount_rials": 70_000})
    assert press(lost, "lost").url == lost["redirect_url"], "the payer is not sent back"
    assert wait_state(town.contractor, lost, "verified")["reference"]
    town.wait_status(file["id"], "referred")
    assert wait_state(town.office, left, "refused")["reason"] == "expired"
    authority = parse_qs(urlsplit(press(left, "pay").url).query)["Authority"]
    assert authority
    assert look(town.contractor, left)["state"] == "verified", "paid late, and counted all the same"
    assert town.contractor.get(f"/files/{file['id']}/account")["credit_rials"] == 70_000


def test_who_may_not_and_what_may_not_be_paid(town: Town) -> None:
    file = town.file()
    path = f"/files/{file['id']}/payments"
    town.pay(file["id"], file["invoice"]["amount_rials"])
    for user, body, status, code in (
        (town.contractor, {}, 409, "billing.nothing_owed"),
        (town.contractor, {"amount_rials": 9_999}, 422, "billing.payment_too_small"),
        (town.contractor, {"amount_rials": 0}, 422, "request.invalid"),
        (town.contractor, {"callback_base": "https://elsewhere.example"}, 422, "request.invalid"),
        (town.user("contractor"), {"amount_rials": 50_000}, 404, "billing.file_not_found"),
        (town.office, {"amount_rials": 50_000}, 403, "request.forbidden"),
    ):
        assert answer(user.ask("POST", path, body), status)["code"] == code
    assert answer(town.inspector.ask("GET", path), 403)["code"] == "request.forbidden"
    stranger = town.user("contractor")
    assert answer(stranger.ask("GET", path), 404)["code"] == "billing.file_not_found"


def test_finance_records_what_the_provider_settled(town: Town) -> None:
    file = town.file()
    press(town.contractor.post(f"/files/{file['id']}/payments"), "pay")
    body = {
        "provider": "sandbox",
        "amount_rials": 900_000,
        "fee_rials": 12_000,
        "reference": f"S-{file['number']}",
        "settled_on": "1405-08-01",
    }
    done = town.finance.post("/accounting/settlements", body)
    assert (done["fee_rials"], done["settled_on_jalali"]) == (12_000, "1405-08-01")
    again = town.finance.ask("POST", "/accounting/settlements", body)
    assert answer(again, 409)["code"] == "billing.duplicate_reference"
    more = {**body, "reference": f"T-{file['number']}", "amount_rials": done["clearing_rials"] + 1}
    refused = town.finance.ask("POST", "/accounting/settlements", more)
    assert answer(refused, 409)["code"] == "billing.settled_too_much"
    refused = town.office.ask("POST", "/accounting/settlements", body)
    assert answer(refused, 403)["code"] == "request.forbidden"


@pytest.mark.parametrize("query", ["", "?Authority=x", "?Status=OK"])
def test_a_callback_that_names_nothing(town: Town, query: str) -> None:
    url = f"{town.system.gateway_url}/api/v1/payments/callback/sandbox{query}"
    assert answer(requests.get(url, timeout=20), 422)["code"] == "request.invalid"
