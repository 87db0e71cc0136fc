"""How each fact is written in the books: balanced double entries, debits positive, in rials.

An entry's ``key`` names the fact for ever; a second entry for the same fact is impossible. A posting's ``holder`` is
whose share of the account it is: a file; for what is owed to inspectors, the inspector; a batch or a provider
for money that is of no file.
"""

from dataclasses import dataclass
from datetime import date

from services.billing.domain.charging import Charge

CLEARING = "1010"
BANK = "1020"
IN_TRANSIT = "1095"
RECEIVABLE = "1210"
PREPAID = "2110"
CREDIT = "2120"
INSPECTOR_PAYABLE = "2210"
WITHHOLDING = "2310"
VAT = "2320"
INCOME = "4010"
UNITS_KEPT = "4090"
OTHER_INCOME = "4095"
INSPECTOR_FEES = "5010"
BAD_DEBTS = "5080"
PROVIDER_FEES = "5090"

# code → (Persian name, kind)
CHART: dict[str, tuple[str, str]] = {
    CLEARING: ("وجوه در راه درگاه پرداخت", "asset"),
    BANK: ("بانک", "asset"),
    IN_TRANSIT: ("حوالهٔ در راه", "asset"),
    RECEIVABLE: ("حساب‌های دریافتنی از مجریان", "asset"),
    PREPAID: ("پیش‌دریافت مراحل بازرسی", "liability"),
    CREDIT: ("بستانکاری تخصیص‌نیافتهٔ مجریان", "liability"),
    INSPECTOR_PAYABLE: ("پرداختنی به بازرسان", "liability"),
    WITHHOLDING: ("مالیات تکلیفی پرداختنی", "liability"),
    VAT: ("مالیات بر ارزش افزودهٔ پرداختنی", "liability"),
    INCOME: ("درآمد بازرسی", "income"),
    UNITS_KEPT: ("درآمد مراحل استفاده‌نشده", "income"),
    OTHER_INCOME: ("سایر درآمدها", "income"),
    INSPECTOR_FEES: ("حق‌الزحمهٔ بازرسان", "expense"),
    BAD_DEBTS: ("مطالبات سوخت‌شده", "expense"),
    PROVIDER_FEES: ("کارمزد درگاه پرداخت", "expense"),
}


# How the key of an entry begins by which money came in.
PAYMENT_PREFIX = "payment:"


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One line of an entry; ``amount_rials`` is positive for a debit, negative for a credit, never zero."""

    account: str
    holder: str
    amount_rials: int


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A fact in the books. Its postings sum to zero. ``reverses`` is the key of the entry that it undoes.

    ``file_id`` is None for what concerns no single file, such as a payout.
    """

    key: str
    effective_date: date
    description: str
    file_id: str | None
    postings: tuple[Posting, ...]
    reverses: str | None = None


def balanced_entry(
    key: str, on: date, description: str, file_id: str | None, *lines: tuple[str, str, int]
) -> Entry | None:
    """An entry of the lines (account, holder, rials) that are not zero; none if all are."""
    postings = tuple(
        Posting(account=account, holder=holder, amount_rials=amount)
        for account, holder, amount in lines
        if amount
    )
    if sum(posting.amount_rials for posting in postings) != 0:
        raise ValueError(f"the entry {key} does not balance: {postings}")
    if not postings:
        return None
    return Entry(key=key, effective_date=on, description=description, file_id=file_id, postings=postings)


def invoice_entry(file_id: str, on: date, *, net_rials: int, vat_rials: int) -> Entry | None:
    """The registration invoice: the contractor owes for units that are not used yet (R19)."""
    return balanced_entry(
        f"invoice:{file_id}",
        on,
        "صورت‌حساب ثبت پروژه",
        file_id,
        (RECEIVABLE, file_id, net_rials + vat_rials),
        (PREPAID, file_id, -net_rials),
        (VAT, file_id, -vat_rials),
    )


def receipt_entry(
    file_id: str, on: date, *, provider: str, reference: str, applied_rials: int, unapplied_rials: int
) -> Entry | None:
    """A bank receipt: it pays what is owed, and the rest is the contractor's credit."""
    return balanced_entry(
        f"{PAYMENT_PREFIX}{provider}:{reference}",
        on,
        f"رسید بانکی {reference}",
        file_id,
        (BANK, file_id, applied_rials + unapplied_rials),
        (RECEIVABLE, file_id, -applied_rials),
        (CREDIT, file_id, -unapplied_rials),
    )


@dataclass(frozen=True, kw_only=True)
class ReportKey:
    """A revision of a report, and the day of its visit, which is the day its entries are effective."""

    file_id: str
    report_id: str
    revision: int
    effective_date: date


def _report_entry(
    kind: str, report: ReportKey, description: str, *lines: tuple[str, str, int]
) -> Entry | None:
    key = f"{kind}:{report.report_id}:{report.revision}"
    return balanced_entry(key, report.effective_date, description, report.file_id, *lines)


def charge_entry(report: ReportKey, charge: Charge, *, credit_used_rials: int) -> Entry | None:
    """A report's charge: what is prepaid becomes income; the rest is owed, less credit that was there."""
    return _report_entry(
        "charge",
        report,
        f"هزینهٔ گزارش بازرسی ({charge.rule})",
        (PREPAID, report.file_id, charge.covered_rials),
        (CREDIT, report.file_id, credit_used_rials),
        (RECEIVABLE, report.file_id, charge.owed_rials - credit_used_rials),
        (INCOME, report.file_id, -charge.amount_rials),
        (VAT, report.file_id, -charge.vat_rials),
    )


def phase_entry(report: ReportKey, charge: Charge) -> Entry | None:
    """The approval of a phase turns what was prepaid for it into income."""
    return _report_entry(
        "phase",
        report,
        "تأیید مرحله و شناسایی پیش‌دریافت آن",
        (PREPAID, report.file_id, charge.recognised_rials),
        (INCOME, report.file_id, -charge.recognised_rials),
    )


def fee_entry(report: ReportKey, charge: Charge, *, inspector_id: str) -> Entry | None:
    """What the inspector earned by a report (R26)."""
    return _report_entry(
        "fee",
        report,
        "حق‌الزحمهٔ بازرس",
        (INSPECTOR_FEES, report.file_id, charge.fee_rials),
        (INSPECTOR_PAYABLE, inspector_id, -charge.fee_rials),
    )


def kept_units_entry(file_id: str, on: date, *, key: str, unused_rials: int) -> Entry | None:
    """Units left over when a file is completed, which the organization keeps (R24)."""
    return balanced_entry(
        key,
        on,
        "مراحل استفاده‌نشده (نزد سازمان)",
        file_id,
        (PREPAID, file_id, unused_rials),
        (UNITS_KEPT, file_id, -unused_rials),
    )


def credited_units_entry(
    file_id: str, on: date, *, key: str, unused_rials: int, vat_rials: int, against_owed_rials: int
) -> Entry | None:
    """Units left over that the contractor gets back: first against what is owed, the rest as credit (R24)."""
    return balanced_entry(
        key,
        on,
        "مراحل استفاده‌نشده (بستانکار مجری)",
        file_id,
        (PREPAID, file_id, unused_rials),
        (VAT, file_id, vat_rials),
        (RECEIVABLE, file_id, -against_owed_rials),
        (CREDIT, file_id, against_owed_rials - unused_rials - vat_rials),
    )


def reopened_unit_entry(file_id: str, on: date, *, unit_rials: int, vat_rials: int) -> Entry | None:
    """A unit credited by a cancellation that a report, filed before it was heard of, still used."""
    return balanced_entry(
        f"reopening:{file_id}",
        on,
        "بازگشت مرحلهٔ نهایی پس از لغو",
        file_id,
        (CREDIT, file_id, unit_rials + vat_rials),
        (PREPAID, file_id, -unit_rials),
        (VAT, file_id, -vat_rials),
    )
