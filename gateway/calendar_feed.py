"""A person's visits as an iCalendar document (RFC 5545), in which Persian is escaped and folded as it asks."""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDatetime, vDuration

from contracts.inspection import CalendarFeed, FeedVisit
from contracts.terms import Role
from gateway.texts import calendar as texts

CONTENT_TYPE = "text/calendar; charset=utf-8"
_REFRESH = timedelta(hours=1)


def written(feed: CalendarFeed) -> bytes:
    """The document. Times are in UTC: Tehran's have had many rules, and programs know few of them."""
    calendar = Calendar()
    calendar.add("prodid", "-//Gazban//Visits//FA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", texts.CALENDAR_NAME)
    calendar.add("x-wr-timezone", "Asia/Tehran")
    calendar.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for visit in feed.visits:
        calendar.add_component(_event(visit, feed.role))
    document: bytes = calendar.to_ical()
    return document


def _event(visit: FeedVisit, reader: Role) -> Event:
    event = Event()
    event.add("uid", f"{visit.id}@gazban")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", _utc(visit.changed_at))
    event.add("last-modified", _utc(visit.changed_at))
    event.add("dtstart", _utc(visit.starts_at))
    event.add("dtend", _utc(visit.ends_at))
    event.add("status", _status(visit))
    event.add("summary", texts.summary(visit))
    event.add("description", texts.description(visit, reader))
    if visit.address:
        event.add("location", visit.address)
    if visit.remind_at is not None:
        event.add_component(_alarm(visit, visit.remind_at))
    return event


def _status(visit: FeedVisit) -> str:
    if visit.cancelled:
        return "CANCELLED"
    return "CONFIRMED" if visit.confirmed else "TENTATIVE"


def _alarm(visit: FeedVisit, remind_at: datetime) -> Alarm:
    """At a moment of its own, on the day before: so many hours earlier would be at night for a visit at eight."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", texts.summary(visit))
    alarm.add("trigger", vDatetime(_utc(remind_at)), parameters={"VALUE": "DATE-TIME"})
    return alarm


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
