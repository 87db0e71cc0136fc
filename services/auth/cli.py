"""What an operator asks of auth on its own machine: ``python -m services.auth events …``."""

import os
from collections.abc import Mapping, Sequence

from chassis import events_cli


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run a command; returns the exit status."""
    return events_cli.main("auth", arguments, environment)
