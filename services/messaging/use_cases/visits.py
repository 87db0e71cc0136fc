"""What the inspection service tells: when somebody comes, what they found, what was not done, what is disputed."""

from collections import Counter

from chassis.jalali import jalali_moment
from chassis.work import Work
from contracts.inspection import (
    AnotherTimeRequested,
    AppointmentCameNear,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentSet,
    DeadlineMissed,
    ObjectionDecided,
    ObjectionFiled,
    PhaseApproved,
    ReportFiled,
)
from services.messaging.domain.notices import objections, visits
from services.messaging.use_cases.telling import tell


def tell_appointment_set(work: Work, event: AppointmentSet) -> None:
    """The contractor hears of a visit at once, and of each move of it (R12, R14)."""
    told_of = event.set_at or event.starts_at
    notices = visits.appointment_set(
        key=f"appointment_set:{event.appointment_id}:{told_of.isoformat()}",
        file=event.number,
        phase=event.phase,
        inspector_name=event.inspector.full_name,
        starts_at=jalali_moment(event.starts_at),
        duration_minutes=event.duration_minutes,
        address=event.address,
        moved=event.moved,
        reason=event.reason,
        remarks=event.remarks,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_appointment_cancelled(work: Work, event: AppointmentCancelled) -> None:
    """The contractor hears that nobody will come."""
    notices = visits.appointment_cancelled(
        key=f"appointment_cancelled:{event.appointment_id}",
        file=event.number,
        starts_at=jalali_moment(event.starts_at),
        reason=event.reason,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_appointment_confirmed(work: Work, event: AppointmentConfirmed) -> None:
    """The inspector hears that the contractor will be there."""
    notices = visits.appointment_confirmed(
        key=f"appointment_confirmed:{event.appointment_id}:{event.confirmed_at.isoformat()}",
        file=event.number,
        contractor_name=event.contractor.full_name,
        starts_at=jalali_moment(event.starts_at),
        inspector_id=event.inspector.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_another_time_requested(work: Work, event: AnotherTimeRequested) -> None:
    """The inspector hears that the contractor would like another time, and why."""
    notices = visits.another_time_requested(
        key=f"another_time_requested:{event.appointment_id}:{event.requested_at.isoformat()}",
        file=event.number,
        contractor_name=event.contractor.full_name,
        starts_at=jalali_moment(event.starts_at),
        proposed_at=None if event.proposed_at is None else jalali_moment(event.proposed_at),
        reason=event.reason,
        inspector_id=event.inspector.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_appointment_came_near(work: Work, event: AppointmentCameNear) -> None:
    """Both are reminded, once for each time that the visit was set for."""
    notices = visits.appointment_came_near(
        key=f"appointment_came_near:{event.appointment_id}:{event.starts_at.isoformat()}",
        file=event.number,
        phase=event.phase,
        inspector_name=event.inspector.full_name,
        contractor_name=event.contractor.full_name,
        starts_at=jalali_moment(event.starts_at),
        duration_minutes=event.duration_minutes,
        address=event.address,
        contractor_id=event.contractor.id,
        inspector_id=event.inspector.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_deadline_missed(work: Work, event: DeadlineMissed) -> None:
    """The office and whoever has the file hear what was not done in time."""
    notices = visits.deadline_missed(
        key=f"deadline_missed:{event.deadline_id}",
        file=event.number,
        deadline=event.kind,
        due_at=jalali_moment(event.due_at),
        inspector_id=None if event.inspector is None else event.inspector.id,
        inspector_name=None if event.inspector is None else event.inspector.full_name,
    )
    tell(work, notices, file_id=event.file_id)


def tell_objection_filed(work: Work, event: ObjectionFiled) -> None:
    """The office and the inspector hear that the contractor objects to a report."""
    notices = objections.objection_filed(
        key=f"objection_filed:{event.objection_id}",
        file=event.number,
        sequence=event.sequence,
        contractor_name=event.contractor.full_name,
        text=event.text,
        inspector_id=event.inspector.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_objection_decided(work: Work, event: ObjectionDecided) -> None:
    """The contractor and the inspector hear what the office decided, and why."""
    notices = objections.objection_decided(
        key=f"objection_decided:{event.objection_id}",
        file=event.number,
        sequence=event.sequence,
        upheld=event.upheld,
        reason=event.reason,
        contractor_id=event.contractor.id,
        inspector_id=event.inspector.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_report_filed(work: Work, event: ReportFiled) -> None:
    """The contractor hears what the report says (R15), and of meters that differ from the file (R17)."""
    notices = visits.report_filed(
        key=f"report_filed:{event.report_id}:{event.revision}",
        file=event.number,
        sequence=event.sequence,
        phase=event.phase,
        meters_by_outcome=Counter(verdict.outcome for verdict in event.verdicts),
        mismatched_meters=len(event.mismatched_meters),
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_phase_approved(work: Work, event: PhaseApproved) -> None:
    """The contractor hears that the pre-inspection is over (R16)."""
    notices = visits.phase_approved(
        key=f"phase_approved:{event.file_id}:{event.phase}",
        file=event.number,
        phase=event.phase,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)
