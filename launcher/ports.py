"""Choosing TCP ports on the loopback interface."""

import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"

# Below Linux's default ephemeral range (32768 and up): a port from there could be given to some
# client's outgoing connection between the kill of a server and its restart on the same port.
_LOWEST = 20_000
_HIGHEST = 32_000
_ATTEMPTS = 200


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Say whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Choose that many different ports on which nothing listens on 127.0.0.1.

    Raises OSError when none are found.
    """
    chosen: list[int] = []
    for _ in range(_ATTEMPTS * count):
        port = random.randint(_LOWEST, _HIGHEST)
        if port not in chosen and is_free(port):
            chosen.append(port)
        if len(chosen) == count:
            return chosen
    raise OSError(f"found no {count} free ports between {_LOWEST} and {_HIGHEST}")


def kept_port(file: Path, wanted: int) -> int:
    """The port that a file names, if it is free; else the wanted one, or any that is free; kept for the next time."""
    kept = file.read_text().strip() if file.exists() else ""
    candidates = [int(kept)] if kept.isdecimal() else []
    port = next((each for each in [*candidates, wanted] if 0 < each < 65536 and is_free(each)), None)
    chosen = port if port is not None else free_ports(1)[0]
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(f"{chosen}\n")
    return chosen
