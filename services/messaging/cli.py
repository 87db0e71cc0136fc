"""What an operator asks of messaging on its own machine: ``python -m services.messaging events …``."""

import os
from collections.abc import Mapping, Sequence

from chassis import events_cli


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run a command; returns the exit status."""
    return events_cli.main("messaging", arguments, environment)
