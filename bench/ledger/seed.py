"""A ledger of any size, made of real histories: a few files live through the use cases, then are copied many times.

Copying is done by the database as its superuser, with triggers off, through the real tables: every identifier of a
history begins with the same eight digits, which become the number of the copy, and numbered rows are moved up. So the
copies balance as their originals do, whatever columns and tables there are.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from chassis import clock
from chassis.db import Database, dialect_url
from chassis.jalali import tehran_date
from chassis.work import Work
from contracts.inspection import MeterVerdict, ObjectionDecided, ReportFiled
from contracts.referral import FileCancelled, FileRegistered, FileSnapshot, MeterCorrected, MeterSpec
from contracts.shapes import Caller, Person
from contracts.terms import FileKind, FileStatus, Outcome, Phase, Role
from services.billing import use_cases

P = ParamSpec("P")
R = TypeVar("R")

FINANCE = Caller(id=str(uuid4()), role=Role.FINANCE, membership_code="19-9-3", full_name="مالی")
_PREFIX = "7e5eed00"  # how every identifier of the originals begins
# What is not copied: what is of no file, what follows from the rest, and what waits to be told.
_NOT_COPIED = frozenset(
    (
        *("alembic_version", "accounts", "tariff_versions", "closed_periods", "audits"),
        *("balances", "number_series", "outbox", "inbox", "idempotency"),
        *(
            "inspectors",
            "provider_looks",
            "account_mappings",
            "period_totals",
            "webhooks",
            "webhook_deliveries",
        ),
        *("entry_sequence", "unnumbered_entries"),
    )
)
# Where the numbers of each series stand: series → (table, column).
_SERIES = {
    "invoice": (("invoices", "number"), ("adjustments", "invoice_number")),
    "receipt": (("payments", "receipt_number"),),
}
_STRIDE = 100_000  # more than any number in the originals


class _SeededWork(Work):
    def new_id(self) -> str:
        return seeded_id()


def seeded_id() -> str:
    """An identifier of an original."""
    return _PREFIX + str(uuid4())[8:]


def run(
    database: Database, use_case: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Run a use case in a transaction, without its events."""
    return database.transaction(
        lambda session: use_case(_SeededWork(session=session, now=clock.now()), *args, **kwargs),
        repeatable=False,
    )


@dataclass
class History:
    """One file and what happens to its money."""

    database: Database
    kind: FileKind
    inspector: Person
    sequence: int = 0

    def __post_init__(self) -> None:
        self.file_id = seeded_id()
        self.contractor = Person(id=seeded_id(), membership_code="19-7-1", full_name="مجری")
        self.meters = [MeterSpec(id=seeded_id(), label="1", meter_class="G4")]
        self.registered_at = clock.now() - timedelta(days=30)

    def snapshot(self, status: FileStatus = FileStatus.REFERRED) -> FileSnapshot:
        """The file as referral tells of it."""
        return FileSnapshot(
            id=self.file_id,
            number=f"1405-{self.file_id[:8]}",
            version=1,
            kind=self.kind,
            block=False,
            area="kerman",
            status=status,
            phase=Phase.PRE,
            contractor=self.contractor,
            inspector=None,
            referral_id=None,
            meters=self.meters,
            registered_at=self.registered_at,
            meters_revision=0,
        )

    def register(self) -> None:
        """The file is registered."""
        run(self.database, use_cases.open_account, FileRegistered(file=self.snapshot()))

    def pay(self, rials: int) -> None:
        """A receipt."""
        run(
            self.database,
            use_cases.record_receipt,
            caller=FINANCE,
            file_id=self.file_id,
            amount_rials=rials,
            reference=seeded_id(),
            paid_on=tehran_date(clock.now()),
        )

    def filed(self, outcome: Outcome, phase: Phase = Phase.PRE, *, completes: bool = False) -> ReportFiled:
        """The next report's fact."""
        self.sequence += 1
        meter = self.meters[0]
        return ReportFiled(
            file_id=self.file_id,
            number="1405-000001",
            kind=self.kind,
            block=False,
            contractor=self.contractor,
            inspector=self.inspector,
            report_id=seeded_id(),
            revision=1,
            sequence=self.sequence,
            phase=phase,
            outcome=outcome,
            verdicts=[MeterVerdict(meter_id=meter.id, meter_class=meter.meter_class, outcome=outcome)],
            meter_classes=[meter.meter_class],
            completes_phase=completes,
            mismatched_meters=[],
            filed_at=clock.now(),
            meters_revision=0,
        )

    def report(self, outcome: Outcome, phase: Phase = Phase.PRE, *, completes: bool = False) -> ReportFiled:
        """A report, settled."""
        event = self.filed(outcome, phase, completes=completes)
        run(self.database, use_cases.settle_report, event)
        return event

    def decision(self, report: ReportFiled) -> ObjectionDecided:
        """The objection to a report was upheld."""
        return ObjectionDecided(
            file_id=self.file_id,
            number=report.number,
            objection_id=seeded_id(),
            report_id=report.report_id,
            revision=report.revision,
            sequence=report.sequence,
            contractor=self.contractor,
            inspector=report.inspector,
            upheld=True,
            reason="-",
            decided_at=clock.now(),
        )

    def void(self, report: ReportFiled) -> None:
        """A charge becomes void."""
        run(self.database, use_cases.void_charge, self.decision(report))

    def correct(self, meter_class: str) -> None:
        """The meter gets another class."""
        self.meters = [replace(self.meters[0], meter_class=meter_class)]
        file = replace(self.snapshot(), meters_revision=1)
        event = MeterCorrected(file=file, meter_id=self.meters[0].id, old_class="G4", new_class=meter_class)
        run(self.database, use_cases.adjust_prepayment, event)

    def cancel(self) -> None:
        """The file is cancelled."""
        event = FileCancelled(file=self.snapshot(FileStatus.CANCELLED), reason="-")
        run(self.database, use_cases.close_cancelled, event)


def live_originals(database: Database) -> History:
    """Four files: completed, owing (it is returned), with a void charge and a correction, cancelled."""
    inspectors = [
        Person(id=str(uuid4()), membership_code=f"19-3-{n}", full_name="بازرس") for n in range(1, 5)
    ]
    done, owing, corrected, cancelled = (
        History(database, kind, inspector)
        for kind, inspector in zip(
            (FileKind.CONCEALED, FileKind.EXPOSED, FileKind.EXPOSED, FileKind.EXPOSED),
            inspectors,
            strict=True,
        )
    )
    for each in (done, owing, corrected, cancelled):
        each.register()
        each.pay(4 * 862_500 if each.kind is FileKind.CONCEALED else 1_380_000)
    for _ in range(3):
        done.report(Outcome.CONCEALED_STAGE)
    done.report(Outcome.DEFECTIVE)
    done.pay(390_000)
    done.report(Outcome.APPROVED, completes=True)
    done.report(Outcome.APPROVED, Phase.FINAL, completes=True)
    owing.report(Outcome.APPROVED, completes=True)
    owing.report(Outcome.DEFECTIVE, Phase.FINAL)
    corrected.void(corrected.report(Outcome.DEFECTIVE))
    corrected.correct("G10")
    corrected.pay(500_000)
    corrected.report(Outcome.ABSENT_CHARGED)
    cancelled.report(Outcome.DEFECTIVE)
    cancelled.pay(200_000)
    cancelled.cancel()
    return owing


def fill(database: Database, superuser_url: str, entries: int) -> tuple[History, int]:
    """At least so many entries, numbered as the feed does it: a file in their midst, and how many there are."""
    owing = live_originals(database)
    total = _grow(superuser_url, entries)
    while run(database, use_cases.number_entries):
        pass
    _tidy(superuser_url)
    return owing, total


def _grow(superuser_url: str, entries: int) -> int:
    """Copy the originals until there are at least so many entries; returns how many there are."""
    engine = create_engine(dialect_url(superuser_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        original = _count(connection)
        copies = max(-(-entries // original) - 1, 0)
        for table in _tables(connection):
            _copy(connection, table, copies)
        _renew_what_follows(connection, copies)
        total = _count(connection)
    engine.dispose()
    return total


def _tidy(superuser_url: str) -> None:
    """As the database does by and by."""
    engine = create_engine(dialect_url(superuser_url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
    engine.dispose()


def _count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM entries")).scalar_one())


def _tables(connection: Connection) -> list[str]:
    found = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
    return [table for table in found if table not in _NOT_COPIED]


def _copy(connection: Connection, table: str, copies: int) -> None:
    """Each row is copied as JSON, its identifiers renamed and its numbers moved up."""
    numbered = [*_numbered(connection, table)]
    moved = ", ".join(f"'{name}', (t.row ->> '{name}')::bigint + n::bigint * {_STRIDE}" for name in numbered)
    renamed = f"replace(t.row::text, '{_PREFIX}', lpad(to_hex(n), 8, '0'))"
    for series, numbers in _numbers_by_series(connection).items():
        of_this = numbers if table in dict(_SERIES[series]) else []
        for number in of_this:
            fresh = f"'{number[:5]}' || lpad((n * {len(numbers)} + {int(number[5:])})::text, 8, '0')"
            renamed = f"replace({renamed}, '\"{number}\"', '\"' || {fresh} || '\"')"
    connection.execute(
        text(
            f"INSERT INTO {table} SELECT r.* FROM (SELECT to_jsonb(o) AS row FROM {table} o) t,"
            f" generate_series(1, :copies) n, LATERAL jsonb_populate_record(NULL::{table},"
            f" {renamed}::jsonb || jsonb_strip_nulls(jsonb_build_object({moved}))) r"
        ),
        {"copies": copies},
    )


def _numbered(connection: Connection, table: str) -> Iterator[str]:
    """The columns that hold a number of the database's own making: identities, and what points to them."""
    yield from connection.scalars(
        text(
            "SELECT column_name::text FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = :table AND is_identity = 'YES'"
        ),
        {"table": table},
    )
    yield from connection.scalars(
        text(
            "SELECT a.attname::text FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = c.confkey[1]"
            " WHERE c.contype = 'f' AND c.conrelid = cast(:table AS regclass) AND t.attidentity <> ''"
        ),
        {"table": table},
    )


def _numbers_by_series(connection: Connection) -> dict[str, list[str]]:
    """The originals' numbers, such as 1405-000003, which run without gaps within each series."""
    return {
        series: sorted(
            number for table, column in places for number in _numbers_in(connection, table, column)
        )
        for series, places in _SERIES.items()
    }


def _numbers_in(connection: Connection, table: str, column: str) -> list[str]:
    original = text(
        f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND file_id::text LIKE '{_PREFIX}%'"
    )
    return list(connection.scalars(original))


def _renew_what_follows(connection: Connection, copies: int) -> None:
    """Balances, series, sequences and the queue of the feed, as if all had been posted one by one."""
    connection.execute(text("TRUNCATE balances"))
    connection.execute(
        text(
            "INSERT INTO balances (account, holder, balance_rials)"
            " SELECT account, holder, sum(amount_rials) FROM postings GROUP BY account, holder"
        )
    )
    connection.execute(
        text("INSERT INTO unnumbered_entries (entry_id) SELECT id FROM entries ON CONFLICT DO NOTHING")
    )
    connection.execute(
        text("UPDATE number_series SET last = last * (:copies + 1)"),
        {"copies": copies},
    )
    for table in _tables(connection):
        for column in _numbered(connection, table):
            connection.execute(
                text(
                    f"SELECT setval(s, (SELECT max({column}) FROM {table}))"
                    f" FROM pg_get_serial_sequence('{table}', '{column}') s WHERE s IS NOT NULL"
                )
            )


@contextmanager
def rolled_back(database: Database) -> Iterator[Session]:
    """A transaction that leaves nothing behind."""
    with Session(database.writer, expire_on_commit=False) as session:
        yield session
        session.rollback()
