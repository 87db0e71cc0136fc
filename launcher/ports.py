"""Choosing TCP ports on the loopback interface."""

import random
import socket

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
