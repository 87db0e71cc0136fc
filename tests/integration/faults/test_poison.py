"""Poison in a real inbox and in a real process."""

import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import kombu
import pytest
from sqlalchemy import text

from chassis import inbox
from chassis.amqp import declare_topology
from chassis.health import wait_until_ready
from contracts.topology import SUBSCRIPTIONS, inbox_queue
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from launcher.supervisor import Program, Supervisor
from tests.faults import poison
from tests.integration.chassis.conftest import Post, report_filed, wait_for

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _purged(backends: Backends) -> None:
    with kombu.Connection(backends.amqp_url) as connection:
        channel = connection.channel()
        declare_topology(channel)
        for service, events in SUBSCRIPTIONS.items():
            if events:
                channel.queue_purge(inbox_queue(service))


def test_all_of_it_is_parked_and_what_comes_after_it_is_applied(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_LONGEST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(inbox, "_POLL_SECONDS", 0.05)
    monkeypatch.setattr(inbox, "log", Mock())  # a traceback with all that is in it takes a second to print
    post.relay()
    post.consume()
    sent = [each for each in poison.send(post.amqp_url) if each.service == "billing"]
    post.tell(report_filed("after", 1))
    assert wait_for(lambda: post.applied == [("after", 1)])
    wait_for(lambda: len(parked(post)) >= len([each for each in sent if each.form == "fact"]))
    assert poison.parked_as_expected(sent, {"billing": parked(post)}) == []
    assert [row.name for row in post.rows("applied")] == ["report_filed"]


def parked(post: Post) -> list[str]:
    statement = text("SELECT event_id FROM inbox WHERE state = 'parked'")
    return post.inbox.read(lambda session: list(session.execute(statement).scalars()))


def test_a_process_survives_what_is_asked_of_it(
    backends: Backends, migrated: Callable[[str], ServiceDatabase], tmp_path: Path
) -> None:
    supervisor = Supervisor(tmp_path, terminal=None)
    database = migrated("billing")
    environment = {
        "GAZBAN_AMQP_URL": backends.amqp_url,
        "GAZBAN_DATABASE_URL": database.app_url,
        "GAZBAN_MIGRATION_DATABASE_URL": database.owner_url,
    }
    supervisor.add(Program("billing", [sys.executable, "-m", "services.billing"], environment, cwd=PROJECT))
    supervisor.start("billing")
    try:
        wait_until_ready(backends.amqp_url, ["billing"], 60)
        poison.send(backends.amqp_url)
        assert wait_for(lambda: log_of(tmp_path).count("request_unreadable") >= 7), log_of(tmp_path)
        wait_until_ready(backends.amqp_url, ["billing"], 10)
        assert "service_died" not in log_of(tmp_path)
        assert log_of(tmp_path).count("service_started") == 1
    finally:
        supervisor.stop("billing")


def log_of(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*.log"))
