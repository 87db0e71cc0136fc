"""A private PostgreSQL server: own port, folder and password, beside whatever else runs here."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from launcher.backends.binaries import PostgresPrograms, search_paths
from launcher.errors import LauncherError
from launcher.ports import LOOPBACK, free_ports
from launcher.processes import POLL_SECONDS, children_of, describe_exit, spawn, stop

_SUPERUSER = "postgres"
_START_SECONDS = 30.0
_STOP_SECONDS = 20.0
_INITDB_SECONDS = 120.0


@dataclass(frozen=True)
class Account:
    """The user as whom PostgreSQL runs when the launcher is root, which PostgreSQL refuses to be."""

    uid: int
    gid: int
    reads_closed_folders: bool  # may pass a folder such as /root, by a capability

    def setpriv_options(self) -> list[str]:
        """Return what `setpriv` needs to become this user."""
        options = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        if self.reads_closed_folders:
            options += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
        return options


def account_for(*folders: Path) -> Account | None:
    """Choose the user that runs PostgreSQL and can reach the folders; None means the present one.

    Raises LauncherError when root's folders are closed to every other user.
    """
    if os.geteuid() != 0:
        return None
    if shutil.which("setpriv") is None:
        raise LauncherError(
            "PostgreSQL does not run as root: install util-linux (setpriv), or run as another user"
        )
    user = _unprivileged_user()
    for reads_closed_folders in (False, True):
        account = Account(user.pw_uid, user.pw_gid, reads_closed_folders)
        if all(_can_enter(account, folder) for folder in folders):
            return account
    listed = " or ".join(str(folder) for folder in folders)
    raise LauncherError(
        f"user {user.pw_name} (PostgreSQL does not run as root) may not enter {listed}: "
        "open the folders above to others (chmod o+x), or put GAZBAN_VAR elsewhere"
    )


def _unprivileged_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _can_enter(account: Account, folder: Path) -> bool:
    # `test -x` would not do: access(2) leaves capabilities out of account.
    command = ["setpriv", *account.setpriv_options(), "--", "test", "-e", f"{folder}/."]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


class PrivatePostgres:
    """One server on 127.0.0.1 whose data lies in `folder`; it can be stopped, killed and started again.

    The port and the URL stay the same for the life of this object; the data and the password for the
    life of the folder. `durable=False` leaves out fsync: the data survives a kill of the server,
    not one of the machine.
    """

    name = "postgres"

    def __init__(
        self, programs: PostgresPrograms, folder: Path, *, mark: Path, log_folder: Path, durable: bool
    ) -> None:
        """Prepare a server; `mark` is the folder by which leftovers are found (see launcher.processes)."""
        self._programs = programs
        self._folder = folder.resolve()
        self._data = self._folder / "data"
        self._mark = mark
        self._log_folder = log_folder
        self._durable = durable
        self._port = free_ports(1)[0]
        self._server: subprocess.Popen[bytes] | None = None
        self._folder.mkdir(parents=True, exist_ok=True)
        log_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._account = account_for(self._folder, programs.bin)
        self._password = ""

    @property
    def url(self) -> str:
        """The superuser's URL, of the database `postgres`; to be read after the first start."""
        return f"postgresql://{_SUPERUSER}:{self._password}@{LOOPBACK}:{self._port}/postgres"

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return self._port

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._server.pid if self._server is not None and self._server.poll() is None else None

    def start(self) -> None:
        """Start the server, on new data the first time, and wait until it answers a query."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Start the server's process without waiting; one that runs is left as it is."""
        if self.pid is not None:
            return
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        self._password = (self._folder / "password").read_text()
        self._server = self._spawn(
            [str(self._programs.bin / "postgres"), "-D", str(self._data), *self._settings()]
        )

    def wait_ready(self, timeout_seconds: float = _START_SECONDS) -> None:
        """Wait until a query is answered; raises LauncherError when the server ends or stays silent."""
        assert self._server is not None, "launch() comes first"
        deadline = time.monotonic() + timeout_seconds
        while not self._answers():
            code = self._server.poll()
            if code is not None:
                raise LauncherError(
                    f"PostgreSQL ended while starting ({describe_exit(code)}); see {self._log}"
                )
            if time.monotonic() > deadline:
                self.kill()
                raise LauncherError(
                    f"PostgreSQL did not answer within {timeout_seconds:.0f} s; see {self._log}"
                )
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Shut the server down in order, ending open sessions; a stopped one is no error."""
        if self._server is not None:
            stop(self._server, grace_seconds=_STOP_SECONDS, first=signal.SIGINT)
            self._server = None

    def kill(self) -> None:
        """End the server and its sessions with SIGKILL, as a crash would; `start` recovers the data."""
        if self._server is None:
            return
        # The sessions' processes leave the postmaster's group. Left alone they would notice its death
        # only when idle, and hold the shared memory that the next start needs.
        sessions = children_of(self._server.pid)
        stop(self._server, grace_seconds=_STOP_SECONDS, first=signal.SIGKILL)
        for pid in sessions:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._server = None

    def discard(self) -> None:
        """End the server as fast as possible, its data being of no more use."""
        if self._server is not None:
            stop(self._server, grace_seconds=2.0, first=signal.SIGQUIT)
            self._server = None

    def revive(self) -> bool:
        """Start the server again if it ended by itself; returns whether it had."""
        if self._server is None or self._server.poll() is None:
            return False
        self.start()
        return True

    @property
    def _log(self) -> Path:
        return self._log_folder / "postgres.log"

    def _spawn(self, argv: list[str]) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as output:
            return spawn(
                argv,
                folder=self._mark,
                environment=self._environment(),
                output=output,
                cwd=Path("/"),
                death_signal="QUIT",  # PostgreSQL's immediate shutdown, which also ends the sessions
                setpriv_options=self._account.setpriv_options() if self._account else (),
            )

    def _initialise(self) -> None:
        """Make a new cluster, in a folder beside its own so that a half-made one is never taken for one."""
        with tempfile.TemporaryDirectory(
            dir=self._folder, prefix="initdb-", ignore_cleanup_errors=True
        ) as scratch:
            fresh, password_file = Path(scratch, "data"), Path(scratch, "password")
            password_file.write_text(secrets.token_hex(16))
            self._give_away(Path(scratch), password_file)
            argv = [str(self._programs.bin / "initdb"), "-D", str(fresh), "-U", _SUPERUSER]
            argv += [
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--auth=scram-sha-256",
                f"--pwfile={password_file}",
            ]
            process = self._spawn([*argv, "--no-sync"] if not self._durable else argv)
            code = process.wait(_INITDB_SECONDS)
            if code != 0:
                raise LauncherError(f"initdb failed ({describe_exit(code)}); see {self._log}")
            kept = self._folder / "password"
            kept.unlink(missing_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(password_file.read_text())
            shutil.rmtree(self._data, ignore_errors=True)
            fresh.rename(self._data)

    def _give_away(self, *paths: Path) -> None:
        if self._account is not None:
            for path in paths:
                os.chown(path, self._account.uid, self._account.gid)

    def _check_version(self) -> None:
        found = (self._data / "PG_VERSION").read_text().strip()
        if found != str(self._programs.major):
            raise LauncherError(
                f"{self._data} is of PostgreSQL {found}, and this is {self._programs.major}: `make reset` starts anew"
            )

    def _settings(self) -> list[str]:
        settings = {
            "port": str(self._port),
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": "",
            "max_connections": "300",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            "logging_collector": "off",
        }
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        return [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]

    def _environment(self) -> dict[str, str]:
        return {**search_paths(self._programs.tree), "LANG": "C.UTF-8", "TZ": "UTC"}

    def _answers(self) -> bool:
        try:
            connection = psycopg2.connect(self.url, connect_timeout=2)
        except psycopg2.OperationalError:
            return False
        connection.close()
        return True
