"""One database put back from an older copy than the others': it is brought level, or what it lacks is named.

Billing is the hardest: what it heard comes again, what it told is known to its listeners, and what it did besides (a
receipt) is lost, and has to be named by each of them.
"""

import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg2

from launcher.backends.binaries import search_paths
from tests.faults.checks import Offences, few
from tests.faults.city import PREFIX, City
from tests.faults.watch import CONSUMED_BY, CONSUMERS, Watch, wait_idle
from tests.invariants import assert_books_are_sound

_LEVEL_SECONDS = 90.0
_POLL_SECONDS = 0.5
_TOOL_SECONDS = 60
_LEAP = 1_000_000

_OPEN_GATES = """
    SELECT file_id::text, version, settled_sequence, debt_rials FROM file_accounts WHERE state = 'open'
"""
_KNOWN_GATES = "SELECT id::text, billing_version, settled_sequence, debt_rials FROM files"
_UNKNOWN = "SELECT event_id FROM unknown_facts WHERE source = 'billing'"
_HEARD = "SELECT event_id FROM inbox WHERE source = 'billing' AND state <> 'parked'"


def copy_of(city: City, service: str) -> Path:
    """Copy a service's database as it is now, while it goes on."""
    path = city.system.folder / f"{service}.dump"
    _run(
        city, "pg_dump", "--format=custom", "--create", "--file", str(path), _url(city, f"{PREFIX}_{service}")
    )
    return path


def put_back(city: City, service: str, copy: Path) -> None:
    """Stop a service, replace its database by the copy, and start the service again."""
    programs = city.processes_of(service)
    for program in programs:
        city.system.kill(program)
    name = f"{PREFIX}_{service}"
    with suppress(psycopg2.Error):  # it ends the connection that it is asked by, too
        city.rows("auth" if service != "auth" else "billing", _END_SESSIONS, name)
    restore = ("pg_restore", "--clean", "--if-exists", "--create", "--exit-on-error")
    _run(city, *restore, "--dbname", _url(city, "postgres"), str(copy))
    for program in programs:
        city.system.start(program)


_END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()
"""


def listener_is_level(city: City, watch: Watch, service: str) -> Offences:
    """Everything told to a restored service that only listens is applied again, once."""
    told = _told_to(city, service)

    def lacking() -> set[str]:
        applied = {row[0] for row in city.rows(service, "SELECT event_id FROM inbox WHERE state = 'applied'")}
        return told - applied

    missing = _until_none(lacking)
    idle = [] if wait_idle(watch, _LEVEL_SECONDS) else ["something waits still"]
    return [*few(f"{service} lacks {{}} for good", missing), *idle]


def billing_is_level(city: City, watch: Watch) -> Offences:
    """Every report is settled again; each fact that it told and forgot is named by each listener; the gates agree."""
    found = listener_is_level(city, watch, "billing")
    found += few("not named: {}", _until_none(lambda: _not_named(city)))
    found += few("named although billing knows it: {}", _named_in_vain(city))
    found += few("the gates differ: {}", _until_none(lambda: _gates_that_differ(city)))
    reports = {row[0] for row in city.rows("inspection", "SELECT id::text FROM reports")}
    settled = [row[0] for row in city.rows("billing", "SELECT report_id::text FROM settled_reports")]
    if sorted(settled) != sorted(reports):
        found.append(f"{len(reports)} reports, {len(settled)} settlements")
    try:
        assert_books_are_sound(lambda query: city.rows("billing", query))
    except AssertionError as error:
        found.append(str(error))
    return found


def facts_named(city: City) -> int:
    """How many facts of a restored billing its listeners name."""
    return sum(len(city.rows(consumer, _UNKNOWN)) for consumer in CONSUMERS if consumer != "billing")


def _told_to(city: City, service: str) -> set[str]:
    return {
        event_id
        for source in city.system.databases
        if source != service
        for event_id, name in city.rows(source, "SELECT event_id, name FROM outbox")
        if service in CONSUMED_BY.get((source, name), ())
    }


def _forgotten(city: City, consumer: str) -> set[str]:
    known = {row[0] for row in city.rows("billing", "SELECT event_id FROM outbox")}
    return {row[0] for row in city.rows(consumer, _HEARD)} - known


def _not_named(city: City) -> set[str]:
    return {
        f"{event_id} at {consumer}"
        for consumer in CONSUMERS
        if consumer != "billing"
        for event_id in _forgotten(city, consumer) - {row[0] for row in city.rows(consumer, _UNKNOWN)}
    }


def _named_in_vain(city: City) -> set[str]:
    known = {row[0] for row in city.rows("billing", "SELECT event_id FROM outbox")}
    return {
        f"{row[0]} at {consumer}"
        for consumer in CONSUMERS
        for row in city.rows(consumer, _UNKNOWN)
        if row[0] in known
    }


def _gates_that_differ(city: City) -> set[str]:
    """Of open files, between what billing says now and what inspection goes by."""
    known = {row[0]: row[1:] for row in city.rows("inspection", _KNOWN_GATES)}
    return {
        f"{file_id}: billing {gate}, inspection {known.get(file_id)}"
        for file_id, *gate in city.rows("billing", _OPEN_GATES)
        if gate[0] < _LEAP or known.get(file_id) != tuple(gate)
    }


def _until_none(lacking: Any) -> set[str]:
    """What is still missing when it has not become less for long."""
    give_up_at = time.monotonic() + _LEVEL_SECONDS
    missing: set[str] = {"not looked yet"}
    least: int | None = None
    while missing and time.monotonic() < give_up_at:
        with suppress(psycopg2.Error):
            missing = lacking()
            if least is None or len(missing) < least:
                least, give_up_at = len(missing), time.monotonic() + _LEVEL_SECONDS
        if missing:
            time.sleep(_POLL_SECONDS)
    return missing


def _url(city: City, database: str) -> str:
    return f"{city.postgres.url.rpartition('/')[0]}/{database}"


def _run(city: City, program: str, *arguments: str) -> None:
    programs = city.postgres._programs
    done = subprocess.run(
        [str(programs.bin / program), *arguments],
        env=search_paths(programs.tree),
        capture_output=True,
        text=True,
        timeout=_TOOL_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr.strip()}")
