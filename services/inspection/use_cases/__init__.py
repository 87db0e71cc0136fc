"""One function per verb and per fact, one transaction each."""

from services.inspection.use_cases.appointments import set_appointment
from services.inspection.use_cases.asking import pull_gate, refresh_file
from services.inspection.use_cases.deadlines import list_deadlines, list_my_deadlines, watch_deadlines
from services.inspection.use_cases.facts import apply_file_fact, apply_gate_fact, apply_settlement
from services.inspection.use_cases.policies import change_policy, list_policies, list_policy_versions
from services.inspection.use_cases.reading import get_progress, list_reports
from services.inspection.use_cases.reports import file_report, preview_report

__all__ = [
    "apply_file_fact",
    "apply_gate_fact",
    "apply_settlement",
    "change_policy",
    "file_report",
    "get_progress",
    "list_deadlines",
    "list_my_deadlines",
    "list_policies",
    "list_policy_versions",
    "list_reports",
    "preview_report",
    "pull_gate",
    "refresh_file",
    "set_appointment",
    "watch_deadlines",
]
