"""A database of the messaging service's own, emptied before each test, and facts to tell it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from chassis.db import Database
from contracts.auth import UserCreated
from contracts.messaging import MessageView
from contracts.shapes import Caller
from contracts.terms import Role
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from services.messaging import use_cases
from tests.integration.desk import Desk, empty, opened


def caller(number: int, role: Role) -> Caller:
    """Somebody of a role; the same number is the same person."""
    return Caller(
        id=f"01990000-0000-7000-8000-{number:012d}",
        role=role,
        membership_code=f"19-3-{number:05d}",
        full_name=f"شخص {number}",
    )


OFFICE = caller(1, Role.OFFICE)
INSPECTOR = caller(2, Role.INSPECTOR)
OTHER_INSPECTOR = caller(3, Role.INSPECTOR)
CONTRACTOR = caller(4, Role.CONTRACTOR)
FINANCE = caller(5, Role.FINANCE)  # of whom only some tests tell
EVERYBODY = (OFFICE, INSPECTOR, OTHER_INSPECTOR, CONTRACTOR)


@dataclass
class MessagingDesk:
    """The messaging service, which knows everybody above."""

    desk: Desk

    def meet(self, person: Caller) -> None:
        """Tell the service of somebody."""
        event = UserCreated(
            id=person.id,
            membership_code=person.membership_code,
            full_name=person.full_name,
            role=person.role,
        )
        self.desk.command(use_cases.remember_user, event)

    def inbox(self, reader: Caller, unread: bool | None = None) -> list[MessageView]:
        """All messages of a person, newest first."""
        return self.desk.query(use_cases.list_my_messages, caller=reader, unread=unread, limit=200).items

    def unread(self, reader: Caller) -> int:
        """How many messages wait for a person."""
        return self.desk.query(use_cases.count_unread, caller=reader).unread


@pytest.fixture(scope="package")
def messaging_database(migrated: Callable[[str], ServiceDatabase]) -> Iterator[Database]:
    """The database, migrated once."""
    with opened(migrated("messaging")) as database:
        yield database


@pytest.fixture
def messaging(
    messaging_database: Database, backends: Backends, migrated: Callable[[str], ServiceDatabase]
) -> MessagingDesk:
    """The service, told of everybody."""
    empty(backends, migrated("messaging"))
    made = MessagingDesk(Desk(messaging_database))
    for person in EVERYBODY:
        made.meet(person)
    return made
