"""The audit of the books: every invariant, asked of one moment; at once, or in the background however long it takes."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from chassis.jalali import TEHRAN
from chassis.work import Look, Work
from contracts.billing import AuditRun, AuditView, InvariantView
from contracts.shapes import Caller
from services.billing import store
from services.billing.settings import settings
from services.billing.store.invariants import INVARIANTS, PERSIAN
from services.billing.tables import Audit
from services.billing.use_cases.permitting import require_finance

ROWS_SHOWN = 20
_KEPT = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What an audit found; ``sound`` is None if nothing was found wrong, but not everything could be asked in time."""

    invariants: list[InvariantView]
    milliseconds: int

    @property
    def sound(self) -> bool | None:
        """Whether everything holds."""
        return _sound(self.invariants)


def _sound(invariants: Sequence[InvariantView]) -> bool | None:
    holds = [each.holds for each in invariants]
    if False in holds:
        return False
    return None if None in holds else True


def examine(session: Session, *, seconds: float) -> Findings:
    """Ask every invariant; ``session`` must see one state of the database (``Database.snapshot``).

    What there is no time for is reported as not asked. The transaction's statement time-out is changed.
    """
    began = time.monotonic()
    invariants = [
        _ask(session, name, query, seconds - (time.monotonic() - began)) for name, query in INVARIANTS.items()
    ]
    return Findings(invariants=invariants, milliseconds=_milliseconds_since(began))


def _ask(session: Session, name: str, query: str, seconds: float) -> InvariantView:
    began = time.monotonic()
    found = (
        store.offenders(session, query, limit=ROWS_SHOWN, milliseconds=int(1000 * seconds))
        if seconds > 0
        else None
    )
    total, rows = found or (0, [])
    return InvariantView(
        name=name,
        name_fa=PERSIAN.get(name, name),
        holds=None if found is None else not total,
        offending=total,
        rows=[json.dumps(row, default=str, ensure_ascii=False) for row in rows],
        milliseconds=_milliseconds_since(began),
    )


def _milliseconds_since(began: float) -> int:
    return round(1000 * (time.monotonic() - began))


def audit(look: Look, *, caller: Caller) -> AuditView:
    """The books as they are now, as far as the caller's patience goes, and the newest audit that took its time."""
    require_finance(caller)
    newest = store.newest_audit(look.session)
    found = examine(look.session, seconds=settings().short_audit_seconds)
    return AuditView(
        checked_at=look.now,
        sound=found.sound,
        milliseconds=found.milliseconds,
        invariants=found.invariants,
        newest_run=_run_view(newest) if newest else None,
    )


def request_audit(work: Work, *, caller: Caller) -> AuditRun:
    """Have an audit made in the background; one that is waiting or running already will do."""
    require_finance(caller)
    store.open_audit(work.session, _new_audit(work, requested_by=caller.id))
    waiting = store.lock_open_audit(work.session)
    newest = waiting or store.newest_audit(work.session)
    assert newest is not None, "one was made, or has just been done"
    return _run_view(newest)


def take_audit(work: Work) -> str | None:
    """The audit to be made now: the one that waits, or whose maker has died; or the nightly one, if it is due."""
    last = store.last_checked(work.session)
    if last is None or last.requested_at < _last_night(work.now):
        store.open_audit(work.session, _new_audit(work, requested_by=None))
    waiting = store.lock_open_audit(work.session, skip_locked=True)
    if waiting is None or not _may_be_taken(waiting, work.now):
        return None
    waiting.taken_at = work.now
    return waiting.id


def study_books(look: Look, _audit_id: str) -> Findings:
    """Ask everything, however long it takes."""
    return examine(look.session, seconds=settings().long_audit_seconds)


def settle_audit(work: Work, audit_id: str, found: Findings) -> None:
    """Keep what was found, and drop what was found more than a year ago."""
    done = store.lock_open_audit(work.session)
    if done is None or done.id != audit_id:
        return
    done.checked_at, done.sound = work.now, found.sound
    done.milliseconds = found.milliseconds
    done.invariants = [asdict(each) for each in found.invariants]
    store.forget_audits(work.session, work.now - _KEPT)


def _new_audit(work: Work, *, requested_by: str | None) -> Audit:
    return Audit(
        id=work.new_id(),
        requested_by=requested_by,
        requested_at=work.now,
        taken_at=None,
        checked_at=None,
        sound=None,
        milliseconds=0,
        invariants=[],
    )


def _may_be_taken(waiting: Audit, now: datetime) -> bool:
    """Whether nobody is at it: not taken, or so long ago that its maker has died, or by one whose clock is wrong."""
    patience = timedelta(seconds=settings().long_audit_seconds + 60)
    return waiting.taken_at is None or abs(now - waiting.taken_at) > patience


def _last_night(now: datetime) -> datetime:
    """When the last nightly audit was due."""
    here = now.astimezone(TEHRAN)
    due = here.replace(hour=settings().audit_hour, minute=0, second=0, microsecond=0)
    return due if due <= here else due - timedelta(days=1)


def _run_view(audit: Audit) -> AuditRun:
    return AuditRun(
        id=audit.id,
        requested_by=audit.requested_by,
        requested_at=audit.requested_at,
        checked_at=audit.checked_at,
        sound=audit.sound,
        milliseconds=audit.milliseconds,
        invariants=[_invariant_view(each) for each in audit.invariants],
    )


def _invariant_view(stored: dict[str, Any]) -> InvariantView:
    return InvariantView(**stored)
