"""The negative control: a nameko service as nameko's documentation shows it, and what it loses.

``run_control`` puts it through faults that our chassis survives. If it loses nothing, the faults were none.
``python -m tests.faults.stock`` is the process.
"""

import os
from pathlib import Path
from subprocess import Popen
from typing import Any

import kombu
import psycopg2

from tests.faults.ordeal import Control, go_through, is_consumed, launch

_SOURCE, _EVENT = "stock_publisher", "thing_happened"
_SERVICE, _METHOD = "stock_consumer", "handle"
_QUEUE = f"evt-{_SOURCE}-{_EVENT}--{_SERVICE}.{_METHOD}"
_TABLE = "stock_control"


def run_control(amqp_url: str, postgres_url: str, folder: Path) -> Control:
    """Put a stock service through the faults; its queue, exchange and table are gone afterwards.

    ``postgres_url`` is a superuser's. It takes some ten seconds, most of them two starts of a Python process.
    """
    stock = _Stock(amqp_url, postgres_url, folder)
    stock.clear()
    stock.prepare()
    try:
        return go_through(stock)
    finally:
        stock.clear()


class _Stock:
    """A stock publisher and a stock service."""

    def __init__(self, amqp_url: str, postgres_url: str, folder: Path) -> None:
        self._amqp_url, self._postgres_url, self._folder = amqp_url, postgres_url, folder

    def publish(self, first: int, count: int) -> None:
        from nameko.standalone.events import event_dispatcher

        dispatch = event_dispatcher({"AMQP_URI": self._amqp_url})
        for number in range(first, first + count):
            dispatch(_SOURCE, _EVENT, {"number": number})  # returns when the broker confirmed it

    def launch(self) -> "Popen[bytes]":
        urls = {"STOCK_AMQP_URL": self._amqp_url, "STOCK_POSTGRES_URL": self._postgres_url}
        return launch(__name__, {**os.environ, **urls}, self._folder)

    def listening(self) -> bool:
        return is_consumed(self._amqp_url, _QUEUE)

    def applied(self) -> set[int]:
        return {number for (number,) in self.execute(f"SELECT number FROM {_TABLE}")}

    def refusing_tables(self) -> tuple[str, list[str]]:
        return self._postgres_url, [_TABLE]

    def execute(self, statement: str) -> list[Any]:
        return execute(self._postgres_url, statement)

    def prepare(self) -> None:
        self.execute(f"CREATE TABLE {_TABLE} (number integer)")
        with kombu.Connection(self._amqp_url) as connection:  # as a stock publisher does when it starts
            connection.channel().exchange_declare(
                f"{_SOURCE}.events", "topic", durable=True, auto_delete=False
            )

    def clear(self) -> None:
        self.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        with kombu.Connection(self._amqp_url) as connection:
            connection.channel().queue_delete(_QUEUE)
            connection.channel().exchange_delete(f"{_SOURCE}.events")


def execute(url: str, statement: str) -> list[Any]:
    """Run one statement; its rows, if it gives any."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def _main() -> None:
    import eventlet

    eventlet.monkey_patch()

    from nameko.containers import ServiceContainer
    from nameko.events import event_handler

    class StockService:
        name = _SERVICE

        @event_handler(_SOURCE, _EVENT)
        def handle(self, payload: dict[str, int]) -> None:
            execute(
                os.environ["STOCK_POSTGRES_URL"], f"INSERT INTO {_TABLE} VALUES ({int(payload['number'])})"
            )

    container = ServiceContainer(StockService, {"AMQP_URI": os.environ["STOCK_AMQP_URL"]})
    container.start()
    container.wait()


if __name__ == "__main__":
    _main()
