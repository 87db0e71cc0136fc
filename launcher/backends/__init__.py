"""The servers below Gazban: `open_backends` finds or starts a RabbitMQ and a PostgreSQL, and says which."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from launcher.backends import apt
from launcher.backends.binaries import (
    MACHINE,
    PostgresPrograms,
    RabbitPrograms,
    apt_is_here,
    find_postgres,
    find_rabbit,
)
from launcher.backends.choice import Choice, Origin, choose, postgres_url_of
from launcher.backends.containers import docker_problem, open_containers
from launcher.backends.postgres import PrivatePostgres
from launcher.backends.rabbit import PrivateRabbit
from launcher.errors import LauncherError
from launcher.processes import end_leftovers

__all__ = ["Backends", "PrivatePostgres", "PrivateRabbit", "find_postgres", "find_rabbit", "open_backends"]

Say = Callable[[str], None]

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "backends"
ORIGIN_FILE = "backends"  # in the folder of durable servers: what keeps its data


@dataclass(frozen=True)
class Backends:
    """A running RabbitMQ and PostgreSQL. `rabbit` and `postgres` are there when they are our own processes."""

    amqp_url: str
    postgres_url: str  # of a superuser, database `postgres` or the given one
    origin: Origin
    description: str
    rabbit: PrivateRabbit | None = None
    postgres: PrivatePostgres | None = None

    def revive(self) -> list[str]:
        """Start again what ended by itself; returns the names of those servers."""
        return [node.name for node in (self.postgres, self.rabbit) if node is not None and node.revive()]


@contextmanager
def open_backends(
    folder: Path, *, durable: bool, say: Say, environment: Mapping[str, str] = os.environ
) -> Iterator[Backends]:
    """Find or start the servers in the order of docs, say in one line which, and stop ours at the end.

    `durable=True` keeps their data in `folder`, for the next start; `durable=False` (tests) keeps only
    logs there, puts the data into a temporary folder and leaves out fsync. Raises LauncherError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    end_leftovers(folder, say)
    earlier = earlier_origin(folder) if durable else None
    choice = choose(environment, earlier=earlier, docker_problem=lambda: docker_problem(say))
    with ExitStack() as stack:
        backends = _open(choice, folder, durable, say, environment, stack)
        if durable:
            (folder / ORIGIN_FILE).write_text(backends.origin)
        say(f"servers: {backends.description}")
        yield backends


def earlier_origin(folder: Path) -> Origin | None:
    """Return what keeps the data of an earlier durable start in this folder."""
    path = folder / ORIGIN_FILE
    return cast(Origin, path.read_text()) if path.exists() else None


def _open(
    choice: Choice, folder: Path, durable: bool, say: Say, environment: Mapping[str, str], stack: ExitStack
) -> Backends:
    if choice.origin == "env":
        url = postgres_url_of(environment["DATABASE_URL"])
        return Backends(environment["AMQP_URL"], url, "env", f"the given ones ({choice.reason})")
    if choice.origin == "docker":
        try:
            amqp_url, postgres_url = stack.enter_context(open_containers(folder, durable=durable))
        except Exception as error:  # docker, requests and testcontainers raise many kinds
            if choice.demanded:
                raise LauncherError(f"Docker could not run the servers: {error}") from error
            say(f"Docker could not run the servers ({type(error).__name__}), so this machine does")
            return _open_local("Docker failed", folder, durable, say, stack)
        return Backends(amqp_url, postgres_url, "docker", f"containers ({choice.reason})")
    return _open_local(choice.reason, folder, durable, say, stack)


def _open_local(reason: str, folder: Path, durable: bool, say: Say, stack: ExitStack) -> Backends:
    """Run private nodes; RabbitMQ, the slow one, comes up while PostgreSQL does."""
    rabbit_programs, postgres_programs = _rabbit_programs(say), _postgres_programs(say)
    data = folder if durable else _temporary_folder(stack)
    logs = folder / "log"
    rabbit = PrivateRabbit(rabbit_programs, data / "rabbitmq", mark=folder, log_folder=logs)
    postgres = PrivatePostgres(
        postgres_programs, data / "postgres", mark=folder, log_folder=logs, durable=durable
    )
    stack.callback(rabbit.stop if durable else rabbit.discard)
    stack.callback(postgres.stop if durable else postgres.discard)
    rabbit.launch()
    postgres.start()
    rabbit.wait_ready()
    description = (
        f"private RabbitMQ {rabbit_programs.version} on port {rabbit.port} ({_source(rabbit_programs.tree)}) and "
        f"PostgreSQL {postgres_programs.major} on port {postgres.port} ({_source(postgres_programs.tree)}), "
        f"because {reason}"
    )
    return Backends(rabbit.url, postgres.url, "local", description, rabbit, postgres)


def _temporary_folder(stack: ExitStack) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gazban-"))
    folder.chmod(0o711)  # PostgreSQL may have to run as another user
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _source(tree: Path) -> str:
    return "installed here" if tree == MACHINE else "from fetched packages"


def _rabbit_programs(say: Say) -> RabbitPrograms:
    programs = find_rabbit() or find_rabbit(_fetched("rabbitmq-server", "RabbitMQ", say))
    if programs is None:
        raise _not_found("RabbitMQ", "its packages hold no server")
    return programs


def _postgres_programs(say: Say) -> PostgresPrograms:
    programs = find_postgres() or find_postgres(_fetched("postgresql", "PostgreSQL", say))
    if programs is None:
        raise _not_found("PostgreSQL", "its packages hold no server")
    return programs


def _fetched(package: str, product: str, say: Say) -> Path:
    if not apt_is_here():
        raise _not_found(product, "there is no apt-get here to fetch it")
    try:
        return apt.fetch(package, CACHE, say)
    except LauncherError as error:
        raise _not_found(product, str(error)) from error


def _not_found(product: str, problem: str) -> LauncherError:
    return LauncherError(
        f"{product} is not on this machine ({problem}): install rabbitmq-server and postgresql, "
        "or start Docker, or give AMQP_URL and DATABASE_URL"
    )
