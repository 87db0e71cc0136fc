"""``python -m bench.ledger``: ledgers of three sizes side by side, on a PostgreSQL of their own that is thrown away."""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy.engine import make_url

from bench.ledger.measure import OF_ONE_FILE, OF_THE_WHOLE, Ledger, read_one_after_another, side_by_side
from bench.ledger.seed import fill
from chassis.db import Database
from chassis.migrate import upgrade
from launcher.backends import open_backends
from launcher.provision import Passwords, provision
from services.billing.use_cases.auditing import examine

_MIGRATIONS = Path(__file__).parents[2] / "services" / "billing" / "migrations"
_TIMES_OF_ONE, _TIMES_OF_ALL = 51, 3
_GROWS = 3.0  # what one file's question may cost more at the largest size than at the smallest


def main() -> int:
    """Fill, measure, print; 1 if a question about one file grows with the ledger, or the books are not sound."""
    parser = argparse.ArgumentParser(prog="python -m bench.ledger", description=main.__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    sizes = sorted(parser.parse_args().sizes)
    with (
        tempfile.TemporaryDirectory(prefix="gazban-bench-") as folder,
        open_backends(Path(folder), durable=False, say=print) as backends,
        ExitStack() as stack,
    ):
        Path(folder).chmod(0o711)
        ledgers = [stack.enter_context(_ledger(backends.postgres_url, size)) for size in sizes]
        return _measure(ledgers)


@contextmanager
def _ledger(postgres_url: str, entries: int) -> Iterator[Ledger]:
    prefix = f"b{secrets.token_hex(3)}"
    passwords = {"billing": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    made = provision(postgres_url, passwords, prefix=prefix)["billing"]
    upgrade(_MIGRATIONS, made.owner_url, make_url(made.app_url).username or "")
    database = Database(made.app_url, pool_size=4)
    try:
        began = time.perf_counter()
        superuser_url = urlunsplit(urlsplit(postgres_url)._replace(path=urlsplit(made.app_url).path))
        history, total = fill(database, superuser_url, entries)
        print(f"{total:,} entries in {time.perf_counter() - began:.0f} s", flush=True)
        yield Ledger(total, database, history)
    finally:
        database.close()


def _measure(ledgers: Sequence[Ledger]) -> int:
    failures = []
    for ledger in ledgers:
        found = ledger.database.snapshot(lambda session: examine(session, seconds=3_600))
        failures += [
            f"{ledger.entries:,}: {each.name}: {each.rows[:2]}" for each in found.invariants if not each.holds
        ]
    print("\n" + _line("", [f"{ledger.entries:,}" for ledger in ledgers], "ratio"))
    for questions, times in ((OF_ONE_FILE, _TIMES_OF_ONE), (OF_THE_WHOLE, _TIMES_OF_ALL)):
        for name, ask in questions.items():
            medians = side_by_side(ledgers, ask, times)
            ratio = medians[-1] / medians[0]
            print(_line(name, [_ms(each) for each in medians], f"{ratio:.1f}"), flush=True)
            if questions is OF_ONE_FILE:
                scanned = read_one_after_another(ledgers[-1], ask)
                failures += [f"{name}: reads {rows:,} rows of {table}" for table, rows in scanned.items()]
                failures += [f"{name}: grows {ratio:.1f} times"] if ratio > _GROWS else []
    slowest = ledgers[-1].database.snapshot(lambda session: examine(session, seconds=3_600)).invariants
    print(f"\nthe slowest of {len(slowest)} invariants at {ledgers[-1].entries:,} entries:")
    for each in sorted(slowest, key=lambda one: -one.milliseconds)[:5]:
        print(f"  {each.milliseconds:>6} ms  {each.name}")
    print(
        "\n"
        + ("\n".join(failures) or "the books are sound, and no question about one file reads a table through")
    )
    return 1 if failures else 0


def _line(name: str, cells: Sequence[str], ratio: str) -> str:
    return f"{name:<40}" + "".join(f"{cell:>14}" for cell in cells) + f"{ratio:>8}"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:,.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
