"""What was done to accounts, when and by whom: written in the transaction that did it, and never changed."""

from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.auth import AccountLogEntry
from contracts.shapes import Caller, Page, Person
from contracts.terms import AccountChange, Role
from services.auth import store
from services.auth.domain import require_role
from services.auth.tables import AccountLog


def list_account_log(
    look: Look,
    *,
    caller: Caller,
    membership_code: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[AccountLogEntry]:
    """IT: the newest first; with a membership code, what was done to its account."""
    require_role(caller.role, Role.IT)
    rows = store.list_account_log(
        look.session, membership_code=membership_code, before=decode_place(cursor), count=limit + 1
    )
    return page(rows, limit, key=lambda row: (row.happened_at.isoformat(), row.id), view=_view)


def note(
    work: Work, change: AccountChange, *, code: str, name: str | None = None, by: Caller | None = None
) -> None:
    """Write down what was done to the account of a membership code, whose name is None for nobody's."""
    work.session.add(
        AccountLog(
            id=work.new_id(),
            change=change.value,
            membership_code=code,
            full_name=name,
            happened_at=work.now,
            by_id=by.id if by else None,
            by_code=by.membership_code if by else None,
            by_name=by.full_name if by else None,
        )
    )


def _view(row: AccountLog) -> AccountLogEntry:
    by = None
    if row.by_id and row.by_code and row.by_name:
        by = Person(id=row.by_id, membership_code=row.by_code, full_name=row.by_name)
    return AccountLogEntry(
        id=row.id,
        change=AccountChange(row.change),
        membership_code=row.membership_code,
        full_name=row.full_name,
        happened_at=row.happened_at,
        by=by,
    )
