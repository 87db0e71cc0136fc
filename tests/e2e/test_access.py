"""Who may do what, and that nobody learns of what is not theirs."""

from typing import Any

import pytest

from chassis.ids import new_id
from tests.e2e.conftest import Town, User

NOWHERE = "01a204ee-181c-7026-a99f-f8cd006de1f1"
APPOINTMENT = {"starts_at": "2030-01-01T10:00:00+03:30"}
REPORT = {"outcome": "approved", "text": "خوب"}
RECEIPT = {"amount_rials": 1000, "reference": "x-1", "paid_on": "1405-08-01"}
WORKSHEET = {
    "accepting": True,
    "areas": ["kerman"],
    "kinds": ["exposed"],
    "blocks": True,
    "weekdays": [0],
    "capacity": 1,
}
MESSAGE = {"audience": "all", "subject": "س", "body": "م"}
FILE = {
    "kind": "exposed",
    "block": False,
    "area": "kerman",
    "address": "آ",
    "owner_name": "م",
    "meters": [{"label": "۱", "area_m2": 100, "consumption_m3h": 4}],
}
USER = {
    "membership_code": "19-3-99999",
    "full_name": "ن",
    "role": "inspector",
    "birth_certificate_number": "1",
}

# (method, path, body, roles that are let in)
MATRIX: list[tuple[str, str, Any, set[str]]] = [
    ("GET", "/users", None, {"it"}),
    ("GET", "/people", None, {"office", "finance"}),
    ("GET", "/account-log", None, {"it"}),
    ("POST", "/users", USER, {"it"}),
    ("PATCH", "/users/{id}", {"full_name": "ن"}, {"it"}),
    ("POST", "/users/{id}/password-reset", None, {"it"}),
    ("GET", "/me/worksheet", None, {"inspector"}),
    ("PUT", "/me/worksheet", WORKSHEET, {"inspector"}),
    ("POST", "/files", FILE, {"contractor"}),
    ("GET", "/files", None, {"contractor", "inspector", "office", "finance"}),
    ("GET", "/files/{id}", None, {"contractor", "inspector", "office", "finance"}),
    ("PATCH", "/files/{id}/meters/{id}", {"area_m2": 90}, {"contractor"}),
    ("POST", "/files/{id}/referral", {}, {"office"}),
    ("POST", "/files/{id}/dismissal", {"reason": "د"}, {"office"}),
    ("POST", "/files/{id}/cancellation", {"reason": "د"}, {"office"}),
    ("GET", "/me/referrals", None, {"inspector"}),
    ("PUT", "/files/{id}/appointment", APPOINTMENT, {"inspector"}),
    ("POST", "/files/{id}/withdrawal", {}, {"inspector"}),
    ("POST", "/files/{id}/reports", REPORT, {"inspector"}),
    ("POST", "/files/{id}/reports/preview", REPORT, {"inspector"}),
    ("GET", "/files/{id}/reports", None, {"contractor", "inspector", "office", "finance"}),
    ("GET", "/files/{id}/timeline", None, {"contractor", "inspector", "office", "finance"}),
    ("GET", "/me/files?result=approved", None, {"inspector"}),
    ("GET", "/me/financial-report?from=1405-01-01&to=1405-12-29", None, {"inspector"}),
    ("GET", "/files/{id}/account", None, {"contractor", "office", "finance"}),
    ("GET", "/me/balance", None, {"contractor"}),
    ("POST", "/files/{id}/receipts", RECEIPT, {"finance"}),
    ("GET", "/areas", None, {"contractor", "inspector", "office", "finance"}),
    ("GET", "/inspectors/{id}", None, {"office"}),
    ("GET", "/payments", None, {"contractor", "office", "finance"}),
    ("GET", "/accounting/settlements", None, {"finance"}),
    ("GET", "/accounting/clearing", None, {"finance"}),
    ("POST", "/messages", MESSAGE, {"office"}),
    ("GET", "/me/messages", None, {"it", "office", "finance", "contractor", "inspector"}),
    ("GET", "/me", None, {"it", "office", "finance", "contractor", "inspector"}),
]


def people(town: Town) -> dict[str, User]:
    return {
        "it": town.it,
        "office": town.office,
        "finance": town.finance,
        "contractor": town.contractor,
        "inspector": town.inspector,
    }


def name_of(value: object) -> str:
    """A case's name, the same in every process; a set has no order of its own."""
    return " ".join(sorted(value)) if isinstance(value, set) else str(value)[:40]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), MATRIX, ids=name_of)
def test_roles_that_may_not_are_refused(
    town: Town, method: str, path: str, body: Any, allowed: set[str]
) -> None:
    for role, user in people(town).items():
        if role not in allowed:
            refused = user.ask(method, path.format(id=NOWHERE), body)
            assert (refused.status_code, refused.json()["code"]) == (403, "request.forbidden"), role


@pytest.mark.parametrize(("method", "path", "body", "allowed"), MATRIX, ids=name_of)
def test_without_a_token_nobody_gets_in(
    town: Town, method: str, path: str, body: Any, allowed: set[str]
) -> None:
    nobody = User(town.system.gateway_url, "")
    for token in ("", "not.a.token", town.it.token[:-3] + "abc"):
        nobody.token = token
        refused = nobody.ask(method, path.format(id=NOWHERE), body)
        assert refused.status_code == 401
        assert refused.headers["Content-Type"] == "application/problem+json"


def test_a_refused_request_does_not_break_the_connection(town: Town) -> None:
    nobody = User(town.system.gateway_url, "")
    for _ in range(150):
        assert nobody.ask("POST", "/files", FILE).status_code == 401
        assert nobody.ask("POST", "/no-such-route", FILE).status_code == 404


def test_a_foreign_file_looks_like_no_file(town: Town) -> None:
    file = town.referred_file()
    other_contractor, other_inspector = town.user("contractor"), town.user("inspector")
    meter = file["meters"][0]["id"]
    asks = [
        (other_contractor, "GET", "/files/{}", None),
        (other_contractor, "GET", "/files/{}/account", None),
        (other_contractor, "GET", "/files/{}/reports", None),
        (other_contractor, "GET", "/files/{}/timeline", None),
        (other_contractor, "PATCH", f"/files/{{}}/meters/{meter}", {"area_m2": 90}),
        (other_inspector, "GET", "/files/{}", None),
        (other_inspector, "PUT", "/files/{}/appointment", APPOINTMENT),
        (other_inspector, "POST", "/files/{}/reports", REPORT),
        (other_inspector, "POST", "/files/{}/reports/preview", REPORT),
        (other_inspector, "POST", "/files/{}/withdrawal", {}),
    ]
    for user, method, path, body in asks:
        foreign, unknown, broken = (
            user.ask(method, path.format(file_id), body) for file_id in (file["id"], new_id(), "not-an-id")
        )
        assert [r.status_code for r in (foreign, unknown, broken)] == [404, 404, 404], (method, path)
        bodies = [{**r.json(), "correlation_id": "", "instance": ""} for r in (foreign, unknown, broken)]
        assert bodies[0] == bodies[1] == bodies[2]
    listed = other_contractor.get("/files")["items"]
    assert file["id"] not in [item["id"] for item in listed]
    not_his = other_inspector.ask("POST", f"/files/{file['id']}/reports", REPORT)
    assert not_his.json()["code"] == "inspection.not_your_file"


def test_unknown_ids_are_not_found_for_staff(town: Town) -> None:
    for file_id in (new_id(), "1405-000001", "%27%20or%201=1", "%00", "x" * 100):
        for method, path, body, user in [
            ("GET", "/files/{}", None, town.office),
            ("GET", "/files/{}/account", None, town.finance),
            ("GET", "/files/{}/referrals", None, town.office),
            ("GET", "/files/{}/timeline", None, town.office),
            ("POST", "/files/{}/receipts", RECEIPT, town.finance),
            ("POST", "/files/{}/dismissal", {"reason": "د"}, town.office),
            ("POST", "/files/{}/cancellation", {"reason": "د"}, town.office),
        ]:
            assert user.ask(method, path.format(file_id), body).status_code == 404, (method, path)
    assert town.it.ask("PATCH", f"/users/{new_id()}", {"full_name": "ن"}).status_code == 404
    assert town.it.ask("POST", f"/me/messages/{new_id()}/read").status_code == 404
