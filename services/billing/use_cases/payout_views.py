"""Batches of payouts as finance sees them."""

from collections.abc import Sequence
from typing import Any

from contracts.billing import PayoutDetails, PayoutLineView, PayoutView
from contracts.shapes import Person
from contracts.terms import PayoutLineState, PayoutState
from services.billing import store
from services.billing.tables import Payout, PayoutLine


def inspector_of(line: PayoutLine) -> Person:
    """Whom a line pays."""
    return Person(id=line.inspector_id, membership_code=line.membership_code, full_name=line.full_name)


def line_view(line: PayoutLine) -> PayoutLineView:
    """What one inspector gets."""
    return PayoutLineView(
        id=line.id,
        line_number=line.line_number,
        inspector=inspector_of(line),
        iban=line.iban,
        gross_rials=line.gross_rials,
        withholding_rials=line.withholding_rials,
        net_rials=line.net_rials,
        state=PayoutLineState(line.state),
        reference=line.reference,
        paid_on=line.paid_on,
        failure_reason=line.failure_reason,
    )


def payout_view(payout: Payout, totals: store.PayoutTotals) -> PayoutView:
    """A batch with its totals."""
    return PayoutView(**_summary(payout, totals))


def payout_details(payout: Payout, lines: Sequence[PayoutLine]) -> PayoutDetails:
    """A batch with its lines, and the totals of these."""
    totals = store.PayoutTotals(
        lines=len(lines),
        confirmed=sum(line.state == PayoutLineState.CONFIRMED for line in lines),
        failed=sum(line.state == PayoutLineState.FAILED for line in lines),
        gross_rials=sum(line.gross_rials for line in lines),
        withholding_rials=sum(line.withholding_rials for line in lines),
    )
    return PayoutDetails(**_summary(payout, totals), lines=[line_view(line) for line in lines])


def _summary(payout: Payout, totals: store.PayoutTotals) -> dict[str, Any]:
    return {
        "id": payout.id,
        "state": PayoutState(payout.state),
        "from_date": payout.from_date,
        "to_date": payout.to_date,
        "tariff_version": payout.tariff_version,
        "withholding_basis_points": payout.withholding_basis_points,
        "lines_count": totals.lines,
        "confirmed_count": totals.confirmed,
        "failed_count": totals.failed,
        "gross_rials": totals.gross_rials,
        "withholding_rials": totals.withholding_rials,
        "net_rials": totals.gross_rials - totals.withholding_rials,
        "created_at": payout.created_at,
        "frozen_on": payout.frozen_on,
        "cancelled_at": payout.cancelled_at,
    }
