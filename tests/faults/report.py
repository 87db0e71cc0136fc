"""What a run prints: a line for each thing as it happens, and in the end what was injected, observed and checked."""

import statistics
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.faults.checks import Offences
from tests.faults.injections import Injection
from tests.faults.watch import Drain

_SHOWN = 8


@dataclass
class Done:
    """Something that was injected, and what came of it."""

    injection: Injection
    kills: int
    failure: str
    drain: Drain | None


@dataclass
class Journal:
    """Prints what goes on, with the seconds since the beginning, and keeps what was done."""

    began_at: float = field(default_factory=time.monotonic)
    done: list[Done] = field(default_factory=list)
    phases: dict[str, float] = field(default_factory=dict)

    def say(self, what: str) -> None:
        """One line."""
        print(f"{time.monotonic() - self.began_at:7.1f} s  {what}", flush=True)

    def over(self, phase: str) -> None:
        """A phase of the run, which began with the end of the last one."""
        self.phases[phase] = time.monotonic() - self.began_at - sum(self.phases.values())

    @property
    def kills(self) -> int:
        """How many processes have been killed."""
        return sum(each.kills for each in self.done)

    def injected(self) -> str:
        """The table of what was injected."""
        lines = [
            "| injected | times | processes killed | drained after (median) | at the latest | allowed |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        by_kind: dict[str, list[Done]] = {}
        for each in self.done:
            by_kind.setdefault(each.injection.kind, []).append(each)
        for kind, all_of_it in by_kind.items():
            took = [each.drain.seconds for each in all_of_it if each.drain and each.drain.seconds is not None]
            times = (
                f"{statistics.median(took):.1f} s | {max(took):.1f} s"
                if len(took) == len(all_of_it)
                else "– | **never**"
            )
            kills = sum(each.kills for each in all_of_it)
            limit = all_of_it[0].injection.limit_seconds
            lines.append(f"| {kind} | {len(all_of_it)} | {kills} | {times} | {limit:.0f} s |")
        return "\n".join(lines)


def observed(figures: Mapping[str, object]) -> str:
    """The table of what was observed."""
    return "\n".join(
        ["| observed | |", "|---|---:|", *(f"| {what} | {figure} |" for what, figure in figures.items())]
    )


def checked(results: Iterable[tuple[str, Offences]]) -> str:
    """The table of what had to be true."""
    lines = ["| must be true | |", "|---|---|"]
    lines += [f"| {what} | {'**no**' if offences else 'yes'} |" for what, offences in results]
    return "\n".join(lines)


def offences(results: Iterable[tuple[str, Offences]]) -> str:
    """What spoke against it."""
    lines = []
    for what, found in results:
        lines += [f"- {what}: {each}" for each in found[:_SHOWN]]
        lines += [f"- {what}: and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return "\n".join(lines)
