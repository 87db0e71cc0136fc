"""The rules of a visit: its time, its verdicts, how meters and phases advance, and the gate that holds reports.

Pure: values in, values or a refusal out. Identifiers are text, times are aware, money is in rials.
"""

from services.inspection.domain.deadlines import (
    Clock,
    Patience,
    Standing,
    Visit,
    days_late,
    days_to_know,
    due_at,
    is_same,
    running_clocks,
)
from services.inspection.domain.gate import Gate
from services.inspection.domain.people import (
    APPOINTMENT_IN_PAST,
    appointment_too_far,
    check_starts_at,
    ends_appointment,
    has_ended,
    holds,
    may_read,
)
from services.inspection.domain.verdicts import (
    APPROVED_METER,
    REPEATED_METER,
    STAGE_HAS_NO_EXCEPTIONS,
    STAGE_IS_NO_EXCEPTION,
    STAGE_ONLY_IN_CONCEALED_PRE,
    UNKNOWN_METER,
    Findings,
    Meter,
    MeterOutcome,
    Progress,
    Step,
    Verdict,
    advance,
    judge,
)
from services.inspection.domain.working_time import TEHRAN, WorkingTime, check_hours, end_of_day, weekday_of

__all__ = [
    "APPOINTMENT_IN_PAST",
    "APPROVED_METER",
    "REPEATED_METER",
    "STAGE_HAS_NO_EXCEPTIONS",
    "STAGE_IS_NO_EXCEPTION",
    "STAGE_ONLY_IN_CONCEALED_PRE",
    "TEHRAN",
    "UNKNOWN_METER",
    "Clock",
    "Findings",
    "Gate",
    "Meter",
    "MeterOutcome",
    "Patience",
    "Progress",
    "Standing",
    "Step",
    "Verdict",
    "Visit",
    "WorkingTime",
    "advance",
    "appointment_too_far",
    "check_hours",
    "check_starts_at",
    "days_late",
    "days_to_know",
    "due_at",
    "end_of_day",
    "ends_appointment",
    "has_ended",
    "holds",
    "is_same",
    "judge",
    "may_read",
    "running_clocks",
    "weekday_of",
]
