"""The demonstration's accounts are those that are published, and its files those that the gateway takes."""

import re

import pytest

from contracts.referral import ReferralApi
from contracts.terms import Role
from gateway.schemas import request_schema
from launcher.seed.cast import (
    AREA_OF_NOBODY,
    AREAS,
    CONTRACTORS,
    FILES,
    FINANCE,
    FOR_NEWCOMER,
    INSPECTORS,
    IT,
    NEWCOMER,
    OFFICE,
    PASSWORD,
    REASONS,
    TEXTS,
    WORKSHEET,
    DemoFile,
)


def test_the_accounts_are_the_published_ones() -> None:
    people = (IT, OFFICE, FINANCE, *CONTRACTORS, *INSPECTORS)
    assert [(user.code, user.certificate) for user in people] == [
        ("19-9-00001", "1001"),
        ("19-9-00002", "1002"),
        ("19-9-00003", "1003"),
        ("19-7-00001", "2001"),
        ("19-7-00002", "2002"),
        *((f"19-3-0000{n}", f"300{n}") for n in range(1, 6)),
    ]
    assert PASSWORD == "Gazban-demo-1405"
    assert NEWCOMER.code == "19-3-00005"
    assert {user.role for user in INSPECTORS} == {Role.INSPECTOR}


def test_whoever_works_on_files_has_a_mobile_number_of_their_own_which_is_nobodys() -> None:
    numbers = [user.mobile or "" for user in (*CONTRACTORS, *INSPECTORS)]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch("0913000000[0-9]", number) for number in numbers)


def test_the_worksheet_is_the_published_one() -> None:
    schema = request_schema(ReferralApi.put_worksheet, (), from_query=False)
    assert schema is not None
    assert schema().validate(WORKSHEET) == {}
    assert WORKSHEET["areas"] == ["kerman", "rafsanjan", "sirjan"]
    assert (len(WORKSHEET["kinds"]), WORKSHEET["capacity"]) == (2, 20)


@pytest.mark.parametrize("wanted", [*FILES, FOR_NEWCOMER], ids=lambda wanted: wanted.key)
def test_every_file_can_be_made(wanted: DemoFile) -> None:
    assert wanted.area in (*AREAS, AREA_OF_NOBODY)
    assert set(wanted.visits) <= set(TEXTS)
    assert not wanted.ending or wanted.ending in REASONS
    assert wanted.paid or not (wanted.visits or wanted.appointment or wanted.ending)


def test_keys_of_files_are_unique() -> None:
    keys = [wanted.key for wanted in (*FILES, FOR_NEWCOMER)]
    assert len(set(keys)) == len(keys)
