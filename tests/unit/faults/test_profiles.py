"""What is injected when: everything once in each round, in whichever process there is."""

import random
from itertools import takewhile

from launcher.provision import SERVICES
from tests.faults.injections import WIPE
from tests.faults.points import POINTS
from tests.faults.profiles import first_round, more_rounds


def one_more_round(seed: int, processes: int) -> list[str]:
    """The kinds and what is injected in a later round, up to the wipe that ends it."""

    def processes_of(service: str) -> list[str]:
        return [service, *(f"{service}.{number}" for number in range(2, processes + 1))]

    rounds = more_rounds(random.Random(seed), processes_of)
    return [f"{each.kind}: {each.what}" for (each,) in takewhile(lambda group: group[0].kind != WIPE, rounds)]


def test_the_first_round_has_every_kind_and_every_point() -> None:
    kinds = {each.kind for group in first_round() for each in group}
    assert {f"kill at `{point}`" for point in POINTS} <= kinds
    assert {line.partition(": ")[0] for line in one_more_round(1, 2)} | {WIPE} == kinds


def test_each_further_round_kills_every_process_that_there_is_by_then() -> None:
    for processes in (2, 3):
        lines = one_more_round(2, processes)
        killed = [line for line in lines if line.startswith("SIGKILL of a process")]
        assert len(killed) == processes * len(SERVICES) + 1, "and the gateway"


def test_clocks_are_put_right_after_they_were_shifted() -> None:
    for seed in range(20):
        kinds = [line.partition(": ")[0] for line in one_more_round(seed, 2)]
        assert kinds.index("clocks a day off") < kinds.index("clocks put right")


def test_nobody_is_told_to_die_at_two_points_at_once() -> None:
    for group in first_round():
        armed = [each.what.partition(" dies at ")[0] for each in group if each.kind.startswith("kill at")]
        assert len(armed) == len(set(armed))
