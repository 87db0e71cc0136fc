"""Every query of the inspection service, named by its intent."""

from services.inspection.store.appointments import (
    count_moves,
    find_open_appointment,
    find_open_appointments,
    find_overlapping,
    hold_time,
    list_moves,
    list_taken,
    lock_time_of,
    period_of,
)
from services.inspection.store.calendars import find_calendar, find_calendar_by_hash, replace_calendar
from services.inspection.store.deadlines import (
    list_deadlines,
    list_deadlines_of_inspector,
    list_standing_deadlines,
    list_standing_deadlines_of,
    lock_files_to_watch,
)
from services.inspection.store.files import (
    add_file_unless_known,
    contractor_of,
    find_file,
    foresee_snapshot,
    gate_of,
    keep_gate,
    keep_progress,
    keep_snapshot,
    list_meters,
    lock_file,
    progress_of,
)
from services.inspection.store.objections import (
    find_objection,
    list_objections,
    lock_objection,
    objections_to,
)
from services.inspection.store.reports import find_judged_report, find_report, list_reports
from services.inspection.store.visits import AfterVisit, list_calendar, list_unreminded, list_visits

__all__ = [
    "AfterVisit",
    "add_file_unless_known",
    "contractor_of",
    "count_moves",
    "find_calendar",
    "find_calendar_by_hash",
    "find_file",
    "find_judged_report",
    "find_objection",
    "find_open_appointment",
    "find_open_appointments",
    "find_overlapping",
    "find_report",
    "foresee_snapshot",
    "gate_of",
    "hold_time",
    "keep_gate",
    "keep_progress",
    "keep_snapshot",
    "list_calendar",
    "list_deadlines",
    "list_deadlines_of_inspector",
    "list_meters",
    "list_moves",
    "list_objections",
    "list_reports",
    "list_standing_deadlines",
    "list_standing_deadlines_of",
    "list_taken",
    "list_unreminded",
    "list_visits",
    "lock_file",
    "lock_files_to_watch",
    "lock_objection",
    "lock_time_of",
    "objections_to",
    "period_of",
    "progress_of",
    "replace_calendar",
]
