"""What the referral service tells: each fact carries the whole file, which is remembered before people are told."""

from chassis.jalali import jalali_moment
from chassis.work import Work
from contracts.referral import (
    DismissalProposed,
    FileCancelled,
    FileCompleted,
    FileEvent,
    FilePhaseChanged,
    FileReferred,
    FileSnapshot,
    FileWaiting,
    FileWithdrawn,
    InspectorDismissed,
    MeterCorrected,
    WithdrawalRuled,
)
from services.messaging import store
from services.messaging.domain.notices import files
from services.messaging.use_cases.telling import tell


def remember_file(work: Work, event: FileEvent) -> None:
    """Whose the file is. A registration itself is told by its invoice."""
    file = event.file
    store.put_file(
        work.session,
        {
            "id": file.id,
            "number": file.number,
            "contractor_id": file.contractor.id,
            "inspector_id": _inspector_id(file),
            "version": file.version,
        },
    )


def tell_file_referred(work: Work, event: FileReferred) -> None:
    """The inspector and the contractor hear of a referral (R7)."""
    remember_file(work, event)
    file = event.file
    if file.inspector is None:
        return
    notices = files.file_referred(
        key=f"file_referred:{file.referral_id or _version(file)}",
        file=file.number,
        phase=file.phase,
        address=file.address,
        inspector_id=file.inspector.id,
        inspector_name=file.inspector.full_name,
        contractor_id=file.contractor.id,
    )
    tell(work, notices, file_id=file.id)


def tell_file_waiting(work: Work, event: FileWaiting) -> None:
    """The office hears that nobody is eligible."""
    remember_file(work, event)
    file = event.file
    notices = files.file_waiting(key=f"file_waiting:{_version(file)}", file=file.number)
    tell(work, notices, file_id=file.id)


def tell_file_withdrawn(work: Work, event: FileWithdrawn) -> None:
    """The contractor and the office hear that the inspector gave the file up (R10)."""
    remember_file(work, event)
    file = event.file
    notices = files.file_withdrawn(
        key=f"file_withdrawn:{_version(file)}",
        file=file.number,
        inspector_name=event.inspector.full_name,
        inspector_code=event.inspector.membership_code,
        reason=event.reason,
        contractor_id=file.contractor.id,
    )
    tell(work, notices, file_id=file.id)


def tell_withdrawal_ruled(work: Work, event: WithdrawalRuled) -> None:
    """The inspector hears how the office sees their withdrawal."""
    remember_file(work, event)
    file = event.file
    notices = files.withdrawal_ruled(
        key=f"withdrawal_ruled:{event.referral_id}:{file.version}",
        file=file.number,
        excused=event.excused,
        reason=event.reason,
        inspector_id=event.inspector.id,
    )
    tell(work, notices, file_id=file.id)


def tell_dismissal_proposed(work: Work, event: DismissalProposed) -> None:
    """The office hears that it is to decide about an inspector who missed a deadline."""
    remember_file(work, event)
    file = event.file
    notices = files.dismissal_proposed(
        key=f"dismissal_proposed:{event.proposal_id}",
        file=file.number,
        deadline=event.deadline,
        due_at=jalali_moment(event.due_at),
        inspector_name=event.inspector.full_name,
        inspector_code=event.inspector.membership_code,
    )
    tell(work, notices, file_id=file.id)


def tell_inspector_dismissed(work: Work, event: InspectorDismissed) -> None:
    """The dismissed inspector and the contractor hear of it (R11)."""
    remember_file(work, event)
    file = event.file
    notices = files.inspector_dismissed(
        key=f"inspector_dismissed:{_version(file)}",
        file=file.number,
        inspector_id=event.inspector.id,
        inspector_name=event.inspector.full_name,
        reason=event.reason,
        contractor_id=file.contractor.id,
    )
    tell(work, notices, file_id=file.id)


def tell_phase_changed(work: Work, event: FilePhaseChanged) -> None:
    """The inspector hears that the final inspection is next (R16)."""
    remember_file(work, event)
    file = event.file
    notices = files.phase_changed(
        key=f"phase_changed:{file.id}:{file.phase}", file=file.number, inspector_id=_inspector_id(file)
    )
    tell(work, notices, file_id=file.id)


def tell_file_completed(work: Work, event: FileCompleted) -> None:
    """The contractor hears that the file is done (R16)."""
    remember_file(work, event)
    file = event.file
    notices = files.file_completed(
        key=f"file_completed:{file.id}", file=file.number, contractor_id=file.contractor.id
    )
    tell(work, notices, file_id=file.id)


def tell_file_cancelled(work: Work, event: FileCancelled) -> None:
    """The contractor hears that the office ended the file, and so does the inspector who had it until then."""
    file = event.file
    known = store.find_file(work.session, file.id)
    inspector_id = _inspector_id(file) or (known.inspector_id if known else None)
    remember_file(work, event)
    notices = files.file_cancelled(
        key=f"file_cancelled:{file.id}",
        file=file.number,
        reason=event.reason,
        contractor_id=file.contractor.id,
        inspector_id=inspector_id,
    )
    tell(work, notices, file_id=file.id)


def tell_meter_corrected(work: Work, event: MeterCorrected) -> None:
    """The inspector hears that the contractor corrected a meter (R17)."""
    remember_file(work, event)
    file = event.file
    notices = files.meter_corrected(
        key=f"meter_corrected:{_version(file)}:{event.meter_id}",
        file=file.number,
        label=next((meter.label for meter in file.meters if meter.id == event.meter_id), ""),
        old_class=event.old_class,
        new_class=event.new_class,
        inspector_id=_inspector_id(file),
    )
    tell(work, notices, file_id=file.id)


def _inspector_id(file: FileSnapshot) -> str | None:
    return None if file.inspector is None else file.inspector.id


def _version(file: FileSnapshot) -> str:
    return f"{file.id}:{file.version}"
