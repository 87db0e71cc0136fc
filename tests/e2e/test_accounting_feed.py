"""The feed and the periods, as the organization's accounting uses them."""

import hashlib
import json
from typing import Any

from tests.e2e.conftest import Town, answer, until

FIELDS = ("effective_date", "posting_date", "posted_at", "key", "description", "file_id", "reverses")


def entries(town: Town, after: int, limit: int = 200) -> list[Any]:
    """All that has a number after this one, page by page; the pages must join."""
    found: list[Any] = []
    page = town.finance.get(f"/accounting/entries?after={after}&limit={limit}")
    while True:
        found += page["items"]
        assert page["count"] == len(page["items"])
        lines = [line for item in page["items"] for line in item["postings"]]
        assert page["debit_rials"] == page["credit_rials"] == sum(line["debit_rials"] for line in lines)
        if not page["more"]:
            return found
        following = town.finance.get(f"/accounting/entries?after={page['next_after']}&limit={limit}")
        assert following["previous_hash"] == page["chain_hash"]
        page = following


def test_the_feed_tells_of_everything_once_and_its_chain_can_be_computed(town: Town) -> None:
    beyond = town.finance.get(f"/accounting/entries?after={10**9}")
    assert (beyond["items"], beyond["chain_hash"]) == ([], None)
    before = entries(town, 0)
    assert [item["sequence"] for item in before] == list(range(1, len(before) + 1))
    file = town.referred_file("concealed")

    def fed() -> Any:
        found = [item for item in entries(town, len(before)) if item["file_id"] == file["id"]]
        return found if len(found) == 2 else None

    invoice, payment = until(fed, "it is fed")
    assert invoice["key"] == f"invoice:{file['id']}"
    assert payment["key"].startswith("payment:bank:")
    digest = "0" * 64
    for item in before + entries(town, len(before), limit=1):
        lines = [[p["account"], p["holder"], p["debit_rials"], p["credit_rials"]] for p in item["postings"]]
        content = [item["sequence"], *(item[name] for name in FIELDS), lines]
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(f"{digest}\n{written}".encode()).hexdigest()
        assert item["chain_hash"] == digest


def test_who_may_and_what_is_refused(town: Town) -> None:
    for path in ("/accounting/entries", "/accounting/periods"):
        assert town.office.get(path, 403)["code"] == "request.forbidden"
        assert town.contractor.get(path, 403)["code"] == "request.forbidden"
    assert town.office.post("/accounting/periods/1380-01/close", status=403)["code"] == "request.forbidden"
    assert "after" in town.finance.get("/accounting/entries?after=-1", 422)["errors"]
    assert "limit" in town.finance.get("/accounting/entries?limit=201", 422)["errors"]
    for period in ("1405-13", "1405-00", "2026-01", "1405", "x"):
        refusal = town.finance.post(f"/accounting/periods/{period}/close", status=404)
        assert refusal["code"] == "request.not_found"


def test_a_month_long_past_is_closed_once_and_the_present_one_not_yet(town: Town) -> None:
    present = town.finance.get("/accounting/periods?limit=1")["items"][0]
    assert (present["state"], present["closed_by"]) == ("open", None)
    refusal = town.finance.post(f"/accounting/periods/{present['period']}/close", status=409)
    assert refusal["code"] == "billing.period_not_ended"
    closed = town.finance.post("/accounting/periods/۱۳۸۰-۰۲/close", status=200, key="close-1380-02")
    assert (closed["period"], closed["state"], closed["entries"]) == ("1380-02", "closed", 0)
    assert (closed["first_day_jalali"], closed["last_day_jalali"]) == ("1380-02-01", "1380-02-31")
    again = town.finance.ask("POST", "/accounting/periods/1380-02/close", key="another")
    assert answer(again, 409)["code"] == "billing.period_closed"
    assert (
        town.finance.post("/accounting/periods/1380-01/close", status=409)["code"] == "billing.period_closed"
    )
