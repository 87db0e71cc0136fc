"""Who may see and hold a file, and when a visit is off."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.errors import InspectionCode, InvalidRequest
from contracts.terms import FileStatus, Role
from services.inspection import domain

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "person", "sees"),
    [
        (Role.OFFICE, "anybody", True),
        (Role.FINANCE, "anybody", True),
        (Role.CONTRACTOR, "owner", True),
        (Role.CONTRACTOR, "other", False),
        (Role.CONTRACTOR, "holder", False),
        (Role.INSPECTOR, "holder", True),
        (Role.INSPECTOR, "finisher", True),
        (Role.INSPECTOR, "other", False),
        (Role.INSPECTOR, "owner", False),
        (Role.IT, "anybody", False),
    ],
)
def test_who_sees_the_reports(role: Role, person: str, sees: bool) -> None:
    allowed = domain.may_read(
        role=role,
        person_id=person,
        contractor_id="owner",
        inspector_id="finisher" if person == "finisher" else "holder",
        status=FileStatus.REFERRED,
        completed_by="finisher" if person == "finisher" else None,
    )
    assert allowed is sees


def test_a_file_without_inspector_is_nobodys() -> None:
    waiting = FileStatus.AWAITING_REFERRAL
    assert not domain.holds(person_id="somebody", inspector_id=None, status=waiting, completed_by=None)


@pytest.mark.parametrize(
    ("status", "completed_by", "holds"),
    [
        (FileStatus.REFERRED, None, True),
        (FileStatus.COMPLETED, None, True),
        (FileStatus.CANCELLED, None, False),
        (FileStatus.AWAITING_REFERRAL, None, False),
        (FileStatus.REFERRED, "another", False),
        (FileStatus.CANCELLED, "holder", True),
    ],
)
def test_whose_file_it_is(status: FileStatus, completed_by: str | None, holds: bool) -> None:
    """A cancelled file is nobody's, and a completed one theirs who completed it, whatever else is told of it."""
    held = domain.holds(person_id="holder", inspector_id="holder", status=status, completed_by=completed_by)
    assert held is holds


@pytest.mark.parametrize(
    ("inspector_id", "status", "referred_anew", "off"),
    [
        ("holder", FileStatus.REFERRED, False, False),
        ("holder", FileStatus.REFERRED, True, True),
        ("other", FileStatus.REFERRED, True, True),
        (None, FileStatus.AWAITING_REFERRAL, False, True),
        ("holder", FileStatus.CANCELLED, False, True),
    ],
)
def test_when_a_visit_is_off(
    inspector_id: str | None, status: FileStatus, referred_anew: bool, off: bool
) -> None:
    ends = domain.ends_appointment(
        held_by="holder", inspector_id=inspector_id, status=status, referred_anew=referred_anew
    )
    assert ends is off


@pytest.mark.parametrize("minutes", [-1, 0])
def test_a_visit_lies_ahead(minutes: int) -> None:
    with pytest.raises(InvalidRequest) as refused:
        domain.check_starts_at(NOON + timedelta(minutes=minutes), now=NOON, years_ahead=2)
    assert refused.value.code == InspectionCode.APPOINTMENT_IN_PAST
    assert refused.value.errors == {"starts_at": [domain.APPOINTMENT_IN_PAST]}


@pytest.mark.parametrize(("years", "said"), [(2, "2"), (10, "10")])
def test_a_visit_lies_within_reach(years: int, said: str) -> None:
    reach = timedelta(days=365 * years)
    domain.check_starts_at(NOON + reach, now=NOON, years_ahead=years)
    for beyond in (NOON + reach + timedelta(seconds=1), datetime(9999, 12, 31, tzinfo=UTC)):
        with pytest.raises(InvalidRequest) as refused:
            domain.check_starts_at(beyond, now=NOON, years_ahead=years)
        assert refused.value.errors == {"starts_at": [f"Must be within the next {said} years."]}


def test_a_visit_in_a_minute_is_a_visit() -> None:
    domain.check_starts_at(NOON + timedelta(minutes=1), now=NOON, years_ahead=2)
    assert not domain.has_ended(completed=False, status=FileStatus.REFERRED)
    assert domain.has_ended(completed=True, status=FileStatus.REFERRED)
    assert domain.has_ended(completed=False, status=FileStatus.CANCELLED)
