"""What each command of the launcher does."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher.backends import Backends, earlier_origin, open_backends
from launcher.backends.choice import postgres_url_of
from launcher.backends.containers import remove_volumes
from launcher.errors import LauncherError
from launcher.lock import only_launcher_in
from launcher.ports import is_free
from launcher.processes import end_leftovers
from launcher.provision import DEFAULT_PREFIX, kept_databases, passwords_from, provision
from launcher.system import DATABASES_FILE, PROJECT, System, wait_for_services

DEFAULT_GATEWAY_PORT = 8000
DEFAULT_PORTAL_PORT = 8080
REVIVE_SECONDS = 1.0

_DEMO_PASSWORD = "Gazban-demo-1405"  # as the seed sets it: the whole point is that everybody knows it
_DEMO_ACCOUNTS = {
    "it": "19-9-00001",
    "office": "19-9-00002",
    "finance": "19-9-00003",
    "contractor": "19-7-00001",
}


def up(folder: Path, environment: Mapping[str, str]) -> None:
    """Start everything and keep it running until a signal unwinds; raises LauncherError."""
    port, portal, sandbox = gateway_port(environment), portal_port(environment), sandbox_port(environment)
    demo = wants_demo(environment)
    began = time.monotonic()
    with only_launcher_in(folder):
        end_leftovers(folder, _say)
        for name, wanted in (("GATEWAY_PORT", port), ("PORTAL_PORT", portal)):
            if not is_free(wanted):
                raise LauncherError(f"port {wanted} is taken: choose another with {name}")
        if demo and sandbox is not None and not is_free(sandbox):
            raise LauncherError(f"port {sandbox} is taken: choose another with SANDBOX_PORT")
        with open_backends(folder, durable=True, say=_say, environment=environment) as backends:
            _say(f"servers ready after {time.monotonic() - began:.1f} s")
            prefix = environment.get("GAZBAN_DATABASE_PREFIX") or DEFAULT_PREFIX
            with System(
                backends,
                folder,
                gateway_port=port,
                demo=demo,
                terminal=sys.stdout,
                database_prefix=prefix,
                sandbox_port=sandbox,
                portal_port=portal,
            ) as system:
                _start(system)
                _announce(system, demo, time.monotonic() - began)
                _watch(backends)


def gateway_port(environment: Mapping[str, str]) -> int:
    """Read GATEWAY_PORT; raises LauncherError for what is no port."""
    return _port("GATEWAY_PORT", environment.get("GATEWAY_PORT") or str(DEFAULT_GATEWAY_PORT))


def portal_port(environment: Mapping[str, str]) -> int:
    """Read PORTAL_PORT; raises LauncherError for what is no port."""
    return _port("PORTAL_PORT", environment.get("PORTAL_PORT") or str(DEFAULT_PORTAL_PORT))


def sandbox_port(environment: Mapping[str, str]) -> int | None:
    """Read SANDBOX_PORT, None for whichever is free; raises LauncherError for what is no port."""
    given = environment.get("SANDBOX_PORT")
    return _port("SANDBOX_PORT", given) if given else None


def _port(name: str, given: str) -> int:
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise LauncherError(f"{name} is a number from 1 to 65535, not {given!r}")
    return int(given)


def reset(folder: Path) -> None:
    """Wipe the state of a stopped system; raises LauncherError when it runs, or when it is no state of ours."""
    if not folder.exists():
        _say(f"nothing to wipe in {folder}")
        return
    if any(folder.iterdir()) and not (folder / "launcher.lock").exists():
        raise LauncherError(f"{folder} does not look like the state of a system, and is left as it is")
    with only_launcher_in(folder):
        end_leftovers(folder, _say)
        origin = earlier_origin(folder)
        if origin == "docker":
            remove_volumes(folder)
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    _say(f"wiped {folder}")
    if origin == "env":
        _say("the databases at DATABASE_URL are left as they are")


def audit(folder: Path, arguments: Sequence[str]) -> int:
    """Audit the books of the system in a folder; returns the exit status of the audit. Raises LauncherError."""
    databases = kept_databases(folder / DATABASES_FILE)
    environment = {**os.environ, "GAZBAN_DATABASE_URL": databases["billing"].app_url}
    command = [sys.executable, "-m", "services.billing", "audit", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode


def compose_provision(environment: Mapping[str, str]) -> None:
    """Provision the server at DATABASE_URL with the passwords of the environment; raises LauncherError."""
    url = environment.get("DATABASE_URL")
    if not url:
        raise LauncherError("DATABASE_URL is to be set, to the URL of a superuser")
    prefix = environment.get("GAZBAN_DATABASE_PREFIX") or DEFAULT_PREFIX
    done = provision(postgres_url_of(url), passwords_from(environment), prefix=prefix)
    _say(f"provisioned {', '.join(done)}")


def compose_seed(environment: Mapping[str, str]) -> None:
    """Wait until the services answer, then fill the demonstration; without GAZBAN_DEMO, only wait.

    Raises LauncherError when they do not answer or the seed fails.
    """
    amqp_url = environment.get("GAZBAN_AMQP_URL")
    if not amqp_url:
        raise LauncherError("GAZBAN_AMQP_URL is to be set")
    wait_for_services(amqp_url)
    if not wants_demo(environment):
        _say("GAZBAN_DEMO=0: nothing is seeded")
        return
    if subprocess.run([sys.executable, "-m", "launcher.seed"], cwd=PROJECT, check=False).returncode != 0:
        raise LauncherError("seeding failed: see above")


def wants_demo(environment: Mapping[str, str]) -> bool:
    """Say whether this is a demonstration; GAZBAN_DEMO=0 is production."""
    return environment.get("GAZBAN_DEMO", "1") != "0"


def _start(system: System) -> None:
    with _timed("roles and databases"):
        system.provision()
    system.start_sandbox()
    with _timed("services"):
        system.start_services()
    if system.wants_seed:
        with _timed("demo data"):
            system.run_seed()
    with _timed("gateway"):
        system.start_gateway()
    with _timed("portal"):
        system.start_portal()


def _announce(system: System, demo: bool, seconds: float) -> None:
    _say(f"ready after {seconds:.1f} s")
    _say(f"  portal     {system.portal_url}")
    _say(f"  gateway    {system.gateway_url}")
    _say(f"  API docs   {system.gateway_url}/api/v1/docs")
    if demo:
        _say(f"  sandbox    {system.sandbox_url} (a payment provider to try with)")
        accounts = ", ".join(f"{role} {user}" for role, user in _DEMO_ACCOUNTS.items())
        _say(f"  accounts   {accounts}; password {_DEMO_PASSWORD}")
    else:
        _announce_first_password(system)
    _say(f"  state      {system.folder} (`make reset` wipes it)")
    _say("  stop       Ctrl-C")


def _announce_first_password(system: System) -> None:
    """Repeat the line in which the auth service gives the first user's password, on the start that makes it."""
    for line in system.last_lines("auth"):
        if "one-time password" in line.lower():
            _say(f"  {line.strip()}")


def _watch(backends: Backends) -> None:
    """Bring back a server that dies, for as long as the system is up."""
    while True:
        time.sleep(REVIVE_SECONDS)
        for name in backends.revive():
            _say(f"{name} had died and was started again")


@contextmanager
def _timed(step: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    _say(f"{step} ready after {time.monotonic() - began:.1f} s")


def _say(message: str) -> None:
    print(f"gazban: {message}", flush=True)
