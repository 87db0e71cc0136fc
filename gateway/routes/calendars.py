"""One's visits in a calendar program, which cannot sign in: by an address that nobody else knows."""

from flask import Response, current_app, url_for

from contracts.errors import InspectionCode
from contracts.inspection import CalendarState, InspectionApi
from contracts.terms import Role
from gateway.ask import Ask
from gateway.calendar_feed import CONTENT_TYPE, written
from gateway.routing import EXTENSION, Gateway, Routes
from gateway.views import CalendarAddress

routes = Routes("calendars", __name__, description="تقویم · Calendars")
VISITORS = frozenset({Role.INSPECTOR, Role.CONTRACTOR})


@routes.serve(
    "POST",
    "/me/calendar",
    InspectionApi.open_calendar,
    fa="ساختن نشانی تقویم",
    who=VISITORS,
    status=201,
    own_key=True,
)
def open_calendar(ask: Ask) -> CalendarAddress:
    """Make an address from which a calendar program reads one's visits. It is shown once, and ends an earlier one."""
    made = ask.inspection.open_calendar(caller=ask.caller)
    path = url_for("calendars.read_calendar", token=made.token)
    gateway: Gateway = current_app.extensions[EXTENSION]
    return CalendarAddress(url=gateway.public_url(path), path=path, created_at=made.created_at)


@routes.serve("GET", "/me/calendar", InspectionApi.get_calendar, fa="وضعیت نشانی تقویم", who=VISITORS)
def get_calendar(ask: Ask) -> CalendarState:
    """Whether there is such an address, since when, and when it was last used."""
    return ask.inspection.get_calendar(caller=ask.caller)


@routes.serve(
    "DELETE", "/me/calendar", InspectionApi.close_calendar, fa="ابطال نشانی تقویم", who=VISITORS, status=204
)
def close_calendar(ask: Ask) -> None:
    """Revoke the address, if there is one."""
    ask.inspection.close_calendar(caller=ask.caller)


@routes.serve(
    "GET",
    "/calendar/<token>.ics",
    InspectionApi.read_calendar,
    fa="بازدیدها در قالب iCalendar",
    who=None,
    media=CONTENT_TYPE,
    refuses=(InspectionCode.CALENDAR_NOT_FOUND,),
)
def read_calendar(ask: Ask, token: str) -> Response:
    """Somebody's visits as iCalendar (RFC 5545): of the last 30 and the next 400 days, cancelled ones marked so."""
    feed = ask.inspection.read_calendar(token=token)
    headers = {"Cache-Control": "private, max-age=300"}
    return Response(written(feed), content_type=CONTENT_TYPE, headers=headers)
