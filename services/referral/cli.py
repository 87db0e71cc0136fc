"""What an operator asks of referral on its own machine: ``python -m services.referral events …``."""

import os
from collections.abc import Mapping, Sequence

from chassis import events_cli


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run a command; returns the exit status."""
    return events_cli.main("referral", arguments, environment)
