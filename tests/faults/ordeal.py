"""What anything that consumes facts is put through, and what it has applied afterwards.

The same for a stock nameko service, which loses some, and for our chassis, which must not.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import kombu
import psycopg2
from amqp.exceptions import NotFound

from launcher.processes import spawn, stop

EACH = 60  # facts for each of the faults
_SECONDS_TO_DRAIN = 4.0
_SECONDS_TO_START = 30.0
_REFUSING_SECONDS = 0.7
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Control:
    """How many facts were told, how many had their effect at least once, and how many never had."""

    published: int
    applied: int
    lost: int


class Subject(Protocol):
    """Somebody who tells facts, and a process that applies each by a row of a table."""

    def publish(self, first: int, count: int) -> None:
        """Tell that many facts, numbered from ``first``, so that the publisher takes them for told."""

    def launch(self) -> "subprocess.Popen[bytes]":
        """Start the process."""

    def listening(self) -> bool:
        """Whether the process consumes."""

    def applied(self) -> set[int]:
        """The numbers that are in the table."""

    def refusing_tables(self) -> tuple[str, list[str]]:
        """A superuser's URL of the database, and the tables that refuse, one after the other."""


def go_through(subject: Subject) -> Control:
    """Nobody there yet; a table that refuses for a moment; a process that is killed."""
    subject.publish(0, EACH)
    published = EACH
    url, tables = subject.refusing_tables()
    process = subject.launch()
    try:
        _wait(subject.listening, _SECONDS_TO_START)
        for table in tables:
            with _refused(url, table):
                subject.publish(published, EACH)
                published += EACH
                time.sleep(_REFUSING_SECONDS)
        subject.publish(published, EACH)
        stop(process, grace_seconds=5, first=signal.SIGKILL)
        subject.publish(published + EACH, EACH)
        published += 2 * EACH
        process = subject.launch()
        _wait(lambda: max(subject.applied(), default=0) == published - 1, _SECONDS_TO_START)
        _wait(lambda: len(subject.applied()) == published, _SECONDS_TO_DRAIN)
    finally:
        stop(process, grace_seconds=5, first=signal.SIGKILL)
    applied = len(subject.applied())
    return Control(published=published, applied=applied, lost=published - applied)


def launch(module: str, environment: dict[str, str], folder: Path) -> "subprocess.Popen[bytes]":
    """Start a module of ours as a process that ends with this one; what it prints is in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{module}.log").open("ab") as output:
        argv = [sys.executable, "-m", module]
        return spawn(argv, folder=folder, environment=environment, output=output, cwd=_ROOT)


def is_consumed(amqp_url: str, queue: str) -> bool:
    """Whether a queue is there and somebody consumes it."""
    with kombu.Connection(amqp_url) as connection:
        try:
            return bool(connection.channel().queue_declare(queue, passive=True).consumer_count)
        except NotFound:
            return False


@contextmanager
def _refused(url: str, table: str) -> Iterator[None]:
    """Let the database refuse whatever touches a table."""
    _execute(url, f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        yield
    finally:
        _execute(url, f"ALTER TABLE {table}_away RENAME TO {table}")


def _execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for a condition, or as long as that: what is lost never comes."""
    give_up_at = time.monotonic() + seconds
    while not condition() and time.monotonic() < give_up_at:
        time.sleep(0.05)
