"""Objections to reports, and whose they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from contracts.terms import ObjectionState
from services.inspection.tables import FileRow, ObjectionRow, ReportRow

_WITH_REPORT = (ObjectionRow, ReportRow, FileRow)


def find_objection(session: Session, objection_id: str) -> ObjectionRow | None:
    """An objection, to see whose it is."""
    return session.get(ObjectionRow, objection_id)


def lock_objection(session: Session, objection_id: str) -> ObjectionRow:
    """An objection as it is now; its file is locked already."""
    statement = select(ObjectionRow).where(ObjectionRow.id == objection_id).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).one()


def objections_to(session: Session, report_ids: Sequence[str]) -> dict[str, ObjectionRow]:
    """The objections to these reports, by report."""
    statement = select(ObjectionRow).where(ObjectionRow.report_id.in_(report_ids))
    return {row.report_id: row for row in session.scalars(statement)}


def list_objections(
    session: Session,
    *,
    contractor_id: str | None,
    inspector_id: str | None,
    state: ObjectionState | None,
    after: tuple[bool, datetime, str] | None,
    limit: int,
) -> Sequence[tuple[ObjectionRow, ReportRow, FileRow]]:
    """At most ``limit`` objections, each with its report and file: open ones first, the oldest first."""
    order = (ObjectionRow.state != ObjectionState.OPEN, ObjectionRow.filed_at, ObjectionRow.id)
    statement = (
        select(*_WITH_REPORT)
        .join(ReportRow, ReportRow.id == ObjectionRow.report_id)
        .join(FileRow, FileRow.id == ObjectionRow.file_id)
        .order_by(*order)
        .limit(limit)
    )
    if contractor_id is not None:
        statement = statement.where(FileRow.contractor_id == contractor_id)
    if inspector_id is not None:
        statement = statement.where(ReportRow.inspector_id == inspector_id)
    if state is not None:
        statement = statement.where(ObjectionRow.state == state)
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(*after))
    return [(objection, report, file) for objection, report, file in session.execute(statement)]
