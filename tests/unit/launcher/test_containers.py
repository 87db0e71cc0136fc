"""Containers, with a Docker engine that only pretends: what is asked of it, and when it is given up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docker
import pytest
from docker.errors import DockerException, ImageNotFound
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core import container as testcontainers_container
from testcontainers.core.config import ConnectionMode

from launcher.backends import containers
from launcher.backends.containers import docker_problem, open_containers


class Engine:
    """Stands for both clients: docker's own, and testcontainers' wrapping of it."""

    def __init__(self, *, images: tuple[str, ...] = (), pulls: bool = True) -> None:
        self.created: list[dict[str, Any]] = []
        self.pulled: list[str] = []
        self.stopped = 0
        self.removed = 0
        self._present = images
        self._pulls = pulls
        self.images = self.containers = self.client = self
        self.id = "0123"
        self.short_id = "01"

    def ping(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def get(self, image: str) -> None:
        if image not in self._present:
            raise ImageNotFound(image)

    def pull(self, name: str, tag: str) -> None:
        if not self._pulls:
            raise DockerException("no route to the registry")
        self.pulled.append(f"{name}:{tag}")

    def list(self, **_: object) -> "list[Engine]":
        return []

    def create(self, image: str, **options: Any) -> "Engine":
        self.created.append({"image": image, **options})
        return self

    def start(self, container: object) -> None:
        pass

    def stop(self, *, timeout: int) -> None:
        self.stopped += 1

    def remove(self, **_: object) -> None:
        self.removed += 1


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine(images=(containers.RABBIT_IMAGE, containers.POSTGRES_IMAGE))
    use(monkeypatch, lambda **_: engine)
    monkeypatch.setattr(testcontainers_container, "DockerClient", lambda **_: engine)
    monkeypatch.setattr(engine, "get_connection_mode", lambda: ConnectionMode.docker_host, raising=False)
    monkeypatch.setattr(engine, "host", lambda: "docker.test", raising=False)
    monkeypatch.setattr(
        testcontainers_container.DockerContainer, "get_exposed_port", lambda _, port: port + 10_000
    )
    monkeypatch.setattr(PostgresContainer, "_connect", lambda _: None)
    monkeypatch.setattr(containers, "answers", lambda *_: True)
    return engine


def use(monkeypatch: pytest.MonkeyPatch, from_env: Callable[..., Engine]) -> None:
    monkeypatch.setattr(docker, "from_env", from_env)


def no_engine(**_: object) -> Engine:
    raise DockerException("no such file or directory")


def test_no_engine_is_a_reason_to_go_on_without(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, no_engine)
    assert docker_problem(lambda _: None) == "no Docker engine answers"


def test_missing_images_are_pulled(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine()
    use(monkeypatch, lambda **_: engine)
    assert docker_problem(lambda _: None) is None
    assert engine.pulled == [containers.RABBIT_IMAGE, containers.POSTGRES_IMAGE]


def test_an_engine_that_cannot_pull_is_a_reason_too(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, lambda **_: Engine(pulls=False))
    assert docker_problem(lambda _: None) == "the Docker engine has no rabbitmq:4.0 and cannot pull it"


def test_durable_containers_keep_their_data_in_volumes_of_the_folder(tmp_path: Path, engine: Engine) -> None:
    with open_containers(tmp_path, durable=True) as (amqp_url, postgres_url):
        assert amqp_url.startswith("amqp://gazban:")
        assert amqp_url.endswith("@docker.test:15672//")
        assert postgres_url.startswith("postgresql://postgres:")
        assert postgres_url.endswith("@docker.test:15432/postgres")
    rabbit, postgres = engine.created
    assert [mount["bind"] for mount in rabbit["volumes"].values()] == ["/var/lib/rabbitmq"]
    assert [mount["bind"] for mount in postgres["volumes"].values()] == ["/var/lib/postgresql/data"]
    assert rabbit["hostname"] == "gazban-rabbitmq"
    assert rabbit["labels"] == postgres["labels"] != {}
    assert (engine.stopped, engine.removed) == (2, 2)


def test_passing_containers_are_fast_and_leave_no_volume(tmp_path: Path, engine: Engine) -> None:
    with open_containers(tmp_path, durable=False):
        pass
    assert all(not options["volumes"] for options in engine.created)
    assert "fsync=off" in engine.created[1]["command"]
    assert (engine.stopped, engine.removed) == (0, 2)
