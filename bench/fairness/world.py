"""A year of an organization: inspectors with uneven worksheets, and files of uneven worth in areas of uneven demand."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.terms import FileKind
from services.referral.domain import Inspector, Job

YEAR_STARTS = datetime(
    2026, 3, 21, tzinfo=UTC
)  # 1405-01-01: no year's load begins anew within the simulation
DAYS = 365
# Rials of stage fees, as by the default tariff of a G4: what a file is worth is some multiple of it.
_UNIT_RIALS = 690_000


# The places that inspectors offer. With the tight ones many are full for much of the year, and no rule has a choice.
ROOMY = (8, 10, 15, 20, 20, 30, 40)
TIGHT = (4, 5, 7, 10, 10, 15, 20)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a world is, and the capacities among which its inspectors choose."""

    inspectors: int = 200
    files: int = 20_000
    areas: int = 16
    capacities: tuple[int, ...] = ROOMY


@dataclass(frozen=True, kw_only=True)
class File:
    """A file when it is paid. What would befall it is drawn beforehand, so that every rule meets the same fate:
    ``days_in_hand`` until it is completed, and for each inspector who may get it, after how many days they give it up,
    if they do, and whether that is excused.
    """

    number: int
    paid_at: datetime
    job: Job
    value_rials: int
    days_in_hand: float
    fates: tuple["Fate", ...]


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What happens to one referral of a file: completed, or given up after some days."""

    gives_up_after_days: float | None
    excused: bool


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything that is the same whichever rule shares the work."""

    inspectors: tuple[Inspector, ...]
    files: tuple[File, ...]


def make_world(size: Size, seed: int) -> World:
    """The world of a seed; the same seed gives the same world."""
    chance = random.Random(seed)
    areas = [f"area-{number:02d}" for number in range(1, size.areas + 1)]
    # Demand falls off as the areas get smaller; inspectors live where the work is, only roughly.
    demand = [1 / (rank + 2) for rank in range(len(areas))]
    homes = [share * chance.uniform(0.55, 1.45) for share in demand]
    inspectors = tuple(
        _inspector(chance, number, areas, homes, size.capacities) for number in range(1, size.inspectors + 1)
    )
    files = tuple(_file(chance, number, areas, demand, size.files) for number in range(size.files))
    return World(inspectors=inspectors, files=files)


def _inspector(
    chance: random.Random, number: int, areas: list[str], homes: list[float], capacities: tuple[int, ...]
) -> Inspector:
    home = chance.choices(range(len(areas)), homes)[0]
    reach = chance.choices((1, 2, 4), (60, 28, 12))[0]
    kinds = chance.choices(
        (frozenset(FileKind), frozenset({FileKind.CONCEALED}), frozenset({FileKind.EXPOSED})), (70, 12, 18)
    )[0]
    return Inspector(
        id=f"inspector-{number:03d}",
        membership_code=f"19-3-{number:05d}",
        full_name=f"بازرس {number}",
        active=True,
        accepting=True,
        areas=frozenset(areas[(home + step) % len(areas)] for step in range(reach)),
        kinds=kinds,
        blocks=chance.random() < 0.7,
        capacity=chance.choice(capacities),
        active_referrals=0,
        value_rials=0,
        last_referred_at=None,
        refusal=None,
    )


def _file(chance: random.Random, number: int, areas: list[str], demand: list[float], count: int) -> File:
    kind = chance.choices((FileKind.CONCEALED, FileKind.EXPOSED), (55, 45))[0]
    block = chance.random() < 0.1
    meters = round(chance.triangular(4, 24, 6)) if block else chance.choices((1, 2, 3), (80, 15, 5))[0]
    units = 5 if kind is FileKind.CONCEALED else 2
    value_rials = int(_UNIT_RIALS * units * meters * chance.lognormvariate(0, 0.3))
    return File(
        number=number,
        paid_at=YEAR_STARTS + timedelta(days=DAYS * (number + chance.random()) / count),
        job=Job(area=chance.choices(areas, demand)[0], kind=kind, block=block),
        value_rials=value_rials,
        days_in_hand=min(3 + chance.expovariate(1 / 17), 120),
        fates=tuple(_fate(chance) for _ in range(4)),
    )


def _fate(chance: random.Random) -> Fate:
    gives_up = chance.random() < 0.05
    return Fate(
        gives_up_after_days=chance.uniform(0.5, 10) if gives_up else None, excused=chance.random() < 0.7
    )
