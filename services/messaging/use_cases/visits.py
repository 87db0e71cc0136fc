"""What the inspection service tells: when somebody comes, and what they found."""

from collections import Counter

from chassis.jalali import jalali_moment
from chassis.work import Work
from contracts.inspection import AppointmentCancelled, AppointmentSet, PhaseApproved, ReportFiled
from services.messaging.domain.notices import visits
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
        moved=event.moved,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_appointment_cancelled(work: Work, event: AppointmentCancelled) -> None:
    """The contractor hears that nobody will come."""
    notices = visits.appointment_cancelled(
        key=f"appointment_cancelled:{event.appointment_id}",
        file=event.number,
        starts_at=jalali_moment(event.starts_at),
        contractor_id=event.contractor.id,
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
