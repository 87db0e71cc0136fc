"""The columns of each list that can be had as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.jalali import jalali_date
from contracts.billing import FinancialReport, FinancialTotals
from contracts.inspection import ReportView
from contracts.referral import FileView, PastFile
from contracts.shapes import Person
from gateway.exports.table import Column, Export, Kind, Read, Sheet
from gateway.texts import terms


def _field(name: str) -> Read:
    return lambda row, _language: getattr(row, name)


def _term(name: str) -> Read:
    return lambda row, language: terms.term(getattr(row, name), language)


def _flag(name: str) -> Read:
    return lambda row, language: terms.flag(getattr(row, name), language)


def _of_person(role: str, name: str) -> Read:
    def read(row: Any, _language: str) -> str | None:
        person: Person | None = getattr(row, role)
        return None if person is None else str(getattr(person, name))

    return read


def _joined(parts: list[str], language: str) -> str:
    return (", " if language == "en" else "، ").join(parts)


def _classes(file: FileView, language: str) -> str:
    return _joined([meter.meter_class for meter in file.meters], language)


def _project() -> Iterator[Column]:
    """What every list of files begins with."""
    yield Column("شماره", "Number", _field("number"))
    yield Column("مالک", "Owner", _field("owner_name"))
    yield Column("نشانی", "Address", _field("address"))
    yield Column("منطقه", "Area", _field("area"))
    yield Column("نوع", "Kind", _term("kind"))
    yield Column("بلوک", "Block", _flag("block"))


def _file(*, waits: bool) -> Iterator[Column]:
    yield from _project()
    yield Column("وضعیت", "Status", _term("status"))
    yield Column("مرحله", "Phase", _term("phase"))
    yield Column("بدهکار", "Debtor", _flag("debtor"))
    yield Column("بدهی (ریال)", "Debt (rials)", _field("debt_rials"), Kind.AMOUNT)
    yield Column("مجری", "Contractor", _of_person("contractor", "full_name"))
    yield Column("کد عضویت مجری", "Contractor's code", _of_person("contractor", "membership_code"))
    yield Column("بازرس", "Inspector", _of_person("inspector", "full_name"))
    yield Column("کد عضویت بازرس", "Inspector's code", _of_person("inspector", "membership_code"))
    yield Column("شمار کنتورها", "Meters", lambda file, _: len(file.meters), Kind.COUNT)
    yield Column("رده‌های کنتور", "Meter classes", _classes)
    yield Column("تاریخ ثبت", "Registered", _field("registered_at"), Kind.MOMENT)
    if waits:
        yield Column("آغاز انتظار برای ارجاع", "Waiting since", _field("waiting_since"), Kind.MOMENT)
    yield Column("تاریخ ارجاع", "Referred", _field("referred_at"), Kind.MOMENT)
    yield Column("زمان بازرسی", "Appointment", _appointment, Kind.MOMENT)
    yield Column("تاریخ تکمیل", "Completed", _field("completed_at"), Kind.MOMENT)


def _appointment(file: FileView, _language: str) -> Any:
    return None if file.appointment is None else file.appointment.starts_at


def _excused(file: PastFile, language: str) -> str | None:
    """Nothing for what is no withdrawal, or one that the office has not ruled on."""
    return None if file.excused is None else terms.flag(file.excused, language)


FILES = Export(name="files", fa="پرونده‌ها", en="Files", columns=tuple(_file(waits=True)))
MY_REFERRALS = Export(
    name="my-referrals",
    fa="ارجاع‌های من",
    en="My referrals",
    columns=(
        *_file(waits=False),
        Column("روزهای گذشته از ارجاع", "Days since referral", _field("referred_days"), Kind.COUNT),
    ),
)
MY_FILES = Export(
    name="my-files",
    fa="کارهای گذشتهٔ من",
    en="My past files",
    columns=(
        *_project(),
        Column("مرحله", "Phase", _term("phase")),
        Column("نتیجه", "Result", _term("result")),
        Column("دلیل", "Reason", _field("reason")),
        Column("تاریخ ارجاع", "Referred", _field("referred_at"), Kind.MOMENT),
        Column("تاریخ نتیجه", "Happened", _field("happened_at"), Kind.MOMENT),
        Column("انصراف موجه", "Excused", _excused),
        Column("دلیل رأی دفتر", "Reason of the ruling", _field("ruling_reason")),
    ),
)


def _exceptions(report: ReportView, _language: str) -> int:
    return sum(verdict.outcome is not report.outcome for verdict in report.verdicts)


def _seen(report: ReportView, language: str) -> str:
    return _joined([mismatch.seen for mismatch in report.meter_mismatches], language)


REPORTS = Export(
    name="reports",
    fa="گزارش‌های بازرسی",
    en="Inspection reports",
    columns=(
        Column("شماره", "Sequence", _field("sequence"), Kind.COUNT),
        Column("مرحله", "Phase", _term("phase")),
        Column("نتیجه", "Outcome", _term("outcome")),
        Column("شمار استثناها", "Exceptions", _exceptions, Kind.COUNT),
        Column("متن گزارش", "Text", _field("text")),
        Column("توضیحات", "Comments", _field("comments")),
        Column("مغایرت کنتورها", "Mismatches", _seen),
        Column("بازرس", "Inspector", _of_person("inspector", "full_name")),
        Column("کد عضویت بازرس", "Inspector's code", _of_person("inspector", "membership_code")),
        Column("تاریخ ثبت", "Filed", _field("filed_at"), Kind.MOMENT),
        Column("وضعیت هزینه", "Charge", lambda report, language: terms.term(report.charge.status, language)),
        Column("هزینه (ریال)", "Amount (rials)", lambda report, _: report.charge.amount_rials, Kind.AMOUNT),
        Column("بدهی (ریال)", "Debt (rials)", lambda report, _: report.charge.debt_rials, Kind.AMOUNT),
    ),
)
TIMELINE = Export(
    name="timeline",
    fa="رویدادهای پرونده",
    en="Timeline",
    columns=(
        Column("ردیف", "Position", _field("position"), Kind.COUNT),
        Column("زمان", "Occurred", _field("occurred_at"), Kind.MOMENT),
        Column("بخش", "Service", lambda entry, language: terms.service(entry.service, language)),
        Column("رویداد", "Event", _field("event")),
        Column("شرح", "Summary", _field("summary")),
        Column("دلیل", "Reason", lambda entry, _: entry.details.get("reason")),
        Column("اثر انگشت زنجیره", "Hash", _field("hash")),
    ),
)


# ------------------------------------------------------------------------------------------------------------ money


def _period(arguments: Mapping[str, Any]) -> str | None:
    first, last = arguments.get("from_date"), arguments.get("to_date")
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    return f"{jalali_date(first)}_{jalali_date(last)}"


def _stages(row: Any, language: str) -> str:
    return _joined([terms.stage(name, language) for name in row.stages], language)


@dataclass(frozen=True)
class _Total:
    """One line of the totals: a measure of block files, of others, and of both."""

    measure: str
    block: int
    non_block: int
    total: int


_TOTALS = (
    Column("شرح", "Measure", _field("measure")),
    Column("بلوک", "Block", _field("block"), Kind.COUNT),
    Column("غیر بلوک", "Non-block", _field("non_block"), Kind.COUNT),
    Column("جمع", "Total", _field("total"), Kind.COUNT),
)


def _totals(report: FinancialReport, language: str) -> list[Sheet]:
    """The totals as the report has them: meters, each kind of stage, fees."""
    parts: tuple[FinancialTotals, ...] = (report.block, report.non_block, report.total)
    english = language == "en"
    lines = [_Total("Meters" if english else "شمار کنتورها", *(part.meters for part in parts))]
    lines += [
        _Total(terms.stage(name, language), *(part.stages.get(name, 0) for part in parts))
        for name in report.total.stages
    ]
    lines.append(
        _Total("Fees (rials)" if english else "حق‌الزحمه (ریال)", *(part.fee_rials for part in parts))
    )
    return [Sheet("Totals" if english else "جمع", _TOTALS, lines)]


FINANCIAL_REPORT = Export(
    name="financial-report",
    fa="گزارش مالی",
    en="Financial report",
    paged=False,
    rows=lambda report: report.rows,
    more=_totals,
    period=_period,
    columns=(
        Column("شماره پرونده", "File", _field("number")),
        Column("بلوک", "Block", _flag("block")),
        Column("مرحله", "Phase", _term("phase")),
        Column("کارها", "Stages", _stages),
        Column("شمار کنتورها", "Meters", _field("meters"), Kind.COUNT),
        Column("مبلغ (ریال)", "Amount (rials)", _field("amount_rials"), Kind.AMOUNT),
        Column("حق‌الزحمه (ریال)", "Fee (rials)", _field("fee_rials"), Kind.AMOUNT),
        Column("تاریخ", "Date", _field("on"), Kind.DAY),
    ),
)
