"""One function per verb and per fact, one transaction each."""

from services.inspection.use_cases.agenda import list_appointment_slots, list_my_appointments
from services.inspection.use_cases.appointments import (
    cancel_appointment,
    confirm_appointment,
    get_appointment,
    request_another_time,
    set_appointment,
)
from services.inspection.use_cases.asking import pull_gate, refresh_file
from services.inspection.use_cases.calendars import close_calendar, get_calendar, open_calendar, read_calendar
from services.inspection.use_cases.deadlines import list_deadlines, list_my_deadlines, watch_deadlines
from services.inspection.use_cases.facts import (
    apply_file_fact,
    apply_gate_fact,
    apply_settlement,
    apply_void,
    raise_fence,
)
from services.inspection.use_cases.objections import decide_objection, list_objections, object_to_report
from services.inspection.use_cases.policies import change_policy, list_policies, list_policy_versions
from services.inspection.use_cases.reading import get_progress, list_reports
from services.inspection.use_cases.reminders import remind_of_visits
from services.inspection.use_cases.reports import file_report, preview_report

__all__ = [
    "apply_file_fact",
    "apply_gate_fact",
    "apply_settlement",
    "apply_void",
    "cancel_appointment",
    "change_policy",
    "close_calendar",
    "confirm_appointment",
    "decide_objection",
    "file_report",
    "get_appointment",
    "get_calendar",
    "get_progress",
    "list_appointment_slots",
    "list_deadlines",
    "list_my_appointments",
    "list_my_deadlines",
    "list_objections",
    "list_policies",
    "list_policy_versions",
    "list_reports",
    "object_to_report",
    "open_calendar",
    "preview_report",
    "pull_gate",
    "raise_fence",
    "read_calendar",
    "refresh_file",
    "remind_of_visits",
    "request_another_time",
    "set_appointment",
    "watch_deadlines",
]
