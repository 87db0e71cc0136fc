"""``python -m bench.referral_batch``: how long a batch over 10,000 waiting files takes, and what others wait meanwhile.

On a PostgreSQL of its own, found or started as by ``make up`` and thrown away at the end, with the world of
``bench.fairness``: a chunk is what the service's timer does, transaction and events and all, on one process.
"""

import argparse
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.fairness.world import Size, make_world
from chassis import clock, outbox
from chassis.db import Database
from chassis.ids import new_id
from chassis.migrate import upgrade
from chassis.work import Look, Work
from contracts.shapes import Caller
from contracts.terms import BatchState, FileStatus, MeterState, Phase, Role
from launcher.backends import open_backends
from launcher.provision import Passwords, provision
from services.referral import store, use_cases
from services.referral.settings import settings
from services.referral.tables import FileRow, MeterRow, PersonRow, WorksheetRow

T = TypeVar("T")

_MIGRATIONS = Path(__file__).parents[1] / "services" / "referral" / "migrations"
_CONTRACTORS = 30
_ROOMIER = 5  # so that there is a place for every file
_LONGEST_SECONDS = 900


def main() -> None:
    """Fill a database, run one batch, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.referral_batch", description=main.__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--inspectors", type=int, default=200)
    parser.add_argument("--areas", type=int, default=16)
    asked = parser.parse_args()
    size = Size(inspectors=asked.inspectors, files=asked.files, areas=asked.areas)
    with (
        tempfile.TemporaryDirectory(prefix="gazban-bench-") as folder,
        open_backends(Path(folder), durable=True, say=print) as backends,
    ):
        passwords = {"referral": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
        made = provision(backends.postgres_url, passwords, prefix=f"b{secrets.token_hex(3)}")["referral"]
        upgrade(_MIGRATIONS, made.owner_url, make_url(made.app_url).username or "")
        database = Database(made.app_url, pool_size=4)
        try:
            _measure(database, size)
        finally:
            database.close()


def _measure(database: Database, size: Size) -> None:
    office = Caller(id=new_id(), role=Role.OFFICE, membership_code="19-9-00002", full_name="دفتر ارجاع")
    database.transaction(lambda session: _fill(session, size), repeatable=False)
    started = time.perf_counter()
    batch = _transact(database, lambda work: use_cases.start_referral_batch(work, caller=office))
    print(f"start of a batch over {batch.total:,} files: {time.perf_counter() - started:.2f} s")
    others = _Others(database)
    others.start()
    chunks: list[float] = []
    more, cpu_before = True, time.process_time()
    while more and sum(chunks) < _LONGEST_SECONDS:
        before = time.perf_counter()
        more = _transact(database, use_cases.work_on_batch)
        chunks.append(time.perf_counter() - before)
    cpu = time.process_time() - cpu_before
    others.stop()
    done = database.read(
        lambda session: use_cases.get_referral_batch(
            Look(session=session, now=clock.now(), services=_Nobody()), caller=office, batch_id=batch.id
        )
    )
    assert done.state is BatchState.DONE, "the batch took too long"
    total = sum(chunks)
    print(f"referred {done.referred:,}, still waiting {done.still_waiting:,}, of {done.total:,}")
    print(
        f"{total:.1f} s, {1000 * total / done.total:.2f} ms a file, {done.total / total:.0f} files/s; "
        f"{1000 * cpu / done.total:.2f} ms of it this process's own"
    )
    print(
        f"{len(chunks)} chunks of {settings().batch_chunk}: median {_ms(statistics.median(chunks))}, "
        f"longest {_ms(max(chunks))}"
    )
    print(
        f"another command waited for the engine: median {_ms(statistics.median(others.waits))}, "
        f"longest {_ms(max(others.waits))} ({len(others.waits)} times)"
    )


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


class _Nobody:
    def client(self, api: type[T], *, deadline_seconds: float | None = None) -> T:
        raise AssertionError(
            f"the referral service asks nobody, but wanted {api.__name__} {deadline_seconds}"
        )


class _Others(threading.Thread):
    """Somebody whose commands need the engine's lock while the batch is at work."""

    def __init__(self, database: Database) -> None:
        super().__init__(daemon=True)
        self._database, self._stopping = database, threading.Event()
        self.waits: list[float] = []

    def run(self) -> None:
        """Take the lock again and again."""
        while not self._stopping.wait(0.05):
            before = time.perf_counter()
            self._database.transaction(store.lock_engine, repeatable=True)
            self.waits.append(time.perf_counter() - before)

    def stop(self) -> None:
        """Stop, and wait for the last one."""
        self._stopping.set()
        self.join()


def _transact(database: Database, use_case: Callable[[Work], T]) -> T:
    def run(session: Session) -> T:
        work = Work(session=session, now=clock.now())
        result = use_case(work)
        session.flush()
        outbox.record(session, work.events, work.now)
        return result

    return database.transaction(run, repeatable=False)


def _fill(session: Session, size: Size) -> None:
    """The world's inspectors with their worksheets, and its files, all paid and waiting, each with one meter."""
    world, now = make_world(size, seed=1405), clock.now()
    ids = {one.id: new_id() for one in world.inspectors}
    contractors = [new_id() for _ in range(_CONTRACTORS)]
    people = [
        _person(ids[one.id], one.membership_code, one.full_name, Role.INSPECTOR) for one in world.inspectors
    ]
    people += [
        _person(contractor, f"19-7-{number:05d}", f"شرکت {number}", Role.CONTRACTOR)
        for number, contractor in enumerate(contractors, 1)
    ]
    session.execute(insert(PersonRow), people)
    session.execute(
        insert(WorksheetRow),
        [
            {
                "inspector_id": ids[one.id],
                "accepting": True,
                "areas": sorted(one.areas),
                "kinds": sorted(one.kinds),
                "blocks": one.blocks,
                "weekdays": [0, 1, 2, 3, 4],
                "capacity": one.capacity * _ROOMIER,
                "updated_at": now,
            }
            for one in world.inspectors
        ],
    )
    files = [
        {
            "id": new_id(),
            "number": f"1405-{file.number + 1:06d}",
            "version": 1,
            "timeline_length": 0,
            "kind": str(file.job.kind),
            "block": file.job.block,
            "area": file.job.area,
            "address": "کرمان",
            "owner_name": "مالک",
            "search_text": "",
            "status": str(FileStatus.AWAITING_REFERRAL),
            "phase": str(Phase.PRE),
            "contractor_id": contractors[file.number % _CONTRACTORS],
            "value_rials": file.value_rials,
            "registered_at": now - timedelta(days=9),
            "waiting_since": now - timedelta(seconds=size.files - file.number),
            "debt_rials": 0,
            "gate_version": 1,
            "meters_revision": 0,
        }
        for file in world.files
    ]
    session.execute(insert(FileRow), files)
    session.execute(insert(MeterRow), [_meter(str(file["id"])) for file in files])


def _person(person_id: str, code: str, name: str, role: Role) -> dict[str, Any]:
    return {"id": person_id, "membership_code": code, "full_name": name, "role": str(role), "active": True}


def _meter(file_id: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "file_id": file_id,
        "position": 1,
        "label": "واحد ۱",
        "area_m2": 100,
        "consumption_m3h": 5,
        "meter_class": "G4",
        "pre": str(MeterState.OPEN),
        "final": str(MeterState.OPEN),
    }


if __name__ == "__main__":
    main()
