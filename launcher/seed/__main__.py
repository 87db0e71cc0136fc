"""Seed the system at GAZBAN_AMQP_URL."""

import dataclasses
import os
import sys
import time

from chassis.rpc import RpcClient
from gateway.app import create_app
from gateway.settings import Settings
from launcher.seed.demo import Demo, SeedFailed
from launcher.seed.steps import seed


def main() -> int:
    """Seed the system at GAZBAN_AMQP_URL; the exit code is 1 when a step fails, with the reason as the last line."""
    began = time.monotonic()
    settings = dataclasses.replace(Settings.from_environment(os.environ), access_log=False)
    rpc = RpcClient(settings.amqp_url, "seed")
    rpc.start()

    def say(step: str) -> None:
        print(f"seed: {step} ({time.monotonic() - began:.1f} s)", flush=True)

    try:
        if not rpc.wait_ready(10):
            raise SeedFailed("the broker does not answer")
        seed(Demo(create_app(rpc, settings).test_client(), rpc), say)
    except SeedFailed as failure:
        print(f"seed: {failure}", file=sys.stderr, flush=True)
        return 1
    finally:
        rpc.stop()
    say("done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
