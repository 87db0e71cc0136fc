"""Where the programs of RabbitMQ and PostgreSQL lie: on this machine, or in a tree of extracted packages."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

MACHINE = Path("/")


@dataclass(frozen=True)
class RabbitPrograms:
    """A RabbitMQ and the Erlang under it."""

    server: Path  # the rabbitmq-server script itself: the wrapper in /usr/sbin refuses other users
    erlang_root: Path
    erts_bin: Path  # holds erlexec and epmd
    tree: Path  # MACHINE, or the folder that the packages were extracted into

    @property
    def version(self) -> str:
        """Such as `3.10.8`."""
        return self.server.parent.parent.name.removeprefix("rabbitmq_server-")


@dataclass(frozen=True)
class PostgresPrograms:
    """One major version of PostgreSQL."""

    bin: Path  # holds postgres and initdb
    tree: Path

    @property
    def major(self) -> int:
        """Such as 15."""
        return int(self.bin.parent.name)


def find_rabbit(tree: Path = MACHINE) -> RabbitPrograms | None:
    """Find the newest RabbitMQ with an Erlang in a tree; None when either is missing."""
    servers = sorted(
        tree.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"), key=_numbers_in
    )
    runtimes = sorted(tree.glob("usr/lib/erlang/erts-*/bin/erlexec"), key=_numbers_in)
    if not servers or not runtimes:
        return None
    erts_bin = runtimes[-1].parent
    return RabbitPrograms(servers[-1], erts_bin.parent.parent, erts_bin, tree)


def find_postgres(tree: Path = MACHINE) -> PostgresPrograms | None:
    """Find the newest PostgreSQL server in a tree; None when there is none."""
    found = [
        path for path in tree.glob("usr/lib/postgresql/*/bin/initdb") if path.with_name("postgres").exists()
    ]
    if not found:
        return None
    return PostgresPrograms(max(found, key=_numbers_in).parent, tree)


def find_hledger(tree: Path = MACHINE) -> Path | None:
    """Find hledger, by which tests check exported journals; None when it is not in the tree."""
    if tree == MACHINE:
        installed = shutil.which("hledger")
        return Path(installed) if installed else None
    program = tree / "usr/bin/hledger"
    return program if program.exists() else None


def find_libfaketime(tree: Path = MACHINE) -> Path | None:
    """Find the library that shifts a process's clock, in its form for threads; None when it is not in the tree."""
    found = sorted(tree.glob("usr/lib/**/faketime/libfaketimeMT.so.1"))
    return found[0] if found else None


def search_paths(tree: Path) -> dict[str, str]:
    """Return the environment that lets programs of an extracted tree find their libraries."""
    path = os.environ.get("PATH", os.defpath)
    if tree == MACHINE:
        return {"PATH": path}
    libraries = [folder for folder in tree.glob("usr/lib/*-linux-gnu*") if folder.is_dir()]
    libraries += [folder for folder in tree.glob("lib/*-linux-gnu*") if folder.is_dir()]
    return {
        "PATH": f"{tree / 'usr/bin'}:{path}",
        "LD_LIBRARY_PATH": ":".join(str(folder) for folder in libraries),
    }


def apt_is_here() -> bool:
    """Say whether packages can be fetched and extracted on this machine."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg") is not None


def _numbers_in(path: Path) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", str(path))]
