"""What was done to accounts is written down with it, and cannot be rewritten."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from chassis.work import Work
from contracts.auth import AccountLogEntry
from contracts.errors import Conflict, Forbidden, Refusal
from contracts.terms import AccountChange, Role
from services.auth import use_cases
from tests.integration.auth.conftest import OWN_PASSWORD, AuthDesk, caller_of

CODE, NOBODYS = "19-3-01234", "19-3-99998"


def log(auth: AuthDesk, **wanted: Any) -> list[AccountLogEntry]:
    return auth.desk.query(use_cases.list_account_log, caller=auth.it, **wanted).items


def changes(auth: AuthDesk, code: str = CODE) -> list[AccountChange]:
    """Oldest first."""
    return [entry.change for entry in reversed(log(auth, membership_code=code))]


def update(auth: AuthDesk, user_id: str, **what: Any) -> None:
    auth.desk.pass_time(minutes=1)
    auth.desk.command(use_cases.update_user, caller=auth.it, user_id=user_id, **what)


def test_what_the_it_unit_does_is_there_with_who_did_it(auth: AuthDesk) -> None:
    user = auth.create_user()
    update(auth, user.id, full_name="مریم کرمانی")
    update(auth, user.id, mobile="09130000000", active=False)
    update(auth, user.id, active=True)
    update(auth, user.id, active=True, full_name="مریم کرمانی")  # which changes nothing
    auth.desk.command(use_cases.reset_password, caller=auth.it, user_id=user.id)
    assert changes(auth) == [
        AccountChange.CREATED,
        AccountChange.RENAMED,
        *sorted([AccountChange.DEACTIVATED, AccountChange.MOBILE_CHANGED]),
        AccountChange.REACTIVATED,
        AccountChange.PASSWORD_RESET,
    ]
    newest, *_, oldest = log(auth, membership_code=CODE)
    assert (oldest.full_name, newest.full_name) == ("مریم کیانی", "مریم کرمانی")
    assert newest.happened_at == auth.desk.now
    assert newest.by is not None
    assert (newest.by.id, newest.by.full_name) == (auth.it.id, auth.it.full_name)


def test_what_was_refused_is_not_there(auth: AuthDesk) -> None:
    auth.create_user()
    with pytest.raises(Conflict):
        auth.create_user()
    assert changes(auth) == [AccountChange.CREATED]


def test_owners_and_locks_are_there_too(auth: AuthDesk) -> None:
    user = auth.create_user()
    for code in (CODE, NOBODYS):
        for _ in range(10):
            with pytest.raises(Refusal):
                auth.login(code, "9999")
    auth.desk.command(use_cases.lift_lockout, caller=auth.it, membership_code=CODE)
    auth.desk.command(
        use_cases.change_password,
        caller=caller_of(user),
        current_password="3001",
        new_password=OWN_PASSWORD,
    )
    entries = {entry.change: entry for entry in log(auth, membership_code=CODE)}
    assert entries.keys() == {
        AccountChange.CREATED,
        AccountChange.LOCKED,
        AccountChange.LOCKOUT_LIFTED,
        AccountChange.PASSWORD_CHANGED,
    }
    assert entries[AccountChange.LOCKED].by is None
    changed_by = entries[AccountChange.PASSWORD_CHANGED].by
    assert changed_by is not None
    assert changed_by.id == user.id
    assert changes(auth, NOBODYS) == []


def test_a_page_at_a_time_the_newest_first(auth: AuthDesk) -> None:
    for number in range(5):
        auth.desk.pass_time(seconds=1 if number % 2 else 0)  # some at one moment
        auth.create_user(f"19-3-0000{number}")
    first = auth.desk.query(use_cases.list_account_log, caller=auth.it, limit=3)
    rest = auth.desk.query(use_cases.list_account_log, caller=auth.it, limit=10, cursor=first.next_cursor)
    both = [*first.items, *rest.items]
    assert len({entry.id for entry in both}) == len(both)
    assert [entry.happened_at for entry in both] == sorted(
        (entry.happened_at for entry in both), reverse=True
    )
    assert rest.items[-1].by is None  # the first user, whom nobody made


def test_nobody_else_reads_it(auth: AuthDesk) -> None:
    for role in set(Role) - {Role.IT}:
        somebody = caller_of(auth.create_user(f"19-3-0000{list(Role).index(role)}", role=role))
        with pytest.raises(Forbidden):
            auth.desk.query(use_cases.list_account_log, caller=somebody)


def run(work: Work, *, statement: str) -> None:
    work.session.connection().exec_driver_sql(statement)


def test_the_service_cannot_rewrite_it(auth: AuthDesk) -> None:
    auth.create_user()
    for statement in ("UPDATE account_log SET by_name = 'x'", "DELETE FROM account_log"):
        with pytest.raises(DBAPIError, match="permission denied"):
            auth.desk.command(partial(run, statement=statement))
