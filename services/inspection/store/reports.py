"""Reports with their verdicts and mismatches."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.inspection.tables import ReportRow


def find_report(session: Session, report_id: str) -> ReportRow | None:
    """A report, without its verdicts."""
    return session.get(ReportRow, report_id)


def find_judged_report(session: Session, report_id: str) -> ReportRow | None:
    """A report with its verdicts."""
    statement = select(ReportRow).where(ReportRow.id == report_id).options(selectinload(ReportRow.verdicts))
    return session.scalars(statement).one_or_none()


def list_reports(session: Session, file_id: str, *, after_sequence: int, limit: int) -> Sequence[ReportRow]:
    """At most ``limit`` reports of a file with their verdicts and mismatches, oldest first."""
    statement = (
        select(ReportRow)
        .where(ReportRow.file_id == file_id, ReportRow.sequence > after_sequence)
        .order_by(ReportRow.sequence)
        .limit(limit)
        .options(selectinload(ReportRow.verdicts), selectinload(ReportRow.mismatches))
    )
    return session.scalars(statement).all()
