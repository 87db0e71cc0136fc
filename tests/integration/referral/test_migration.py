"""A system that ran before lists were searched so and timelines chained is brought into the new form."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from chassis.db import dialect_url
from chassis.ids import new_id
from chassis.migrate import upgrade
from contracts.terms import Role
from launcher.backends import Backends
from launcher.provision import Passwords, ServiceDatabase, provision
from services.referral import use_cases
from services.referral.domain import CHAIN_START
from tests.integration.desk import Desk, opened
from tests.integration.referral.conftest import person

FOLDER = Path(__file__).parents[3] / "services" / "referral" / "migrations"
BEFORE = "0003"
FILES = 3
ENTRIES = 4
START = datetime(2026, 11, 22, 7, 0, 0, 123_456, tzinfo=UTC)


@pytest.fixture
def old(backends: Backends) -> ServiceDatabase:
    """A database of the version before, of this test's own."""
    passwords = {"referral": Passwords(owner="owner", app="app")}
    database = provision(backends.postgres_url, passwords, prefix=f"m{new_id()[-6:]}")["referral"]
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = dialect_url(database.owner_url)
    config.attributes["app_role"] = make_url(database.app_url).username
    command.upgrade(config, BEFORE)
    return database


def insert(connection: Any, table: str, **values: object) -> None:
    """One row."""
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def fill(database: ServiceDatabase) -> list[str]:
    """Files as they were stored before, each with a timeline; the last has none."""
    engine = create_engine(dialect_url(database.owner_url), poolclass=NullPool)
    contractor, files = new_id(), [new_id() for _ in range(FILES)]
    with engine.begin() as connection:
        insert(
            connection,
            "people",
            id=contractor,
            membership_code="19-7-1",
            full_name="مجری",
            role="contractor",
            active=True,
        )
        for number, file_id in enumerate(files):
            insert(
                connection,
                "files",
                id=file_id,
                number=f"1405-{number + 1:06d}",
                version=1,
                timeline_length=ENTRIES if number < FILES - 1 else 0,
                kind="exposed",
                block=False,
                area="kerman",
                address="مدرسهٔ آیة‌الله",
                owner_name="علی‌اکبر",
                search_text="old",
                status="awaiting_payment",
                phase="pre",
                contractor_id=contractor,
                value_rials=0,
                registered_at=START,
                debt_rials=0,
                gate_version=0,
            )
        for position in range(ENTRIES, 0, -1):
            for file_id in files[:-1]:
                insert(
                    connection,
                    "timeline",
                    id=new_id(),
                    file_id=file_id,
                    position=position,
                    service="billing",
                    event="fee_earned",
                    event_key=f"key {position}",
                    private_to_id=contractor if position % 2 else None,
                    occurred_at=START + timedelta(seconds=position),
                    summary="حق‌الزحمه منظور شد.",
                    details=json.dumps({"b": "۱", "a": "x", "reason": 'گفت: "نه"'}),
                )
    return files


@pytest.fixture
def renewed(old: ServiceDatabase) -> Iterator[tuple[Desk, list[str]]]:
    """The service on what became of it."""
    files = fill(old)
    upgrade(FOLDER, old.owner_url, make_url(old.app_url).username or "")
    with opened(old) as database:
        yield Desk(database), files


def test_what_was_there_is_chained_and_found(renewed: tuple[Desk, list[str]]) -> None:
    desk, files = renewed
    office = person(Role.OFFICE, 1)
    for file_id in files:
        proof = desk.query(use_cases.verify_timeline, caller=office, file_id=file_id)
        length = 0 if file_id == files[-1] else ENTRIES
        assert (proof.intact, proof.checked, proof.length) == (True, length, length)
        assert (proof.head == CHAIN_START) == (length == 0)
    found = desk.query(use_cases.list_files, caller=office, q="ايه الله علي")
    assert [file.id for file in found.items] == files[::-1]
    hashes = desk.rows("SELECT count(DISTINCT hash), min(length(hash)) FROM timeline")
    assert hashes == [((FILES - 1) * ENTRIES, 64)]
