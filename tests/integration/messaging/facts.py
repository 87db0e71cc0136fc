"""Each fact that messaging listens to, with its handler, who hears of it, and words that what they hear must hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from chassis.work import Work
from contracts import auth, billing, inspection, referral
from contracts.billing import GateSnapshot
from contracts.events import Event
from contracts.inspection import MeterVerdict
from contracts.referral import FileSnapshot, MeterSpec
from contracts.shapes import Caller, Person
from contracts.terms import (
    AppointmentRemark,
    ChargeStatus,
    DeadlineKind,
    FileKind,
    FileStatus,
    Outcome,
    Phase,
    ReferralKind,
)
from services.messaging import use_cases
from tests.integration.messaging.conftest import CONTRACTOR, FINANCE, INSPECTOR, OFFICE, OTHER_INSPECTOR

FILE_ID = "01990000-0000-7000-8000-0000000f0001"
NUMBER = "1405-000123"
MOMENT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def person(who: Caller) -> Person:
    """Somebody as others see them."""
    return Person(id=who.id, membership_code=who.membership_code, full_name=who.full_name)


def snapshot(
    version: int = 1, inspector: Caller | None = INSPECTOR, phase: Phase = Phase.PRE
) -> FileSnapshot:
    """The file as of some version; nobody has it without an ``inspector``."""
    return FileSnapshot(
        id=FILE_ID,
        number=NUMBER,
        version=version,
        kind=FileKind.CONCEALED,
        block=False,
        area="kerman",
        status=FileStatus.REFERRED if inspector else FileStatus.AWAITING_REFERRAL,
        phase=phase,
        contractor=person(CONTRACTOR),
        inspector=person(inspector) if inspector else None,
        referral_id=f"01990000-0000-7000-8000-00000000e{version:03d}" if inspector else None,
        meters=[MeterSpec(id="m1", label="واحد ۱", meter_class="G6")],
        registered_at=MOMENT,
    )


GATE = GateSnapshot(file_id=FILE_ID, version=3, settled_sequence=4, debt_rials=1_725_000)
ABOUT: dict[str, Any] = {"file_id": FILE_ID, "number": NUMBER}
OF_CONTRACTOR: dict[str, Any] = {**ABOUT, "contractor": person(CONTRACTOR)}
OF_BOTH: dict[str, Any] = {**OF_CONTRACTOR, "inspector": person(INSPECTOR)}

APPOINTMENT = inspection.AppointmentSet(
    **OF_BOTH,
    appointment_id="01990000-0000-7000-8000-0000000a0001",
    phase=Phase.PRE,
    starts_at=MOMENT,
    duration_minutes=60,
    moved=False,
    set_at=MOMENT,
)
CHARGE = billing.ChargeSettled(
    **OF_CONTRACTOR,
    kind=FileKind.CONCEALED,
    report_id="r4",
    revision=1,
    sequence=4,
    status=ChargeStatus.DEBT,
    rule="concealed_stage",
    tariff_version=1,
    amount_rials=1_725_000,
    debt_rials=1_725_000,
    gate=GATE,
)
OF_PAYOUT: dict[str, Any] = {
    "user_id": INSPECTOR.id,
    "inspector": person(INSPECTOR),
    "payout_id": "p1",
    "line_id": "l1",
}

FACTS: list[tuple[Callable[[Work, Any], None], Event, dict[Caller, list[str]]]] = [
    (
        use_cases.remember_file,
        referral.FileRegistered(file=snapshot(inspector=None)),
        {},
    ),
    (
        use_cases.tell_file_referred,
        referral.FileReferred(file=snapshot(), kind=ReferralKind.AUTOMATIC, reason="کمترین بار"),
        {INSPECTOR: ["به شما ارجاع شد", NUMBER], CONTRACTOR: [f"به {INSPECTOR.full_name} ارجاع شد"]},
    ),
    (
        use_cases.tell_file_waiting,
        referral.FileWaiting(file=snapshot(inspector=None)),
        {OFFICE: ["واجد شرایطی یافت نشد", NUMBER]},
    ),
    (
        use_cases.tell_file_withdrawn,
        referral.FileWithdrawn(file=snapshot(inspector=None), inspector=person(INSPECTOR), reason="بیماری"),
        {CONTRACTOR: ["انصراف داد"], OFFICE: ["دلیل: بیماری", INSPECTOR.membership_code]},
    ),
    (
        use_cases.tell_inspector_dismissed,
        referral.InspectorDismissed(
            file=snapshot(inspector=None), inspector=person(INSPECTOR), reason="تأخیر"
        ),
        {INSPECTOR: ["از شما گرفت", "دلیل: تأخیر"], CONTRACTOR: ["به بازرس دیگری ارجاع می‌شود"]},
    ),
    (
        use_cases.tell_withdrawal_ruled,
        referral.WithdrawalRuled(
            file=snapshot(inspector=OTHER_INSPECTOR),
            referral_id="01990000-0000-7000-8000-00000000e000",
            inspector=person(INSPECTOR),
            excused=False,
            reason="بدون مدرک",
        ),
        {INSPECTOR: ["غیرموجه دانست", "دلیل: بدون مدرک"]},
    ),
    (
        use_cases.tell_dismissal_proposed,
        referral.DismissalProposed(
            file=snapshot(),
            proposal_id="p1",
            inspector=person(INSPECTOR),
            deadline=DeadlineKind.NO_APPOINTMENT,
            due_at=MOMENT,
        ),
        {OFFICE: [INSPECTOR.full_name, "زمان بازرسی در مهلت مقرر تعیین نشده است", "عزل", "ساعت ۱۰:۳۰"]},
    ),
    (
        use_cases.remember_file,
        referral.DismissalDeclined(
            file=snapshot(),
            proposal_id="p1",
            inspector=person(INSPECTOR),
            deadline=DeadlineKind.NO_APPOINTMENT,
            reason="x",
        ),
        {},
    ),
    (
        use_cases.tell_phase_changed,
        referral.FilePhaseChanged(file=snapshot(phase=Phase.FINAL)),
        {INSPECTOR: ["فهرست بازرسی نهایی"]},
    ),
    (
        use_cases.tell_file_completed,
        referral.FileCompleted(file=snapshot()),
        {CONTRACTOR: ["پایان یافت"]},
    ),
    (
        use_cases.tell_file_cancelled,
        referral.FileCancelled(file=snapshot(), reason="درخواست مالک"),
        {CONTRACTOR: ["لغو کرد", "دلیل: درخواست مالک"], INSPECTOR: ["لغو کرد"]},
    ),
    (
        use_cases.tell_meter_corrected,
        referral.MeterCorrected(file=snapshot(), meter_id="m1", old_class="G4", new_class="G6"),
        {INSPECTOR: ["«واحد ۱»", "G4", "G6", "تغییر کرد"]},
    ),
    (
        use_cases.tell_appointment_set,
        APPOINTMENT,
        {CONTRACTOR: ["تعیین شد", "۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰", "۶۰ دقیقه"]},
    ),
    (
        use_cases.tell_appointment_cancelled,
        inspection.AppointmentCancelled(
            **OF_BOTH, appointment_id="01990000-0000-7000-8000-0000000a0001", starts_at=MOMENT
        ),
        {CONTRACTOR: ["انجام نمی‌شود", "۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰"]},
    ),
    (
        use_cases.tell_appointment_set,
        replace(
            APPOINTMENT,
            moved=True,
            address="کرمان",
            reason="بارندگی",
            remarks=[AppointmentRemark.DAY_OFF],
        ),
        {CONTRACTOR: ["تغییر کرد", "نشانی: کرمان", "دلیل: بارندگی", "در روز تعطیل", "زمان دیگری درخواست"]},
    ),
    (
        use_cases.tell_appointment_cancelled,
        inspection.AppointmentCancelled(
            **OF_BOTH,
            appointment_id="01990000-0000-7000-8000-0000000a0002",
            starts_at=MOMENT,
            reason="بیماری",
        ),
        {CONTRACTOR: ["انجام نمی‌شود", "دلیل: بیماری"]},
    ),
    (
        use_cases.tell_appointment_confirmed,
        inspection.AppointmentConfirmed(
            **OF_BOTH, appointment_id="a1", starts_at=MOMENT, confirmed_at=MOMENT
        ),
        {INSPECTOR: [CONTRACTOR.full_name, "را تأیید کرد", "ساعت ۱۰:۳۰"]},
    ),
    (
        use_cases.tell_another_time_requested,
        inspection.AnotherTimeRequested(
            **OF_BOTH,
            appointment_id="a1",
            starts_at=MOMENT,
            proposed_at=MOMENT.replace(hour=8),
            reason="سفر",
            requested_at=MOMENT,
        ),
        {INSPECTOR: ["ساعت ۱۰:۳۰", "زمان پیشنهادی: ۱۴۰۵/۰۹/۰۱ ساعت ۱۱:۳۰", "دلیل: سفر"]},
    ),
    (
        use_cases.tell_appointment_came_near,
        inspection.AppointmentCameNear(
            **OF_BOTH,
            appointment_id="a1",
            phase=Phase.FINAL,
            starts_at=MOMENT,
            duration_minutes=45,
            address="کرمان، خیابان شریعتی",
        ),
        {
            CONTRACTOR: ["یادآوری: بازرسی نهایی", "ساعت ۱۰:۳۰", INSPECTOR.full_name, "خیابان شریعتی"],
            INSPECTOR: ["یادآوری: بازرسی نهایی", "ساعت ۱۰:۳۰", CONTRACTOR.full_name, "خیابان شریعتی"],
        },
    ),
    (
        use_cases.tell_deadline_missed,
        inspection.DeadlineMissed(
            **OF_BOTH,
            deadline_id="d1",
            kind=DeadlineKind.NO_REPORT,
            subject_id="a1",
            referral_id="e1",
            due_at=MOMENT,
            missed_at=MOMENT,
        ),
        {
            INSPECTOR: ["گزارش بازدید در مهلت مقرر ثبت نشده است", "ساعت ۱۰:۳۰"],
            OFFICE: ["گزارش بازدید در مهلت مقرر ثبت نشده است", f"در دست {INSPECTOR.full_name}"],
        },
    ),
    (
        use_cases.tell_deadline_missed,
        inspection.DeadlineMissed(
            **OF_CONTRACTOR,
            inspector=None,
            deadline_id="d2",
            kind=DeadlineKind.IDLE,
            subject_id=FILE_ID,
            referral_id=None,
            due_at=MOMENT,
            missed_at=MOMENT,
        ),
        {OFFICE: ["هیچ کاری انجام نشده است"]},
    ),
    (
        use_cases.tell_objection_filed,
        inspection.ObjectionFiled(
            **OF_BOTH, objection_id="o1", report_id="r5", sequence=5, text="حاضر بودیم."
        ),
        {
            OFFICE: ["گزارش شمارهٔ ۵", "حاضر بودیم.", "رسیدگی کنید"],
            INSPECTOR: ["گزارش شمارهٔ ۵", "حاضر بودیم."],
        },
    ),
    (
        use_cases.tell_objection_decided,
        inspection.ObjectionDecided(
            **OF_BOTH,
            objection_id="o1",
            report_id="r5",
            revision=1,
            sequence=5,
            upheld=False,
            reason="عکس‌ها",
            decided_at=MOMENT,
        ),
        {
            CONTRACTOR: ["پذیرفته نشد", "دلیل: عکس‌ها"],
            INSPECTOR: ["پذیرفته نشد", "دلیل: عکس‌ها"],
        },
    ),
    (
        use_cases.tell_report_filed,
        inspection.ReportFiled(
            **OF_BOTH,
            kind=FileKind.CONCEALED,
            block=False,
            report_id="r5",
            revision=1,
            sequence=5,
            phase=Phase.FINAL,
            outcome=Outcome.APPROVED,
            verdicts=[
                MeterVerdict(meter_id="m1", meter_class="G4", outcome=Outcome.APPROVED),
                MeterVerdict(meter_id="m2", meter_class="G4", outcome=Outcome.DEFECTIVE),
            ],
            meter_classes=["G4", "G4"],
            completes_phase=False,
            mismatched_meters=["m2"],
            filed_at=MOMENT,
        ),
        {
            CONTRACTOR: [
                "گزارش شمارهٔ ۵",
                "بازرسی نهایی",
                "تأیید برای ۱ کنتور و رد به‌دلیل اشکال",
                "مغایرت داشت",
            ]
        },
    ),
    (
        use_cases.tell_phase_approved,
        inspection.PhaseApproved(**OF_BOTH, phase=Phase.PRE, report_id="r5", approved_at=MOMENT),
        {CONTRACTOR: ["در پیش‌بازرسی تأیید شدند"]},
    ),
    (
        use_cases.tell_phase_approved,
        inspection.PhaseApproved(**OF_BOTH, phase=Phase.FINAL, report_id="r5", approved_at=MOMENT),
        {},
    ),
    (
        use_cases.tell_invoice_issued,
        billing.InvoiceIssued(**OF_CONTRACTOR, invoice_number="1405-7", amount_rials=6_900_000, gate=GATE),
        {CONTRACTOR: ["۶٬۹۰۰٬۰۰۰ ریال", "1405-7"]},
    ),
    (
        use_cases.tell_registration_paid,
        billing.RegistrationPaid(**OF_CONTRACTOR, amount_rials=6_900_000, gate=GATE),
        {CONTRACTOR: ["۶٬۹۰۰٬۰۰۰ ریال", "در نوبت ارجاع"]},
    ),
    (
        use_cases.tell_payment_received,
        billing.PaymentReceived(
            **OF_CONTRACTOR,
            payment_id="p1",
            amount_rials=1_000_000,
            reference="BR-77",
            debt_rials=725_000,
            gate=GATE,
        ),
        {CONTRACTOR: ["۱٬۰۰۰٬۰۰۰ ریال", "BR-77", "۷۲۵٬۰۰۰ ریال از بدهی این پرونده باقی مانده"]},
    ),
    (
        use_cases.tell_charge_settled,
        CHARGE,
        {CONTRACTOR: ["۱٬۷۲۵٬۰۰۰ ریال بدهی ثبت شد", "گزارش تازه‌ای ثبت نمی‌شود"]},
    ),
    (
        use_cases.tell_charge_settled,
        replace(CHARGE, status=ChargeStatus.COVERED, debt_rials=0),
        {CONTRACTOR: ["۱٬۷۲۵٬۰۰۰ ریال از محل پیش‌پرداخت"]},
    ),
    (
        use_cases.tell_charge_settled,
        replace(CHARGE, status=ChargeStatus.NONE, amount_rials=0, debt_rials=0),
        {},
    ),
    (
        use_cases.tell_debt_cleared,
        billing.DebtCleared(**OF_CONTRACTOR, gate=GATE),
        {CONTRACTOR: ["به‌طور کامل تسویه شد"]},
    ),
    (
        use_cases.tell_fee_earned,
        billing.FeeEarned(
            **ABOUT,
            inspector=person(INSPECTOR),
            report_id="r4",
            amount_rials=1_207_500,
            earned_on=date(2026, 11, 22),
        ),
        {INSPECTOR: ["۱٬۲۰۷٬۵۰۰ ریال", "۱۴۰۵/۰۹/۰۱"]},
    ),
    (
        use_cases.tell_units_closed,
        billing.UnitsClosed(**OF_CONTRACTOR, kept_rials=0, credited_rials=690_000, gate=GATE),
        {CONTRACTOR: ["۶۹۰٬۰۰۰ ریال", "به اعتبار شما"]},
    ),
    (
        use_cases.tell_charge_voided,
        billing.ChargeVoided(
            **OF_BOTH,
            report_id="r5",
            revision=2,
            sequence=5,
            amount_rials=390_000,
            returned_rials=390_000,
            fee_rials=273_000,
            voided_on=date(2026, 11, 22),
            gate=GATE,
        ),
        {
            CONTRACTOR: ["به مبلغ ۳۹۰٬۰۰۰ ریال باطل شد", "به شما بازمی‌گردد"],
            INSPECTOR: ["۲۷۳٬۰۰۰ ریال حق‌الزحمه", "برگشت خورد"],
        },
    ),
    (
        use_cases.tell_prepayment_adjusted,
        billing.PrepaymentAdjusted(
            **OF_CONTRACTOR, meters_revision=1, difference_rials=50_000, invoice_number="1405-9", gate=GATE
        ),
        {CONTRACTOR: ["صورت‌حساب شمارهٔ 1405-9", "۵۰٬۰۰۰ ریال"]},
    ),
    (
        use_cases.tell_prepayment_adjusted,
        billing.PrepaymentAdjusted(
            **OF_CONTRACTOR, meters_revision=2, difference_rials=-50_000, invoice_number=None, gate=GATE
        ),
        {CONTRACTOR: ["۵۰٬۰۰۰ ریال", "به اعتبار شما"]},
    ),
    (
        use_cases.tell_prepayment_adjusted,
        billing.PrepaymentAdjusted(
            **OF_CONTRACTOR, meters_revision=3, difference_rials=0, invoice_number=None, gate=GATE
        ),
        {},
    ),
    (
        use_cases.tell_payment_reversed,
        billing.PaymentReversed(
            **OF_CONTRACTOR,
            payment_id="p1",
            reference="BR-77",
            amount_rials=1_000_000,
            debit_id="d1",
            debit_rials=900_000,
            reason="چک برگشت خورد",
            gate=GATE,
        ),
        {CONTRACTOR: ["۱٬۰۰۰٬۰۰۰ ریال", "BR-77", "چک برگشت خورد"]},
    ),
    (
        use_cases.tell_debit_posted,
        billing.DebitPosted(
            **OF_CONTRACTOR, debit_id="d2", amount_rials=500_000, debt_rials=0, reason="جریمه", gate=GATE
        ),
        {CONTRACTOR: ["۵۰۰٬۰۰۰ ریال", "جریمه"]},
    ),
    (
        use_cases.tell_debt_written_off,
        billing.DebtWrittenOff(
            **OF_CONTRACTOR, write_off_id="w1", amount_rials=90_000, reason="ورشکستگی", gate=GATE
        ),
        {CONTRACTOR: ["۹۰٬۰۰۰ ریال از بدهی", "ورشکستگی"]},
    ),
    (
        use_cases.tell_refund_sent,
        billing.RefundSent(
            **OF_CONTRACTOR, refund_id="f1", amount_rials=70_000, reason="درخواست مجری", gate=GATE
        ),
        {CONTRACTOR: ["۷۰٬۰۰۰ ریال", "به بانک حواله شد"]},
    ),
    (
        use_cases.tell_refund_confirmed,
        billing.RefundConfirmed(
            **OF_CONTRACTOR, refund_id="f1", amount_rials=70_000, reference="OUT-1", gate=GATE
        ),
        {CONTRACTOR: ["۷۰٬۰۰۰ ریال", "OUT-1"]},
    ),
    (
        use_cases.tell_refund_failed,
        billing.RefundFailed(
            **OF_CONTRACTOR, refund_id="f2", amount_rials=70_000, reason="حساب بسته است", gate=GATE
        ),
        {CONTRACTOR: ["۷۰٬۰۰۰ ریال", "حساب بسته است", "به اعتبار شما"]},
    ),
    (
        use_cases.tell_payout_sent,
        billing.PayoutSent(
            **OF_PAYOUT,
            gross_rials=273_000,
            withholding_rials=27_300,
            net_rials=245_700,
            sent_on=date(2026, 11, 22),
        ),
        {INSPECTOR: ["۲۷۳٬۰۰۰ ریال", "۲۴۵٬۷۰۰ ریال", "کسرشده ۲۷٬۳۰۰ ریال", "۱۴۰۵/۰۹/۰۱"]},
    ),
    (
        use_cases.tell_payout_confirmed,
        billing.PayoutConfirmed(**OF_PAYOUT, net_rials=245_700, reference="FT-1", paid_on=date(2026, 11, 22)),
        {INSPECTOR: ["۲۴۵٬۷۰۰ ریال", "شمارهٔ پیگیری FT-1", "۱۴۰۵/۰۹/۰۱"]},
    ),
    (
        use_cases.tell_payout_failed,
        billing.PayoutFailed(
            **OF_PAYOUT,
            gross_rials=273_000,
            net_rials=245_700,
            reason="شبا نادرست است",
            failed_on=date(2026, 11, 22),
        ),
        {INSPECTOR: ["۲۷۳٬۰۰۰ ریال", "دلیل: شبا نادرست است"]},
    ),
    (
        use_cases.tell_password_reset,
        auth.PasswordReset(user_id=INSPECTOR.id, reset_at=MOMENT),
        {INSPECTOR: ["رمز عبور", "۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰"]},
    ),
    (
        use_cases.tell_webhook_disabled,
        billing.WebhookDisabled(
            id="w1",
            url="https://books.example/gazban",
            gone=False,
            failing_since=MOMENT,
            disabled_at=MOMENT,
        ),
        {FINANCE: ["https://books.example/gazban", "۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰"]},
    ),
]
