"""One page of a file's life: every service's events, in an order that makes sense, in sentences for each reader."""

import re
from typing import Any

import pytest

from tests.e2e.conftest import Town, User, in_days, until

# Told to all three. What came of one report may be told before or after the next step, so it has a list of its own.
LIFE = [
    "referral.file_registered",
    "billing.registration_paid",
    "referral.file_referred",
    "referral.meter_corrected",
    "inspection.appointment_set",
    "inspection.appointment_set",
    "inspection.report_filed",
    "inspection.appointment_set",
    "inspection.report_filed",
    "inspection.phase_approved",
    "referral.file_phase_changed",
    "inspection.appointment_set",
    "inspection.report_filed",
    "inspection.phase_approved",
    "referral.file_completed",
]
MONEY = [
    "billing.invoice_issued",
    "billing.payment_received",
    "billing.registration_paid",
    "billing.charge_settled",
    "billing.payment_received",
    "billing.debt_cleared",
    "billing.charge_settled",
    "billing.charge_settled",
]
DEBT_RIALS = 410_000
# What a contractor wrote may hold anything; the organization's own sentences are Persian, but for a class of meters.
_FOREIGN = re.compile(r"[A-Za-z]{2,}|[{}—]|[0-9]{2,}")


@pytest.fixture(scope="module")
def file_id(town: Town) -> str:
    """A file that was referred, corrected, visited in vain, made a debtor, paid, and completed."""
    file = town.referred_file()
    file_id = str(file["id"])
    town.contractor.patch(f"/files/{file_id}/meters/{file['meters'][0]['id']}", {"area_m2": 200})
    town.appoint(file_id)
    town.inspector.put(f"/files/{file_id}/appointment", {"starts_at": in_days(2)})
    body = {"outcome": "defective", "text": "نشت", "exceptions": []}
    filed = town.file_report(file_id, body)
    assert town.settled(file_id, filed["id"])["charge"]["debt_rials"] == DEBT_RIALS
    town.pay(file_id, DEBT_RIALS)
    for _ in ("pre", "final"):
        town.report(file_id, "approved")
    town.wait_status(file_id, "completed")
    until(lambda: _is_whole(town.office, file_id), "everything is on the timeline")
    return file_id


def _is_whole(viewer: User, file_id: str) -> bool:
    named = [name for name, _ in told_to(viewer, file_id)]
    settled, earned = (named.count(f"billing.{event}") for event in ("charge_settled", "fee_earned"))
    return "referral.file_completed" in named and (settled, earned) == (3, 3)


def told_to(viewer: User, file_id: str) -> list[tuple[str, str]]:
    """The events that somebody sees, each with its sentence."""
    items: list[Any] = viewer.get(f"/files/{file_id}/timeline?limit=200")["items"]
    assert [item["position"] for item in items] == sorted({item["position"] for item in items})
    return [(f"{item['service']}.{item['event']}", item["summary"]) for item in items]


@pytest.mark.parametrize("reader", ["contractor", "inspector", "office"])
def test_everybody_reads_the_whole_life_in_order(town: Town, file_id: str, reader: str) -> None:
    told = told_to(getattr(town, reader), file_id)
    assert [name for name, _ in told if name in LIFE] == LIFE
    assert [name for name, _ in told if name in MONEY] == MONEY
    for name, sentence in told:
        assert not _FOREIGN.search(sentence), (name, sentence)
        assert sentence.endswith(".") or ":" in sentence, (name, sentence)


def test_each_reads_only_the_money_that_is_theirs(town: Town, file_id: str) -> None:
    by_reader = {
        reader: dict(told_to(getattr(town, reader), file_id))
        for reader in ("contractor", "inspector", "office")
    }
    assert "billing.fee_earned" not in by_reader["contractor"]
    assert by_reader["inspector"]["billing.fee_earned"] == by_reader["office"]["billing.fee_earned"]
    assert by_reader["contractor"]["billing.payment_received"] == "۴۱۰٬۰۰۰ ریال دریافت شد."
    assert by_reader["inspector"]["billing.payment_received"] == "پرداختی برای پرونده دریافت شد."


def test_the_sentences_say_what_happened(town: Town, file_id: str) -> None:
    told = [sentence for _, sentence in told_to(town.contractor, file_id)]
    for sentence in (
        "پرونده ثبت شد.",
        "گزارش شمارهٔ ۱ در مرحلهٔ پیش‌بازرسی با نتیجهٔ «رد / دارای اشکال» ثبت شد.",
        "بابت گزارش شمارهٔ ۱، ۴۱۰٬۰۰۰ ریال به بدهی پرونده افزوده شد.",
        "بدهی پرونده به‌طور کامل تسویه شد.",
        "گزارش شمارهٔ ۳ در مرحلهٔ بازرسی نهایی با نتیجهٔ «تأیید می‌شود» ثبت شد.",
        "همهٔ کنتورها در بازرسی نهایی تأیید شدند و پرونده تکمیل شد.",
    ):
        assert told.count(sentence) == 1, sentence
