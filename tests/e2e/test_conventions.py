"""What holds for every route: problems, dates, lists, keys, correlation, health, the document."""

import re
import secrets
from datetime import UTC, datetime, timedelta

import requests

from chassis.jalali import jalali_date, tehran_date
from tests.e2e.conftest import Town

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def test_a_problem_document_in_persian_and_english(town: Town) -> None:
    path = "/files/01a204ee-181c-7026-a99f-f8cd006de1f1"
    persian = town.contractor.ask("GET", path, headers={"Accept-Language": "fa"})
    english = town.contractor.ask("GET", path, headers={"Accept-Language": "en-US,en;q=0.8"})
    for answer in (persian, english):
        problem = answer.json()
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert problem["status"] == answer.status_code == 404
        assert problem["code"] == "referral.file_not_found"
        assert problem["correlation_id"] == answer.headers["X-Correlation-Id"]
    assert re.search("[آ-ی]", persian.json()["detail"])
    assert not re.search("[آ-ی]", english.json()["detail"])


def test_the_correlation_id_is_the_callers(town: Town) -> None:
    given = town.it.ask("GET", "/me", headers={"X-Correlation-Id": "walk-42"})
    assert given.headers["X-Correlation-Id"] == "walk-42"
    made = town.it.ask(
        "GET", "/me", headers={"X-Correlation-Id": "bad id\u00e9".encode("latin-1").decode("latin-1")}
    )
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", made.headers["X-Correlation-Id"])


def test_the_correlation_id_reaches_the_other_services(town: Town) -> None:
    correlation = f"follow-{secrets.token_hex(4)}"
    file = town.contractor.ask(
        "POST", "/files", town.file_body(), headers={"X-Correlation-Id": correlation}
    ).json()
    told = town.rows("referral", f"SELECT count(*) FROM outbox WHERE correlation_id = '{correlation}'")
    heard = town.rows("billing", f"SELECT count(*) FROM inbox WHERE correlation_id = '{correlation}'")
    assert told[0][0] >= 1
    assert heard[0][0] >= 1
    assert file["invoice"]["number"]


def test_dates_have_jalali_twins_and_both_calendars_are_read(town: Town) -> None:
    file = town.referred_file()
    day = tehran_date(datetime.now(UTC)) + timedelta(days=30)
    starts_at = {"starts_at": f"{jalali_date(day)} 10:30".translate(PERSIAN_DIGITS)}
    appointment = town.inspector.put(f"/files/{file['id']}/appointment", starts_at)
    assert appointment["starts_at_jalali"] == f"{jalali_date(day)} 10:30"
    assert appointment["starts_at"].startswith(f"{day.isoformat()}T")
    for first, last in (
        ("1405-08-01", "1405-09-30"),
        ("2026-10-23", "2026-12-21"),
        ("۱۴۰۵-۰۸-۰۱", "1405/09/30"),
    ):
        report = town.inspector.get(f"/me/financial-report?from={first}&to={last}")
        assert (report["from"], report["to"]) == ("2026-10-23", "2026-12-21")
        assert (report["from_jalali"], report["to_jalali"]) == ("1405-08-01", "1405-09-30")
    receipt = town.pay(file["id"], 5)
    assert (receipt["paid_on"], receipt["paid_on_jalali"]) == ("2026-10-23", "1405-08-01")


def test_persian_letters_and_digits_are_folded(town: Town) -> None:
    body = {**town.file_body(), "owner_name": "علي كاظمي", "address": "كوچهٔ ۱۲"}
    body["meters"][0]["area_m2"] = "۱۱۰"
    file = town.contractor.post("/files", body)
    assert (file["owner_name"], file["address"]) == ("علی کاظمی", "کوچهٔ ۱۲")
    assert file["meters"][0]["area_m2"] == 110
    found = town.contractor.get("/files?q=علي كاظمي")["items"]
    assert [item["id"] for item in found] == [file["id"]]


def test_lists_are_paged_without_gap_or_repeat(town: Town) -> None:
    made = [town.file()["id"] for _ in range(7)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = town.contractor.get(f"/files?limit=3&cursor={cursor}")
        assert len(page["items"]) <= 3
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert [file_id for file_id in seen if file_id in made] == made[::-1]


def test_the_same_key_gets_the_same_answer(town: Town) -> None:
    body, key = town.file_body(), f"key-{secrets.token_hex(6)}"
    first = town.contractor.ask("POST", "/files", body, key=key)
    second = town.contractor.ask("POST", "/files", body, key=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    other = town.contractor.ask("POST", "/files", {**body, "owner_name": "دیگری"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    file_id, receipt = first.json()["id"], {"amount_rials": 9, "reference": key, "paid_on": "1405-08-01"}
    paid = [town.finance.ask("POST", f"/files/{file_id}/receipts", receipt, key=key) for _ in range(2)]
    assert paid[0].json() == paid[1].json()
    assert town.contractor.get(f"/files/{file_id}/account")["invoice"]["paid_rials"] == 9
    again = town.finance.ask("POST", f"/files/{file_id}/receipts", receipt)
    assert (again.status_code, again.json()["code"]) == (409, "billing.duplicate_reference")


def test_health_document_and_metrics(town: Town) -> None:
    url = town.system.gateway_url
    assert requests.get(f"{url}/health/live", timeout=5).status_code == 200
    ready = requests.get(f"{url}/health/ready", timeout=5)
    assert ready.status_code == 200
    assert {"auth", "referral", "inspection", "billing", "messaging"} <= set(ready.json()["checks"])
    document = requests.get(f"{url}/api/v1/openapi.json", timeout=5).json()
    assert document["openapi"].startswith("3.1")
    assert any(path.endswith("/reports") and "post" in item for path, item in document["paths"].items())
    docs = requests.get(f"{url}/api/v1/docs", timeout=5)
    assert docs.status_code == 200
    outside = re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']+""", docs.text)
    assert outside == []
    metrics = requests.get(f"{url}/metrics", timeout=5).text
    assert "gazban" in metrics


def test_unknown_routes_and_methods(town: Town) -> None:
    assert town.it.ask("GET", "/nothing").json()["status"] == 404
    wrong = town.it.ask("DELETE", "/me")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "request.method_not_allowed")
