"""What the organization decides about visits, and the working calendar that follows from it."""

from datetime import date, time, timedelta

from chassis import policies
from chassis.jalali import jalali_holidays
from chassis.policies import Policy, PolicyVerbs
from chassis.work import Look, Work
from contracts.inspection import CalendarPolicy, DeadlinePolicy, GatePolicy, ObjectionPolicy, VisitPolicy
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
_VERBS = PolicyVerbs((CALENDAR, VISITS, GATE, DEADLINES, OBJECTIONS))
list_policies, list_policy_versions = _VERBS.list_policies, _VERBS.list_policy_versions
change_policy = _VERBS.change_policy


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
