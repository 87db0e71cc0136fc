"""What all that finance corrects by hand has in common: who may, whose account it is, and who asked for it."""

from typing import TypedDict

from chassis.ids import is_id
from chassis.work import Work
from contracts.errors import BillingCode, CommonCode, Forbidden, NotFound
from contracts.shapes import Caller
from contracts.terms import Role
from services.billing import store
from services.billing.tables import FileAccount


class Author(TypedDict):
    """Whoever asked for a correction, as its row remembers them."""

    author_id: str
    author_code: str
    author_name: str


def require_finance(caller: Caller) -> None:
    """Only finance corrects the books by hand."""
    if caller.role is not Role.FINANCE:
        raise Forbidden(CommonCode.FORBIDDEN)


def lock_corrected(work: Work, caller: Caller, file_id: str) -> FileAccount:
    """The account that finance corrects, locked."""
    require_finance(caller)
    account = store.lock_account(work.session, file_id) if is_id(file_id) else None
    if account is None:
        raise NotFound(BillingCode.FILE_NOT_FOUND)
    return account


def author(caller: Caller) -> Author:
    """Who asks, to be remembered."""
    return Author(author_id=caller.id, author_code=caller.membership_code, author_name=caller.full_name)
