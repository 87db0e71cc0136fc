"""Policies: in force at once, in versions that stay, changed by the office alone."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound, Refusal
from contracts.policies import PolicyView
from contracts.terms import Role
from services.inspection import use_cases
from services.inspection.use_cases.policies import working_time
from tests.integration.inspection.conftest import Visits, somebody

OFFICE, FINANCE = somebody(Role.OFFICE), somebody(Role.FINANCE)
CALENDAR = {
    "days_off": [5, 6],
    "opens_at": "07:30",
    "closes_at": "16:00",
    "yearly_holidays": ["01-13"],
    "holidays": [],
}


def change(visits: Visits, key: str, value: object, *, version: int | None = None) -> PolicyView:
    return visits.command(
        use_cases.change_policy,
        caller=OFFICE,
        key=key,
        value=value,  # type: ignore[arg-type]  # some are wrong on purpose
        reason="تصمیم هیئت مدیره",
        version=version,
    )


def test_a_policy_is_its_default_until_it_is_changed(visits: Visits) -> None:
    shown = visits.ask(use_cases.list_policies, caller=FINANCE)
    assert {policy.version for policy in shown} == {0}
    assert {policy.key: policy.value for policy in shown}["inspection.deadlines"] == {
        "appointment_working_days": 3,
        "report_days": 2,
        "idle_months": 6,
    }


def test_a_change_is_in_force_at_once_and_keeps_the_earlier_version(visits: Visits) -> None:
    changed = change(visits, "inspection.calendar", CALENDAR)
    assert (changed.version, changed.value, changed.reason) == (1, CALENDAR, "تصمیم هیئت مدیره")
    assert changed.changed_by is not None
    assert (changed.changed_by.id, changed.changed_at) == (OFFICE.id, visits.now)
    versions = visits.ask(use_cases.list_policy_versions, caller=OFFICE, key="inspection.calendar")
    assert [version.version for version in versions] == [1, 0]
    assert versions[1].value["closes_at"] == "18:00"
    days = visits.ask(lambda look: working_time(look, date(2026, 11, 20), date(2026, 11, 30)))
    # Thursday 26 and Friday 27 November 2026 are off now.
    assert [days.is_working_day(date(2026, 11, day)) for day in (25, 26, 27, 28)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("key", "value", "refusal"),
    [
        ("inspection.calendar", {**CALENDAR, "closes_at": "07:00"}, InvalidRequest),
        ("inspection.calendar", {**CALENDAR, "days_off": [7]}, InvalidRequest),
        ("inspection.deadlines", {"report_days": 0}, InvalidRequest),
        ("inspection.deadlines", {"unheard_of": 1}, InvalidRequest),
        ("inspection.unheard_of", {}, NotFound),
    ],
)
def test_what_is_no_policy_is_refused(
    visits: Visits, key: str, value: object, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        change(visits, key, value)


def test_a_change_of_what_has_changed_meanwhile_is_refused(visits: Visits) -> None:
    change(visits, "inspection.objections", {"days": 5}, version=0)
    with pytest.raises(Conflict, match=r"policy\.changed_meanwhile"):
        change(visits, "inspection.objections", {"days": 6}, version=0)


def test_finance_reads_and_only_the_office_changes(visits: Visits) -> None:
    with pytest.raises(Forbidden):
        visits.command(
            use_cases.change_policy, caller=FINANCE, key="inspection.objections", value={}, reason="r"
        )
    with pytest.raises(Forbidden):
        visits.ask(use_cases.list_policies, caller=visits.inspector)


def test_the_service_cannot_rewrite_history(visits: Visits) -> None:
    change(visits, "inspection.objections", {"days": 5})
    with pytest.raises(DBAPIError, match="permission denied"):
        visits.command(lambda work: work.session.connection().exec_driver_sql("DELETE FROM policies"))
