"""The real servers that tests run on: found or started once per session, as ``make up`` would."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from launcher.backends import Backends, open_backends
from launcher.provision import SERVICES, Passwords, ServiceDatabase, provision


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """Log an exception as the services do: by default all its local variables are drawn, which takes seconds."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


@pytest.fixture(scope="session")
def backends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backends]:
    """A running RabbitMQ and PostgreSQL of this test run's own, their data thrown away at its end."""
    folder: Path = tmp_path_factory.mktemp("backends")
    with open_backends(folder, durable=False, say=print) as found:
        yield found


@pytest.fixture(scope="session")
def provisioned(backends: Backends) -> dict[str, ServiceDatabase]:
    """A database for each service, with its two roles, as in a running system; not migrated yet."""
    passwords = {name: Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8)) for name in SERVICES}
    return provision(backends.postgres_url, passwords, prefix=f"t{secrets.token_hex(3)}")


@pytest.fixture(scope="session")
def migrated(provisioned: dict[str, ServiceDatabase]) -> Callable[[str], ServiceDatabase]:
    """``migrated("billing")`` is that service's database, brought to the newest version once per session."""
    from sqlalchemy.engine import make_url

    from chassis.migrate import upgrade

    done: set[str] = set()

    def of(service: str) -> ServiceDatabase:
        database = provisioned[service]
        if service not in done:
            folder = Path(__file__).parents[1] / "services" / service / "migrations"
            upgrade(folder, database.owner_url, make_url(database.app_url).username or "")
            done.add(service)
        return database

    return of
