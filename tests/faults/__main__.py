"""``python -m tests.faults --profile short``: shoots at a running system, and says whether every fact counted once."""

import argparse
import random
import resource
import signal
import sys
import tempfile
from pathlib import Path

from tests.faults.doubt import judge, table
from tests.faults.mutants import MUTANTS
from tests.faults.profiles import PROFILES
from tests.faults.run import Run

_FILES = 8_192  # every connection of fifteen services to two servers goes through this process


def main() -> int:
    """Run one profile; the exit code is 0 only if every check passes."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--profile", choices=sorted(PROFILES), default="short")
    parser.add_argument("--seed", type=int, default=None, help="of all chances; printed, to be given again")
    parser.add_argument(
        "--without", choices=sorted(MUTANTS), default="", help="services that lack this protection"
    )
    parser.add_argument("--keep", type=Path, default=None, help="a folder for logs and notes, which stays")
    wanted = parser.parse_args()
    # Whoever asks it to stop gets what Ctrl-C does: everything that it started is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, _FILES)), hard))
    seed = random.randrange(10**6) if wanted.seed is None else wanted.seed
    with tempfile.TemporaryDirectory(prefix="gazban-faults-", ignore_cleanup_errors=True) as temporary:
        folder = wanted.keep or Path(temporary)
        run = Run(PROFILES[wanted.profile], seed, folder, wanted.without)
        passes = run.passes()
    if wanted.without:
        print(f"\n{table([judge(run, wanted.without, seed)])}")
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main())
