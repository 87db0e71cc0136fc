"""What is measured: the questions that people wait for, at each size, and the rows that are read one after another.

``QUESTIONS`` is the one place to add a question.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.ledger.seed import FINANCE, History, rolled_back
from chassis import clock
from chassis.db import Database
from chassis.jalali import tehran_date
from chassis.work import Look, Work
from contracts.inspection import ReportFiled
from contracts.terms import Outcome
from services.billing import store, use_cases
from services.billing.use_cases.auditing import examine

A = TypeVar("A")

_SMALL_TABLE_ROWS = 100


class _Nobody:
    def client(self, api: type[A], *, deadline_seconds: float | None = None) -> A:
        raise AssertionError(f"billing asks nobody, but wanted {api.__name__} within {deadline_seconds}")


def _look(session: Session) -> Look:
    return Look(session=session, now=clock.now(), services=_Nobody())


@dataclass
class Ledger:
    """A ledger of one size, with a file in the midst of it that is neither new nor old."""

    entries: int
    database: Database
    history: History

    def middle_of_feed(self) -> int:
        """A number from which a reader goes on."""
        return self.entries // 2


Ask = Callable[[Session, Ledger], object]


def _get_account(session: Session, ledger: Ledger) -> object:
    return use_cases.get_account(_look(session), caller=FINANCE, file_id=ledger.history.file_id)


def _get_gate(session: Session, ledger: Ledger) -> object:
    return use_cases.get_gate(_look(session), file_id=ledger.history.file_id)


def _check(session: Session) -> None:
    """What the database checks at a commit."""
    session.flush()
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))


def _settle(session: Session, ledger: Ledger) -> ReportFiled:
    history = ledger.history
    event = history.filed(Outcome.DEFECTIVE)
    history.sequence -= 1
    use_cases.settle_report(Work(session=session, now=clock.now()), event)
    _check(session)
    return event


def _void(session: Session, ledger: Ledger) -> object:
    event = ledger.history.decision(_settle(session, ledger))
    use_cases.void_charge(Work(session=session, now=clock.now()), event)
    _check(session)
    return event


# Those of one file must not grow with the ledger; the others read all of it, or a page.
OF_ONE_FILE: dict[str, Ask] = {
    "file account (get_account)": _get_account,
    "gate (get_gate)": _get_gate,
    "settle one report": _settle,
    "settle one report and void it": _void,
    "feed page of 200 entries": lambda session, ledger: use_cases.list_entries(
        _look(session), caller=FINANCE, after=ledger.middle_of_feed(), limit=200
    ),
}
OF_THE_WHOLE: dict[str, Ask] = {
    "trial balance, no period closed": lambda session, _: store.balances_through(
        session, tehran_date(clock.now())
    ),
    "full audit": lambda session, _: examine(session, seconds=3_600),
}
QUESTIONS = {**OF_ONE_FILE, **OF_THE_WHOLE}


def side_by_side(ledgers: Sequence[Ledger], ask: Ask, times: int) -> list[float]:
    """The median seconds at each size; the sizes take turns, so that a busy machine is unfair to none."""
    taken: list[list[float]] = [[] for _ in ledgers]
    for _ in range(times):
        for ledger, seconds in zip(ledgers, taken, strict=True):
            with rolled_back(ledger.database) as session:
                session.execute(text("SET LOCAL statement_timeout = 0"))
                began = time.perf_counter()
                ask(session, ledger)
                seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in taken]


def read_one_after_another(ledger: Ledger, ask: Ask) -> dict[str, int]:
    """The tables, but for small ones, that a question read through, triggers and all: table → rows."""
    with rolled_back(ledger.database) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        ask(session, ledger)
        found = session.execute(
            text(
                "SELECT s.relname, s.seq_tup_read FROM pg_stat_xact_user_tables s"
                " JOIN pg_class c ON c.oid = s.relid WHERE s.seq_tup_read > 0 AND c.reltuples > :small"
            ),
            {"small": _SMALL_TABLE_ROWS},
        ).all()
    return {table: int(rows) for table, rows in found}
