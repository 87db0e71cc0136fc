"""Which servers are chosen, for every combination of wishes and findings."""

import pytest

from launcher.backends.choice import Choice, Origin, choose, postgres_url_of
from launcher.errors import LauncherError

URLS = {"AMQP_URL": "amqp://there//", "DATABASE_URL": "postgresql://there/postgres"}


def chosen(
    environment: dict[str, str], *, earlier: Origin | None = None, problem: str | None = None
) -> Choice:
    return choose(environment, earlier=earlier, docker_problem=lambda: problem)


def never_asked() -> str | None:
    raise AssertionError("Docker was asked")


def test_given_urls_come_first_and_docker_is_not_even_asked() -> None:
    choice = choose(URLS, earlier=None, docker_problem=never_asked)
    assert choice.origin == "env"


@pytest.mark.parametrize(("given", "missing"), [("AMQP_URL", "DATABASE_URL"), ("DATABASE_URL", "AMQP_URL")])
def test_one_url_alone_is_an_error_that_names_the_other(given: str, missing: str) -> None:
    with pytest.raises(LauncherError, match=f"{given} is given but {missing} is not"):
        chosen({given: URLS[given]})


def test_an_empty_url_counts_as_none() -> None:
    assert chosen({"AMQP_URL": "", "DATABASE_URL": ""}, problem="no engine").origin == "local"


def test_docker_comes_before_this_machine() -> None:
    assert chosen({}) == Choice("docker", "a Docker engine answers", demanded=False)


def test_without_docker_this_machine_serves_and_the_reason_is_told() -> None:
    assert chosen({}, problem="no Docker engine answers") == Choice(
        "local", "no Docker engine answers", demanded=True
    )


def test_local_can_be_demanded_against_urls_and_docker() -> None:
    assert choose({"BACKENDS": "local", **URLS}, earlier=None, docker_problem=never_asked).origin == "local"


def test_docker_can_be_demanded_against_urls() -> None:
    assert chosen({"BACKENDS": "docker", **URLS}) == Choice("docker", "BACKENDS=docker", demanded=True)


def test_a_demand_for_docker_that_cannot_be_met_is_an_error() -> None:
    with pytest.raises(LauncherError, match="BACKENDS=docker, but no engine"):
        chosen({"BACKENDS": "docker"}, problem="no engine")


def test_a_demand_for_given_servers_needs_them() -> None:
    with pytest.raises(LauncherError, match="needs AMQP_URL and DATABASE_URL"):
        chosen({"BACKENDS": "env"})


def test_an_unknown_wish_is_an_error() -> None:
    with pytest.raises(LauncherError, match="not 'podman'"):
        chosen({"BACKENDS": "podman"})


def test_data_on_this_machine_is_gone_on_with_though_docker_has_come() -> None:
    assert choose({}, earlier="local", docker_problem=never_asked).origin == "local"


def test_data_in_docker_is_not_left_behind_in_silence() -> None:
    with pytest.raises(LauncherError, match="lies in Docker"):
        chosen({}, earlier="docker", problem="no engine")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg"])
def test_usual_spellings_of_a_database_url_are_understood(scheme: str) -> None:
    assert postgres_url_of(f"{scheme}://u:p@h:1/d") == "postgresql://u:p@h:1/d"


@pytest.mark.parametrize("given", ["mysql://h/d", "h:5432", ""])
def test_another_database_is_refused(given: str) -> None:
    with pytest.raises(LauncherError, match="DATABASE_URL"):
        postgres_url_of(given)
