"""Bad input of the main routes: a clear answer with a stable code, and nothing stored."""

from typing import Any

import pytest
import requests

from tests.e2e.conftest import Town, in_days

TOO_LONG = "م" * 20_001


def bad_files(good: Any) -> list[tuple[str, Any]]:
    meter = good["meters"][0]
    return [
        ("kind", {**good, "kind": "hidden"}),
        ("kind", {k: v for k, v in good.items() if k != "kind"}),
        ("block", {**good, "block": "perhaps"}),
        ("area", {**good, "area": "کرمان"}),
        ("area", {**good, "area": None}),
        ("address", {**good, "address": "   "}),
        ("address", {**good, "address": TOO_LONG}),
        ("address", {**good, "address": "a\u0000b"}),
        ("owner_name", {**good, "owner_name": 5}),
        ("meters", {**good, "meters": []}),
        ("meters", {**good, "meters": "two"}),
        ("meters", {**good, "meters": [{}]}),
        ("meters", {**good, "meters": [{**meter, "area_m2": 0}]}),
        ("meters", {**good, "meters": [{**meter, "area_m2": -1}]}),
        ("meters", {**good, "meters": [{**meter, "area_m2": "wide"}]}),
        ("meters", {**good, "meters": [{**meter, "area_m2": True}]}),
        ("meters", {**good, "meters": [{**meter, "area_m2": 5001}]}),
        ("meters", {**good, "meters": [{**meter, "consumption_m3h": 160.01}]}),
        ("meters", {**good, "meters": [{**meter, "meter_class": "G4"}]}),
        ("status", {**good, "status": "completed"}),
    ]


def test_registering_a_file(town: Town) -> None:
    before = len(town.contractor.get("/files?limit=200")["items"])
    for field, body in bad_files(town.file_body()):
        refused = town.contractor.ask("POST", "/files", body)
        assert refused.status_code == 422, (field, body, refused.text)
        assert field in refused.json()["errors"], refused.text
    assert len(town.contractor.get("/files?limit=200")["items"]) == before


def test_filing_a_report(town: Town) -> None:
    file = town.referred_file("exposed", 2)
    town.appoint(file["id"])
    meter = file["meters"][0]["id"]
    good = {"outcome": "approved", "text": "خوب"}
    bad: list[tuple[str, Any]] = [
        ("outcome", {**good, "outcome": "fine"}),
        ("outcome", {"text": "خوب"}),
        ("text", {"outcome": "approved"}),
        ("text", {**good, "text": ""}),
        ("text", {**good, "text": TOO_LONG}),
        ("exceptions", {**good, "exceptions": "none"}),
        ("exceptions", {**good, "exceptions": [{"meter_id": meter}]}),
        ("exceptions", {**good, "exceptions": [{"meter_id": "nobody", "outcome": "defective"}]}),
        ("exceptions", {**good, "exceptions": [{"meter_id": meter, "outcome": "defective"}] * 2}),
        ("meter_mismatches", {**good, "meter_mismatches": [{"meter_id": "nobody", "seen": "G6"}]}),
        ("charge", {**good, "charge": {"amount_rials": 0}}),
    ]
    for field, body in bad:
        for path in ("reports", "reports/preview"):
            if path == "reports/preview" and field == "text":
                continue  # a preview needs no text yet
            refused = town.inspector.ask("POST", f"/files/{file['id']}/{path}", body)
            assert refused.status_code == 422, (path, body, refused.text)
            assert field in refused.json()["errors"], refused.text
    stage = town.inspector.ask("POST", f"/files/{file['id']}/reports", {**good, "outcome": "concealed_stage"})
    assert (stage.status_code, stage.json()["code"]) == (422, "inspection.outcome_not_allowed")
    assert town.inspector.get(f"/files/{file['id']}/reports")["items"] == []


def test_a_report_needs_an_appointment(town: Town) -> None:
    file = town.referred_file()
    body = {"outcome": "approved", "text": "خوب"}
    refused = town.inspector.post(f"/files/{file['id']}/reports", body, 409)
    assert refused["code"] == "inspection.no_appointment"


def test_setting_an_appointment(town: Town) -> None:
    file = town.referred_file()
    for starts_at in (
        "2020-01-01T10:00:00+03:30",
        "1399-01-01 10:00",
        "tomorrow",
        "1405-13-01 10:00",
        "9999-12-31T23:00:00Z",
        None,
        5,
    ):
        refused = town.inspector.ask("PUT", f"/files/{file['id']}/appointment", {"starts_at": starts_at})
        assert refused.status_code == 422, (starts_at, refused.text)
        assert "starts_at" in refused.json()["errors"]
    for minutes in (0, -5, 100_000, "long"):
        body = {"starts_at": in_days(30), "duration_minutes": minutes}
        assert town.inspector.ask("PUT", f"/files/{file['id']}/appointment", body).status_code == 422
    assert town.inspector.get(f"/files/{file['id']}")["appointment"] is None


def test_recording_a_receipt(town: Town) -> None:
    file = town.file()
    good = {"amount_rials": 1000, "reference": "bad-bodies", "paid_on": "1405-08-01"}
    bad: list[tuple[str, Any]] = [
        ("amount_rials", {**good, "amount_rials": 0}),
        ("amount_rials", {**good, "amount_rials": -1}),
        ("amount_rials", {**good, "amount_rials": 1.5}),
        ("amount_rials", {**good, "amount_rials": True}),
        ("amount_rials", {**good, "amount_rials": 10**30}),
        ("amount_rials", {**good, "amount_rials": "much"}),
        ("reference", {**good, "reference": ""}),
        ("reference", {**good, "reference": "r" * 500}),
        ("paid_on", {**good, "paid_on": "1405-02-32"}),
        ("paid_on", {**good, "paid_on": "2099-01-01"}),
        ("paid_on", {k: v for k, v in good.items() if k != "paid_on"}),
    ]
    for field, body in bad:
        refused = town.finance.ask("POST", f"/files/{file['id']}/receipts", body)
        assert refused.status_code == 422, (body, refused.text)
        assert field in refused.json()["errors"], refused.text
    assert town.contractor.get(f"/files/{file['id']}/account")["payments"] == []


@pytest.mark.parametrize("raw", [b"{", b"[1]", b'"text"', b"\xff", b"null", b"[" * 10_000])
def test_a_body_that_cannot_be_read(town: Town, raw: bytes) -> None:
    for method, path in (("POST", "/files"), ("POST", "/auth/login"), ("PUT", "/auth/password")):
        refused = requests.request(
            method,
            f"{town.system.gateway_url}/api/v1{path}",
            data=raw,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {town.contractor.token}"},
            timeout=10,
        )
        assert refused.status_code in (400, 422), refused.text
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert "Traceback" not in refused.text


def test_lists_refuse_bad_questions(town: Town) -> None:
    for query in (
        "limit=0",
        "limit=201",
        "limit=ten",
        "cursor=x",
        "cursor=WzFd",
        "status=lost",
        "debtor=maybe",
    ):
        refused = town.office.ask("GET", f"/files?{query}")
        assert refused.status_code == 422, (query, refused.text)
    assert town.inspector.ask("GET", "/me/files").status_code == 422
    assert town.inspector.ask("GET", "/me/financial-report?from=1405-09-01&to=1405-08-01").status_code == 422
    assert town.inspector.ask("GET", "/me/financial-report?from=yesterday&to=1405-08-01").status_code == 422
