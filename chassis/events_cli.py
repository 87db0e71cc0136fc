"""What an operator asks of any service on its own machine: ``python -m services.<name> events …``.

Exit status 0: done, or nothing is parked; 1: something is parked; 2: it could not be looked or done, and nothing was.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from chassis import delivery
from chassis.db import Database
from chassis.delivery import Refused, Row
from chassis.pruning import SHORTEST_DAYS
from chassis.settings import MissingSetting, required
from contracts.errors import Refusal

CLEAR, PARKED, COULD_NOT = 0, 1, 2

_LONGEST_DAYS = 36_500
_MOST_SHOWN = 10_000


def main(service: str, arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run a command of a service that has no others than these; returns the exit status."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{service}", description=__doc__)
    add_events(parser.add_subparsers(dest="command", required=True))
    return run_events(service, parser.parse_args(arguments), environment)


def add_events(commands: Any) -> None:
    """Add ``events`` to a service's commands."""
    events = commands.add_parser("events", help="facts that wait or are parked, and what becomes of them")
    verbs = events.add_subparsers(dest="verb", required=True)

    parked = verbs.add_parser("parked", help="what is parked; 0: nothing, 1: something, 2: could not look")
    parked.add_argument("--name", help="only facts of this name")
    parked.add_argument("--source", help="only facts of this service")
    parked.add_argument("--limit", type=_between(1, _MOST_SHOWN), default=50, help="the most (%(default)s)")
    parked.add_argument("--json", action="store_true", help="print it as JSON")
    parked.set_defaults(do=_parked)

    replay = verbs.add_parser("replay", help="have parked facts applied again, as if they had just come")
    which = replay.add_mutually_exclusive_group(required=True)
    which.add_argument("ids", nargs="*", type=int, default=[], metavar="ID")
    which.add_argument("--all", action="store_true", help="whatever is parked and could be read")
    which.add_argument("--name", help="whatever of this name is parked")
    replay.add_argument("--reason", type=_words, help="why, for who looks later")
    replay.set_defaults(do=_replay)

    discard = verbs.add_parser("discard", help="never apply these parked facts")
    discard.add_argument("ids", nargs="+", type=int, metavar="ID")
    discard.add_argument("--reason", type=_words, required=True, help="why, for who looks later")
    discard.set_defaults(do=_discard)

    unknown = verbs.add_parser(
        "unknown", help="what is here and its restored source does not know; 0, 1, 2 as above"
    )
    unknown.add_argument("--source", help="only facts of this service")
    unknown.add_argument("--limit", type=_between(1, _MOST_SHOWN), default=50, help="the most (%(default)s)")
    unknown.add_argument("--json", action="store_true", help="print it as JSON, with what each fact says")
    unknown.set_defaults(do=_unknown)

    acknowledge = verbs.add_parser("acknowledge", help="these unknown facts have been dealt with")
    acknowledge.add_argument("ids", nargs="+", type=int, metavar="ID")
    acknowledge.add_argument("--reason", type=_words, required=True, help="how, for who looks later")
    acknowledge.set_defaults(do=_acknowledge)

    waiting = verbs.add_parser("waiting", help="what waits where, and how far everybody is")
    waiting.add_argument("--json", action="store_true", help="print it as JSON")
    waiting.set_defaults(do=_waiting)

    keep = verbs.add_parser("keep", help="for how many days rows are kept, and change it")
    for kept, shortest in SHORTEST_DAYS.items():
        keep.add_argument(f"--{kept}", type=_between(shortest, _LONGEST_DAYS), metavar="DAYS")
    keep.set_defaults(do=_keep)


def run_events(service: str, asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Do what was asked of the database at GAZBAN_DATABASE_URL and print what came of it."""
    do: Callable[[Database, argparse.Namespace], int] = asked.do
    try:
        url = required(environment, "GAZBAN_DATABASE_URL")
        database = Database(url, pool_size=1, application=f"gazban-{service}-events")
        try:
            return do(database, asked)
        finally:
            database.close()
    except Refused as refused:
        print("nothing was done:", *refused.reasons, sep="\n", file=sys.stderr)
    except (MissingSetting, Refusal, SQLAlchemyError) as error:
        print(f"events {asked.verb}: could not be done: {first_line(error)}", file=sys.stderr)
    return COULD_NOT


def first_line(error: Exception) -> str:
    """The one line that says what is wrong."""
    cause = error.__cause__ or error
    return (str(cause) or type(cause).__name__).strip().splitlines()[0]


def _between(least: int, most: int) -> Callable[[str], int]:
    def number(said: str) -> int:
        value = int(said)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not between {least} and {most}")
        return value

    return number


def _words(said: str) -> str:
    if not said.strip():
        raise argparse.ArgumentTypeError("somebody will ask why: it cannot be blank")
    return said.strip()


# -- what is asked


def _parked(database: Database, asked: argparse.Namespace) -> int:
    rows, count = database.snapshot(
        lambda session: delivery.list_parked(session, name=asked.name, source=asked.source, limit=asked.limit)
    )
    if asked.json:
        print(_as_json({"parked": count, "facts": rows}))
    elif not rows:
        print("nothing is parked")
    else:
        print(_table(("id", "source", "name", "lane", "attempts", "received_at", "error"), rows))
        print(f"and {count - len(rows)} more" if count > len(rows) else f"{count} parked")
    return PARKED if count else CLEAR


def _replay(database: Database, asked: argparse.Namespace) -> int:
    def rule(session: Any) -> tuple[list[Row], int]:
        if asked.ids:
            return delivery.replay(session, asked.ids, reason=asked.reason or ""), 0
        done = delivery.replay_all(session, name=asked.name, reason=asked.reason or "")
        return done, delivery.list_parked(session, source=delivery.UNREADABLE, limit=0)[1]

    done, unreadable = database.transaction(rule, repeatable=False)
    for row in done:
        print(f"{row['id']}: {row['name']} of {row['source']} will be applied again")
    if not done:
        print("nothing is parked that could be replayed")
    if unreadable:
        print(f"{unreadable} that could not be read stay parked: discard them")
    return CLEAR


def _discard(database: Database, asked: argparse.Namespace) -> int:
    done = database.transaction(
        lambda session: delivery.discard(session, asked.ids, reason=asked.reason), repeatable=False
    )
    for row in done:
        print(f"{row['id']}: {row['name']} of {row['source']} is discarded")
    return CLEAR


def _unknown(database: Database, asked: argparse.Namespace) -> int:
    rows, count = database.snapshot(
        lambda session: delivery.list_unknown(session, source=asked.source, limit=asked.limit)
    )
    if asked.json:
        print(_as_json({"unknown": count, "facts": rows}))
    elif not rows:
        print("every source knows what is here of it")
    else:
        print(_table(("id", "source", "name", "lane", "state", "received_at"), rows))
        print(f"and {count - len(rows)} more" if count > len(rows) else f"{count} unknown to their source")
    return PARKED if count else CLEAR


def _acknowledge(database: Database, asked: argparse.Namespace) -> int:
    done = database.transaction(
        lambda session: delivery.acknowledge(session, asked.ids, reason=asked.reason), repeatable=False
    )
    for row in done:
        print(f"{row['id']}: {row['name']} of {row['source']} is dealt with")
    return CLEAR


def _waiting(database: Database, asked: argparse.Namespace) -> int:
    seen = database.snapshot(delivery.look)
    print(_as_json(seen) if asked.json else "\n".join(_lines_of(seen)))
    return CLEAR


def _keep(database: Database, asked: argparse.Namespace) -> int:
    days = {kept: number for kept in SHORTEST_DAYS if (number := getattr(asked, kept)) is not None}
    rows = database.transaction(lambda session: delivery.keep(session, days), repeatable=True)
    for row in rows:
        pruned = f"pruned up to {_cell(row['pruned_before'])}" if row["pruned_before"] else "never pruned yet"
        print(f"{row['kept']:<12} {row['days']:>6} days, {pruned}")
    return CLEAR


# -- how it is printed


def _lines_of(seen: Row) -> list[str]:
    oldest = seen["outbox_oldest_seconds"]
    since = "" if oldest is None else f", the oldest for {oldest} s"
    return [
        f"outbox   {seen['outbox_waiting']} waiting{since}",
        f"inbox    {seen['inbox_pending']} pending, {seen['inbox_parked']} parked",
        *(
            f"         {row['id']} {row['name']} of {row['source']} in {row['lane']}, for {row['seconds']} s,"
            f" {row['attempts']} failures: {row['error'] or 'not tried yet'}"
            for row in seen["oldest_pending"]
        ),
        *(_swept(row) for row in seen["sweeps"]),
        *(
            f"told     {row['consumer']} has everything through {row['through']}, as it said {row['seconds']} s ago"
            for row in seen["consumers"]
        ),
        *(
            f"unknown  {row['facts']} facts that {row['source']} does not know any more, for {row['seconds']} s"
            for row in seen["unknown_facts"]
        ),
    ]


def _swept(row: Row) -> str:
    when = "not compared yet" if row["seconds"] is None else f"compared {row['seconds']} s ago"
    note = f"; {row['note']}" if row["note"] else ""
    return f"swept    {row['source']} through {row['through']}, {when}, {row['brought']} brought{note}"


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    cells = [list(columns), *([_cell(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _cell(value: Any) -> str:
    return (
        value.isoformat(sep=" ", timespec="seconds")
        if isinstance(value, datetime)
        else str("" if value is None else value)
    )


def _as_json(said: Row) -> str:
    return json.dumps(said, ensure_ascii=False, indent=2, default=lambda value: value.isoformat())
