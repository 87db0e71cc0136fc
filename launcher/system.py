"""The whole of Gazban as processes: five services, the gateway and the portal, over servers that are there already."""

import json
import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self, TextIO

from launcher.backends import Backends
from launcher.errors import LauncherError
from launcher.ports import LOOPBACK, is_free, kept_port
from launcher.processes import spawn, stop
from launcher.provision import (
    DEFAULT_PREFIX,
    SERVICES,
    ServiceDatabase,
    keep_databases,
    kept_passwords,
    provision,
)
from launcher.supervisor import Program, Supervisor, wait_until

PROJECT = Path(__file__).resolve().parent.parent

_SERVICES_READY_SECONDS = 60.0
_GATEWAY_READY_SECONDS = 30.0
_PORTAL_READY_SECONDS = 20.0
_PORTAL_SECRET_FILE = "portal.secret"
_SEED_SECONDS = 120.0
_SEEDED_MARK = "seeded"
_SANDBOX_READY_SECONDS = 20.0
_SANDBOX_PORT_FILE = "sandbox.port"
DEFAULT_SANDBOX_PORT = 8090
DATABASES_FILE = "databases.json"


class System:
    """One running Gazban whose state (passwords, logs, whether it was seeded) lies in `folder`.

    Used as a context manager it stops its processes at the end. The servers are not its own.
    """

    def __init__(
        self,
        backends: Backends,
        folder: Path,
        *,
        gateway_port: int,
        demo: bool,
        say: Callable[[str], None] = print,
        terminal: TextIO | None = None,
        environment: Mapping[str, str] | None = None,
        database_prefix: str = DEFAULT_PREFIX,
        gateway_host: str = LOOPBACK,
        sandbox_port: int | None = None,
        portal_port: int | None = None,
        replicas: Mapping[str, int] | None = None,
    ) -> None:
        """Prepare a system without starting anything.

        `terminal` gets the prefixed output of all processes (None: log files only); `environment`
        is added to that of every process. A demo has a sandbox payment provider, at `sandbox_port` or a free one.
        There is a portal only if `portal_port` is given.
        `replicas` says how many processes a service has, one where it says nothing: `billing`, `billing.2`, …
        """
        self.folder = folder
        self._backends = backends
        self._gateway = (gateway_host, gateway_port)
        self._demo = demo
        self._say = say
        self._environment = dict(environment or {})
        self._prefix = database_prefix
        self._sandbox_port = sandbox_port
        self._portal_port = portal_port
        self._replicas = dict(replicas or {})
        self._supervisor = Supervisor(folder, terminal=terminal)
        self.databases: dict[str, ServiceDatabase] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def gateway_url(self) -> str:
        """Such as `http://127.0.0.1:8000`."""
        host, port = self._gateway
        return f"http://{host}:{port}"

    @property
    def portal_url(self) -> str:
        """Such as `http://127.0.0.1:8080`; empty without a portal."""
        return f"http://{self._gateway[0]}:{self._portal_port}" if self._portal_port else ""

    @property
    def sandbox_url(self) -> str:
        """Where the demo's payment provider is, such as `http://127.0.0.1:8090`; empty in production."""
        if not self._demo:
            return ""
        if self._sandbox_port is None:
            self._sandbox_port = kept_port(self.folder / _SANDBOX_PORT_FILE, DEFAULT_SANDBOX_PORT)
        return f"http://{LOOPBACK}:{self._sandbox_port}"

    @property
    def services(self) -> dict[str, str]:
        """The processes of the services, by name, and which service each of them is."""
        return {
            service if number == 1 else f"{service}.{number}": service
            for number in range(1, max([1, *self._replicas.values()]) + 1)
            for service in SERVICES
            if number <= self._replicas.get(service, 1)
        }

    @property
    def names(self) -> list[str]:
        """The processes made known so far: in a demo `sandbox`, the services, then `gateway` and `portal`."""
        return self._supervisor.names

    def start_all(self) -> None:
        """Provision, start the services, seed on the first start of a demo, then open the gateway and the portal.

        These come last, so that nobody is ever answered from a half-filled demo.
        """
        self.provision()
        self.start_sandbox()
        self.start_services()
        if self.wants_seed:
            self.run_seed()
        self.start_gateway()
        self.start_portal()

    @property
    def wants_seed(self) -> bool:
        """Say whether this is a demo that has not been filled yet."""
        return self._demo and not (self.folder / _SEEDED_MARK).exists()

    def provision(self) -> None:
        """Create the roles and databases; the passwords are kept in `folder`/secrets.json."""
        passwords = kept_passwords(self.folder / "secrets.json")
        self.databases = provision(self._backends.postgres_url, passwords, prefix=self._prefix)
        keep_databases(self.folder / DATABASES_FILE, self.databases)

    def start_sandbox(self) -> None:
        """Start the demo's payment provider, and wait until it answers; in production there is none."""
        if not self._demo:
            return
        address = {"SANDBOX_HOST": LOOPBACK, "SANDBOX_PORT": self.sandbox_url.rpartition(":")[2]}
        kept = {"SANDBOX_FILE": str(self.folder.resolve() / "sandbox.json")}
        self._add("sandbox", ["-m", "sandbox"], {**self._common(), **address, **kept})
        self._supervisor.start("sandbox")
        if not wait_until(
            lambda: _answers(f"{self.sandbox_url}/health/live"),
            timeout_seconds=_SANDBOX_READY_SECONDS,
            poll_seconds=0.1,
        ):
            raise LauncherError(f"the sandbox payment provider does not answer{self._last_words('sandbox')}")

    def start_services(self) -> None:
        """Start the five services and wait until each answers; raises LauncherError naming those that do not."""
        if not self.databases:
            self.provision()
        self._launch_services()
        try:
            wait_for_services(self._backends.amqp_url)
        except LauncherError as error:
            raise LauncherError(f"{error}{self._last_words()}") from error

    def scale(self, replicas: Mapping[str, int]) -> None:
        """Start more processes of running services, without waiting until they are ready; none is taken away."""
        self._replicas |= {name: max(count, self._replicas.get(name, 1)) for name, count in replicas.items()}
        self._launch_services()

    def _launch_services(self) -> None:
        for name, service in self.services.items():
            if name not in self.names:
                self._add(name, *self.service_program(name, service))
            self._supervisor.start(name)

    def service_program(
        self,
        name: str,  # noqa: ARG002  # for whoever runs the processes of one service differently
        service: str,
    ) -> tuple[list[str], dict[str, str]]:
        """What Python runs as the process of that name, and what its environment has besides this process's own."""
        return ["-m", f"services.{service}"], self._service_environment(service)

    def start_gateway(self) -> None:
        """Start the gateway and wait until it reports everything ready; raises LauncherError."""
        host, port = self._gateway
        if self._pid_or_none("gateway") is None and not is_free(port, host):
            raise LauncherError(f"port {port} is taken: choose another with GATEWAY_PORT")
        addresses = {"GATEWAY_HOST": host, "GATEWAY_PORT": str(port)}
        # SIGTERM lets the gateway end its workers, which the kernel does not signal.
        self._add("gateway", ["-m", "gateway"], {**self._common(), **addresses}, death_signal="TERM")
        self._supervisor.start("gateway")
        if not wait_until(self._gateway_is_ready, timeout_seconds=_GATEWAY_READY_SECONDS, poll_seconds=0.1):
            raise LauncherError(f"the gateway is not ready: {self._readiness()}{self._last_words('gateway')}")

    def start_portal(self) -> None:
        """Start the portal and wait until it answers, if there is to be one; raises LauncherError."""
        if self._portal_port is None:
            return
        host, port = self._gateway[0], self._portal_port
        if self._pid_or_none("portal") is None and not is_free(port, host):
            raise LauncherError(f"port {port} is taken: choose another with PORTAL_PORT")
        addresses = {"PORTAL_HOST": host, "PORTAL_PORT": str(port), "GAZBAN_GATEWAY_URL": self.gateway_url}
        secret = {"PORTAL_SECRETS": os.environ.get("PORTAL_SECRETS") or self._portal_secret()}
        self._add("portal", ["-m", "portal"], {**self._common(), **addresses, **secret}, death_signal="TERM")
        self._supervisor.start("portal")
        if not wait_until(
            lambda: _answers(f"{self.portal_url}/health/live"),
            timeout_seconds=_PORTAL_READY_SECONDS,
            poll_seconds=0.1,
        ):
            raise LauncherError(f"the portal does not answer{self._last_words('portal')}")

    def run_seed(self) -> None:
        """Fill the system with the demonstration's data, and note that it was done; raises LauncherError."""
        environment = {**os.environ, **self._common(), **self._all_databases(), "PYTHONUNBUFFERED": "1"}
        log_path = self.log("seed")
        log_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log_path.open("ab") as log:
            argv = [sys.executable, "-m", "launcher.seed"]
            process = spawn(argv, folder=self.folder, environment=environment, output=log, cwd=PROJECT)
        try:
            code = process.wait(_SEED_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise LauncherError(f"seeding took more than {_SEED_SECONDS:.0f} s; see {log_path}") from error
        finally:
            stop(process, grace_seconds=1.0)
        if code != 0:
            last = log_path.read_text(errors="replace").strip().splitlines()[-1:]
            raise LauncherError(f"seeding failed ({''.join(last)}); see {log_path}")
        (self.folder / _SEEDED_MARK).touch()

    def stop(self) -> None:
        """Stop the portal, the gateway, then the services; each has 10 s to finish what it is at."""
        outside_in = [name for name in ("portal", "gateway") if name in self.names]
        for name in outside_in:
            self._supervisor.stop(name)
        self._supervisor.stop(*(name for name in self.names if name not in outside_in))

    def kill(self, name: str, *, restart: bool = False) -> None:
        """End one process with SIGKILL; it comes back by itself only if `restart`."""
        self._supervisor.kill(name, restart=restart)

    def start(self, name: str) -> None:
        """Start one process that was killed or stopped, without waiting until it is ready."""
        self._supervisor.start(name)

    def pid(self, name: str) -> int | None:
        """The process id of a service or of `gateway`, None while it does not run."""
        return self._supervisor.pid(name)

    def restarts(self, name: str) -> int:
        """How often a process died and was started again."""
        return self._supervisor.restarts(name)

    def last_lines(self, name: str) -> list[str]:
        """The latest lines that a process wrote, 20 at most."""
        return self._supervisor.last_lines(name)

    def log(self, name: str) -> Path:
        """The log file of a process."""
        return self.folder / "log" / f"{name}.log"

    def _add(
        self, name: str, arguments: list[str], environment: dict[str, str], *, death_signal: str = "KILL"
    ) -> None:
        if name not in self._supervisor.names:
            argv = [sys.executable, *arguments]
            self._supervisor.add(Program(name, argv, environment, cwd=PROJECT, death_signal=death_signal))

    def _common(self) -> dict[str, str]:
        return {
            "GAZBAN_AMQP_URL": self._backends.amqp_url,
            "GAZBAN_DEMO": "1" if self._demo else "0",
            "GAZBAN_LOG_FORMAT": os.environ.get("GAZBAN_LOG_FORMAT", "console"),
            **self._environment,
        }

    def _service_environment(self, service: str) -> dict[str, str]:
        database = self.databases[service]
        return {
            **self._common(),
            "GAZBAN_DATABASE_URL": database.app_url,
            "GAZBAN_MIGRATION_DATABASE_URL": database.owner_url,
            "GAZBAN_MESSAGING_SMS_FILE": str(self.folder.resolve() / "sms.jsonl"),
            "GAZBAN_BILLING_SANDBOX_HOST": os.environ.get("GAZBAN_BILLING_SANDBOX_HOST") or self.sandbox_url,
            **self._environment,
        }

    def _all_databases(self) -> dict[str, str]:
        """Name each service's database to the seed, such as GAZBAN_BILLING_DATABASE_URL."""
        return {f"GAZBAN_{name.upper()}_DATABASE_URL": each.app_url for name, each in self.databases.items()}

    def _pid_or_none(self, name: str) -> int | None:
        return self._supervisor.pid(name) if name in self._supervisor.names else None

    def _portal_secret(self) -> str:
        """What encrypts the portal's cookies, kept in `folder`, so that nobody is signed out by a restart."""
        path = self.folder / _PORTAL_SECRET_FILE
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32))
        return path.read_text()

    def _gateway_is_ready(self) -> bool:
        """Say whether all is there; what is busy has much to catch up with, and does so if it is left running."""
        status, body = self._ask_readiness()
        return status == 200 or (status == 503 and _only_busy(body))

    def _readiness(self) -> str:
        status, body = self._ask_readiness()
        return f"{status} {body}" if status else body

    def _ask_readiness(self) -> tuple[int, str]:
        """Ask GET /health/ready; returns the status, 0 for none, and what was said."""
        try:
            with urllib.request.urlopen(f"{self.gateway_url}/health/ready", timeout=5) as response:
                return response.status, ""
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _compact(error.read())
        except OSError as error:
            return 0, str(error)

    def _last_words(self, *names: str) -> str:
        """Quote what the given processes, or all that are down or restarted, wrote last."""
        silent = names or tuple(n for n in self.names if self.pid(n) is None or self.restarts(n))
        quoted = [f"\n  {name}: {line}" for name in silent for line in self._supervisor.last_lines(name)[-8:]]
        return "".join(quoted)


def wait_for_services(amqp_url: str) -> None:
    """Wait until all five services answer over the bus; raises LauncherError naming those that do not."""
    # Imported here: it belongs to the system that is run, not to what runs it.
    from chassis.health import wait_until_ready
    from chassis.telemetry import configure_logging

    configure_logging("launcher", level="WARNING")
    try:
        wait_until_ready(amqp_url, SERVICES, _SERVICES_READY_SECONDS)
    except TimeoutError as error:
        raise LauncherError(str(error)) from error


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def _only_busy(body: str) -> bool:
    try:
        return set(json.loads(body)["checks"].values()) <= {"ok", "busy"}
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _compact(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        return body[:200].decode(errors="replace")
