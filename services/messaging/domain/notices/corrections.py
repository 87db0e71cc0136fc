"""What is said of money that finance corrects by hand; all of it to the contractor, with the reason."""

from services.messaging.domain.notices.notice import Notice, because
from services.messaging.domain.persian import code, rials


def payment_reversed(
    *,
    key: str,
    file: str,
    amount_rials: int,
    reference: str,
    reason: str,
    debt_rials: int,
    contractor_id: str,
) -> list[Notice]:
    """Money that never came, and what the file owes by that."""
    values = {
        "file": code(file),
        "amount": rials(amount_rials),
        "reference": code(reference),
        "reason": because(reason),
        "file_debt": _held_up(debt_rials),
    }
    return _to(contractor_id, key, "payment_reversed.contractor", values)


def debit_posted(
    *, key: str, file: str, amount_rials: int, reason: str, debt_rials: int, contractor_id: str
) -> list[Notice]:
    """What is owed without a report, and what it holds up (R21)."""
    values = {
        "file": code(file),
        "amount": rials(amount_rials),
        "reason": because(reason),
        "file_debt": _held_up(debt_rials),
    }
    return _to(contractor_id, key, "debit_posted.contractor", values)


def debt_written_off(
    *, key: str, file: str, amount_rials: int, reason: str, debt_rials: int, contractor_id: str
) -> list[Notice]:
    """What need not be paid any more, and what is left."""
    rest = f"{rials(debt_rials)} از بدهی این پرونده باقی مانده است." if debt_rials else ""
    values = {"file": code(file), "amount": rials(amount_rials), "reason": because(reason), "rest": rest}
    return _to(contractor_id, key, "debt_written_off.contractor", values)


def refund_sent(*, key: str, file: str, amount_rials: int, reason: str, contractor_id: str) -> list[Notice]:
    """Credit on its way back."""
    values = {"file": code(file), "amount": rials(amount_rials), "reason": because(reason)}
    return _to(contractor_id, key, "refund_sent.contractor", values)


def refund_confirmed(
    *, key: str, file: str, amount_rials: int, reference: str, contractor_id: str
) -> list[Notice]:
    """Credit that the bank has paid back."""
    values = {"file": code(file), "amount": rials(amount_rials), "reference": code(reference)}
    return _to(contractor_id, key, "refund_confirmed.contractor", values)


def refund_failed(*, key: str, file: str, amount_rials: int, reason: str, contractor_id: str) -> list[Notice]:
    """Credit that came back."""
    values = {"file": code(file), "amount": rials(amount_rials), "reason": because(reason)}
    return _to(contractor_id, key, "refund_failed.contractor", values)


def _held_up(debt_rials: int) -> str:
    if not debt_rials:
        return ""
    return f"بدهی این پرونده اکنون {rials(debt_rials)} است و تا پرداخت کامل آن گزارش تازه‌ای ثبت نمی‌شود."


def _to(contractor_id: str, key: str, template: str, values: dict[str, str]) -> list[Notice]:
    return [Notice(key=key, recipient_id=contractor_id, template=template, values=values)]
