"""What all that finance corrects by hand has in common: whose account it is, and who asked for it."""

from typing import TypedDict

from chassis.ids import is_id
from chassis.work import Work
from contracts.errors import BillingCode, NotFound
from contracts.shapes import Caller
from services.billing import store
from services.billing.tables import FileAccount
from services.billing.use_cases.permitting import require_finance


class Author(TypedDict):
    """Whoever asked for a correction, as its row remembers them."""

    author_id: str
    author_code: str
    author_name: str


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
