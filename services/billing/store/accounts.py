"""Queries about file accounts, and what belongs to them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from contracts.terms import Unit
from services.billing.domain import UnitStock
from services.billing.tables import (
    Adjustment,
    Allocation,
    FileAccount,
    Invoice,
    Payment,
    PrepaidUnit,
    Restoration,
    SettledReport,
)


def lock_account(session: Session, file_id: str) -> FileAccount | None:
    """The file's account, held until the transaction ends."""
    return session.scalar(select(FileAccount).where(FileAccount.file_id == file_id).with_for_update())


def open_accounts(session: Session) -> Sequence[FileAccount]:
    """The accounts of files that have not ended."""
    return session.scalars(
        select(FileAccount).where(FileAccount.state == "open").order_by(FileAccount.file_id)
    ).all()


def raise_all_versions(session: Session, by: int, now: datetime) -> None:
    """Raise every account's version, whatever it is, and those at which accounts begin from now on."""
    session.add(Restoration(noticed_at=now, leap=by))
    session.execute(update(FileAccount).values(version=FileAccount.version + by))


def first_version(session: Session) -> int:
    """The version at which an account begins: others may have heard of its file before this was restored."""
    return 1 + int(session.scalar(select(func.sum(Restoration.leap))) or 0)


def find_account(session: Session, file_id: str) -> FileAccount | None:
    """The file's account."""
    return session.get(FileAccount, file_id)


def find_invoice(session: Session, file_id: str) -> Invoice | None:
    """The file's registration invoice."""
    return session.get(Invoice, file_id)


def adjustments_of(session: Session, file_id: str) -> Sequence[Adjustment]:
    """What corrected meters made of the file's prepayment, in order."""
    return session.scalars(
        select(Adjustment)
        .where(Adjustment.file_id == file_id)
        .order_by(Adjustment.meters_revision, Adjustment.adjusted_at, Adjustment.id)
    ).all()


def invoices_owing(session: Session, file_id: str) -> Sequence[Invoice | Adjustment]:
    """The file's invoices that are not paid, oldest first: the registration's, and those of corrected meters."""
    registration = find_invoice(session, file_id)
    issued: list[Invoice | Adjustment] = [registration] if registration else []
    issued.extend(adjustments_of(session, file_id))
    return [bill for bill in issued if bill.due_rials]


def invoiced_for_units(session: Session, file_id: str) -> tuple[int, int]:
    """What was invoiced for the file's units until now, corrections included: (without tax, the tax), in rials."""
    invoice = find_invoice(session, file_id)
    totals = select(func.sum(Adjustment.net_rials), func.sum(Adjustment.vat_rials)).where(
        Adjustment.file_id == file_id
    )
    net, vat = session.execute(totals).one()
    if invoice is None:
        return 0, 0
    return invoice.amount_rials - invoice.vat_rials + int(net or 0), invoice.vat_rials + int(vat or 0)


def units_of(session: Session, file_id: str) -> Sequence[PrepaidUnit]:
    """The file's prepaid units."""
    return session.scalars(
        select(PrepaidUnit).where(PrepaidUnit.file_id == file_id).order_by(PrepaidUnit.unit)
    ).all()


def stock_of(units: Sequence[PrepaidUnit]) -> dict[Unit, UnitStock]:
    """What is left of prepaid units, as the rules want it."""
    return {Unit(row.unit): UnitStock(left=row.left, unit_price_rials=row.unit_price_rials) for row in units}


def reports_of(session: Session, file_id: str) -> Sequence[SettledReport]:
    """The file's settled reports, in order."""
    return session.scalars(
        select(SettledReport).where(SettledReport.file_id == file_id).order_by(SettledReport.sequence)
    ).all()


def find_settled(session: Session, report_id: str, revision: int) -> SettledReport | None:
    """What was decided about a report."""
    return session.get(SettledReport, (report_id, revision))


def reports_owing(session: Session, file_id: str) -> Sequence[SettledReport]:
    """The file's reports that are not paid for, oldest first."""
    return session.scalars(
        select(SettledReport)
        .where(SettledReport.file_id == file_id, SettledReport.outstanding_rials > 0)
        .order_by(SettledReport.sequence)
    ).all()


def last_settled(session: Session, file_id: str) -> SettledReport | None:
    """The file's last settled report."""
    return session.scalar(
        select(SettledReport)
        .where(SettledReport.file_id == file_id)
        .order_by(SettledReport.sequence.desc())
        .limit(1)
    )


def reports_of_inspector(
    session: Session, inspector_id: str, first: date, last: date
) -> Sequence[tuple[SettledReport, str, bool]]:
    """An inspector's settled reports between two days, oldest first, each with its file's number and block."""
    rows = session.execute(
        select(SettledReport, FileAccount.number, FileAccount.block)
        .join(FileAccount, FileAccount.file_id == SettledReport.file_id)
        .where(SettledReport.inspector_id == inspector_id, SettledReport.effective_on.between(first, last))
        .order_by(SettledReport.effective_on, SettledReport.filed_at, SettledReport.report_id)
    ).all()
    return [(report, number, block) for report, number, block in rows]


def voids_of_inspector(
    session: Session, inspector_id: str, first: date, last: date
) -> Sequence[tuple[SettledReport, str, bool]]:
    """An inspector's reports whose charge became void between two days, oldest first, with number and block."""
    rows = session.execute(
        select(SettledReport, FileAccount.number, FileAccount.block)
        .join(FileAccount, FileAccount.file_id == SettledReport.file_id)
        .where(SettledReport.inspector_id == inspector_id, SettledReport.voided_on.between(first, last))
        .order_by(SettledReport.voided_on, SettledReport.filed_at, SettledReport.report_id)
    ).all()
    return [(report, number, block) for report, number, block in rows]


def payments_of(session: Session, file_id: str) -> Sequence[Payment]:
    """Money that came in for the file, oldest first."""
    return session.scalars(
        select(Payment).where(Payment.file_id == file_id).order_by(Payment.recorded_at, Payment.id)
    ).all()


def payments_with_credit(session: Session, file_id: str) -> Sequence[Payment]:
    """The file's payments of which something is left, oldest first."""
    return session.scalars(
        select(Payment)
        .where(
            Payment.file_id == file_id,
            Payment.allocated_rials < Payment.amount_rials,
            Payment.reversed_on.is_(None),
        )
        .order_by(Payment.recorded_at, Payment.id)
    ).all()


def payment_exists(session: Session, provider: str, reference: str) -> bool:
    """Whether this money was counted before."""
    found = select(Payment.id).where(Payment.provider == provider, Payment.reference == reference)
    return session.scalar(found) is not None


def allocations_to_report(session: Session, report_id: str) -> Sequence[tuple[Allocation, Payment | None]]:
    """What has paid for a report, in order, each with the payment that it came from, if from any."""
    rows = session.execute(
        select(Allocation, Payment)
        .outerjoin(Payment, Payment.id == Allocation.payment_id)
        .where(Allocation.report_id == report_id, Allocation.released_at.is_(None))
        .order_by(Allocation.id)
    ).all()
    return [(allocation, payment) for allocation, payment in rows]


def accounts_of_contractor(session: Session, contractor_id: str) -> Sequence[FileAccount]:
    """A contractor's accounts, newest first."""
    return session.scalars(
        select(FileAccount)
        .where(FileAccount.contractor_id == contractor_id)
        .order_by(FileAccount.opened_at.desc(), FileAccount.file_id)
    ).all()


def next_number(session: Session, series: str, jalali_year: int) -> int:
    """The next number of a series in a Jalali year, without gaps: it is given back if the transaction fails."""
    number = session.execute(
        text(
            "INSERT INTO number_series (series, jalali_year, last) VALUES (:series, :year, 1)"
            " ON CONFLICT (series, jalali_year) DO UPDATE SET last = number_series.last + 1 RETURNING last"
        ),
        {"series": series, "year": jalali_year},
    ).scalar_one()
    return int(number)
