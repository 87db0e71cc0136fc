"""The orders of lists: what each is sorted by, and how its cursor says where a page starts.

A page starts after a key and an id, both of the last row shown, so that pages stay true while rows arrive. A cursor
names its order, and no other takes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, literal_column, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from chassis.ids import is_id
from chassis.paging import decode_cursor, not_our_cursor
from contracts.terms import FileSort, PastSort, WorkSort
from services.referral.tables import ApprovalRow, FileRow, ReferralRow

R = TypeVar("R")
_NEVER = "infinity"  # as PostgreSQL writes a moment after all others
_LARGEST_AMOUNT = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class After:
    """The last row shown: the key by which it was sorted, and its file's id, which tells apart equal keys."""

    key: object
    id: str


@dataclass(frozen=True, kw_only=True)
class Order(Generic[R]):
    """One order of rows ``R``: by a column, then by the file's id, both up or both down.

    ``key`` is what a row is sorted by, as text; ``read`` takes it back, raising ValueError for what it never wrote.
    """

    name: str
    column: ColumnElement[Any] | InstrumentedAttribute[Any]
    id_column: InstrumentedAttribute[str]
    descending: bool
    key: Callable[[R], str]
    id: Callable[[R], str]
    read: Callable[[str], object]

    def after(self, cursor: str | None) -> After | None:
        """Where a page starts; none for the first. Refuses what is no cursor of this order."""
        values = decode_cursor(cursor, 3)
        if values is None:
            return None
        name, key, id_ = values
        if name != self.name or not is_id(id_):
            raise not_our_cursor()
        try:
            return After(key=self.read(key), id=id_)
        except ValueError as error:
            raise not_our_cursor() from error

    def cursor(self, row: R) -> tuple[str, ...]:
        """What the cursor after this row is made of."""
        return self.name, self.key(row), self.id(row)

    def page(self, query: Select[Any], after: After | None, limit: int) -> Select[Any]:
        """The query, sorted, and narrowed to so many rows after that one."""
        if after is not None:
            both = tuple_(self.column, self.id_column)
            last = tuple_(literal(after.key, self.column.type), literal(after.id, self.id_column.type))
            query = query.where(both < last if self.descending else both > last)
        if self.descending:
            return query.order_by(self.column.desc(), self.id_column.desc()).limit(limit)
        return query.order_by(self.column, self.id_column).limit(limit)


def _moment(key: str) -> datetime:
    moment = datetime.fromisoformat(key)
    if moment.tzinfo is None:
        raise ValueError("a moment of a cursor has an offset")
    return moment


def _moment_or_never(key: str) -> object:
    return key if key == _NEVER else _moment(key)


def _amount(key: str) -> int:
    if not (key.isascii() and key.isdecimal() and len(key) < 20 and int(key) <= _LARGEST_AMOUNT):
        raise ValueError("an amount of a cursor is what a column holds")
    return int(key)


def _written(moment: datetime | None) -> str:
    return _NEVER if moment is None else moment.isoformat()


def _of_files(
    name: str,
    column: ColumnElement[Any] | InstrumentedAttribute[Any],
    key: Callable[[FileRow], str],
    read: Callable[[str], object] = str,
    *,
    descending: bool = False,
) -> Order[FileRow]:
    return Order(
        name=name,
        column=column,
        id_column=FileRow.id,
        descending=descending,
        key=key,
        id=lambda file: file.id,
        read=read,
    )


# The same words as the index of that name.
_WAITING = func.coalesce(FileRow.waiting_since, literal_column("'infinity'::timestamptz"))
_NUMBER = _of_files("number", FileRow.number, lambda file: file.number)
_OWNER = _of_files("owner", FileRow.owner_name, lambda file: file.owner_name)
_DEBT = _of_files("debt", FileRow.debt_rials, lambda file: str(file.debt_rials), _amount, descending=True)

FILES: dict[FileSort, Order[FileRow]] = {
    FileSort.NEWEST: _of_files(
        "registered-",
        FileRow.registered_at,
        lambda file: _written(file.registered_at),
        _moment,
        descending=True,
    ),
    FileSort.OLDEST: _of_files(
        "registered", FileRow.registered_at, lambda file: _written(file.registered_at), _moment
    ),
    FileSort.NUMBER: _NUMBER,
    FileSort.OWNER: _OWNER,
    FileSort.DEBT: _DEBT,
    FileSort.WAITING: _of_files(
        "waiting", _WAITING, lambda file: _written(file.waiting_since), _moment_or_never
    ),
}
IN_HAND: dict[WorkSort, Order[FileRow]] = {
    WorkSort.OLDEST: _of_files(
        "referred", FileRow.referred_at, lambda file: _written(file.referred_at), _moment
    ),
    WorkSort.NEWEST: _of_files(
        "referred-", FileRow.referred_at, lambda file: _written(file.referred_at), _moment, descending=True
    ),
    WorkSort.NUMBER: _NUMBER,
    WorkSort.OWNER: _OWNER,
    WorkSort.DEBT: _DEBT,
}


def _past(
    happened: InstrumentedAttribute[Any],
    id_column: InstrumentedAttribute[str],
    moment: Callable[[Any], datetime | None],
) -> dict[PastSort, Order[Any]]:
    """The orders of past work, of rows that have a ``file``."""

    def order(
        name: str,
        column: InstrumentedAttribute[Any],
        key: Callable[[Any], str],
        read: Callable[[str], object],
    ) -> Order[Any]:
        return Order(
            name=name,
            column=column,
            id_column=id_column,
            descending=name.endswith("-"),
            key=key,
            id=lambda row: str(row.file_id),
            read=read,
        )

    return {
        PastSort.NEWEST: order("happened-", happened, lambda row: _written(moment(row)), _moment),
        PastSort.OLDEST: order("happened", happened, lambda row: _written(moment(row)), _moment),
        PastSort.NUMBER: order("number", FileRow.number, lambda row: str(row.file.number), str),
        PastSort.OWNER: order("owner", FileRow.owner_name, lambda row: str(row.file.owner_name), str),
    }


APPROVED: dict[PastSort, Order[ApprovalRow]] = _past(
    ApprovalRow.approved_at, ApprovalRow.file_id, lambda row: row.approved_at
)
GIVEN_UP: dict[PastSort, Order[ReferralRow]] = _past(
    ReferralRow.ended_at, ReferralRow.file_id, lambda row: row.ended_at
)
