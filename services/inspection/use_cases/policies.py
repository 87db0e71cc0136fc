"""What the organization decides about visits, and the working calendar that follows from it."""

from datetime import date, time, timedelta
from typing import Any

from chassis import policies
from chassis.jalali import jalali_holidays
from chassis.policies import Policy
from chassis.work import Look, Work
from contracts.errors import CommonCode, Forbidden
from contracts.inspection import CalendarPolicy, DeadlinePolicy, GatePolicy, ObjectionPolicy, VisitPolicy
from contracts.policies import PolicyView
from contracts.shapes import Caller
from contracts.terms import Role
from services.inspection import domain

CALENDAR: Policy[CalendarPolicy] = Policy(
    "inspection.calendar",
    CalendarPolicy,
    "تقویم کاری",
    lambda value: domain.check_hours(value.opens_at, value.closes_at),
)
VISITS: Policy[VisitPolicy] = Policy("inspection.visits", VisitPolicy, "زمان بازدیدها")
GATE: Policy[GatePolicy] = Policy("inspection.gate", GatePolicy, "پذیرش گزارش")
DEADLINES: Policy[DeadlinePolicy] = Policy("inspection.deadlines", DeadlinePolicy, "مهلت‌ها")
OBJECTIONS: Policy[ObjectionPolicy] = Policy("inspection.objections", ObjectionPolicy, "مهلت اعتراض به گزارش")
POLICIES: tuple[Policy[Any], ...] = (CALENDAR, VISITS, GATE, DEADLINES, OBJECTIONS)

_READERS = (Role.OFFICE, Role.FINANCE)


def list_policies(look: Look, *, caller: Caller) -> list[PolicyView]:
    """Office, finance: the policies in force."""
    _allow(caller, *_READERS)
    return policies.list_in_force(look, POLICIES)


def list_policy_versions(look: Look, *, caller: Caller, key: str) -> list[PolicyView]:
    """Office, finance: every version of a policy, newest first."""
    _allow(caller, *_READERS)
    return policies.list_versions(look, POLICIES, key)


def change_policy(
    work: Work,
    *,
    caller: Caller,
    key: str,
    value: dict[str, Any],
    reason: str,
    version: int | None = None,
) -> PolicyView:
    """Office: a new version of a policy."""
    _allow(caller, Role.OFFICE)
    return policies.change(work, POLICIES, caller, key=key, value=value, reason=reason, version=version)


def working_time(work: Work | Look, first: date, last: date) -> domain.WorkingTime:
    """The working calendar, with the holidays from the first day to the last."""
    calendar = policies.in_force(work.session, CALENDAR)
    return domain.WorkingTime(
        days_off=frozenset(calendar.days_off),
        opens_at=time.fromisoformat(calendar.opens_at),
        closes_at=time.fromisoformat(calendar.closes_at),
        holidays=frozenset(calendar.holidays)
        | jalali_holidays(calendar.yearly_holidays, first, last + timedelta(days=1)),
    )


def unpaid_invoice_shuts(work: Work) -> bool:
    """Whether the organization wants the invoice of a correction paid before the next report."""
    return policies.in_force(work.session, GATE).unpaid_invoice_shuts


def _allow(caller: Caller, *roles: Role) -> None:
    if caller.role not in roles:
        raise Forbidden(CommonCode.FORBIDDEN)
