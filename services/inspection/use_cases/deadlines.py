"""Deadlines: kept true in every transaction that changes a file, watched by a timer, shown to who has to keep them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from chassis import policies
from chassis.jalali import add_jalali_months
from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.errors import CommonCode, Forbidden
from contracts.inspection import DeadlineMissed, DeadlinePolicy, DeadlineView, FileDeadline
from contracts.shapes import Caller, Page, Person
from contracts.terms import DeadlineKind, FileStatus, Role
from services.inspection import domain, store
from services.inspection.settings import settings
from services.inspection.store.deadlines import DeadlineFilter
from services.inspection.tables import AppointmentRow, DeadlineRow, FileRow
from services.inspection.use_cases.holding import require_inspector
from services.inspection.use_cases.policies import (
    CALENDAR,
    DEADLINES,
    GATE,
    unpaid_invoice_shuts,
    working_time,
)

# As the migration leaves a deadline: what else should run for its file is not known yet.
_NEVER_WORKED_OUT = -1


class _Rules:
    """What the organization allows, read when it is first needed; ``version`` counts its changes."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._working: dict[tuple[date, date], domain.WorkingTime] = {}

    @cached_property
    def version(self) -> int:
        """Read before the policy: if that is changed in between, it is worked out once more than needed."""
        return policies.count_changes(self._work.session, DEADLINES, CALENDAR, GATE)

    @cached_property
    def policy(self) -> DeadlinePolicy:
        """How long may pass."""
        return policies.in_force(self._work.session, DEADLINES)

    @cached_property
    def unpaid_invoice_shuts(self) -> bool:
        """Whether an unpaid invoice keeps the file waiting."""
        return unpaid_invoice_shuts(self._work)

    def due_at(self, clock: domain.Clock) -> datetime:
        """When a clock runs out."""
        days = domain.days_to_know(clock, self.policy.appointment_working_days)
        if days not in self._working:
            self._working[days] = working_time(self._work, *days)
        patience = domain.Patience(
            appointment_working_days=self.policy.appointment_working_days,
            report_days=self.policy.report_days,
            idle_months=self.policy.idle_months,
            working=self._working[days],
            add_months=add_jalali_months,
        )
        return domain.due_at(clock, patience)


# ------------------------------------------------------------------------------------------------------ keeping true


def follow(work: Work, file: FileRow, *, expected_since: datetime | None = None) -> None:
    """Something happened to a locked file: it is not idle, and other clocks may run from now on.

    With ``expected_since`` its inspector has been given the next step, and their time starts anew; the end of a visit,
    and that the file keeps them waiting no more, are noticed here.
    """
    file.last_activity_at = work.now
    if expected_since is not None:
        file.expected_since = expected_since
    appointment = store.find_open_appointment(work.session, file.id)
    rows, rules = store.list_standing_deadlines(work.session, file.id), _Rules(work)
    if expected_since is None and _is_let_go_on(file, appointment, rows, rules):
        file.expected_since = work.now
    _keep_clocks(work, file, appointment, rows, rules)


def _keep_clocks(
    work: Work,
    file: FileRow,
    appointment: AppointmentRow | None,
    rows: Sequence[DeadlineRow],
    rules: _Rules,
    *,
    review: bool = False,
) -> list[DeadlineRow]:
    """Let just those clocks run that should, given the standing ones: stop, restart, start; those that run now.

    ``review`` works out anew what is out of date.
    """
    if appointment is None and any(_waits_for_report(row, file) for row in rows):
        file.expected_since = work.now  # the visit was reported or called off just now
    clocks = {clock.kind: clock for clock in domain.running_clocks(_standing_of(file, appointment, rules))}
    running = []
    for row in rows:
        clock = clocks.get(row.kind)
        same = clock is not None and domain.is_same(_clock_of(row), clock)
        if row.missed_at is not None and not same:
            row.resolved_at = work.now
        elif clock is None:
            work.session.delete(row)
        else:
            del clocks[row.kind]
            if not same or (review and row.missed_at is None and row.rules_version < rules.version):
                _wind(row, clock, rules)
            if row.missed_at is None:
                _name(row, _holder_of(file))
                running.append(row)
    if clocks:  # what stopped must leave before what starts: at most one of a kind stands
        work.session.flush()
    for clock in clocks.values():
        row = DeadlineRow(id=work.new_id(), file=file, kind=clock.kind)
        _wind(row, clock, rules)
        _name(row, _holder_of(file))
        work.session.add(row)
        running.append(row)
    return running


def _waits_for_report(row: DeadlineRow, file: FileRow) -> bool:
    return row.kind is DeadlineKind.NO_REPORT and row.inspector_id == file.inspector_id


def _is_let_go_on(
    file: FileRow, appointment: AppointmentRow | None, rows: Sequence[DeadlineRow], rules: _Rules
) -> bool:
    """Whether something is expected of the inspector and nothing was until now: the file does not owe any more.

    Or the organization wants another debt paid first than it did.
    """
    if any(row.kind is not DeadlineKind.IDLE or row.rules_version == _NEVER_WORKED_OUT for row in rows):
        return False
    clocks = domain.running_clocks(_standing_of(file, appointment, rules))
    return any(clock.kind is not DeadlineKind.IDLE for clock in clocks)


def _standing_of(file: FileRow, appointment: AppointmentRow | None, rules: _Rules) -> domain.Standing:
    gate = store.gate_of(file)
    return domain.Standing(
        file_id=file.id,
        ended=domain.has_ended(completed=file.completed, status=file.status),
        referral_id=file.referral_id if _holder_of(file) else None,
        owes=gate.blocked or (gate.is_invoiced and rules.unpaid_invoice_shuts),
        expected_since=file.expected_since,
        last_activity_at=file.last_activity_at,
        visit=_visit(appointment) if appointment else None,
    )


def _visit(appointment: AppointmentRow) -> domain.Visit:
    ends_at = appointment.starts_at + timedelta(minutes=appointment.duration_minutes)
    return domain.Visit(id=appointment.id, ends_at=ends_at)


def _holder_of(file: FileRow) -> Person | None:
    """Who has the file in work, if anybody has."""
    in_work = file.status is FileStatus.REFERRED and not file.completed
    if not in_work or file.inspector_id is None:
        return None
    return Person(
        id=file.inspector_id,
        membership_code=file.inspector_code or "",
        full_name=file.inspector_name or "",
    )


def _clock_of(row: DeadlineRow) -> domain.Clock:
    return domain.Clock(row.kind, row.subject_id, row.since)


def _wind(row: DeadlineRow, clock: domain.Clock, rules: _Rules) -> None:
    # Worked out first: reading a policy flushes, and half a clock must not reach the database.
    version, due_at = rules.version, rules.due_at(clock)
    row.subject_id, row.since = clock.subject_id, clock.since
    row.rules_version, row.due_at = version, due_at


def _name(row: DeadlineRow, holder: Person | None) -> None:
    row.inspector_id = holder.id if holder else None
    row.inspector_code = holder.membership_code if holder else None
    row.inspector_name = holder.full_name if holder else None


# ---------------------------------------------------------------------------------------------------------- watching


def watch_deadlines(work: Work) -> bool:
    """Tell of every deadline that has passed, once; whether there may be more of them.

    Each is worked out anew under the file's lock, by the rules of now, before it counts as missed.
    """
    rules, batch = _Rules(work), settings().deadlines_batch
    files = store.lock_files_to_watch(work.session, now=work.now, rules_version=rules.version, limit=batch)
    ids = [file.id for file in files]
    appointments = store.find_open_appointments(work.session, ids)
    standing = store.list_standing_deadlines_of(work.session, ids)
    for file in files:
        appointment, rows = appointments.get(file.id), standing.get(file.id, [])
        if _is_let_go_on(file, appointment, rows, rules):
            file.expected_since = work.now
        for row in _keep_clocks(work, file, appointment, rows, rules, review=True):
            if row.due_at <= work.now:
                _miss(work, file, row)
    return len(files) >= batch


def _miss(work: Work, file: FileRow, row: DeadlineRow) -> None:
    row.missed_at = work.now
    work.emit(
        DeadlineMissed(
            file_id=file.id,
            number=file.number,
            deadline_id=row.id,
            kind=row.kind,
            subject_id=row.subject_id,
            contractor=store.contractor_of(file),
            inspector=_inspector_of(row),
            referral_id=file.referral_id if row.inspector_id else None,
            due_at=row.due_at,
            missed_at=work.now,
        )
    )


# ----------------------------------------------------------------------------------------------------------- showing


def list_my_deadlines(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[FileDeadline]:
    """Inspector: the deadlines of the files in hand, soonest first."""
    require_inspector(caller)
    rows = store.list_deadlines_of_inspector(look.session, caller.id, decode_place(cursor), limit + 1)
    return _page(look, rows, limit)


def list_deadlines(
    look: Look,
    *,
    caller: Caller,
    kind: DeadlineKind | None = None,
    missed: bool = True,
    resolved: bool | None = None,
    oldest_first: bool | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[FileDeadline]:
    """Office: missed deadlines, the newest first, or running ones, the soonest first, unless asked otherwise."""
    if caller.role is not Role.OFFICE:
        raise Forbidden(CommonCode.FORBIDDEN)
    rows = store.list_deadlines(
        look.session,
        DeadlineFilter(missed=missed, kind=kind, resolved=resolved),
        ascending=not missed if oldest_first is None else oldest_first,
        after=decode_place(cursor),
        limit=limit + 1,
    )
    return _page(look, rows, limit)


def deadline_view(row: DeadlineRow) -> DeadlineView:
    """A deadline on its file's own page."""
    return DeadlineView(kind=row.kind, due_at=row.due_at, missed=row.missed_at is not None)


def _page(look: Look, rows: Sequence[DeadlineRow], limit: int) -> Page[FileDeadline]:
    def view(row: DeadlineRow) -> FileDeadline:
        return FileDeadline(
            id=row.id,
            file_id=row.file.id,
            number=row.file.number,
            kind=row.kind,
            contractor=store.contractor_of(row.file),
            inspector=_inspector_of(row),
            since=row.since,
            due_at=row.due_at,
            missed_at=row.missed_at,
            resolved_at=row.resolved_at,
            days_late=domain.days_late(row.due_at, row.resolved_at or look.now),
        )

    return page(rows, limit, lambda row: (row.due_at.isoformat(), row.id), view)


def _inspector_of(row: DeadlineRow) -> Person | None:
    if row.inspector_id is None:
        return None
    return Person(
        id=row.inspector_id,
        membership_code=row.inspector_code or "",
        full_name=row.inspector_name or "",
    )
