"""Roles and databases: each service gets its own of both, and can reach nobody else's."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, connection
from psycopg2.sql import SQL, Composable, Identifier, Literal

from launcher.errors import LauncherError

SERVICES = ("auth", "referral", "inspection", "billing", "messaging")
DEFAULT_PREFIX = "gazban"

_ICU_SINCE = 150_000  # PostgreSQL 15: before it, a database's own collation could not be ICU's
_PERSIAN = "fa"  # sorts پ چ ژ گ in their place, which the C library's order does not


@dataclass(frozen=True)
class Passwords:
    """Of one service: `owner` migrates the database, `app` reads and writes rows."""

    owner: str
    app: str


@dataclass(frozen=True)
class ServiceDatabase:
    """One service's database, as seen by each of its two roles."""

    app_url: str
    owner_url: str


def provision(
    postgres_url: str, passwords: Mapping[str, Passwords], *, prefix: str = DEFAULT_PREFIX
) -> dict[str, ServiceDatabase]:
    """Create, or bring up to date, the roles and the database of each service in `passwords`.

    `postgres_url` is a superuser's. Doing it again changes nothing but passwords that differ.
    Raises LauncherError when the server cannot be reached or refuses.
    """
    try:
        with _Session(postgres_url) as server:
            _check_superuser(server)
            for service, pair in passwords.items():
                _create_roles(server, _names(prefix, service), pair)
                _create_database(server, _names(prefix, service))
        for service in passwords:
            with _Session(_with_database(postgres_url, _names(prefix, service).database)) as inside:
                _grant(inside, _names(prefix, service))
    except psycopg2.Error as error:
        raise LauncherError(f"PostgreSQL: {str(error).strip().splitlines()[0]}") from error
    return {
        service: _urls(postgres_url, _names(prefix, service), pair) for service, pair in passwords.items()
    }


def kept_passwords(path: Path) -> dict[str, Passwords]:
    """Return the passwords in a file that only its owner may read, making those that are not there yet."""
    kept: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    for service in SERVICES:
        kept.setdefault(service, {"owner": secrets.token_urlsafe(24), "app": secrets.token_urlsafe(24)})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(kept, indent=2) + "\n")
    return {service: Passwords(**pair) for service, pair in kept.items()}


def keep_databases(path: Path, databases: Mapping[str, ServiceDatabase]) -> None:
    """Note where each service's database is, in a file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    kept = {service: asdict(database) for service, database in databases.items()}
    path.write_text(json.dumps(kept, indent=2) + "\n")


def kept_databases(path: Path) -> dict[str, ServiceDatabase]:
    """Return what was noted; raises LauncherError if nothing was."""
    try:
        kept = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise LauncherError(f"no system has been started in {path.parent}") from error
    return {service: ServiceDatabase(**urls) for service, urls in kept.items()}


def passwords_from(environment: Mapping[str, str]) -> dict[str, Passwords]:
    """Read the passwords that `docker-compose.yml` gives: GAZBAN_AUTH_DB_PASSWORD, GAZBAN_AUTH_OWNER_DB_PASSWORD, …

    Raises LauncherError naming the missing ones.
    """
    wanted = [name for service in SERVICES for name in _password_variables(service)]
    missing = [name for name in wanted if not environment.get(name)]
    if missing:
        raise LauncherError(f"these are to be set: {', '.join(missing)}")
    return {
        service: Passwords(owner=environment[owner], app=environment[app])
        for service in SERVICES
        for app, owner in [_password_variables(service)]
    }


def _password_variables(service: str) -> tuple[str, str]:
    return f"GAZBAN_{service.upper()}_DB_PASSWORD", f"GAZBAN_{service.upper()}_OWNER_DB_PASSWORD"


@dataclass(frozen=True)
class _Names:
    database: str
    owner: str
    app: str


def _names(prefix: str, service: str) -> _Names:
    own = f"{prefix}_{service}"
    return _Names(database=own, owner=f"{own}_owner", app=own)


class _Session:
    """One connection that commits each statement by itself, as CREATE DATABASE demands."""

    def __init__(self, url: str) -> None:
        self._connection: connection = psycopg2.connect(url, connect_timeout=10)
        self._connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)

    def __enter__(self) -> "_Session":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @property
    def version(self) -> int:
        return int(self._connection.server_version)

    def run(self, statement: str, *values: Composable) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(SQL(statement).format(*values))

    def holds(self, question: str, *values: Composable) -> bool:
        with self._connection.cursor() as cursor:
            cursor.execute(SQL(question).format(*values))
            return cursor.fetchone() is not None


def _check_superuser(server: _Session) -> None:
    if not server.holds("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"):
        raise LauncherError(
            "DATABASE_URL is to be a superuser's: it makes a role and a database for each service"
        )


def _create_roles(server: _Session, names: _Names, passwords: Passwords) -> None:
    for role, password in ((names.owner, passwords.owner), (names.app, passwords.app)):
        if not server.holds("SELECT 1 FROM pg_roles WHERE rolname = {}", Literal(role)):
            server.run("CREATE ROLE {}", Identifier(role))
        server.run("ALTER ROLE {} LOGIN PASSWORD {}", Identifier(role), Literal(password))


def _create_database(server: _Session, names: _Names) -> None:
    if not server.holds("SELECT 1 FROM pg_database WHERE datname = {}", Literal(names.database)):
        collation = f" LOCALE_PROVIDER icu ICU_LOCALE '{_PERSIAN}'" if _has_icu(server) else ""
        server.run(
            "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'" + collation,
            Identifier(names.database),
            Identifier(names.owner),
        )
    server.run("REVOKE ALL ON DATABASE {} FROM PUBLIC", Identifier(names.database))
    server.run("GRANT CONNECT ON DATABASE {} TO {}", Identifier(names.database), Identifier(names.app))


def _has_icu(server: _Session) -> bool:
    return server.version >= _ICU_SINCE and server.holds(
        "SELECT 1 FROM pg_collation WHERE collprovider = 'i' LIMIT 1"
    )


def _grant(inside: _Session, names: _Names) -> None:
    """Give the owner the schema, and the app role the rows of all that the owner will ever create."""
    owner, app = Identifier(names.owner), Identifier(names.app)
    inside.run("CREATE EXTENSION IF NOT EXISTS btree_gist")
    inside.run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    inside.run("GRANT ALL ON SCHEMA public TO {}", owner)
    inside.run("GRANT USAGE ON SCHEMA public TO {}", app)
    defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT "
    inside.run(defaults + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}", owner, app)
    inside.run(defaults + "USAGE, SELECT ON SEQUENCES TO {}", owner, app)


def _urls(postgres_url: str, names: _Names, passwords: Passwords) -> ServiceDatabase:
    return ServiceDatabase(
        app_url=_with_database(postgres_url, names.database, names.app, passwords.app),
        owner_url=_with_database(postgres_url, names.database, names.owner, passwords.owner),
    )


def _with_database(url: str, database: str, user: str | None = None, password: str = "") -> str:
    """Return the URL with another database, and another user if one is given."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    login = (
        parts.netloc.rpartition("@")[0]
        if user is None
        else f"{quote(user, safe='')}:{quote(password, safe='')}"
    )
    netloc = f"{login}@{place}" if login else place
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{database}"))
