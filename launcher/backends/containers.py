"""RabbitMQ and PostgreSQL as containers of a Docker engine, through testcontainers."""

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from launcher.backends.rabbit import answers
from launcher.errors import LauncherError
from launcher.supervisor import wait_until

RABBIT_IMAGE = "rabbitmq:4.0"
POSTGRES_IMAGE = "postgres:15"

_ANSWER_SECONDS = 2
_PULL_SECONDS = 120
_STOP_SECONDS = 20
_FOLDER_LABEL = "gazban.folder"
_USER = "gazban"
_AMQP_PORT = 5672
_START_SECONDS = 120.0
_DATA = {"rabbitmq": "/var/lib/rabbitmq", "postgres": "/var/lib/postgresql/data"}


def docker_problem(say: Callable[[str], None]) -> str | None:
    """Say in a few words why Docker cannot be used here; None when it can.

    An engine that answers may still be unable to pull, so the images are pulled here if they are missing.
    """
    try:
        import docker
        from docker.errors import DockerException, ImageNotFound
    except ImportError:
        return "the Python package docker is not installed"
    try:
        client = docker.from_env(timeout=_ANSWER_SECONDS)
        client.ping()
    except (DockerException, OSError):
        return "no Docker engine answers"
    client.close()
    client = docker.from_env(timeout=_PULL_SECONDS)
    try:
        for image in (RABBIT_IMAGE, POSTGRES_IMAGE):
            try:
                client.images.get(image)
            except ImageNotFound:
                say(f"pulling {image}")
                client.images.pull(*image.split(":"))
    except (DockerException, OSError):
        return f"the Docker engine has no {image} and cannot pull it"
    finally:
        client.close()
    return None


@contextlib.contextmanager
def open_containers(folder: Path, *, durable: bool) -> Iterator[tuple[str, str]]:
    """Run both servers as containers; yields the AMQP URL and the PostgreSQL superuser's URL.

    `durable=True` keeps their data in named volumes of this folder. Raises what docker and
    testcontainers raise when a container does not come up.
    """
    from testcontainers.community.postgres import PostgresContainer
    from testcontainers.core.config import testcontainers_config
    from testcontainers.core.container import DockerContainer

    # The reaper would need one more image; leftovers are found by their label instead.
    testcontainers_config.ryuk_disabled = True
    _remove_leftovers(folder)
    password = _kept_password(folder)
    # testcontainers' own class for RabbitMQ would bring pika along, to do what `answers` does.
    rabbit = DockerContainer(RABBIT_IMAGE)
    rabbit.with_exposed_ports(_AMQP_PORT)
    rabbit.with_env("RABBITMQ_DEFAULT_USER", _USER).with_env("RABBITMQ_DEFAULT_PASS", password)
    postgres = PostgresContainer(
        POSTGRES_IMAGE, username="postgres", password=password, dbname="postgres", driver=None
    )
    settings = ["max_connections=300", *([] if durable else ["fsync=off", "full_page_writes=off"])]
    postgres.with_command(["postgres", *(word for setting in settings for word in ("-c", setting))])
    for server, container in (("rabbitmq", rabbit), ("postgres", postgres)):
        # The host's name is fixed because RabbitMQ files its data under it.
        container.with_kwargs(labels={_FOLDER_LABEL: _id_of(folder)}, hostname=f"gazban-{server}")
        if durable:
            container.with_volume_mapping(_volume(folder, server), _DATA[server], "rw")
    with _running(rabbit, durable), _running(postgres, durable):
        host, port = rabbit.get_container_host_ip(), rabbit.get_exposed_port(_AMQP_PORT)
        if not wait_until(
            lambda: answers(host, port, _USER, password), timeout_seconds=_START_SECONDS, poll_seconds=0.2
        ):
            raise LauncherError(f"RabbitMQ in its container did not answer within {_START_SECONDS:.0f} s")
        yield f"amqp://{_USER}:{quote(password)}@{host}:{port}//", postgres.get_connection_url()


def remove_volumes(folder: Path) -> None:
    """Remove the data that `open_containers(folder, durable=True)` kept; raises DockerException."""
    import docker
    from docker.errors import NotFound

    _remove_leftovers(folder)
    client = docker.from_env(timeout=_PULL_SECONDS)
    for server in _DATA:
        with contextlib.suppress(NotFound):
            client.volumes.get(_volume(folder, server)).remove()
    client.close()


@contextlib.contextmanager
def _running(container: Any, durable: bool) -> Iterator[None]:
    try:
        container.start()
        yield
    finally:
        if durable and container.get_wrapped_container() is not None:
            container.get_wrapped_container().stop(timeout=_STOP_SECONDS)
        container.stop()


def _remove_leftovers(folder: Path) -> None:
    """Remove the containers of a launcher of this folder that was killed."""
    import docker

    client = docker.from_env(timeout=_PULL_SECONDS)
    for container in client.containers.list(all=True, filters={"label": f"{_FOLDER_LABEL}={_id_of(folder)}"}):
        container.stop(timeout=_STOP_SECONDS)
        container.remove(v=True, force=True)
    client.close()


def _volume(folder: Path, server: str) -> str:
    return f"gazban-{_id_of(folder)}-{server}"


def _id_of(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]


def _kept_password(folder: Path) -> str:
    """Return the password of this folder's containers, which their volumes remember."""
    path = folder / "container-password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(16))
    return path.read_text()
