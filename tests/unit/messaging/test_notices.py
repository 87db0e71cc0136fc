"""What the system says of what happened."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import AppointmentRemark, Audience, DeadlineKind, Outcome, Phase, Role
from services.messaging.domain import TEMPLATES, Notice, Wording, render
from services.messaging.domain.notices import (
    accounts,
    corrections,
    files,
    money,
    objections,
    payouts,
    tariffs,
    visits,
    webhooks,
)

FILE = "1405-000123"


def plain(text: str) -> str:
    """The text as one sees it, without its direction marks."""
    return text.replace("\u2066", "").replace("\u2069", "")


def said(notice: Notice) -> Wording:
    """What the system's own template says of it."""
    return render(TEMPLATES[notice.template].default, notice.values)


def report(meters_by_outcome: dict[Outcome, int], mismatched_meters: int = 0) -> str:
    (notice,) = visits.report_filed(
        key="k",
        file=FILE,
        sequence=4,
        phase=Phase.PRE,
        meters_by_outcome=meters_by_outcome,
        mismatched_meters=mismatched_meters,
        contractor_id="c",
    )
    return plain(said(notice).body)


def test_a_notice_is_one_per_fact_and_recipient() -> None:
    to_person = Notice(key="k", recipient_id="p", template="t")
    to_role = Notice(key="k", role=Role.OFFICE, template="t")
    assert (to_person.audience, to_person.dedupe_key) == (Audience.PERSON, "k:p")
    assert (to_role.audience, to_role.dedupe_key) == (Audience.ROLE, "k:office")


def test_a_report_with_one_verdict() -> None:
    assert report({Outcome.CONCEALED_STAGE: 2}) == (
        "گزارش شمارهٔ ۴ پروندهٔ 1405-000123 در مرحلهٔ پیش‌بازرسی ثبت شد. نتیجه: ثبت مرحلهٔ زیرکار برای ۲ کنتور."
    )


def test_a_report_with_several_verdicts_and_a_meter_that_differs() -> None:
    body = report({Outcome.DEFECTIVE: 1, Outcome.APPROVED: 3, Outcome.ABSENT_FREE: 2}, mismatched_meters=1)
    assert (
        "نتیجه: تأیید برای ۳ کنتور، رد به‌دلیل اشکال برای ۱ کنتور و عدم حضور بدون هزینه برای ۲ کنتور." in body
    )
    assert body.endswith(
        "مشخصات ۱ کنتور در محل با پرونده مغایرت داشت؛ لطفاً متراژ و میزان مصرف را در پرونده اصلاح کنید."
    )


@given(st.dictionaries(st.sampled_from(Outcome), st.integers(min_value=1, max_value=200), min_size=1))
def test_every_verdict_of_a_report_is_told(meters_by_outcome: dict[Outcome, int]) -> None:
    assert report(meters_by_outcome).count(" کنتور") == len(meters_by_outcome)


def test_every_outcome_has_its_own_words() -> None:
    assert len({report({outcome: 1}) for outcome in Outcome}) == len(Outcome)


def test_a_debt_says_what_this_report_added_and_what_the_file_owes() -> None:
    (notice,) = money.charge_made_debt(
        key="k", file=FILE, sequence=5, debt_rials=390_000, file_debt_rials=2_115_000, contractor_id="c"
    )
    assert plain(said(notice).body) == (
        "بابت گزارش شمارهٔ ۵ پروندهٔ 1405-000123 مبلغ ۳۹۰٬۰۰۰ ریال بدهی ثبت شد."
        " بدهی این پرونده اکنون ۲٬۱۱۵٬۰۰۰ ریال است و تا پرداخت کامل آن گزارش تازه‌ای ثبت نمی‌شود."
    )


@pytest.mark.parametrize(("debt_rials", "told"), [(0, False), (1, True)])
def test_a_payment_says_what_is_still_owed(debt_rials: int, told: bool) -> None:
    (notice,) = money.payment_received(
        key="k", file=FILE, amount_rials=10, reference="BR-1", debt_rials=debt_rials, contractor_id="c"
    )
    assert ("باقی مانده است" in said(notice).body) is told


@pytest.mark.parametrize(("kept", "credited", "sentences"), [(0, 0, 0), (10, 0, 2), (0, 10, 3), (10, 10, 4)])
def test_units_that_nobody_used(kept: int, credited: int, sentences: int) -> None:
    notices = money.units_closed(
        key="k", file=FILE, kept_rials=kept, credited_rials=credited, contractor_id="c"
    )
    assert sum(said(notice).body.count(".") for notice in notices) == sentences


def test_the_office_alone_reads_why_an_inspector_withdrew() -> None:
    to_contractor, to_office = files.file_withdrawn(
        key="k", file=FILE, inspector_name="ن", inspector_code="19-3-1", reason=" بیماری ", contractor_id="c"
    )
    assert "بیماری" not in said(to_contractor).body
    assert to_office.role is Role.OFFICE
    assert said(to_office).body.endswith("دلیل: بیماری")
    _, silent = files.file_withdrawn(
        key="k", file=FILE, inspector_name="ن", inspector_code="19-3-1", reason=" ", contractor_id="c"
    )
    assert "دلیل" not in said(silent).body


def test_a_meter_whose_class_did_not_change() -> None:
    (notice,) = files.meter_corrected(
        key="k", file=FILE, label="۱", old_class="G4", new_class="G4", inspector_id="i"
    )
    assert "همچنان" in said(notice).body


def test_without_an_inspector_nobody_hears_what_is_the_inspectors() -> None:
    assert files.phase_changed(key="k", file=FILE, inspector_id=None) == []
    assert (
        files.meter_corrected(key="k", file=FILE, label="۱", old_class="a", new_class="b", inspector_id=None)
        == []
    )
    assert len(money.debt_cleared(key="k", file=FILE, contractor_id="c", inspector_id=None)) == 1
    assert len(files.file_cancelled(key="k", file=FILE, reason="", contractor_id="c", inspector_id=None)) == 1


def appointment(
    *, moved: bool = False, reason: str | None = None, remarks: tuple[AppointmentRemark, ...] = ()
) -> Wording:
    (notice,) = visits.appointment_set(
        key="k",
        file=FILE,
        phase=Phase.FINAL,
        inspector_name="ن",
        starts_at="1405-09-01 10:30",
        duration_minutes=60,
        address="کرمان، خیابان شریعتی.",
        moved=moved,
        reason=reason,
        remarks=remarks,
        contractor_id="c",
    )
    return said(notice)


def test_a_moved_appointment_says_so_and_why() -> None:
    assert plain(appointment().subject) == "زمان بازرسی نهایی پروندهٔ 1405-000123"
    assert plain(appointment(moved=True).subject) == "تغییر زمان بازرسی نهایی پروندهٔ 1405-000123"
    assert appointment(moved=True, reason="بیماری").body.endswith("دلیل: بیماری")
    assert "دلیل" not in appointment(moved=True).body
    assert "نشانی: کرمان، خیابان شریعتی. لطفاً" in appointment().body


def test_an_unusual_time_is_said_with_what_can_be_done_about_it() -> None:
    body = appointment(remarks=(AppointmentRemark.SHORT_NOTICE, AppointmentRemark.DAY_OFF)).body
    assert "این زمان در روز تعطیل و نزدیک‌تر از حد معمول است." in body
    assert "می‌توانید زمان دیگری درخواست کنید" in body
    assert "درخواست" not in appointment().body


def test_a_missed_deadline_of_a_file_with_nobody_is_the_offices_alone() -> None:
    for kind in DeadlineKind:
        (notice,) = visits.deadline_missed(
            key="k",
            file=FILE,
            deadline=kind,
            due_at="1405-09-01 23:59",
            inspector_id=None,
            inspector_name=None,
        )
        assert notice.role is Role.OFFICE
        assert "در دست" not in said(notice).body


@pytest.mark.parametrize(
    ("difference", "words"),
    [(500, ["صورت‌حساب شمارهٔ 1405-9", "۵۰۰ ریال"]), (-500, ["۵۰۰ ریال", "به اعتبار شما"]), (0, [])],
)
def test_a_difference_is_invoiced_or_credited_or_nobodys_business(difference: int, words: list[str]) -> None:
    notices = money.prepayment_adjusted(
        key="k", file=FILE, difference_rials=difference, invoice="1405-9", contractor_id="c"
    )
    assert len(notices) == bool(words)
    for notice in notices:
        assert all(word in plain(said(notice).body) for word in words)


def test_a_charge_that_nobody_earned_by_is_voided_without_a_word_to_the_inspector() -> None:
    notices = money.charge_voided(
        key="k",
        file=FILE,
        sequence=2,
        amount_rials=390_000,
        returned_rials=0,
        fee_rials=0,
        contractor_id="c",
        inspector_id="i",
    )
    assert [notice.recipient_id for notice in notices] == ["c"]
    assert "پرداخت شده بود" not in said(notices[0]).body


def test_another_time_without_a_proposal() -> None:
    (notice,) = visits.another_time_requested(
        key="k",
        file=FILE,
        contractor_name="ش",
        starts_at="1405-09-01 10:30",
        proposed_at=None,
        reason="سفر",
        inspector_id="i",
    )
    assert "پیشنهادی" not in said(notice).body
    assert said(notice).body.endswith("دلیل: سفر")


ABOUT: dict[str, Any] = {"key": "k", "file": FILE}
EVERY_NOTICE: list[Notice] = [
    *accounts.password_reset(key="k", reset_at="1405-09-01 10:30", user_id="u"),
    *webhooks.webhook_disabled(
        key="k", url="https://books.example/", gone=True, failing_since="1405-09-01 10:30"
    ),
    *files.file_referred(
        **ABOUT,
        phase=Phase.PRE,
        address="",
        inspector_id="i",
        inspector_name="ن",
        contractor_id="c",
    ),
    *files.file_waiting(**ABOUT),
    *files.file_withdrawn(**ABOUT, inspector_name="ن", inspector_code="1", reason="", contractor_id="c"),
    *files.withdrawal_ruled(**ABOUT, excused=False, reason="r", inspector_id="i"),
    *files.inspector_dismissed(**ABOUT, inspector_id="i", inspector_name="ن", reason="r", contractor_id="c"),
    *files.dismissal_proposed(
        **ABOUT,
        deadline=DeadlineKind.IDLE,
        due_at="1405-09-01 10:30",
        inspector_name="ن",
        inspector_code="1",
    ),
    *files.phase_changed(**ABOUT, inspector_id="i"),
    *tariffs.tariff_activated(key="k", version=2, effective_from="1406-01-01", person="ن"),
    *tariffs.tariff_withdrawn(key="k", version=2, effective_from="1406-01-01", person="ن"),
    *files.file_completed(**ABOUT, contractor_id="c"),
    *files.file_cancelled(**ABOUT, reason="", contractor_id="c", inspector_id="i"),
    *files.meter_corrected(**ABOUT, label="۱", old_class="G4", new_class="G6", inspector_id="i"),
    *(
        notice
        for moved in (False, True)
        for notice in visits.appointment_set(
            **ABOUT,
            phase=Phase.PRE,
            inspector_name="ن",
            starts_at="1405-09-01 10:30",
            duration_minutes=60,
            address="",
            moved=moved,
            reason=None,
            remarks=[],
            contractor_id="c",
        )
    ),
    *visits.appointment_cancelled(**ABOUT, starts_at="1405-09-01 10:30", reason=None, contractor_id="c"),
    *visits.appointment_confirmed(
        **ABOUT, contractor_name="ش", starts_at="1405-09-01 10:30", inspector_id="i"
    ),
    *visits.another_time_requested(
        **ABOUT,
        contractor_name="ش",
        starts_at="1405-09-01 10:30",
        proposed_at=None,
        reason="r",
        inspector_id="i",
    ),
    *visits.appointment_came_near(
        **ABOUT,
        phase=Phase.PRE,
        inspector_name="ن",
        contractor_name="ش",
        starts_at="1405-09-01 10:30",
        duration_minutes=60,
        address="",
        contractor_id="c",
        inspector_id="i",
    ),
    *visits.deadline_missed(
        **ABOUT,
        deadline=DeadlineKind.NO_REPORT,
        due_at="1405-09-01 23:59",
        inspector_id="i",
        inspector_name="ن",
    ),
    *objections.objection_filed(**ABOUT, sequence=1, contractor_name="ش", text="t", inspector_id="i"),
    *objections.objection_decided(
        **ABOUT, sequence=1, upheld=True, reason="r", contractor_id="c", inspector_id="i"
    ),
    *visits.report_filed(
        **ABOUT,
        sequence=1,
        phase=Phase.PRE,
        meters_by_outcome={Outcome.APPROVED: 1},
        mismatched_meters=0,
        contractor_id="c",
    ),
    *visits.phase_approved(**ABOUT, phase=Phase.PRE, contractor_id="c"),
    *money.invoice_issued(**ABOUT, invoice="1", amount_rials=1, contractor_id="c"),
    *money.registration_paid(**ABOUT, amount_rials=1, contractor_id="c"),
    *money.payment_received(**ABOUT, amount_rials=1, reference="r", debt_rials=0, contractor_id="c"),
    *money.charge_covered(**ABOUT, sequence=1, amount_rials=1, contractor_id="c"),
    *money.charge_made_debt(**ABOUT, sequence=1, debt_rials=1, file_debt_rials=1, contractor_id="c"),
    *money.debt_cleared(**ABOUT, contractor_id="c", inspector_id="i"),
    *money.fee_earned(**ABOUT, amount_rials=1, earned_on="1405-09-01", inspector_id="i"),
    *money.units_closed(**ABOUT, kept_rials=1, credited_rials=1, contractor_id="c"),
    *money.charge_voided(
        **ABOUT,
        sequence=1,
        amount_rials=1,
        returned_rials=1,
        fee_rials=1,
        contractor_id="c",
        inspector_id="i",
    ),
    *money.prepayment_adjusted(**ABOUT, difference_rials=1, invoice="1", contractor_id="c"),
    *money.prepayment_adjusted(**ABOUT, difference_rials=-1, invoice=None, contractor_id="c"),
    *corrections.payment_reversed(
        **ABOUT, amount_rials=1, reference="r", reason="r", debt_rials=1, contractor_id="c"
    ),
    *corrections.debit_posted(**ABOUT, amount_rials=1, reason="r", debt_rials=1, contractor_id="c"),
    *corrections.debt_written_off(**ABOUT, amount_rials=1, reason="r", debt_rials=1, contractor_id="c"),
    *corrections.refund_sent(**ABOUT, amount_rials=1, reason="r", contractor_id="c"),
    *corrections.refund_confirmed(**ABOUT, amount_rials=1, reference="r", contractor_id="c"),
    *corrections.refund_failed(**ABOUT, amount_rials=1, reason="r", contractor_id="c"),
    *payouts.payout_sent(
        key="k", gross_rials=2, withholding_rials=1, net_rials=1, sent_on="1405-09-01", inspector_id="i"
    ),
    *payouts.payout_confirmed(key="k", net_rials=1, reference="r", paid_on="1405-09-01", inspector_id="i"),
    *payouts.payout_failed(key="k", gross_rials=2, net_rials=1, reason="r", inspector_id="i"),
]


def test_every_template_has_its_notice() -> None:
    assert {notice.template for notice in EVERY_NOTICE} == set(TEMPLATES)


@pytest.mark.parametrize("notice", EVERY_NOTICE, ids=lambda notice: notice.template)
def test_a_notice_gives_its_template_every_placeholder_and_no_other(notice: Notice) -> None:
    assert set(notice.values) == set(TEMPLATES[notice.template].names)
    text = said(notice)
    for part in (text.subject, text.body, text.sms):
        assert part
        assert "  " not in part
        assert "{" not in part
