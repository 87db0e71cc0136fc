"""A private RabbitMQ node: own name, ports, cookie, epmd and folder, beside whatever else runs here."""

import contextlib
import os
import secrets
import signal
import subprocess
import time
from pathlib import Path

import amqp

from launcher.backends.binaries import RabbitPrograms, search_paths
from launcher.errors import LauncherError
from launcher.ports import LOOPBACK, free_ports
from launcher.processes import POLL_SECONDS, describe_exit, spawn, stop

_USER = "gazban"
_START_SECONDS = 120.0  # all of it computing: a shared core may take its time
_STOP_SECONDS = 20.0

_CONFIGURATION = """\
listeners.tcp.1 = {host}:{port}
num_acceptors.tcp = 2
default_user = {user}
default_pass = {password}
loopback_users = none
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.absolute = 512MB
log.console = false
log.file = rabbitmq.log
log.file.level = info
"""


def answers(host: str, port: int, user: str, password: str) -> bool:
    """Say whether a broker completes an AMQP handshake: it listens some time before it can."""
    connection = amqp.Connection(
        f"{host}:{port}", userid=user, password=password, connect_timeout=2, read_timeout=5, write_timeout=5
    )
    try:
        connection.connect()
    except (OSError, amqp.exceptions.AMQPError):
        connection.collect()
        return False
    with contextlib.suppress(OSError, amqp.exceptions.AMQPError):
        connection.close()
    return True


class PrivateRabbit:
    """One node on 127.0.0.1 whose state lies in `folder`; it can be stopped, killed and started again.

    The ports and the URL stay the same for the life of this object; the node's name and password
    stay the same for the life of the folder.
    """

    name = "rabbitmq"

    def __init__(self, programs: RabbitPrograms, folder: Path, *, mark: Path, log_folder: Path) -> None:
        """Prepare a node; `mark` is the folder by which leftovers are found (see launcher.processes)."""
        self._programs = programs
        self._folder = folder.resolve()
        self._mark = mark
        self._log_folder = log_folder
        self._port, self._distribution_port, self._epmd_port = free_ports(3)
        self._node: subprocess.Popen[bytes] | None = None
        self._epmd: subprocess.Popen[bytes] | None = None
        self._folder.mkdir(parents=True, exist_ok=True)
        log_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._node_name = f"gazban-{self._kept('node-name')[:8]}@localhost"
        self._password = self._kept("password")

    @property
    def url(self) -> str:
        """The AMQP URL, with the default virtual host."""
        return f"amqp://{_USER}:{self._password}@{LOOPBACK}:{self._port}//"

    @property
    def port(self) -> int:
        """The AMQP port on 127.0.0.1."""
        return self._port

    @property
    def pid(self) -> int | None:
        """The Erlang VM's process id while it runs."""
        return self._node.pid if self._node is not None and self._node.poll() is None else None

    def start(self) -> None:
        """Start the node and wait until it answers an AMQP handshake; one that runs is left as it is."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Start the node's processes without waiting."""
        if self.pid is not None:
            return
        self._write_files()
        environment = self._environment()
        if self._epmd is None or self._epmd.poll() is not None:
            epmd = [str(self._programs.erts_bin / "epmd"), "-port", str(self._epmd_port)]
            self._epmd = self._spawn(epmd, environment)
        self._node = self._spawn([str(self._programs.server)], environment)

    def wait_ready(self, timeout_seconds: float = _START_SECONDS) -> None:
        """Wait for an AMQP handshake; raises LauncherError when the node ends or stays silent."""
        assert self._node is not None, "launch() comes first"
        deadline = time.monotonic() + timeout_seconds
        while not answers(LOOPBACK, self._port, _USER, self._password):
            code = self._node.poll()
            if code is not None:
                self._fail(f"RabbitMQ ended while starting ({describe_exit(code)})")
            if time.monotonic() > deadline:
                self._fail(f"RabbitMQ did not answer within {timeout_seconds:.0f} s")
            time.sleep(5 * POLL_SECONDS)

    def stop(self) -> None:
        """Shut the node down in order, so that it keeps what it has; a stopped one is no error."""
        if self._node is not None:
            stop(self._node, grace_seconds=_STOP_SECONDS)
            self._node = None
        self._end_epmd()

    def kill(self) -> None:
        """End the node with SIGKILL, as a crash would; `start` brings it back on the same port and data."""
        if self._node is not None:
            stop(self._node, grace_seconds=_STOP_SECONDS, first=signal.SIGKILL)
            self._node = None

    def discard(self) -> None:
        """End the node as fast as possible, its data being of no more use."""
        self.kill()
        self._end_epmd()

    def revive(self) -> bool:
        """Start the node again if it ended by itself; returns whether it had."""
        if self._node is None or self._node.poll() is None:
            return False
        self.start()
        return True

    def _end_epmd(self) -> None:
        if self._epmd is not None:
            stop(self._epmd, grace_seconds=1.0)
            self._epmd = None

    def _spawn(self, argv: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
        with (self._log_folder / "rabbitmq.console.log").open("ab") as output:
            return spawn(argv, folder=self._mark, environment=environment, output=output, cwd=self._folder)

    def _fail(self, message: str) -> None:
        self.discard()
        raise LauncherError(f"{message}; see {self._log_folder}/rabbitmq*.log")

    def _kept(self, name: str) -> str:
        """Return a secret of this folder, made when it is first asked for."""
        path = self._folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(16))
        return path.read_text()

    def _write_files(self) -> None:
        home = self._folder / "home"
        (home / "bin").mkdir(parents=True, exist_ok=True)
        cookie = home / ".erlang.cookie"
        if not cookie.exists():
            cookie.write_text(secrets.token_hex(16))
            cookie.chmod(0o400)
        erl = home / "bin" / "erl"
        erl.write_text(self._erl_script())
        erl.chmod(0o755)
        (self._folder / "enabled_plugins").write_text("[].\n")
        (self._folder / "rabbitmq-env.conf").write_text("")
        configuration = self._folder / "rabbitmq.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            _CONFIGURATION.format(host=LOOPBACK, port=self._port, user=_USER, password=self._password)
        )

    def _erl_script(self) -> str:
        """Write `erl` anew: the packaged one has /usr/lib/erlang written into it."""
        return (
            "#!/bin/sh\n"
            f"export ROOTDIR='{self._programs.erlang_root}' BINDIR='{self._programs.erts_bin}'\n"
            "export EMU=beam PROGNAME=erl\n"
            'exec "$BINDIR/erlexec" "$@"\n'
        )

    def _environment(self) -> dict[str, str]:
        home = self._folder / "home"
        paths = search_paths(self._programs.tree)
        return {
            **paths,
            "PATH": f"{home / 'bin'}:{paths['PATH']}",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            # The server script then becomes the VM: our child is the node itself, and no shell between.
            "detached": "1",
            "RABBITMQ_NODENAME": self._node_name,
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"),
            "RABBITMQ_LOG_BASE": str(self._log_folder.resolve()),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq"),
            "RABBITMQ_CONF_ENV_FILE": str(self._folder / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "enabled_plugins"),
            "RABBITMQ_FEATURE_FLAGS_FILE": str(self._folder / "feature_flags"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(self._folder / "generated"),
            # Idle schedulers must not spin: the machine's few cores are shared with the services.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"
            ),
        }
