"""A process as the services are, with a clock that is wrong by days."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from launcher.backends import Backends
from launcher.errors import LauncherError
from tests.faults import clock

DAY_SECONDS = 86_400
PROGRAM = """
import eventlet
eventlet.monkey_patch()
import datetime, json, sys, threading, time
import kombu, psycopg2
began, wall = time.monotonic(), time.time()
eventlet.sleep(0.2)
done = threading.Event()
assert not done.wait(0.2)
went, wall_went = time.monotonic() - began, time.time() - wall
with kombu.Connection(sys.argv[1], heartbeat=10) as broker:
    broker.connect()
    broker.channel().queue_declare(exclusive=True, auto_delete=True)
database = psycopg2.connect(sys.argv[2])
cursor = database.cursor()
cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
print(json.dumps({
    "wall": time.time(), "utc": datetime.datetime.now(datetime.UTC).timestamp(), "went": went,
    "wall_went": wall_went, "monotonic": began, "database": cursor.fetchone()[0],
}))
"""


def told(backends: Backends, environment: dict[str, str]) -> dict[str, Any]:
    printed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, backends.amqp_url, backends.postgres_url],
        env=dict(os.environ) | environment,
        check=True,
        capture_output=True,
        timeout=60,
    ).stdout
    answer: dict[str, Any] = json.loads(printed)
    return answer


@pytest.mark.parametrize("days", [1.0, -1.0])
def test_only_the_wall_clock_is_wrong(backends: Backends, days: float) -> None:
    before = time.monotonic()
    answer = told(backends, clock.shifted(days))
    for name in ("wall", "utc"):
        assert answer[name] - time.time() == pytest.approx(days * DAY_SECONDS, abs=30)
    assert answer["went"] == pytest.approx(0.4, abs=2)
    assert answer["wall_went"] == pytest.approx(answer["went"], abs=0.5)
    assert before <= answer["monotonic"] <= time.monotonic()
    assert answer["database"] == pytest.approx(time.time(), abs=30)


def test_a_machine_that_cannot_shift_clocks_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "find_libfaketime", lambda *_: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LauncherError, match="libfaketime"):
        clock.shifted(1)
