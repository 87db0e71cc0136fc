"""What an operator asks of auth on its own machine: ``python -m services.auth keys|accounts|events …``."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from chassis import clock, outbox
from chassis.db import Database
from chassis.events_cli import add_events, first_line, run_events
from chassis.settings import MissingSetting, required
from chassis.work import Work
from contracts.errors import Refusal
from contracts.shapes import Caller
from contracts.terms import Role
from services.auth import domain, store
from services.auth.use_cases import (
    end_sessions_of_user,
    remove_second_factor,
    replace_signing_key,
    reset_password,
    revoke_signing_key,
)

DONE, COULD_NOT = 0, 2

# Whoever may start this has the database anyhow.
_OPERATOR = Caller(id="operator", role=Role.IT, membership_code="", full_name="")


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run a command; returns the exit status: 0 when it was done, 2 when nothing was."""
    parser = argparse.ArgumentParser(prog="python -m services.auth", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_keys(commands)
    _add_accounts(commands)
    add_events(commands)
    asked = parser.parse_args(arguments)
    if asked.command == "events":
        return run_events("auth", asked, environment)
    return _run(asked, environment)


def _add_keys(commands: Any) -> None:
    keys = commands.add_parser("keys", help="the keys that sign access tokens")
    verbs = keys.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="which there are").set_defaults(do=_list_keys)
    rotate = verbs.add_parser("rotate", help="publish a successor, which signs ten minutes later")
    rotate.set_defaults(do=_rotate)
    revoke = verbs.add_parser("revoke", help="believe nothing more that a key signed: somebody else has it")
    revoke.add_argument("kid")
    revoke.set_defaults(do=_revoke)


def _add_accounts(commands: Any) -> None:
    accounts = commands.add_parser("accounts", help="when nobody of the IT unit can sign in")
    verbs = accounts.add_subparsers(dest="verb", required=True)
    for verb, do, what in (
        ("reset-password", _reset_password, "print a one-time password"),
        ("remove-second-factor", _remove_second_factor, "let somebody in who lost theirs"),
        ("end-sessions", _end_sessions, "sign somebody out everywhere"),
    ):
        parser = verbs.add_parser(verb, help=what)
        parser.add_argument("membership_code")
        parser.set_defaults(do=do)


def _run(asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    do: Callable[[Work, argparse.Namespace], str] = asked.do
    try:
        url = required(environment, "GAZBAN_DATABASE_URL")
        database = Database(url, pool_size=1, application="gazban-auth-operator")
        try:
            print(database.transaction(lambda session: _work(session, do, asked), repeatable=False))
        finally:
            database.close()
    except (MissingSetting, Refusal, SQLAlchemyError) as error:
        print(f"{asked.command} {asked.verb}: nothing was done: {first_line(error)}", file=sys.stderr)
        return COULD_NOT
    return DONE


def _work(session: Session, do: Callable[[Work, argparse.Namespace], str], asked: argparse.Namespace) -> str:
    work = Work(session=session, now=clock.now())
    said = do(work, asked)
    session.flush()
    outbox.record(session, work.events, work.now)
    return said


# -- what is asked


def _list_keys(work: Work, _asked: argparse.Namespace) -> str:
    keys = store.signing_keys_in_use(work.session)
    ages = [domain.KeyAge(kid=key.kid, created_at=key.created_at) for key in keys]
    signing = domain.signing_kid(ages, work.now) if ages else None
    return "\n".join(
        f"{key.kid}  since {key.created_at:%Y-%m-%d %H:%M}  {'signs' if key.kid == signing else 'waits or is followed'}"
        for key in keys
    )


def _rotate(work: Work, _asked: argparse.Namespace) -> str:
    kid = replace_signing_key(work)
    minutes = int(domain.KEY_PUBLICATION.total_seconds()) // 60
    return f"{kid} is published, and signs in {minutes} minutes; the present key is believed until its last token ends"


def _revoke(work: Work, asked: argparse.Namespace) -> str:
    if not revoke_signing_key(work, asked.kid):
        return f"{asked.kid}: there is no such key"
    return (
        f"{asked.kid} is revoked; gateways forget it within five minutes, or at once when they are restarted"
    )


def _reset_password(work: Work, asked: argparse.Namespace) -> str:
    made = reset_password(work, caller=_OPERATOR, user_id=_user_id(work, asked))
    return f"one-time password of {asked.membership_code}: {made.temporary_password}"


def _remove_second_factor(work: Work, asked: argparse.Namespace) -> str:
    remove_second_factor(work, caller=_OPERATOR, user_id=_user_id(work, asked))
    return f"{asked.membership_code} signs in without a code, and sets up a second factor anew"


def _end_sessions(work: Work, asked: argparse.Namespace) -> str:
    end_sessions_of_user(work, caller=_OPERATOR, user_id=_user_id(work, asked))
    return f"{asked.membership_code} is signed out everywhere"


def _user_id(work: Work, asked: argparse.Namespace) -> str:
    user = store.find_user_by_code(work.session, asked.membership_code)
    return user.id if user is not None else ""
