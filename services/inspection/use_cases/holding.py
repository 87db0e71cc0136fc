"""Whose file it is: what every verb asks first."""

from chassis.ids import is_id
from chassis.work import Work
from contracts.errors import CommonCode, Conflict, Forbidden, InspectionCode, NotFound
from contracts.shapes import Caller
from contracts.terms import Role
from services.inspection import domain, store
from services.inspection.tables import FileRow


def not_your_file() -> NotFound:
    """The answer for a file that is unknown, and for one that is somebody else's: nobody is told which."""
    return NotFound(InspectionCode.NOT_YOUR_FILE)


def require_inspector(caller: Caller) -> None:
    """Refuse whoever is not an inspector."""
    if caller.role is not Role.INSPECTOR:
        raise Forbidden(CommonCode.FORBIDDEN)


def require_in_work(file: FileRow) -> None:
    """Refuse a file that takes no more visits."""
    if domain.has_ended(completed=file.completed, status=file.status):
        raise Conflict(InspectionCode.PHASE_DONE)


def lock_held_file(work: Work, caller: Caller, file_id: str) -> FileRow:
    """The caller's own file, locked; referral was asked a moment ago whose it is (see ``asking``)."""
    require_inspector(caller)
    if not is_id(file_id):
        raise not_your_file()
    file = store.lock_file(work.session, file_id)
    if file is None or not is_held_by(file, caller):
        raise not_your_file()
    require_in_work(file)
    return file


def lock_own_file(work: Work, caller: Caller, file_id: str) -> FileRow:
    """The file of the contractor who calls, locked."""
    if caller.role is not Role.CONTRACTOR:
        raise Forbidden(CommonCode.FORBIDDEN)
    file = store.lock_file(work.session, file_id) if is_id(file_id) else None
    if file is None or file.contractor_id != caller.id:
        raise not_your_file()
    return file


def is_held_by(file: FileRow, caller: Caller) -> bool:
    """Whether the file is this inspector's."""
    return domain.holds(
        person_id=caller.id,
        inspector_id=file.inspector_id,
        status=file.status,
        completed_by=file.completed_by,
    )
