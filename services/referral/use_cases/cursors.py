"""Cursors of lists that stand by a moment and an id."""

from datetime import datetime

from chassis.ids import is_id
from chassis.paging import decode_cursor
from contracts.errors import CommonCode, InvalidRequest
from services.referral.store.waiting import Place


def place_of(cursor: str | None) -> Place | None:
    """The moment and the id after which a page starts."""
    values = decode_cursor(cursor, 2)
    if values is None:
        return None
    try:
        moment = datetime.fromisoformat(values[0])
    except ValueError as error:
        raise _not_ours() from error
    if moment.tzinfo is None or not is_id(values[1]):
        raise _not_ours()
    return moment, values[1]


def _not_ours() -> InvalidRequest:
    return InvalidRequest(CommonCode.CURSOR, errors={"cursor": ["Not a valid cursor."]})
