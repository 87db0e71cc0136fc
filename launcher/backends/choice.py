"""Which servers to use, and why: decided from the environment, without starting anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from launcher.errors import LauncherError

Origin = Literal["env", "docker", "local"]


@dataclass(frozen=True)
class Choice:
    """Where the servers come from; `demanded` leaves no second choice when that fails."""

    origin: Origin
    reason: str
    demanded: bool


def choose(
    environment: Mapping[str, str], *, earlier: Origin | None, docker_problem: Callable[[], str | None]
) -> Choice:
    """Choose in the order: BACKENDS, given URLs, what keeps this folder's data, Docker, this machine.

    `earlier` is what an earlier start used for data that is still there. `docker_problem` says in
    a few words why Docker cannot be used, None when it can. Raises LauncherError on wishes that cannot be met.
    """
    wish = _wish(environment)
    urls_given = _urls_given(environment)
    if wish == "env" or (wish is None and urls_given):
        if not urls_given:
            raise LauncherError("BACKENDS=env needs AMQP_URL and DATABASE_URL")
        return Choice("env", "AMQP_URL and DATABASE_URL are given", demanded=True)
    if wish == "local":
        return Choice("local", "BACKENDS=local", demanded=True)
    if wish is None and earlier == "local":
        return Choice("local", "the data of the last start is there", demanded=True)
    problem = docker_problem()
    if problem is None:
        reason = "BACKENDS=docker" if wish == "docker" else "a Docker engine answers"
        return Choice("docker", reason, demanded=wish == "docker" or earlier == "docker")
    if wish == "docker":
        raise LauncherError(f"BACKENDS=docker, but {problem}")
    if earlier == "docker":
        raise LauncherError(
            f"the data of the last start lies in Docker, but {problem} (`make reset` starts anew)"
        )
    return Choice("local", problem, demanded=True)


def postgres_url_of(given: str) -> str:
    """Bring the usual spellings of a PostgreSQL URL to `postgresql://…`.

    Raises LauncherError for another kind of URL.
    """
    scheme, separator, rest = given.partition("://")
    if not separator or scheme.partition("+")[0] not in {"postgres", "postgresql"}:
        raise LauncherError(
            "DATABASE_URL is to be a superuser's URL, such as postgresql://user:password@host:5432/postgres"
        )
    return f"postgresql://{rest}"


def _wish(environment: Mapping[str, str]) -> Origin | None:
    wish = environment.get("BACKENDS", "").strip().lower()
    if wish and wish not in get_args(Origin):
        raise LauncherError(f"BACKENDS is docker, local or env, not {wish!r}")
    return cast(Origin, wish) if wish else None


def _urls_given(environment: Mapping[str, str]) -> bool:
    given = [name for name in ("AMQP_URL", "DATABASE_URL") if environment.get(name)]
    if len(given) == 1:
        missing = "DATABASE_URL" if given == ["AMQP_URL"] else "AMQP_URL"
        raise LauncherError(f"{given[0]} is given but {missing} is not: give both or neither")
    return len(given) == 2
