"""What inspectors are told of being paid: sent to the bank, paid by it, or not."""

from services.messaging.domain.notices.notice import Notice, because
from services.messaging.domain.persian import code, day, rials


def payout_sent(
    *, key: str, gross_rials: int, withholding_rials: int, net_rials: int, sent_on: str, inspector_id: str
) -> list[Notice]:
    """To the inspector; ``sent_on`` is a Jalali date."""
    tax = f"مالیات تکلیفی کسرشده {rials(withholding_rials)} است." if withholding_rials else ""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="payout_sent.inspector",
            values={"gross": rials(gross_rials), "net": rials(net_rials), "tax": tax, "day": day(sent_on)},
        )
    ]


def payout_confirmed(
    *, key: str, net_rials: int, reference: str, paid_on: str, inspector_id: str
) -> list[Notice]:
    """To the inspector; ``paid_on`` is a Jalali date."""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="payout_confirmed.inspector",
            values={"net": rials(net_rials), "reference": code(reference), "day": day(paid_on)},
        )
    ]


def payout_failed(
    *, key: str, gross_rials: int, net_rials: int, reason: str, inspector_id: str
) -> list[Notice]:
    """To the inspector, who is owed the gross amount again."""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="payout_failed.inspector",
            values={"gross": rials(gross_rials), "net": rials(net_rials), "reason": because(reason)},
        )
    ]
