"""Queries about batches of payouts, and the inspectors whom they pay."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, text, tuple_, update
from sqlalchemy.orm import Session, aliased

from chassis.paging import Place
from services.billing.domain import PayoutShare, Unpaid
from services.billing.tables import Inspector, Payout, PayoutItem, PayoutLine, SettledReport

_STANDING = ("sent", "confirmed")


@dataclass(frozen=True, kw_only=True)
class PayoutTotals:
    """What the lines of a batch come to."""

    lines: int = 0
    confirmed: int = 0
    failed: int = 0
    gross_rials: int = 0
    withholding_rials: int = 0


def lock_payouts(session: Session) -> None:
    """One decision about payouts at a time, until the transaction ends: no two batches see the same fee unpaid."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('payouts'))"))


def find_inspector(session: Session, inspector_id: str) -> Inspector | None:
    """An inspector who was heard to report."""
    return session.get(Inspector, inspector_id)


def inspectors_of(session: Session, ids: Collection[str]) -> Mapping[str, Inspector]:
    """Inspectors by their ids, as they are now."""
    found = session.scalars(select(Inspector).where(Inspector.id.in_(ids)))
    return {inspector.id: inspector for inspector in found}


def note_inspector(session: Session, inspector_id: str, membership_code: str, full_name: str) -> None:
    """Remember who somebody is; what is known already locks nothing."""
    known = find_inspector(session, inspector_id)
    if known is not None and (known.membership_code, known.full_name) == (membership_code, full_name):
        return
    session.execute(
        text(
            "INSERT INTO inspectors (id, membership_code, full_name) VALUES (:id, :code, :name)"
            " ON CONFLICT (id) DO UPDATE SET membership_code = :code, full_name = :name"
        ),
        {"id": inspector_id, "code": membership_code, "name": full_name},
    )


def unpaid_fees(
    session: Session, first: date | None, last: date, inspector_ids: Collection[str] | None
) -> list[Unpaid]:
    """What no live batch pays of the fees between two days, and the voids of paid fees that none takes back yet.

    A fee that is void and was never paid is neither. One whose payment failed after its void was taken back is owed.
    """
    fee, void = aliased(PayoutItem), aliased(PayoutItem)
    paying = aliased(PayoutLine)
    within = SettledReport.effective_on <= last
    if first is not None:
        within = and_(within, SettledReport.effective_on >= first)
    owed = and_(
        within, fee.line_id.is_(None), or_(SettledReport.voided_on.is_(None), void.line_id.is_not(None))
    )
    taken_back = and_(
        SettledReport.voided_on.is_not(None), paying.state.in_(_STANDING), void.line_id.is_(None)
    )
    query = (
        select(SettledReport, fee.line_id)
        .outerjoin(fee, _of_report(fee, "fee"))
        .outerjoin(void, _of_report(void, "void"))
        .outerjoin(paying, paying.id == fee.line_id)
        .where(SettledReport.fee_rials > 0, or_(owed, taken_back))
        .order_by(SettledReport.effective_on, SettledReport.filed_at, SettledReport.report_id)
    )
    if inspector_ids is not None:
        query = query.where(SettledReport.inspector_id.in_(inspector_ids))
    return [
        Unpaid(
            inspector_id=report.inspector_id,
            report_id=report.report_id,
            revision=report.revision,
            amount_rials=report.fee_rials if paid_by is None else -report.fee_rials,
        )
        for report, paid_by in session.execute(query)
    ]


def is_outdated(session: Session, payout_id: str) -> bool:
    """Whether a draft holds a fee that became void meanwhile, or takes back one whose payment has failed."""
    counterpart = aliased(PayoutItem)
    alone = ~exists().where(
        counterpart.report_id == PayoutItem.report_id,
        counterpart.revision == PayoutItem.revision,
        counterpart.kind != PayoutItem.kind,
        counterpart.live,
    )
    wrong = (
        select(PayoutItem.line_id)
        .join(PayoutLine, PayoutLine.id == PayoutItem.line_id)
        .join(SettledReport, _same_report(PayoutItem))
        .where(
            PayoutLine.payout_id == payout_id,
            alone,
            or_(PayoutItem.kind == "void", SettledReport.voided_on.is_not(None)),
        )
    )
    return session.scalar(wrong.limit(1)) is not None


def add_lines(session: Session, lines: Sequence[tuple[PayoutLine, PayoutShare]]) -> None:
    """Add the lines of a new draft with what they are made of."""
    session.add_all([line for line, _ in lines])
    session.flush()
    session.execute(
        insert(PayoutItem),
        [
            {
                "line_id": line.id,
                "report_id": item.report_id,
                "revision": item.revision,
                "kind": "fee" if item.amount_rials > 0 else "void",
                "amount_rials": item.amount_rials,
                "live": True,
            }
            for line, share in lines
            for item in share.items
        ],
    )


def free_items(session: Session, line_ids: Collection[str]) -> None:
    """What these lines would have paid can be paid by another batch."""
    session.execute(
        update(PayoutItem).where(PayoutItem.line_id.in_(line_ids), PayoutItem.live).values(live=False)
    )


def find_payout(session: Session, payout_id: str) -> Payout | None:
    """A batch."""
    return session.get(Payout, payout_id)


def payout_lines_of(session: Session, payout_id: str) -> Sequence[PayoutLine]:
    """The lines of a batch, in order."""
    return session.scalars(
        select(PayoutLine).where(PayoutLine.payout_id == payout_id).order_by(PayoutLine.line_number)
    ).all()


def find_line(session: Session, payout_id: str, line_id: str) -> PayoutLine | None:
    """A line of this batch."""
    return session.scalar(
        select(PayoutLine).where(PayoutLine.payout_id == payout_id, PayoutLine.id == line_id)
    )


def list_payouts(session: Session, state: str | None, after: Place | None, limit: int) -> Sequence[Payout]:
    """Batches, newest first."""
    query = select(Payout)
    if state is not None:
        query = query.where(Payout.state == state)
    if after is not None:
        query = query.where(tuple_(Payout.created_at, Payout.id) < tuple_(*after))
    return session.scalars(query.order_by(Payout.created_at.desc(), Payout.id.desc()).limit(limit)).all()


def totals_of(session: Session, payout_ids: Collection[str]) -> Mapping[str, PayoutTotals]:
    """What the lines of batches come to; a batch is only there with lines."""
    rows = session.execute(
        select(
            PayoutLine.payout_id,
            func.count(),
            func.count().filter(PayoutLine.state == "confirmed"),
            func.count().filter(PayoutLine.state == "failed"),
            func.sum(PayoutLine.gross_rials),
            func.sum(PayoutLine.withholding_rials),
        )
        .where(PayoutLine.payout_id.in_(payout_ids))
        .group_by(PayoutLine.payout_id)
    ).all()
    return {
        payout_id: PayoutTotals(
            lines=lines,
            confirmed=confirmed,
            failed=failed,
            gross_rials=int(gross),
            withholding_rials=int(withheld),
        )
        for payout_id, lines, confirmed, failed, gross, withheld in rows
    }


def payouts_of_inspector(
    session: Session, inspector_id: str, after: Place | None, limit: int
) -> Sequence[tuple[PayoutLine, Payout]]:
    """What an inspector was sent, newest first."""
    query = (
        select(PayoutLine, Payout)
        .join(Payout, Payout.id == PayoutLine.payout_id)
        .where(PayoutLine.inspector_id == inspector_id, Payout.frozen_on.is_not(None))
    )
    if after is not None:
        query = query.where(tuple_(Payout.created_at, Payout.id) < tuple_(*after))
    rows = session.execute(query.order_by(Payout.created_at.desc(), Payout.id.desc()).limit(limit)).all()
    return [(line, payout) for line, payout in rows]


def _of_report(item: type[PayoutItem], kind: str) -> ColumnElement[bool]:
    return and_(_same_report(item), item.kind == kind, item.live)


def _same_report(item: type[PayoutItem]) -> ColumnElement[bool]:
    return and_(item.report_id == SettledReport.report_id, item.revision == SettledReport.revision)
