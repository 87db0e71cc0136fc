"""What the timeline says: every event that this service tells or hears has its sentence, with all words filled in."""

import pytest

from contracts.auth import UserCreated, UserUpdated
from contracts.referral import FileEvent
from contracts.topology import SUBSCRIPTIONS
from services.referral.domain import summarize

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
        ("file_referred", {}, "پرونده به سارا رضایی ارجاع شد (ارجاع خودکار)."),
        ("file_referred", {"kind": "manual"}, "پرونده به سارا رضایی ارجاع شد (ارجاع دستی)."),
        ("report_filed", {}, "گزارش شمارهٔ ۴ در مرحلهٔ پیش‌بازرسی ثبت شد: ثبت مرحلهٔ زیرکار"),
        ("charge_settled", {}, "بابت گزارش شمارهٔ ۴، ۱٬۷۲۵٬۰۰۰ ریال به بدهی پرونده افزوده شد."),
        ("charge_settled", {"status": "none"}, "گزارش شمارهٔ ۴ هزینه‌ای نداشت."),
        (
            "charge_settled",
            {"status": "covered"},
            "هزینهٔ گزارش شمارهٔ ۴، ۱٬۷۲۵٬۰۰۰ ریال، از محل پیش‌پرداخت برداشته شد.",
        ),
        ("appointment_set", {"moved": "false"}, "زمان بازرسی تعیین شد: ۱۴۰۵-۰۹-۰۱ ۱۰:۳۰"),
        ("appointment_set", {"moved": "true"}, "زمان بازرسی تغییر کرد: ۱۴۰۵-۰۹-۰۱ ۱۰:۳۰"),
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
