"""What an operator sees of parked facts, and what becomes of them when somebody has decided."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import text

from chassis import events_cli
from chassis.events_cli import CLEAR, COULD_NOT, PARKED
from contracts.codec import encoder
from contracts.inspection import ReportFiled
from launcher.provision import SERVICES, ServiceDatabase
from tests.integration.chassis.conftest import Post, report_filed, wait_for

Migrated = Callable[[str], ServiceDatabase]

_ARRIVED = text(
    """
    INSERT INTO inbox
        (event_id, source, name, lane, sequence, body, correlation_id, occurred_at, state, attempts, error)
    VALUES (:event_id, :source, :name, :lane, :sequence, :body, '', now(), :state, :attempts, :error)
    RETURNING id
    """
)
_OF = text("SELECT state, attempts, ruling, ruled_at IS NOT NULL AS ruled FROM inbox WHERE id = :id")


@dataclass
class Operator:
    """Somebody at billing's machine."""

    post: Post
    url: str
    capsys: pytest.CaptureFixture[str]

    def arrived(self, event_id: str, **changes: Any) -> int:
        """A fact in the inbox; the identity of its row."""
        values = {
            "event_id": event_id,
            "source": "inspection",
            "name": "report_filed",
            "lane": event_id,
            "sequence": 1,
            "body": json.dumps(encoder(ReportFiled)(report_filed(event_id, 1))).encode(),
            "state": "parked",
            "attempts": 12,
            "error": "RuntimeError: never\nand more",
        }
        row = self.post.inbox.transaction(
            lambda session: session.execute(_ARRIVED, values | changes).scalar_one(), repeatable=True
        )
        return int(row)

    def run(self, *arguments: str) -> int:
        """The exit status of a command."""
        return events_cli.main("billing", ["events", *arguments], {"GAZBAN_DATABASE_URL": self.url})

    def said(self) -> str:
        """What was printed."""
        return self.capsys.readouterr().out

    def complained(self) -> list[str]:
        """What was printed as an error."""
        return self.capsys.readouterr().err.splitlines()

    def row(self, number: int) -> Any:
        """What became of a row."""
        return self.post.inbox.read(lambda session: session.execute(_OF, {"id": number}).one())


@pytest.fixture
def operator(post: Post, migrated: Migrated, capsys: pytest.CaptureFixture[str]) -> Operator:
    """An operator of a billing in which nothing has happened."""
    return Operator(post, migrated("billing").app_url, capsys)


def test_nothing_is_parked(operator: Operator) -> None:
    operator.arrived("done", state="applied")
    assert operator.run("parked") == CLEAR
    assert operator.said() == "nothing is parked\n"


def test_what_is_parked_is_shown(operator: Operator) -> None:
    first = operator.arrived("first")
    operator.arrived("second", name="objection_decided")
    operator.arrived("third", source="referral", name="file_cancelled")
    assert operator.run("parked", "--limit", "2") == PARKED
    lines = operator.said().splitlines()
    assert lines[0].split() == ["id", "source", "name", "lane", "attempts", "received_at", "error"]
    assert lines[1].split()[:5] == [str(first), "inspection", "report_filed", "first", "12"]
    assert lines[1].endswith("RuntimeError: never")
    assert lines[3] == "and 1 more"
    assert operator.run("parked", "--name", "objection_decided") == PARKED
    assert operator.said().splitlines()[-1] == "1 parked"
    assert operator.run("parked", "--source", "auth") == CLEAR
    operator.said()
    assert operator.run("parked", "--source", "referral", "--json") == PARKED
    told = json.loads(operator.said())
    assert (told["parked"], [fact["event_id"] for fact in told["facts"]]) == (1, ["third"])


def test_a_replayed_fact_is_applied_once_by_the_running_service(operator: Operator) -> None:
    operator.post.consume()
    number = operator.arrived("again")
    operator.said()
    assert operator.run("replay", str(number), "--reason", "the handler was mended") == CLEAR
    assert operator.said() == f"{number}: report_filed of inspection will be applied again\n"
    assert wait_for(lambda: operator.row(number).state == "applied", 5)
    assert operator.post.applied == [("again", 1)]
    assert operator.row(number) == ("applied", 0, "replayed: the handler was mended", True)
    assert operator.run("replay", str(number)) == COULD_NOT
    assert operator.complained()[1] == f"{number}: report_filed of inspection is applied, not parked"
    assert operator.post.applied == [("again", 1)]


def test_a_replay_is_all_or_nothing(operator: Operator) -> None:
    good = operator.arrived("good")
    bad = operator.arrived("bad", source="unknown", name="unknown")
    done, waits = operator.arrived("done", state="applied"), operator.arrived("waits", state="pending")
    numbers = [str(number) for number in (good, bad, done, waits, 10**12)]
    assert operator.run("replay", *numbers) == COULD_NOT
    lines = operator.complained()
    assert lines[0] == "nothing was done:"
    assert lines[1] == f"{10**12}: there is no such fact here"
    assert f"{bad}: this could not be read, and never can be: discard it" in lines[2]
    assert [line.split(" is ")[-1] for line in lines[3:]] == ["applied, not parked", "pending, not parked"]
    assert [operator.row(number).state for number in (good, bad, done, waits)] == [
        "parked",
        "parked",
        "applied",
        "pending",
    ]


def test_everything_of_a_name_or_at_all_is_replayed_but_what_could_not_be_read(operator: Operator) -> None:
    first, second = operator.arrived("first"), operator.arrived("second", name="objection_decided")
    bad = operator.arrived("bad", source="unknown", name="unknown")
    gone = operator.arrived("gone", state="discarded")
    assert operator.run("replay", "--name", "objection_decided") == CLEAR
    assert [operator.row(number).state for number in (first, second)] == ["parked", "pending"]
    operator.said()
    assert operator.run("replay", "--all") == CLEAR
    assert operator.said().splitlines() == [
        f"{first}: report_filed of inspection will be applied again",
        "1 that could not be read stay parked: discard them",
    ]
    assert [operator.row(number).state for number in (first, bad, gone)] == ["pending", "parked", "discarded"]
    assert operator.run("replay", "--all") == CLEAR
    assert operator.said().startswith("nothing is parked that could be replayed\n")


def test_what_is_discarded_stays_so_until_somebody_thinks_better_of_it(operator: Operator) -> None:
    operator.post.consume()
    number, other = operator.arrived("mistaken"), operator.arrived("done", state="applied")
    operator.said()
    assert operator.run("discard", str(number), str(other), "--reason", "a mistake") == COULD_NOT
    assert operator.row(number).state == "parked"
    operator.complained()
    assert operator.run("discard", str(number), "--reason", "told by mistake") == CLEAR
    assert operator.said() == f"{number}: report_filed of inspection is discarded\n"
    assert operator.row(number) == ("discarded", 12, "told by mistake", True)
    assert operator.run("discard", str(number), "--reason", "again") == COULD_NOT
    assert operator.post.applied == []
    assert operator.run("replay", str(number)) == CLEAR
    assert wait_for(lambda: operator.post.applied == [("mistaken", 1)], 5)


@pytest.mark.parametrize(
    "arguments",
    [
        ["discard", "1"],
        ["discard", "1", "--reason", "  "],
        ["discard", "--reason", "why"],
        ["replay"],
        ["replay", "1", "--all"],
        ["replay", "--all", "--name", "report_filed"],
        ["replay", "one"],
        ["parked", "--limit", "0"],
        ["keep", "--inbox", "29"],
        ["keep", "--idempotency", "0"],
        [],
    ],
    ids=" ".join,
)
def test_what_is_not_understood_is_not_done(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        events_cli.main("billing", ["events", *arguments], {})
    assert left.value.code == COULD_NOT
    assert "error: " in capsys.readouterr().err


def test_what_waits_is_on_one_screen(operator: Operator) -> None:
    number = operator.arrived("early", state="pending", attempts=0, error="2 before 1")
    operator.arrived("bad")
    known = [
        "INSERT INTO sweeps (source, through, brought, note, swept_at)"
        " VALUES ('inspection', 812, 3, 'restored', now()), ('referral', 0, 0, NULL, DEFAULT)",
        "INSERT INTO consumers (consumer, through, heard_at) VALUES ('messaging', 7, now())",
        "INSERT INTO unknown_facts (event_id, source, name, lane, noticed_at) VALUES ('x', 'auth', 'n', 'l', now())",
    ]
    for statement in known:
        _do(operator.post, statement)
    try:
        assert operator.run("waiting") == CLEAR
        lines = operator.said().splitlines()
        assert "inbox    1 pending, 1 parked" in lines
        assert f"         {number} report_filed of inspection in early, for " in lines[2]
        assert lines[2].endswith("0 failures: 2 before 1")
        assert lines[3].startswith("swept    inspection through 812, compared ")
        assert lines[3].endswith("3 brought; restored")
        assert lines[4] == "swept    referral through 0, not compared yet, 0 brought"
        assert lines[5].startswith("told     messaging has everything through 7")
        assert lines[6].startswith("unknown  1 facts that auth does not know any more")
        assert operator.run("waiting", "--json") == CLEAR
        told = json.loads(operator.said())
        assert (told["inbox_pending"], told["inbox_parked"], len(told["sweeps"])) == (1, 1, 2)
    finally:
        for table in ("sweeps", "consumers", "unknown_facts"):
            _do(operator.post, f"DELETE FROM {table}")


def test_how_long_rows_are_kept_is_data(operator: Operator) -> None:
    assert operator.run("keep") == CLEAR
    assert [line.split()[:2] for line in operator.said().splitlines()] == [
        ["outbox", "400"],
        ["inbox", "400"],
        ["idempotency", "30"],
    ]
    assert operator.run("keep", "--inbox", "90", "--idempotency", "7") == CLEAR
    assert "inbox            90 days, never pruned yet" in operator.said()
    assert operator.run("keep", "--inbox", "400", "--idempotency", "30") == CLEAR


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_it(service: str, migrated: Migrated, capsys: pytest.CaptureFixture[str]) -> None:
    main = import_module(f"services.{service}.cli").main
    assert main(["events", "parked"], {}) == COULD_NOT
    assert capsys.readouterr().err == (
        "events parked: could not be done: the environment variable GAZBAN_DATABASE_URL is not set\n"
    )
    url = migrated("billing").app_url
    assert main(["events", "waiting"], {"GAZBAN_DATABASE_URL": url}) == CLEAR
    capsys.readouterr()
    away = url.replace("@127.0.0.1:", "@127.0.0.1:1")
    assert main(["events", "replay", "--all"], {"GAZBAN_DATABASE_URL": away}) == COULD_NOT
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_it_needs_no_eventlet(operator: Operator) -> None:
    program = (
        "import sys; from services.messaging.cli import main; code = main(['events', 'parked']);"
        " sys.exit(9 if 'eventlet' in sys.modules else code)"
    )
    environment = {**os.environ, "GAZBAN_DATABASE_URL": operator.url}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert done.returncode == CLEAR, done.stderr


def _do(post: Post, statement: str) -> None:
    post.inbox.transaction(lambda session: session.execute(text(statement)), repeatable=True)


def test_what_a_restored_source_does_not_know_is_named_until_somebody_dealt_with_it(
    operator: Operator,
) -> None:
    first, other = operator.arrived("lost", state="applied"), operator.arrived("kept", state="applied")
    for statement in (
        "INSERT INTO sweeps (source, note) VALUES ('inspection', 'inspection no longer knows facts that are here')",
        "INSERT INTO unknown_facts (event_id, source, name, lane, noticed_at)"
        " VALUES ('lost', 'inspection', 'report_filed', 'lost', now())",
    ):
        _do(operator.post, statement)
    try:
        assert operator.run("unknown") == PARKED
        assert operator.said().splitlines()[1].split()[:5] == [
            str(first),
            "inspection",
            "report_filed",
            "lost",
            "applied",
        ]
        assert operator.run("unknown", "--source", "referral") == CLEAR
        operator.said()
        assert operator.run("unknown", "--json") == PARKED
        assert json.loads(json.loads(operator.said())["facts"][0]["body"])["file_id"] == "lost"
        assert operator.run("acknowledge", str(first), str(other), "--reason", "filed anew") == COULD_NOT
        assert operator.complained() == ["nothing was done:", f"{other}: there is no such fact here"]
        assert operator.run("acknowledge", str(first), "--reason", "filed anew") == CLEAR
        operator.said()
        assert operator.run("unknown") == CLEAR
        assert operator.said() == "every source knows what is here of it\n"
        assert operator.run("waiting") == CLEAR
        assert "no longer knows" not in operator.said()
    finally:
        for table in ("sweeps", "unknown_facts"):
            _do(operator.post, f"DELETE FROM {table}")
