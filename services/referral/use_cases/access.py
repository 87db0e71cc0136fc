"""Who may do what, and whom this service has heard of."""

from chassis.work import Work
from contracts.errors import CommonCode, Forbidden, NotFound, ReferralCode
from contracts.shapes import Caller
from contracts.terms import Role
from services.referral import store
from services.referral.store.people import Known
from services.referral.tables import FileRow, PersonRow

READERS = (Role.CONTRACTOR, Role.INSPECTOR, Role.OFFICE, Role.FINANCE)


def allow(caller: Caller, *roles: Role) -> None:
    """Refuse a caller of any other role."""
    if caller.role not in roles:
        raise Forbidden(CommonCode.FORBIDDEN)


def note_caller(work: Work, caller: Caller) -> PersonRow:
    """The caller's row, made of their token if auth's word of them has not come yet."""
    return note_person(
        work,
        Known(
            id=caller.id,
            membership_code=caller.membership_code,
            full_name=caller.full_name,
            role=caller.role,
        ),
    )


def note_person(work: Work, known: Known) -> PersonRow:
    """The row of somebody whom a peer or a token names. Comes before any other lock."""
    store.add_person(work.session, known)
    person = store.find_person(work.session, known.id)
    assert person is not None
    return person


def found(file: FileRow | None) -> FileRow:
    """The file, or the refusal that does not tell an unknown one from somebody else's."""
    if file is None:
        raise NotFound(ReferralCode.FILE_NOT_FOUND)
    return file
