"""What the contractor says of a visit: it is confirmed, or another time is asked for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.errors import Conflict, Forbidden, InspectionCode, InvalidRequest, NotFound
from contracts.inspection import AnotherTimeRequested, AppointmentConfirmed, AppointmentView, ChangeRequest
from contracts.terms import FileStatus, Role
from services.inspection import use_cases
from tests.integration.inspection.conftest import Visits, act, person, somebody


def confirm(visits: Visits, **arguments: Any) -> AppointmentView:
    view: AppointmentView = act(visits, use_cases.confirm_appointment, visits.contractor, **arguments)
    return view


def ask_for(visits: Visits, reason: str = "سفر", proposed_at: datetime | None = None) -> AppointmentView:
    view: AppointmentView = act(
        visits,
        use_cases.request_another_time,
        visits.contractor,
        reason=reason,
        proposed_at=proposed_at,
    )
    return view


def test_a_visit_is_confirmed_once(visits: Visits) -> None:
    agreed = visits.set_appointment()
    assert agreed.confirmed_at is None
    visits.pass_time(minutes=5)
    first = confirm(visits, starts_at=agreed.starts_at)
    visits.pass_time(minutes=5)
    assert confirm(visits) == first
    assert first.confirmed_at == visits.now - timedelta(minutes=5)
    (told,) = visits.told(AppointmentConfirmed)
    assert told == AppointmentConfirmed(
        file_id=visits.file.id,
        number="1405-000123",
        appointment_id=agreed.id,
        contractor=person(visits.contractor),
        inspector=person(visits.inspector),
        starts_at=agreed.starts_at,
        confirmed_at=visits.now - timedelta(minutes=5),
    )


def test_nobody_confirms_a_time_unseen(visits: Visits) -> None:
    seen = visits.set_appointment(hours=24)
    visits.set_appointment(hours=48)
    with pytest.raises(Conflict) as refused:
        confirm(visits, starts_at=seen.starts_at)
    assert refused.value.code == InspectionCode.APPOINTMENT_MOVED


def test_another_time_is_asked_for_and_the_visit_stands(visits: Visits) -> None:
    agreed = visits.set_appointment()
    proposed = visits.now + timedelta(days=3)
    asked = ask_for(visits, proposed_at=proposed)
    assert asked.change_request == ChangeRequest(reason="سفر", proposed_at=proposed, requested_at=visits.now)
    assert asked.starts_at == agreed.starts_at
    assert ask_for(visits, proposed_at=proposed) == asked
    assert len(visits.told(AnotherTimeRequested)) == 1
    visits.pass_time(minutes=1)
    assert ask_for(visits, reason="بیماری").change_request == ChangeRequest(
        reason="بیماری", proposed_at=None, requested_at=visits.now
    )
    assert len(visits.told(AnotherTimeRequested)) == 2


def test_the_contractors_last_word_counts(visits: Visits) -> None:
    visits.set_appointment()
    confirm(visits)
    asked = ask_for(visits)
    assert (asked.confirmed_at, asked.change_request is not None) == (None, True)
    confirmed = confirm(visits)
    assert (confirmed.confirmed_at, confirmed.change_request) == (visits.now, None)
    assert len(visits.told(AppointmentConfirmed)) == 2


def test_a_moved_visit_is_unanswered_again(visits: Visits) -> None:
    visits.set_appointment(hours=24)
    confirm(visits)
    moved = visits.set_appointment(hours=48)
    assert (moved.confirmed_at, moved.change_request) == (None, None)
    ask_for(visits)
    assert visits.set_appointment(hours=72).change_request is None


def test_another_time_lies_ahead(visits: Visits) -> None:
    visits.set_appointment()
    with pytest.raises(InvalidRequest) as refused:
        ask_for(visits, proposed_at=visits.now)
    assert refused.value.code == InspectionCode.APPOINTMENT_IN_PAST
    assert list(refused.value.errors) == ["proposed_at"]


@pytest.mark.parametrize(
    ("use_case", "more"),
    [(use_cases.confirm_appointment, {}), (use_cases.request_another_time, {"reason": "سفر"})],
    ids=["confirm", "ask"],
)
def test_only_the_files_contractor_answers(
    visits: Visits, use_case: Callable[..., Any], more: dict[str, Any]
) -> None:
    visits.set_appointment()
    with pytest.raises(NotFound) as refused:
        act(visits, use_case, somebody(Role.CONTRACTOR, 2), **more)
    assert refused.value.code == InspectionCode.NOT_YOUR_FILE
    with pytest.raises(NotFound):
        visits.decided(use_case, caller=visits.contractor, file_id="no-id", **more)
    for role in (Role.INSPECTOR, Role.OFFICE, Role.FINANCE, Role.IT):
        with pytest.raises(Forbidden):
            act(visits, use_case, somebody(role), **more)


def test_a_visit_whose_inspector_lost_the_file_just_now_is_not_confirmed(visits: Visits) -> None:
    visits.set_appointment()
    visits.owners.snapshot = replace(
        visits.file,
        version=visits.file.version + 1,
        status=FileStatus.AWAITING_REFERRAL,
        inspector=None,
        referral_id=None,
    )
    with pytest.raises(Conflict) as refused:
        confirm(visits)
    assert refused.value.code == InspectionCode.NO_APPOINTMENT
