"""The faults in which a stock nameko service loses facts, as the fault suite shows, cost our inbox none."""

import os
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit

import kombu

from chassis.amqp import declare_topology
from contracts.topology import inbox_queue
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from tests.faults.ordeal import EACH, go_through, is_consumed, launch
from tests.faults.ours import TABLE
from tests.faults.stock import execute
from tests.integration.chassis.conftest import Post, report_filed
from tests.integration.faults.conftest import at_database

QUEUE = inbox_queue("billing")


class Ours:
    """Inspection's outbox and relay, and billing's inbox in a process of its own."""

    def __init__(self, post: Post, postgres_url: str, consumer_url: str, folder: Path) -> None:
        self._post, self._folder = post, folder
        self._consumer_url = consumer_url
        self._superuser_url = at_database(postgres_url, urlsplit(consumer_url).path)

    def prepare(self) -> None:
        """A table for what is applied; and no queue, as before the consumer's first start."""
        execute(self._superuser_url, f"CREATE TABLE {TABLE} (number integer)")
        execute(self._superuser_url, f"GRANT ALL ON {TABLE} TO PUBLIC")
        with kombu.Connection(self._post.amqp_url) as connection:
            connection.channel().queue_delete(QUEUE)
        self._post.relay()

    def clear(self) -> None:
        execute(self._superuser_url, f"DROP TABLE IF EXISTS {TABLE}")
        with kombu.Connection(self._post.amqp_url) as connection:
            declare_topology(connection.channel())

    def publish(self, first: int, count: int) -> None:
        self._post.tell(*(report_filed(f"file-{n % 7}", n) for n in range(first, first + count)))

    def launch(self) -> "Popen[bytes]":
        urls = {"OURS_AMQP_URL": self._post.amqp_url, "OURS_DATABASE_URL": self._consumer_url}
        return launch("tests.faults.ours", {**os.environ, **urls}, self._folder)

    def listening(self) -> bool:
        return is_consumed(self._post.amqp_url, QUEUE)

    def applied(self) -> set[int]:
        return set(self.rows())

    def rows(self) -> list[int]:
        """The number of each row."""
        return [number for (number,) in execute(self._superuser_url, f"SELECT number FROM {TABLE}")]

    def refusing_tables(self) -> tuple[str, list[str]]:
        return self._superuser_url, [TABLE, "inbox"]


def test_our_inbox_loses_none_though_its_own_table_refuses_too(
    post: Post, backends: Backends, migrated: Callable[[str], ServiceDatabase], tmp_path: Path
) -> None:
    ours = Ours(post, backends.postgres_url, migrated("billing").app_url, tmp_path)
    ours.prepare()
    try:
        control = go_through(ours)
        assert (control.published, control.lost) == (5 * EACH, 0)
        assert sorted(ours.rows()) == list(range(5 * EACH))  # and none is doubled
    finally:
        ours.clear()
