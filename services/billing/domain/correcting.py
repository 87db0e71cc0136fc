"""How what finance corrects by hand is written in the books; what is undone is undone by an exact reversal."""

from datetime import date

from services.billing.domain.books import (
    BAD_DEBTS,
    BANK,
    CREDIT,
    IN_TRANSIT,
    OTHER_INCOME,
    RECEIVABLE,
    Entry,
    balanced_entry,
)


def debit_entry(
    file_id: str, on: date, *, debit_id: str, amount_rials: int, credit_used_rials: int
) -> Entry | None:
    """A manual debit: the contractor owes it, less credit that was there."""
    return balanced_entry(
        f"debit:{debit_id}",
        on,
        "بدهکار کردن مجری به تشخیص امور مالی",
        file_id,
        (CREDIT, file_id, credit_used_rials),
        (RECEIVABLE, file_id, amount_rials - credit_used_rials),
        (OTHER_INCOME, file_id, -amount_rials),
    )


def applied_rials(payment: Entry) -> int:
    """How much of a payment paid what was owed when it came; its reversal makes just that owed again."""
    return -sum(posting.amount_rials for posting in payment.postings if posting.account == RECEIVABLE)


def owed_again_entry(
    file_id: str, on: date, *, debit_id: str, used_rials: int, applied_rials: int, credit_used_rials: int
) -> Entry | None:
    """What of a reversed payment was used since it came: its credit is gone, so it is owed, less other credit.

    ``used_rials`` of it had paid something by now, ``applied_rials`` already when it came. If it is less by now, for
    something that it paid became void, the credit that this made is gone, and that much is not owed.
    """
    later = used_rials - applied_rials
    return balanced_entry(
        f"owed_again:{debit_id}",
        on,
        "بدهی مجری بابت پرداخت برگشت‌خورده",
        file_id,
        (RECEIVABLE, file_id, later - credit_used_rials),
        (CREDIT, file_id, credit_used_rials - later),
    )


def write_off_entry(file_id: str, on: date, *, write_off_id: str, amount_rials: int) -> Entry | None:
    """Debts that the organization gives up."""
    return balanced_entry(
        f"write_off:{write_off_id}",
        on,
        "سوخت‌شدن مطالبات از مجری",
        file_id,
        (BAD_DEBTS, file_id, amount_rials),
        (RECEIVABLE, file_id, -amount_rials),
    )


def refund_entry(file_id: str, on: date, *, refund_id: str, amount_rials: int) -> Entry | None:
    """Credit on its way to the contractor's bank."""
    return balanced_entry(
        f"refund:{refund_id}",
        on,
        "بازپرداخت بستانکاری مجری (در راه)",
        file_id,
        (CREDIT, file_id, amount_rials),
        (IN_TRANSIT, file_id, -amount_rials),
    )


def confirmed_refund_entry(
    file_id: str, on: date, *, refund_id: str, reference: str, amount_rials: int
) -> Entry | None:
    """The bank has paid a refund."""
    return balanced_entry(
        f"refund_confirmed:{refund_id}",
        on,
        f"بازپرداخت بستانکاری مجری، حوالهٔ {reference}",
        file_id,
        (IN_TRANSIT, file_id, amount_rials),
        (BANK, file_id, -amount_rials),
    )


def failed_refund_entry(file_id: str, on: date, *, refund_id: str, reused_rials: int) -> Entry | None:
    """What a refund that came back pays of what is owed by now."""
    return balanced_entry(
        f"return:{refund_id}",
        on,
        "تسویهٔ بدهی از محل بازپرداخت برگشت‌خورده",
        file_id,
        (CREDIT, file_id, reused_rials),
        (RECEIVABLE, file_id, -reused_rials),
    )
