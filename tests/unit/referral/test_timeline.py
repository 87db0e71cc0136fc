"""What the timeline says: every event that this service tells or hears has its sentence, with all words filled in."""

import pytest

from contracts.auth import UserCreated, UserUpdated
from contracts.referral import FileEvent
from contracts.terms import Role
from contracts.topology import SUBSCRIPTIONS
from services.referral.domain import as_told_to, summarize

DETAILS = {
    "inspector": "سارا رضایی",
    "kind": "automatic",
    "reason": "دوری راه",
    "label": "واحد ۱",
    "old_class": "G4",
    "new_class": "G6",
    "starts_at_jalali": "1405-09-01 10:30",
    "sequence": "4",
    "phase": "pre",
    "outcome": "concealed_stage",
    "invoice_number": "1405-000007",
    "amount_rials": "1725000",
    "debt_rials": "1725000",
    "credited_rials": "0",
    "kept_rials": "1725000",
    "status": "debt",
    "deadline": "no_report",
    "due_at_jalali": "1405-09-06 00:00",
    "difference_rials": "100000",
    "reference": "FT-140509-8841",
}
HEARD = {event.name for event in SUBSCRIPTIONS["referral"]} - {UserCreated.name, UserUpdated.name}
TOLD = {event.name for event in FileEvent.__subclasses__()}


@pytest.mark.parametrize("event", sorted(HEARD | TOLD))
def test_every_event_of_a_file_has_a_sentence(event: str) -> None:
    sentence = summarize(event, DETAILS)
    assert event not in sentence
    assert not set(sentence) & set("{}—")


@pytest.mark.parametrize(
    ("event", "details", "sentence"),
    [
        ("file_completed", {}, "همهٔ کنتورها در بازرسی نهایی تأیید شدند و پرونده تکمیل شد."),
        ("file_referred", {}, "پرونده به سارا رضایی ارجاع شد (ارجاع خودکار)."),
        ("file_referred", {"kind": "manual"}, "پرونده به سارا رضایی ارجاع شد (ارجاع دستی)."),
        ("report_filed", {}, "گزارش شمارهٔ ۴ در مرحلهٔ پیش‌بازرسی با نتیجهٔ «ثبت مرحلهٔ زیرکار» ثبت شد."),
        ("charge_settled", {}, "بابت گزارش شمارهٔ ۴، ۱٬۷۲۵٬۰۰۰ ریال به بدهی پرونده افزوده شد."),
        ("charge_settled", {"status": "none"}, "گزارش شمارهٔ ۴ هزینه‌ای نداشت."),
        (
            "charge_settled",
            {"status": "covered"},
            "هزینهٔ گزارش شمارهٔ ۴، ۱٬۷۲۵٬۰۰۰ ریال، از محل پیش‌پرداخت یا بستانکاری مجری برداشته شد.",
        ),
        ("appointment_set", {"moved": "false"}, "زمان بازرسی تعیین شد: ۱۴۰۵-۰۹-۰۱ ۱۰:۳۰"),
        ("appointment_set", {"moved": "true"}, "زمان بازرسی تغییر کرد: ۱۴۰۵-۰۹-۰۱ ۱۰:۳۰"),
        (
            "units_closed",
            {"credited_rials": "5"},
            "پیش‌پرداخت‌های باقی‌مانده تسویه شد: ۵ ریال به حساب مجری برگشت و ۱٬۷۲۵٬۰۰۰ ریال نگه داشته شد.",
        ),
        ("units_closed", {}, "پیش‌پرداخت‌های باقی‌مانده تسویه شد: ۱٬۷۲۵٬۰۰۰ ریال نگه داشته شد."),
        (
            "units_closed",
            {"credited_rials": "5", "kept_rials": "0"},
            "پیش‌پرداخت‌های باقی‌مانده تسویه شد: ۵ ریال به حساب مجری برگشت.",
        ),
        (
            "deadline_missed",
            {"kind": "no_appointment"},
            "مهلتی گذشت (۱۴۰۵-۰۹-۰۶ ۰۰:۰۰): زمان بازرسی به‌موقع تعیین نشد",
        ),
        ("meter_corrected", {"new_class": "G4"}, "مشخصات کنتور «واحد ۱» اصلاح شد و ردهٔ آن G4 ماند."),
        ("meter_corrected", {}, "مشخصات کنتور «واحد ۱» اصلاح شد و ردهٔ آن از G4 به G6 تغییر کرد."),
    ],
)
def test_sentences(event: str, details: dict[str, str], sentence: str) -> None:
    assert summarize(event, DETAILS | details) == sentence


def test_free_text_is_never_translated_nor_formatted() -> None:
    said = summarize("inspector_dismissed", DETAILS | {"inspector": "{sequence} none"})
    assert said == "{sequence} none از پرونده عزل شد."


def test_an_event_of_a_later_version_is_named_as_it_is() -> None:
    assert summarize("report_voided", {}) == "رویداد «report_voided» ثبت شد."


def test_a_word_that_was_not_told_leaves_a_dash() -> None:
    assert summarize("file_withdrawn", {}) == "— از پرونده انصراف داد."


MONEY = {"amount_rials": "6900000", "reference": "77", "invoice_number": "1", "credited_rials": "5"}


@pytest.mark.parametrize("event", ["invoice_issued", "registration_paid", "payment_received", "units_closed"])
def test_an_inspector_reads_no_amount_of_the_contractors_money(event: str) -> None:
    summary, details = as_told_to(
        Role.INSPECTOR, "19-3-1", event=event, summary=summarize(event, DETAILS), details=MONEY
    )
    assert details == {}
    assert not set(summary) & set("0123456789۰۱۲۳۴۵۶۷۸۹{}—")
    for role in (Role.CONTRACTOR, Role.OFFICE, Role.FINANCE):
        told = as_told_to(role, "19-7-1", event=event, summary="همه", details=MONEY)
        assert told == ("همه", MONEY)


@pytest.mark.parametrize("event", ["file_withdrawn", "inspector_dismissed", "withdrawal_ruled"])
@pytest.mark.parametrize(
    ("role", "code", "told"),
    [
        (Role.OFFICE, "19-9-1", True),
        (Role.FINANCE, "19-9-2", True),
        (Role.INSPECTOR, "19-3-1", True),
        (Role.INSPECTOR, "19-3-2", False),
        (Role.CONTRACTOR, "19-7-1", False),
        (Role.CONTRACTOR, "19-3-1", False),
    ],
)
def test_who_reads_why(event: str, role: Role, code: str, told: bool) -> None:
    given = {"inspector": "سارا", "inspector_code": "19-3-1", "reason": "دوری راه"}
    summary, details = as_told_to(role, code, event=event, summary="س", details=given)
    assert (summary, "reason" in details) == ("س", told)
    assert details | {"reason": "دوری راه"} == given


def test_why_a_file_was_referred_or_cancelled_is_told() -> None:
    for event in ("file_referred", "file_cancelled"):
        told = as_told_to(Role.CONTRACTOR, "19-7-1", event=event, summary="س", details={"reason": "ر"})
        assert told == ("س", {"reason": "ر"})
