"""The commands: `python -m launcher up | reset | audit | provision | seed`, which `make` and the containers call."""

import argparse
import os
import signal
import sys
from pathlib import Path

from launcher.commands import audit, compose_provision, compose_seed, reset, up
from launcher.errors import LauncherError
from launcher.system import PROJECT


class _Stopped(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived: unwinds through everything, so that each part stops its own."""


def main() -> int:
    """Run one command; returns the exit code."""
    arguments = _parser().parse_args()
    _stop_on_signals()
    try:
        if arguments.command == "up":
            up(_folder(), os.environ)
        elif arguments.command == "reset":
            reset(_folder())
        elif arguments.command == "audit":
            return audit(_folder(), ["--json"] if arguments.json else [])
        elif arguments.command == "provision":
            compose_provision(os.environ)
        else:
            compose_seed(os.environ)
    except LauncherError as error:
        print(f"gazban: {error}", file=sys.stderr)
        return 1
    except _Stopped:
        print("stopped", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m launcher", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start everything, stay in the foreground, stop it on Ctrl-C")
    commands.add_parser("reset", help="wipe the state of a stopped system")
    audited = commands.add_parser("audit", help="ask whether the books of the system are sound")
    audited.add_argument("--json", action="store_true", help="print what was found as JSON")
    commands.add_parser("provision", help="create roles and databases on the server at DATABASE_URL")
    commands.add_parser("seed", help="wait for the services at GAZBAN_AMQP_URL, then fill the demonstration")
    return parser


def _folder() -> Path:
    return Path(os.environ.get("GAZBAN_VAR") or PROJECT / "var").resolve()


def _stop_on_signals() -> None:
    """Let the first signal unwind; those that follow are ignored, since the stop is under way and bounded."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def unwind(number: int, _frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        print(f"\n{signal.Signals(number).name}: stopping", flush=True)
        raise _Stopped

    for each in signals:
        signal.signal(each, unwind)


if __name__ == "__main__":
    sys.exit(main())
