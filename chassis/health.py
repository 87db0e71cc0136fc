"""Asking over the bus whether a service works: not whether its process lives, but whether it answers."""

import time
from collections.abc import Sequence
from typing import Any

from chassis.rpc import CallContext, RpcClient
from contracts.errors import Refusal

HEALTH_METHOD = "health"


def check_service(rpc: RpcClient, service: str, timeout_seconds: float = 2.0) -> dict[str, Any]:
    """What a service says of itself; ``{"status": "down"}`` when it does not answer in time."""
    try:
        pending = rpc.send(
            service,
            HEALTH_METHOD,
            {},
            CallContext(deadline_seconds=timeout_seconds),
            dict,
        )
        return pending.result()
    except Refusal:
        return {"status": "down"}


def wait_until_ready(amqp_url: str, services: Sequence[str], timeout_seconds: float) -> None:
    """Wait until every service answers that it works. Raises TimeoutError naming those that do not.

    One that is busy counts as working: it has much to catch up with, and does so only if it is left running.
    """
    rpc = RpcClient(amqp_url, "health")
    rpc.start()
    deadline = time.monotonic() + timeout_seconds
    missing = list(services)
    try:
        while missing:
            missing = [name for name in missing if check_service(rpc, name)["status"] == "down"]
            if missing and time.monotonic() > deadline:
                raise TimeoutError(f"not ready after {timeout_seconds:g} s: {', '.join(missing)}")
            if missing:
                time.sleep(0.1)
    finally:
        rpc.stop()
