"""Calendars: a person's visits for a calendar program, which cannot sign in, by a secret that can be revoked.

This service hears nothing of people: the secret of somebody who was deactivated works until it is revoked, but shows
only visits that are still theirs.
"""

import hashlib
import secrets
from datetime import datetime, time, timedelta

from chassis import policies
from chassis.work import Look, Work
from contracts.errors import InspectionCode, NotFound
from contracts.inspection import CalendarFeed, CalendarState, FeedVisit, NewCalendar
from contracts.shapes import Caller
from contracts.terms import AppointmentRemark
from services.inspection import domain, store
from services.inspection.tables import AppointmentRow, AppointmentState, FileRow
from services.inspection.use_cases.agenda import require_visitor
from services.inspection.use_cases.policies import VISITS
from services.inspection.use_cases.views import inspector_of

_TOKEN_BYTES = 32
_PAST, _AHEAD = timedelta(days=30), timedelta(days=400)
_MOST_VISITS = 2_000
_NOTED_EVERY = timedelta(minutes=1)


def open_calendar(work: Work, *, caller: Caller) -> NewCalendar:
    """A new secret for one's visits; an earlier one is worth nothing from now on."""
    require_visitor(caller)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    store.replace_calendar(
        work.session,
        person_id=caller.id,
        role=caller.role,
        token_hash=_digest(token),
        created_at=work.now,
    )
    return NewCalendar(token=token, created_at=work.now)


def get_calendar(look: Look, *, caller: Caller) -> CalendarState:
    """Whether one's visits can be read by a secret, since when, and when that was done last."""
    require_visitor(caller)
    row = store.find_calendar(look.session, caller.id)
    if row is None:
        return CalendarState(active=False, created_at=None, last_used_at=None)
    return CalendarState(active=True, created_at=row.created_at, last_used_at=row.last_used_at)


def close_calendar(work: Work, *, caller: Caller) -> None:
    """Revoke one's secret; there may be none."""
    require_visitor(caller)
    row = store.find_calendar(work.session, caller.id)
    if row is not None:
        work.session.delete(row)


def read_calendar(work: Work, *, token: str) -> CalendarFeed:
    """The visits of whom the secret belongs to; it is looked up by its hash, so that the time taken tells nothing."""
    calendar = store.find_calendar_by_hash(work.session, _digest(token))
    if calendar is None:
        raise NotFound(InspectionCode.CALENDAR_NOT_FOUND)
    if calendar.last_used_at is None or work.now - calendar.last_used_at >= _NOTED_EVERY:
        calendar.last_used_at = work.now
    visits = store.list_calendar(
        work.session,
        calendar.person_id,
        calendar.role,
        since=work.now - _PAST,
        until=work.now + _AHEAD,
        cancelled_since=work.now - _PAST,
        limit=_MOST_VISITS,
    )
    moves = store.count_moves(work.session, [row.id for row, _ in visits])
    remind_at = time.fromisoformat(policies.in_force(work.session, VISITS).remind_at)
    return CalendarFeed(
        role=calendar.role,
        visits=[_feed_visit(row, file, moves.get(row.id, 0), remind_at) for row, file in visits],
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _feed_visit(row: AppointmentRow, file: FileRow, moves: int, remind_at: time) -> FeedVisit:
    cancelled = row.state is AppointmentState.CANCELLED
    return FeedVisit(
        id=row.id,
        number=file.number,
        phase=row.phase,
        starts_at=row.starts_at,
        ends_at=store.period_of(row).ends_at,
        owner_name="" if cancelled else file.owner_name,
        address="" if cancelled else file.address,
        inspector=inspector_of(row),
        contractor=store.contractor_of(file),
        remarks=[AppointmentRemark(remark) for remark in row.remarks],
        confirmed=row.confirmed_at is not None or row.state is AppointmentState.USED,
        cancelled=cancelled,
        sequence=moves + cancelled,
        changed_at=_changed_at(row),
        remind_at=domain.reminder_of(row.starts_at, remind_at) if row.state is AppointmentState.SET else None,
    )


def _changed_at(row: AppointmentRow) -> datetime:
    moments = (row.set_at, row.confirmed_at, row.change_requested_at, row.cancelled_at)
    return max(moment for moment in moments if moment is not None)
