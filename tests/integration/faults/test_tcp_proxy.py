"""A real PostgreSQL behind the proxy."""

import time
from collections.abc import Iterator

import psycopg2
import pytest

from launcher.backends import Backends
from tests.faults.tcp_proxy import TcpProxy
from tests.integration.faults.conftest import port_of, through


@pytest.fixture
def proxy(backends: Backends) -> Iterator[TcpProxy]:
    made = TcpProxy(port_of(backends.postgres_url))
    made.start()
    yield made
    made.stop()


def test_a_database_behind_it_answers_late_and_then_not_at_all(backends: Backends, proxy: TcpProxy) -> None:
    url = through(backends.postgres_url, proxy.port)
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n) FROM generate_series(1, 1000) AS n")
        assert cursor.fetchone() == (500_500,)
        proxy.delay(0.1)
        began = time.monotonic()
        cursor.execute("SELECT repeat('x', 300000)")
        assert time.monotonic() - began >= 0.2  # there and back
        proxy.calm()
        proxy.cut()
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT 1")
    connection.close()
    psycopg2.connect(url).close()
    assert proxy.counts["cut"] == 1
    assert proxy.counts["connections"] == 2


def test_an_answer_can_end_in_its_middle(backends: Backends, proxy: TcpProxy) -> None:
    connection = psycopg2.connect(through(backends.postgres_url, proxy.port))
    proxy.cut(after_bytes=10_000)
    with connection.cursor() as cursor, pytest.raises(psycopg2.OperationalError):
        cursor.execute("SELECT repeat('x', 300000)")
    connection.close()
