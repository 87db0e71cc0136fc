"""How a charge that became void is undone: by an exact reversal; what had been paid for it pays other things."""

from dataclasses import replace
from datetime import date

from services.billing.domain.books import BAD_DEBTS, CREDIT, RECEIVABLE, Entry, ReportKey, balanced_entry


def reversal_entry(entry: Entry, on: date) -> Entry:
    """The exact negation of an entry, effective on the day of the reversal; the old one stays as it is."""
    return Entry(
        key=f"reversal:{entry.key}",
        effective_date=on,
        description=f"برگشت: {entry.description}",
        file_id=entry.file_id,
        postings=tuple(replace(posting, amount_rials=-posting.amount_rials) for posting in entry.postings),
        reverses=entry.key,
    )


def paid_from_credit_rials(charge: Entry | None) -> int:
    """How much of a charge the contractor's credit paid when it was settled; its reversal gives that back."""
    postings = charge.postings if charge else ()
    return sum(posting.amount_rials for posting in postings if posting.account == CREDIT)


def returned_entry(
    report: ReportKey,
    *,
    returned_rials: int,
    from_credit_rials: int,
    reused_rials: int,
    written_off_rials: int = 0,
) -> Entry | None:
    """What had been paid for a void charge becomes credit, and the credit pays what the file owes besides.

    ``from_credit_rials`` of it came from credit, which the reversal itself has given back. What had been written off
    is no bad debt any more, for it was never owed.
    """
    paid_later = returned_rials - from_credit_rials
    return balanced_entry(
        f"return:{report.report_id}:{report.revision}",
        report.effective_date,
        "بازگشت پرداخت هزینهٔ باطل‌شده به بستانکاری مجری",
        report.file_id,
        (RECEIVABLE, report.file_id, paid_later),
        (CREDIT, report.file_id, -paid_later),
        (CREDIT, report.file_id, reused_rials),
        (RECEIVABLE, report.file_id, -reused_rials),
        (RECEIVABLE, report.file_id, written_off_rials),
        (BAD_DEBTS, report.file_id, -written_off_rials),
    )
