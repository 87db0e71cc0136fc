"""Whose a file is, and when it may be visited."""

from datetime import datetime, timedelta

from contracts.errors import CommonCode, InspectionCode, InvalidRequest
from contracts.terms import FileStatus, Role

# What a person reads beside the field; programs go by the code.
APPOINTMENT_IN_PAST = "Must be in the future."

_DAYS_A_YEAR = 365


def has_ended(*, completed: bool, status: FileStatus) -> bool:
    """Whether the file takes no more visits: completed here, or ended by the office."""
    return completed or status in (FileStatus.COMPLETED, FileStatus.CANCELLED)


def holds(*, person_id: str, inspector_id: str | None, status: FileStatus, completed_by: str | None) -> bool:
    """Whether the file is an inspector's: they completed it, or nobody did yet and it is in their hands.

    A cancelled file still names the inspector who had it, so that they can be told; theirs it is no more.
    """
    if completed_by is not None:
        return person_id == completed_by
    return person_id == inspector_id and status in (FileStatus.REFERRED, FileStatus.COMPLETED)


def may_read(
    *,
    role: Role,
    person_id: str,
    contractor_id: str,
    inspector_id: str | None,
    status: FileStatus,
    completed_by: str | None,
) -> bool:
    """Whether a person may see a file's reports and progress.

    The contractor of the file, the inspector whose it is, the office and finance may. An inspector who lost the file
    loses sight of it, even of the reports that they wrote.
    """
    match role:
        case Role.OFFICE | Role.FINANCE:
            return True
        case Role.CONTRACTOR:
            return person_id == contractor_id
        case Role.INSPECTOR:
            return holds(
                person_id=person_id, inspector_id=inspector_id, status=status, completed_by=completed_by
            )
        case _:
            return False


def ends_appointment(
    *, held_by: str, inspector_id: str | None, status: FileStatus, referred_anew: bool
) -> bool:
    """Whether a visit agreed with the inspector ``held_by`` is off, given what the file has become."""
    return status is not FileStatus.REFERRED or inspector_id != held_by or referred_anew


def check_starts_at(starts_at: datetime, *, now: datetime, years_ahead: int) -> None:
    """A visit lies ahead (R12), at most so many years: beyond it is a slip of the pen, or beyond every calendar.

    Raises ``inspection.appointment_in_past`` or ``request.invalid``.
    """
    if starts_at <= now:
        errors = {"starts_at": [APPOINTMENT_IN_PAST]}
        raise InvalidRequest(InspectionCode.APPOINTMENT_IN_PAST, errors=errors)
    if starts_at > now + timedelta(days=_DAYS_A_YEAR * years_ahead):
        errors = {"starts_at": [appointment_too_far(years_ahead)]}
        raise InvalidRequest(CommonCode.INVALID, errors=errors)


def appointment_too_far(years_ahead: int) -> str:
    """What a person reads beside a visit that is set too far ahead."""
    return f"Must be within the next {years_ahead} years."
