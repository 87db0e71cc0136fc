"""Whose a file is."""

from contracts.terms import FileStatus, Role


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
