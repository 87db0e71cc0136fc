"""What an operator asks of billing on its own machine: ``python -m services.billing audit|events …``."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from chassis.db import Database
from chassis.events_cli import add_events, first_line, run_events
from chassis.settings import MissingSetting, required
from contracts.billing import InvariantView
from contracts.errors import Refusal
from services.billing.settings import settings
from services.billing.use_cases.auditing import Findings, examine

SOUND, OFFENDED, COULD_NOT_LOOK = 0, 1, 2


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run a command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m services.billing", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    audit = commands.add_parser(
        "audit", help="ask every invariant of the books; 0: sound, 1: offended, 2: could not look"
    )
    audit.add_argument("--json", action="store_true", help="print what was found as JSON")
    audit.add_argument(
        "--seconds",
        type=float,
        default=settings().long_audit_seconds,
        help="the longest that it may take (%(default)s)",
    )
    add_events(commands)
    asked = parser.parse_args(arguments)
    if asked.command == "events":
        return run_events("billing", asked, environment)
    return run_audit(environment, seconds=asked.seconds, as_json=asked.json)


def run_audit(environment: Mapping[str, str], *, seconds: float, as_json: bool) -> int:
    """Audit the database at GAZBAN_DATABASE_URL and print what was found."""
    try:
        url = required(environment, "GAZBAN_DATABASE_URL")
        database = Database(url, pool_size=1, application="gazban-billing-audit")
        try:
            found = database.snapshot(lambda session: examine(session, seconds=seconds))
        finally:
            database.close()
    except (MissingSetting, Refusal, SQLAlchemyError) as error:
        print(f"audit: could not look: {first_line(error)}", file=sys.stderr)
        return COULD_NOT_LOOK
    print(_as_json(found) if as_json else _as_text(found))
    return {True: SOUND, False: OFFENDED, None: COULD_NOT_LOOK}[found.sound]


def _as_json(found: Findings) -> str:
    invariants = [
        {**asdict(each), "rows": [json.loads(row) for row in each.rows]} for each in found.invariants
    ]
    said = {
        "checked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sound": found.sound,
        "milliseconds": found.milliseconds,
        "invariants": invariants,
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _as_text(found: Findings) -> str:
    lines = [line for each in found.invariants for line in _lines_of(each)]
    count = len(found.invariants)
    holding = sum(each.holds is True for each in found.invariants)
    broken = sum(each.holds is False for each in found.invariants)
    unknown = count - holding - broken
    summary = f"{holding} of {count} hold"
    summary += f", {broken} broken" if broken else ""
    summary += f", {unknown} not asked: no time left" if unknown else ""
    return "\n".join([*lines, f"{summary}; {found.milliseconds / 1000:.1f} s"])


def _lines_of(invariant: InvariantView) -> list[str]:
    word = {True: "ok", False: "BROKEN", None: "no time"}[invariant.holds]
    lines = [f"{word:<7} {invariant.milliseconds:>6} ms  {invariant.name}", *_indented(invariant.rows)]
    more = invariant.offending - len(invariant.rows)
    return [*lines, *_indented([f"and {more} more"])] if more > 0 else lines


def _indented(rows: Sequence[str]) -> list[str]:
    return [f"{'':19} {row}" for row in rows]
