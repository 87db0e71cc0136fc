"""Named points at which a service kills itself, and what it notes of its work: both from the test's side.

A point is armed by a file with its name, `points/<program>`, in the run's folder. A process that comes there takes
the file away, notes in `hits` that it was there, and is gone, as after ``kill -9``. What a process counts are lines
that it appends to files, and which survive it.
"""

import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

POINTS = (
    "outbox.before_commit",
    "outbox.after_commit",
    "relay.before_publish",
    "relay.after_publish",
    "relay.after_confirm",
    "inbox.before_store",
    "inbox.after_store",
    "inbox.after_ack",
    "fact.before_commit",
    "fact.after_commit",
)
# What the suite tells a process that it watches.
FOLDER, PROGRAM, WITHOUT = "FAULTS_FOLDER", "FAULTS_PROGRAM", "FAULTS_WITHOUT"

# What a process notes, a line each: its id when it begins to answer, and when it is first asked; the facts that came
# again, or were applied; and what was replaced in it to take out a protection, and was executed.
KINDS = ("answering", "served", "redelivered", "applied", "replaced", "executed")

_TELLS, _APPLIES = "faults.tells", "faults.applies"


@dataclass(frozen=True)
class Hit:
    """A process was at a point, and killed itself there."""

    program: str
    point: str
    pid: int
    at: float


class Points:
    """The points of a run, as the suite sees them."""

    def __init__(self, folder: Path) -> None:
        self._armed, self._hits = folder / "points", folder / "hits"
        self._armed.mkdir(parents=True, exist_ok=True)

    def arm(self, program: str, point: str) -> None:
        """Let the process of that name die where it comes to the point next."""
        assert point in POINTS, f"there is no point {point}"
        half = self._armed / f".{program}"
        half.write_text(point)
        half.rename(self._armed / program)

    def disarm(self, program: str) -> None:
        """Let it live."""
        (self._armed / program).unlink(missing_ok=True)

    def hits(self) -> list[Hit]:
        """Who died where, in order."""
        if not self._hits.exists():
            return []
        return [Hit(**json.loads(line)) for line in self._hits.read_text().splitlines()]

    def hits_at(self, point: str) -> int:
        """How many died at a point."""
        return sum(hit.point == point for hit in self.hits())


class Counts:
    """What the processes of a run noted of their work."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "counts"

    def of(self, kind: str) -> dict[str, list[str]]:
        """The lines of one kind by the name of the process."""
        found = sorted(self._folder.glob(f"*.{kind}"))
        return {path.name.removesuffix(f".{kind}"): path.read_text().splitlines() for path in found}


class Watched:
    """This process, watched: its points, and what it counts."""

    def __init__(self, folder: Path, program: str) -> None:
        self._folder, self._program = folder, program
        self._armed = folder / "points" / program
        (folder / "counts").mkdir(parents=True, exist_ok=True)
        self._was_asked = False
        self._lines = {kind: _appending(folder / "counts" / f"{program}.{kind}") for kind in KINDS}

    def install(self) -> None:
        """Put every point, and what is counted, into the chassis of this process."""
        self._watch_requests()
        self._watch_commits()
        self._watch_relay()
        self._watch_inbox()

    def pass_by(self, point: str) -> None:
        """Die here if it is this point that is armed."""
        try:
            if self._armed.read_text() != point:
                return
            self._armed.unlink()
        except FileNotFoundError:
            return
        hit = {"program": self._program, "point": point, "pid": os.getpid(), "at": time.time()}
        os.write(_appending(self._folder / "hits"), f"{json.dumps(hit)}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)

    def note(self, kind: str, line: str) -> None:
        """Keep a line, whatever becomes of this process."""
        os.write(self._lines[kind], f"{line}\n".encode())

    def _watch_commits(self) -> None:
        from chassis import outbox
        from chassis.inbox import Inbox

        record, apply = outbox.record, Inbox._apply

        def recording(session: Session, events: Any, *args: Any, **kwargs: Any) -> None:
            record(session, events, *args, **kwargs)
            if events and _APPLIES not in session.info:
                session.info[_TELLS] = True

        def applying(inbox: Inbox, session: Session, claimed: Any) -> None:
            session.info[_APPLIES] = claimed.event_id
            apply(inbox, session, claimed)

        def around_commit(when: str) -> Callable[[Session], None]:
            def passing(session: Session) -> None:
                if when == "after" and _APPLIES in session.info:
                    self.note("applied", session.info[_APPLIES])
                for mark, point in ((_APPLIES, "fact"), (_TELLS, "outbox")):
                    if mark in session.info and not session.in_nested_transaction():
                        self.pass_by(f"{point}.{when}_commit")

            return passing

        put(outbox, record=recording)
        put(Inbox, _apply=applying)
        event.listen(Session, "before_commit", around_commit("before"))
        event.listen(Session, "after_commit", around_commit("after"))

    def _watch_requests(self) -> None:
        from chassis.entrypoints import RpcServer

        connected, receive = RpcServer._connected, RpcServer._receive

        def connecting(server: RpcServer, connection: Any) -> None:
            connected(server, connection)
            self.note("answering", str(os.getpid()))

        def receiving(server: RpcServer, message: Any) -> None:
            if not self._was_asked:
                self._was_asked = True
                self.note("served", str(os.getpid()))
            receive(server, message)

        put(RpcServer, _connected=connecting, _receive=receiving)

    def _watch_relay(self) -> None:
        from chassis.outbox import Relay, _Confirms

        publish, wait = Relay._publish, _Confirms.wait

        def publishing(relay: Relay, *args: Any, **kwargs: Any) -> None:
            self.pass_by("relay.before_publish")
            publish(relay, *args, **kwargs)

        def waiting(confirms: _Confirms, *args: Any, **kwargs: Any) -> None:
            time.sleep(0)  # what was published leaves with the scheduler's next turn
            self.pass_by("relay.after_publish")
            wait(confirms, *args, **kwargs)
            self.pass_by("relay.after_confirm")

        put(Relay, _publish=publishing)
        put(_Confirms, wait=waiting)

    def _watch_inbox(self) -> None:
        from chassis.inbox import Inbox

        receive, store, insert = Inbox._receive, Inbox._store, Inbox._insert

        def receiving(inbox: Inbox, message: Any) -> None:
            if message.delivery_info.get("redelivered"):
                self.note("redelivered", str(message.properties.get("message_id")))
            receive(inbox, message)

        def storing(inbox: Inbox, arrived: Any) -> None:
            self.pass_by("inbox.before_store")
            store(inbox, arrived)
            time.sleep(0)  # the acknowledgement leaves
            self.pass_by("inbox.after_ack")

        def inserting(inbox: Inbox, rows: Any) -> None:
            insert(inbox, rows)
            self.pass_by("inbox.after_store")

        put(Inbox, _receive=receiving, _store=storing, _insert=inserting)


def put(owner: object, **functions: Callable[..., Any]) -> None:
    """Put functions into a class or a module in the place of its own."""
    for name, function in functions.items():
        setattr(owner, name, function)


def _appending(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
