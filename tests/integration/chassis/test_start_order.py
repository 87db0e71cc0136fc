"""A service is started before its servers, and outlives them: it waits, says for what, and comes up when they do."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.health import check_service, wait_until_ready
from chassis.rpc import RpcClient
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from tests.integration.chassis.conftest import wait_for
from tests.integration.chassis.processes import ServiceProcess


def test_servers_may_come_later_and_go_away(
    backends: Backends, migrated: Callable[[str], ServiceDatabase], tmp_path: Path
) -> None:
    if backends.rabbit is None or backends.postgres is None:
        pytest.skip("the servers are not processes of ours, so they are not ours to stop")
    database = migrated("messaging")
    backends.rabbit.kill()
    backends.postgres.stop()
    service = ServiceProcess("messaging", backends.amqp_url, database, tmp_path)
    rpc = RpcClient(backends.amqp_url, "test")
    try:
        assert service.says("database_not_there_yet")
        backends.postgres.start()
        assert service.says("service_started")
        assert service.says("broker_link_down")
        time.sleep(3)
        assert service.exit_code is None
        assert service.log.count("database_not_there_yet") <= 3
        assert service.log.count("broker_link_down") <= 8, "each of four links says it once, not at every try"
        backends.rabbit.start()
        rpc.start()
        wait_until_ready(backends.amqp_url, ["messaging"], 30)

        backends.postgres.kill()
        assert wait_for(lambda: check_service(rpc, "messaging").get("database") == "down", 20)
        assert check_service(rpc, "messaging", 5)["status"] == "down"
        backends.postgres.start()
        assert wait_for(lambda: check_service(rpc, "messaging")["status"] == "ok", 20)
        service.terminate()
        assert service.ends(10) == 0
    finally:
        rpc.stop()
        service.end()
        backends.postgres.start()
        backends.rabbit.start()


def test_wrong_credentials_are_named_and_not_waited_for(
    backends: Backends, migrated: Callable[[str], ServiceDatabase], tmp_path: Path
) -> None:
    database = migrated("messaging")
    for wrong in ("app_url", "owner_url"):
        url = getattr(database, wrong).replace("@", "wrong@", 1)
        service = ServiceProcess("messaging", backends.amqp_url, replace(database, **{wrong: url}), tmp_path)
        assert service.ends(20) == 1
        assert "the database refuses us" in service.log
        assert "authentication failed" in service.log

    service = ServiceProcess("messaging", backends.amqp_url.replace("@", "x@"), database, tmp_path)
    try:
        assert service.says("broker_refuses_us")
        assert "broker_link_down" not in service.log
    finally:
        service.end()
