"""The order of starting, over services and a gateway that only pretend."""

import sys
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from launcher import system as launcher_system
from launcher.backends import Backends
from launcher.errors import LauncherError
from launcher.ports import free_ports
from launcher.processes import marked_with
from launcher.provision import SERVICES, ServiceDatabase
from launcher.supervisor import wait_until
from launcher.system import System

SERVICE = """
import os, time
with open("order", "a") as order:
    order.write("service\\n")
print(os.environ["GAZBAN_DATABASE_URL"], os.environ["GAZBAN_MIGRATION_DATABASE_URL"], flush=True)
time.sleep(60)
"""
SEED = """
import os
assert os.environ["GAZBAN_AMQP_URL"] == "amqp://bus//"
with open("order", "a") as order:
    order.write("seed\\n")
"""
GATEWAY = """
import http.server, os
with open("order", "a") as order:
    order.write("gateway\\n")
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/ready" else 404)
        self.end_headers()
address = (os.environ["GATEWAY_HOST"], int(os.environ["GATEWAY_PORT"]))
http.server.ThreadingHTTPServer(address, Ready).serve_forever()
"""

PORTAL = """
import http.server, os
with open("order", "a") as order:
    order.write("portal\\n")
print(os.environ["GAZBAN_GATEWAY_URL"], os.environ["PORTAL_SECRETS"], flush=True)
class Live(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/live" else 404)
        self.end_headers()
address = (os.environ["PORTAL_HOST"], int(os.environ["PORTAL_PORT"]))
http.server.ThreadingHTTPServer(address, Live).serve_forever()
"""

SANDBOX = """
import http.server, os
with open("order", "a") as order:
    order.write("sandbox\\n")
print(os.environ["SANDBOX_FILE"], flush=True)
class Live(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/live" else 404)
        self.end_headers()
address = (os.environ["SANDBOX_HOST"], int(os.environ["SANDBOX_PORT"]))
http.server.ThreadingHTTPServer(address, Live).serve_forever()
"""

Opener = Callable[..., System]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose processes only pretend, over servers that nobody asks."""
    folder = tmp_path / "project"
    scripts = {"gateway/__main__.py": GATEWAY, "launcher/seed.py": SEED, "sandbox/__main__.py": SANDBOX}
    scripts["portal/__main__.py"] = PORTAL
    scripts |= {f"services/{name}/__main__.py": SERVICE for name in SERVICES}
    for path, script in scripts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(script)
    monkeypatch.setattr(launcher_system, "PROJECT", folder)
    databases = {name: ServiceDatabase(f"app-{name}", f"owner-{name}") for name in SERVICES}
    monkeypatch.setattr(launcher_system, "provision", lambda *_, **__: databases)
    set_readiness(monkeypatch, lambda *_: None)
    return folder


def set_readiness(
    monkeypatch: pytest.MonkeyPatch, wait_until_ready: Callable[[str, Sequence[str], float], None]
) -> None:
    module = types.ModuleType("chassis.health")
    module.wait_until_ready = wait_until_ready  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "chassis.health", module)


@pytest.fixture
def open_system(project: Path, tmp_path: Path) -> Iterator[Opener]:
    folder = tmp_path / "var"

    def opened(*, demo: bool = True, **more: Any) -> System:
        backends = Backends("amqp://bus//", "postgresql://base/postgres", "env", "pretended")
        return System(backends, folder, gateway_port=free_ports(1)[0], demo=demo, say=lambda _: None, **more)

    yield opened
    assert wait_until(lambda: marked_with(folder) == [], timeout_seconds=5)


def test_the_gateway_opens_after_the_services_and_the_seed(open_system: Opener, project: Path) -> None:
    with open_system() as system:
        system.start_all()
        assert sorted(system.names) == sorted([*SERVICES, "gateway", "sandbox"])
        assert all(system.pid(name) for name in system.names)
    order = (project / "order").read_text().split()
    assert (order[0], order[-1]) == ("sandbox", "gateway")
    assert order.count("seed") == 1


def test_the_portal_opens_last_and_is_told_the_gateway_and_a_secret_that_stays(
    open_system: Opener, project: Path
) -> None:
    said = []
    for _ in range(2):
        with open_system(demo=False, portal_port=free_ports(1)[0]) as system:
            system.start_all()
            assert wait_until(lambda: system.last_lines("portal") != [], timeout_seconds=10)
            url, secret = system.last_lines("portal")[0].split()
            assert url == system.gateway_url
            said.append(secret)
    assert (project / "order").read_text().split()[-1] == "portal"
    assert said[0] == said[1]
    assert len(said[0]) > 32


def test_each_service_is_given_its_own_database(open_system: Opener) -> None:
    with open_system(demo=False) as system:
        system.start_services()
        assert wait_until(lambda: system.last_lines("billing") != [], timeout_seconds=10)
        assert system.last_lines("billing") == ["app-billing owner-billing"]


def test_a_demo_is_seeded_once(open_system: Opener, project: Path) -> None:
    for _ in range(2):
        with open_system() as system:
            system.start_all()
    assert (project / "order").read_text().split().count("seed") == 1


def test_production_is_not_seeded(open_system: Opener, project: Path) -> None:
    with open_system(demo=False) as system:
        assert not system.wants_seed
        system.start_all()
        assert (system.sandbox_url, "sandbox" in system.names) == ("", False)
    assert {"seed", "sandbox"}.isdisjoint((project / "order").read_text().split())


def test_the_sandbox_is_at_the_same_port_again_and_beside_another_at_one_of_its_own(
    open_system: Opener, tmp_path: Path
) -> None:
    with open_system() as system:
        first = system.sandbox_url
        system.start_sandbox()
        backends = Backends("amqp://bus//", "postgresql://base/postgres", "env", "pretended")
        with System(backends, tmp_path / "var2", gateway_port=1, demo=True, say=lambda _: None) as other:
            assert other.sandbox_url != first
    with open_system() as system:
        assert system.sandbox_url == first


def test_a_seed_that_fails_is_told_with_its_last_line_and_tried_again(
    open_system: Opener, project: Path
) -> None:
    (project / "launcher/seed.py").write_text("raise SystemExit('no inspector in kerman')")
    with open_system() as system:
        with pytest.raises(LauncherError, match=r"seeding failed \(no inspector in kerman\)"):
            system.run_seed()
        assert system.wants_seed


def test_services_that_do_not_answer_are_named_with_what_they_said(
    open_system: Opener, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "services/billing/__main__.py").write_text("raise SystemExit('the ledger is closed')")

    def only_billing_is_missing(_url: str, _services: Sequence[str], _seconds: float) -> None:
        assert wait_until(lambda: system.last_lines("billing") != [], timeout_seconds=10)
        assert wait_until(lambda: system.restarts("billing") > 0, timeout_seconds=10)
        raise TimeoutError("not ready: billing")

    set_readiness(monkeypatch, only_billing_is_missing)
    with open_system() as system, pytest.raises(LauncherError) as caught:
        system.start_services()
    assert str(caught.value).startswith("not ready: billing\n  billing: the ledger is closed")


def test_a_killed_process_stays_away_until_it_is_started(open_system: Opener) -> None:
    with open_system(demo=False) as system:
        system.start_services()
        system.kill("auth")
        assert system.pid("auth") is None
        system.start("auth")
        assert system.pid("auth") is not None


def test_a_replica_is_a_process_of_its_own_and_has_its_services_database(open_system: Opener) -> None:
    with open_system(demo=False, replicas={"billing": 2}) as system:
        system.start_services()
        assert sorted(system.names) == sorted([*SERVICES, "billing.2"])
        assert system.pid("billing") != system.pid("billing.2") is not None
        assert wait_until(lambda: system.last_lines("billing.2") != [], timeout_seconds=10)
        assert system.last_lines("billing.2") == ["app-billing owner-billing"]


def test_a_running_system_gets_more_replicas_and_loses_none(open_system: Opener) -> None:
    with open_system(demo=False, replicas={"billing": 2}) as system:
        system.start_services()
        before = {name: system.pid(name) for name in system.names}
        system.scale({"auth": 2, "billing": 1})
        assert list(system.services)[-2:] == ["auth.2", "billing.2"]
        assert sorted(system.names) == sorted([*SERVICES, "auth.2", "billing.2"])
        assert {name: system.pid(name) for name in before} == before
        assert system.pid("auth.2") is not None
