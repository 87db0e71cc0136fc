"""``python -m bench.fairness``: the comparison at full size, with roomy and with tight capacities."""

import argparse
import time

from bench.fairness.report import compare, table
from bench.fairness.world import ROOMY, TIGHT, Size


def main() -> None:
    """Simulate a year twice and print both tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.fairness", description=main.__doc__)
    parser.add_argument("--inspectors", type=int, default=Size.inspectors)
    parser.add_argument("--files", type=int, default=Size.files)
    parser.add_argument("--areas", type=int, default=Size.areas)
    parser.add_argument("--seed", type=int, default=1405)
    asked = parser.parse_args()
    started = time.perf_counter()
    for words, capacities in (("roomy", ROOMY), ("tight", TIGHT)):
        size = Size(inspectors=asked.inspectors, files=asked.files, areas=asked.areas, capacities=capacities)
        print(
            f"{size.files:,} files of a year, {size.inspectors} inspectors with {words} capacities, "
            f"{size.areas} areas, seed {asked.seed}"
        )
        print(table(*compare(size, asked.seed)), end="\n\n")
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
