"""A database of the auth service's own, emptied before each test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from chassis.db import Database
from contracts.auth import Tokens, UserView
from contracts.shapes import Caller
from contracts.terms import Role
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from services.auth import use_cases
from tests.integration.desk import Desk, empty, opened

OWN_PASSWORD = "Gazban-1405"


@dataclass
class AuthDesk:
    """The auth service with a signing key, and shorthand for what nearly every test does first."""

    desk: Desk
    it: Caller

    def create_user(
        self,
        membership_code: str = "19-3-01234",
        *,
        first_password: str = "3001",
        role: Role = Role.INSPECTOR,
    ) -> UserView:
        """A user as the IT unit creates them."""
        return self.desk.command(
            use_cases.create_user,
            caller=self.it,
            membership_code=membership_code,
            full_name="مریم کیانی",
            role=role,
            birth_certificate_number=first_password,
        )

    def login(self, membership_code: str = "19-3-01234", password: str = "3001") -> Tokens:
        """A sign-in."""
        return self.desk.command(use_cases.login, membership_code=membership_code, password=password)


def caller_of(user: UserView, session_id: str = "") -> Caller:
    """The user as the gateway would name them."""
    return Caller(
        id=user.id,
        role=user.role,
        membership_code=user.membership_code,
        full_name=user.full_name,
        session_id=session_id,
    )


@pytest.fixture(scope="package")
def auth_database(migrated: Callable[[str], ServiceDatabase]) -> Iterator[Database]:
    """The database, migrated once."""
    with opened(migrated("auth")) as database:
        yield database


@pytest.fixture
def auth(auth_database: Database, backends: Backends, migrated: Callable[[str], ServiceDatabase]) -> AuthDesk:
    """The service as it stands after its first start, in demo mode."""
    empty(backends, migrated("auth"))
    desk = Desk(auth_database)
    desk.command(use_cases.create_first_signing_key)
    desk.command(use_cases.create_first_user)
    (row,) = desk.rows("SELECT id FROM users")
    desk.events.clear()
    it = Caller(
        id=str(row[0]), role=Role.IT, membership_code="19-9-00001", full_name="کارشناس فناوری اطلاعات"
    )
    return AuthDesk(desk, it)
