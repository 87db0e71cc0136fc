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
        role=role, person_id=person, contractor_id="owner", inspector_id="holder", completed_by="finisher"
    )
    assert allowed is sees


def test_a_file_without_inspector_is_nobodys() -> None:
    assert not domain.holds(person_id="somebody", inspector_id=None, completed_by=None)


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
        domain.check_starts_at(NOON + timedelta(minutes=minutes), now=NOON)
    assert refused.value.code == InspectionCode.APPOINTMENT_IN_PAST
    assert refused.value.errors == {"starts_at": [domain.APPOINTMENT_IN_PAST]}


def test_a_visit_in_a_minute_is_a_visit() -> None:
    domain.check_starts_at(NOON + timedelta(minutes=1), now=NOON)
    assert not domain.has_ended(completed=False, status=FileStatus.REFERRED)
    assert domain.has_ended(completed=True, status=FileStatus.REFERRED)
    assert domain.has_ended(completed=False, status=FileStatus.CANCELLED)
