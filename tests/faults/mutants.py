"""Services that lack one protection each, for whoever doubts the suite: with any of them it has to fail.

What is taken out is taken out of the process that the suite started; the product has no such switch. Each says which
checks it has to fall foul of: a run that fails for another reason has not found it.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import psycopg2
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.faults import promises
from tests.faults.surgery import Surgery


@dataclass(frozen=True)
class Mutant:
    """How a protection is taken out, and by which checks that is found, each with words that an offence then has."""

    take_out: Callable[[Surgery], None]
    found_by: dict[str, str]

    @property
    def what(self) -> str:
        """In a sentence."""
        return str(self.take_out.__doc__).partition("\n")[0]

    def found_in(self, results: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
        """The offences that have to do with it, by their check."""
        found = {
            what: [each for each in offences if self.found_by[what] in each]
            for what, offences in results
            if what in self.found_by
        }
        return {what: offences for what, offences in found.items() if offences}


def confirms(on: Surgery) -> None:
    """Nobody asks the broker to confirm; what was written to the socket counts as published."""
    from amqp.channel import Channel

    from chassis.outbox import _Confirms

    on.put(Channel, confirm_select=lambda channel, nowait=False: None)
    on.put(_Confirms, wait=lambda confirms, seconds: None)


def outbox(on: Surgery) -> None:
    """Facts are written after the commit of what they tell of, in a transaction of their own."""
    from chassis import outbox

    record = outbox.record

    def recording(session: Session, *told: Any) -> None:
        engine = session.get_bind()

        def after_commit(_session: Session) -> None:
            with Session(engine) as own:
                record(own, *told)
                own.commit()

        event.listen(session, "after_commit", after_commit, once=True)

    on.put(outbox, record=recording)


def uniqueness(on: Surgery) -> None:
    """The inbox takes an event's id as often as it comes."""
    from chassis import arrivals

    _drop_at_start(on, "inbox_event_id_key")
    on.cut(arrivals, "_STORE", "ON CONFLICT (event_id) DO NOTHING")


def ack_first(on: Surgery) -> None:
    """What arrives is acknowledged before it is stored, as a stock handler's events are."""
    from chassis.inbox import Inbox

    receive = Inbox._receive

    def receiving(self: Inbox, message: Any) -> None:
        receive(self, message)
        message.channel.basic_ack(message.delivery_tag)

    def storing(self: Inbox, arrived: list[tuple[Any, dict[str, Any]]]) -> None:
        self._insert([row for _, row in arrived])
        self._something_stored.set()

    on.put(Inbox, _receive=receiving, _store=storing)


def row_lock(on: Surgery) -> None:
    """Whoever takes a fact from the inbox does not hold it."""
    from chassis import inbox

    on.cut(inbox, "_CLAIM", "FOR UPDATE OF i SKIP LOCKED")


def sweeper(on: Surgery) -> None:
    """Nobody looks for what was told and never arrived."""
    from chassis.sweeper import Sweeper

    on.put(Sweeper, sweep_next=lambda sweeper: False)


def idempotency(on: Surgery) -> None:
    """A command runs as often as it is sent, whatever its key."""
    from chassis import idempotency

    on.put(idempotency, run_once=lambda session, this, command: (command(), False))


def watermark(on: Surgery) -> None:
    """The gate does not ask whether billing has settled the last report; a file owes nothing until it hears of it."""
    from services.inspection.domain.gate import Gate

    accept = Gate.accept

    def accepting(self: Gate, **wishes: Any) -> Gate:
        accept(replace(self, settled_sequence=self.reports_sequence), **wishes)
        return replace(self, reports_sequence=self.reports_sequence + 1)

    on.put(Gate, accept=accepting)


def account_lock(on: Surgery) -> None:
    """Billing changes a file's account without holding its row."""
    from services.billing import store

    on.put(store, lock_account=store.find_account)


def file_lock(on: Surgery) -> None:
    """Inspection changes a file without holding its row, and a number or a visit may have two reports.

    Without its lock alone a file keeps one report per number and visit by the constraints: whoever of two comes second
    is refused by them, looks again, and finds the gate shut.
    """
    from services.inspection import store

    on.put(store, lock_file=store.find_file)
    _drop_at_start(on, "reports_one_per_sequence", "reports_one_per_appointment")


def _drop_at_start(on: Surgery, *constraints: str) -> None:
    """Take constraints out of the service's database before its inbox starts: it has migrated by then."""
    from chassis.inbox import Inbox

    start = Inbox.start

    def starting(self: Inbox) -> None:
        _drop(os.environ["GAZBAN_MIGRATION_DATABASE_URL"], constraints)
        start(self)

    on.put(Inbox, start=starting)


def _drop(owner_url: str, constraints: tuple[str, ...]) -> None:
    """Every process of a service comes here, and the first of them finds them."""
    connection = psycopg2.connect(owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1)")
        query = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conname = ANY(%s)"
        cursor.execute(query, (list(constraints),))
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    connection.close()


MUTANTS = {
    "confirms": Mutant(confirms, {promises.BUS_SUFFICED: ""}),
    "outbox": Mutant(outbox, {promises.TOLD_OF: "", promises.SETTLED_ONCE: "settled 0 times"}),
    "uniqueness": Mutant(uniqueness, {promises.NONE_TWICE: ""}),
    "ack-first": Mutant(ack_first, {promises.BUS_SUFFICED: ""}),
    "row-lock": Mutant(row_lock, {promises.NONE_TWICE: ""}),
    "sweeper": Mutant(sweeper, {promises.ALL_APPLIED: "lacks"}),
    "idempotency": Mutant(
        idempotency, {promises.ANSWERED: "", promises.NO_SURPRISE: "inspection.no_appointment"}
    ),
    "watermark": Mutant(watermark, {promises.NO_DEBTOR: "was accepted"}),
    "account-lock": Mutant(account_lock, {promises.BOOKS: ""}),
    "file-lock": Mutant(
        file_lock, {promises.NO_SURPRISE: "two reports of one visit", promises.NO_DEBTOR: ""}
    ),
}
