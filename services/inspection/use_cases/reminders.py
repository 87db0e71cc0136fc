"""Reminders: the day before a visit, its people are told that it is near."""

from datetime import time

from chassis import policies
from chassis.work import Work
from contracts.inspection import AppointmentCameNear
from services.inspection import domain, store
from services.inspection.tables import AppointmentRow, FileRow
from services.inspection.use_cases.policies import VISITS
from services.inspection.use_cases.views import inspector_of

_BATCH = 100


def remind_of_visits(work: Work) -> bool:
    """Tell of tomorrow's visits, each once per time that it is set to; true if more may be left.

    One that is set, or moved, when it is late already is told of at once.
    """
    policy = policies.in_force(work.session, VISITS)
    day = domain.day_to_remind_of(work.now, time.fromisoformat(policy.remind_at))
    if day is None:
        return False
    whole_day = domain.Period(domain.start_of_day(day), domain.end_of_day(day))
    visits = store.list_unreminded(work.session, whole_day, _BATCH)
    for row, file in visits:
        row.reminded_for = row.starts_at
        _tell(work, row, file)
    return len(visits) == _BATCH


def _tell(work: Work, row: AppointmentRow, file: FileRow) -> None:
    work.emit(
        AppointmentCameNear(
            file_id=file.id,
            number=file.number,
            appointment_id=row.id,
            contractor=store.contractor_of(file),
            inspector=inspector_of(row),
            phase=row.phase,
            starts_at=row.starts_at,
            duration_minutes=row.duration_minutes,
            address=file.address,
        )
    )
