"""``python -m tests.faults.doubt``: takes out one protection after another; every time a check has to fail for it.

A run that fails for another reason has not found what is missing, nor has one that breaks down, nor one in which
what was put in the place of the protection was never executed.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.faults.mutants import MUTANTS
from tests.faults.profiles import PROFILES
from tests.faults.run import Run


@dataclass(frozen=True)
class Finding:
    """What a run without a protection came to."""

    without: str
    seed: int
    found_by: tuple[str, ...] = ()
    offences: int = 0
    why_not: str = ""
    broke_down: bool = False
    seconds: float | None = None

    @property
    def line(self) -> str:
        """Its line of the table."""
        found = "; ".join(self.found_by) or f"**nothing**: {self.why_not}"
        took = "–" if self.seconds is None else f"{self.seconds:.0f} s"
        return f"| {self.without} | {found} | {self.offences} | {self.seed} | {took} |"


def judge(run: Run, without: str, seed: int) -> Finding:
    """Whether a finished run found what it lacked."""
    if run.never_executed:
        return Finding(without, seed, why_not=f"{', '.join(sorted(run.never_executed))}: never executed")
    found = MUTANTS[without].found_in(run.results)
    if not found:
        failed = [what for what, offences in run.results if offences]
        return Finding(without, seed, why_not=f"but {'; '.join(failed)}" if failed else "every check passed")
    return Finding(without, seed, tuple(found), sum(map(len, found.values())))


def try_without(name: str, seed: int) -> Finding:
    """One run of the short profile without a protection."""
    with tempfile.TemporaryDirectory(prefix="gazban-faults-", ignore_cleanup_errors=True) as folder:
        run = Run(PROFILES["short"], seed, Path(folder), name)
        try:
            run.passes()
        except Exception as error:
            traceback.print_exc()
            return Finding(name, seed, why_not=f"it broke down: {type(error).__name__}", broke_down=True)
    return judge(run, name, seed)


def table(findings: Iterable[Finding]) -> str:
    """What found each."""
    lines = ["| without | found by | offences | seed | in |", "|---|---|---:|---:|---:|"]
    return "\n".join([*lines, *(finding.line for finding in findings)])


def main() -> int:
    """One run after another; the exit code is 0 only if each found what it lacked."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.doubt", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(MUTANTS), default=list(MUTANTS), metavar="NAME")
    parser.add_argument("--seed", type=int, default=None, help="of all chances; printed, to be given again")
    wanted = parser.parse_args()
    # Whoever asks it to stop gets what Ctrl-C does: everything that it started is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    seed = random.randrange(10**6) if wanted.seed is None else wanted.seed
    findings = []
    for name in wanted.only:
        print(f"\nWithout {name}: {MUTANTS[name].what}\n", flush=True)
        began_at = time.monotonic()
        finding = try_without(name, seed)
        if finding.broke_down:  # nothing was judged; a busy machine may have been too slow to start
            finding = try_without(name, seed)
        findings.append(replace(finding, seconds=time.monotonic() - began_at))
        print(f"\n{table(findings)}\n", flush=True)
    return 0 if all(finding.found_by for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
