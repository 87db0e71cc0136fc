"""What was stored before visits, deadlines and objections is worked on by the service of now."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg2
import pytest

from chassis.ids import new_id
from contracts.errors import Conflict
from contracts.inspection import DeadlineMissed
from contracts.shapes import Caller
from contracts.terms import Outcome
from launcher.backends import Backends
from launcher.provision import Passwords, ServiceDatabase, provision
from services.inspection import use_cases
from tests.integration.desk import migrate, opened
from tests.integration.inspection.conftest import Visits

FILE = """
INSERT INTO files (id, number, kind, block, contractor_id, contractor_code, contractor_name, inspector_id,
    inspector_code, inspector_name, referral_id, referral_version, status, phase, completed, completed_by,
    reports_sequence, settled_sequence, billing_version, debt_rials, fence_version)
VALUES (%(file)s, '1405-000123', 'concealed', false, %(contractor)s, '19-7', 'مجری', %(inspector)s,
    '19-3', 'بازرس', %(referral)s, 4, %(status)s, 'pre', %(completed)s, %(completed_by)s, 0, 0, 2, %(debt)s, 0);
"""
VISIT = """
INSERT INTO appointments VALUES (%(visit)s, %(file)s, 'pre', %(inspector)s, '19-3', 'بازرس',
    now() + interval '1 day', 60, now(), %(state)s);
"""


@pytest.fixture
def old(backends: Backends) -> ServiceDatabase:
    """A database as the first version left it."""
    passwords = {"inspection": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    database = provision(backends.postgres_url, passwords, prefix=f"m{secrets.token_hex(3)}")["inspection"]
    migrate("inspection", database, "0001")
    return database


class Before:
    """Files as they were stored then, all of one inspector's."""

    def __init__(self, cursor: Any, inspector: Caller, contractor: Caller) -> None:
        self._cursor, self._inspector, self._contractor = cursor, inspector, contractor

    def file(self, *, status: str = "referred", debt_rials: int = 0, visit: str | None = None) -> str:
        """One more, with a visit of tomorrow in this state."""
        values = {
            "file": new_id(),
            "contractor": self._contractor.id,
            "inspector": self._inspector.id,
            "referral": new_id(),
            "status": status,
            "completed": status == "completed",
            "completed_by": self._inspector.id if status == "completed" else None,
            "debt": debt_rials,
            "visit": new_id(),
            "state": visit,
        }
        self._cursor.execute(FILE, values)
        self._cursor.execute(
            "INSERT INTO meters VALUES (%s, %s, 0, 'واحد ۱', 'G4', 'open', 'open')",
            (new_id(), values["file"]),
        )
        if visit is not None:
            self._cursor.execute(VISIT, values)
        return str(values["file"])


@pytest.fixture
def renewed(old: ServiceDatabase) -> Iterator[tuple[Visits, dict[str, str]]]:
    """The service on what became of it."""
    with opened(old) as database:
        visits = Visits(database)
        connection = psycopg2.connect(old.owner_url)
        with connection, connection.cursor() as cursor:
            before = Before(cursor, visits.inspector, visits.contractor)
            files = {
                "one": before.file(visit="set"),
                "at the same time": before.file(visit="set"),
                "debtor": before.file(debt_rials=390_000),
                "without a visit": before.file(visit="cancelled"),
                "completed": before.file(status="completed", visit="used"),
                "cancelled": before.file(status="cancelled"),
            }
        connection.close()
        migrate("inspection", old, "head")
        yield visits, files


def test_files_from_before_get_their_deadlines_and_miss_none_at_once(
    renewed: tuple[Visits, dict[str, str]],
) -> None:
    visits, files = renewed
    visits.pass_time(minutes=1)
    while visits.command(use_cases.watch_deadlines):
        pass
    assert visits.told(DeadlineMissed) == []
    kept = visits.rows("SELECT file_id::text, array_agg(kind ORDER BY kind) FROM deadlines GROUP BY file_id")
    assert {name: dict(kept).get(file_id) for name, file_id in files.items()} == {
        "one": ["idle", "no_report"],
        "at the same time": ["idle", "no_report"],
        "debtor": ["idle"],
        "without a visit": ["idle", "no_appointment"],
        "completed": None,
        "cancelled": None,
    }


def test_visits_that_overlapped_stay_and_hold_their_time_once_they_are_moved(
    renewed: tuple[Visits, dict[str, str]],
) -> None:
    visits, files = renewed
    assert visits.rows("SELECT count(*) FROM appointments WHERE state = 'set' AND span IS NULL") == [(2,)]

    def move(name: str, hours: int) -> None:
        visits.command(
            use_cases.set_appointment,
            caller=visits.inspector,
            file_id=files[name],
            starts_at=visits.now + timedelta(hours=hours),
        )

    move("one", 72)
    with pytest.raises(Conflict, match=r"appointment_overlaps"):
        move("at the same time", 72)
    move("at the same time", 96)
    assert visits.rows("SELECT count(*) FROM appointments WHERE state = 'set' AND span IS NULL") == [(0,)]


def test_the_gate_of_a_debtor_from_before_is_shut_and_of_the_others_open(
    renewed: tuple[Visits, dict[str, str]],
) -> None:
    visits, files = renewed
    for name, refused in (("debtor", "file_in_debt"), ("one", None)):
        filing: dict[str, Any] = {
            "caller": visits.inspector,
            "file_id": files[name],
            "outcome": Outcome.CONCEALED_STAGE,
            "text": "بازدید شد.",
        }
        if refused is None:
            assert visits.decided(use_cases.file_report, **filing).sequence == 1
        else:
            with pytest.raises(Conflict, match=refused):
                visits.decided(use_cases.file_report, **filing)
