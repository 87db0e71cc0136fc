"""Visits: when they are, what their people say to it, and which times are free."""

from typing import Any

from contracts.errors import InspectionCode
from contracts.inspection import (
    AppointmentDetails,
    AppointmentSlots,
    AppointmentView,
    InspectionApi,
    VisitView,
)
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import FILE_PEOPLE, Routes

routes = Routes("appointments", __name__, description="زمان بازرسی · Appointments")
INSPECTOR, CONTRACTOR = frozenset({Role.INSPECTOR}), frozenset({Role.CONTRACTOR})
VISITORS = INSPECTOR | CONTRACTOR


@routes.serve(
    "PUT",
    "/files/<id>/appointment",
    InspectionApi.set_appointment,
    fa="تعیین زمان بازرسی",
    who=INSPECTOR,
    refuses=(
        InspectionCode.NOT_YOUR_FILE,
        InspectionCode.APPOINTMENT_IN_PAST,
        InspectionCode.APPOINTMENT_UNUSUAL,
        InspectionCode.APPOINTMENT_OVERLAPS,
        InspectionCode.PHASE_DONE,
    ),
)
def set_appointment(ask: Ask, file_id: str, **body: Any) -> AppointmentView:
    """Set the next visit, or move it; the contractor is told at once.

    A time on a day off, outside the working hours or at little notice is taken with `remarks`, or refused if the
    policy `inspection.visits` says so. One's visits to two files do not overlap.
    """
    return ask.inspection.set_appointment(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "GET",
    "/files/<id>/appointment",
    InspectionApi.get_appointment,
    fa="زمان بازرسی پرونده",
    who=FILE_PEOPLE,
    refuses=(InspectionCode.NOT_YOUR_FILE, InspectionCode.NO_APPOINTMENT),
)
def get_appointment(ask: Ask, file_id: str) -> AppointmentDetails:
    """The visit that a file waits for, what its contractor says to it, and the times that it had before."""
    return ask.inspection.get_appointment(caller=ask.caller, file_id=file_id)


@routes.serve(
    "POST",
    "/files/<id>/appointment/cancellation",
    InspectionApi.cancel_appointment,
    fa="لغو زمان بازرسی",
    who=INSPECTOR,
    refuses=(InspectionCode.NOT_YOUR_FILE, InspectionCode.NO_APPOINTMENT, InspectionCode.PHASE_DONE),
)
def cancel_appointment(ask: Ask, file_id: str, **body: Any) -> AppointmentView:
    """Call a visit off; its time is free at once, and the file waits for a new one."""
    return ask.inspection.cancel_appointment(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/appointment/confirmation",
    InspectionApi.confirm_appointment,
    fa="تأیید زمان بازرسی",
    who=CONTRACTOR,
    refuses=(
        InspectionCode.NOT_YOUR_FILE,
        InspectionCode.NO_APPOINTMENT,
        InspectionCode.APPOINTMENT_MOVED,
    ),
)
def confirm_appointment(ask: Ask, file_id: str, **body: Any) -> AppointmentView:
    """Say that somebody will be there; with `starts_at`, only if that is still the time of the visit."""
    return ask.inspection.confirm_appointment(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/appointment/change-request",
    InspectionApi.request_another_time,
    fa="درخواست تغییر زمان بازرسی",
    who=CONTRACTOR,
    refuses=(
        InspectionCode.NOT_YOUR_FILE,
        InspectionCode.NO_APPOINTMENT,
        InspectionCode.APPOINTMENT_IN_PAST,
    ),
)
def request_another_time(ask: Ask, file_id: str, **body: Any) -> AppointmentView:
    """Ask for another time; the visit stands until its inspector moves it."""
    return ask.inspection.request_another_time(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "GET",
    "/files/<id>/appointment-slots",
    InspectionApi.list_appointment_slots,
    fa="زمان‌های آزاد بازرسی",
    who=INSPECTOR,
    refuses=(InspectionCode.NOT_YOUR_FILE, InspectionCode.PHASE_DONE),
)
def list_appointment_slots(ask: Ask, file_id: str, **query: Any) -> AppointmentSlots:
    """When a file could be visited, day by day: within working hours, in time, and beside one's other visits."""
    return ask.inspection.list_appointment_slots(caller=ask.caller, file_id=file_id, **query)


@routes.serve("GET", "/me/appointments", InspectionApi.list_my_appointments, fa="بازدیدهای من", who=VISITORS)
def list_my_appointments(ask: Ask, **query: Any) -> Page[VisitView]:
    """One's visits between two days, both included, in the order of their times; from today on by default."""
    return ask.inspection.list_my_appointments(caller=ask.caller, **query)
