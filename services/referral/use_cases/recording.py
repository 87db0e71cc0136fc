"""The one way to say that something happened to a file: the event and its line on the timeline, together.

Both need the lock of the file's row: the version and the position count on it.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime

from chassis.ids import is_id
from chassis.jalali import jalali_date, jalali_moment
from chassis.work import Work
from contracts.events import Event
from contracts.referral import FileEvent, FileReferred, FileRegistered, FileSnapshot, MeterCorrected
from contracts.shapes import Person
from services.referral import store
from services.referral.domain import summarize
from services.referral.tables import FileRow, TimelineRow
from services.referral.use_cases.views import file_snapshot

# Said elsewhere on the page, or no matter of the reader's.
_UNTOLD = frozenset({"file", "gate", "file_id", "number", "contractor", "revision"})


def record(
    work: Work,
    file: FileRow,
    make: Callable[[FileSnapshot], FileEvent],
    about: Mapping[str, str] | None = None,
) -> None:
    """Tell a change of ours: ``make`` gets the whole file as it now is, one version later.

    ``about`` is what only the timeline tells of it.
    """
    file.version += 1
    event = make(file_snapshot(file))
    event_id = work.emit(event)
    details = _details(event) | _of_file(event, file) | dict(about or {})
    _append(work, file, event, event_id, event_id, work.now, details=details)


def note_fact(
    work: Work,
    file: FileRow,
    event: Event,
    *,
    key: str | None,
    private_to: str | None = None,
    details: Mapping[str, str] | None = None,
) -> bool:
    """Put another service's fact on the timeline; false if it is there already, and then nothing should follow.

    ``key`` says what makes it the same fact under another event id; none, if only the id can tell.
    """
    told_id = work.origin.event_id if work.origin else ""
    event_id = told_id if is_id(told_id) else work.new_id()
    event_key = f"{event.name}:{key}" if key is not None else event_id
    if store.is_known(work.session, file.id, event_id, event_key):
        return False
    occurred_at = work.origin.occurred_at if work.origin else work.now
    told = _details(event) | dict(details or {})
    _append(work, file, event, event_id, event_key, occurred_at, details=told, private_to=private_to)
    return True


def _append(
    work: Work,
    file: FileRow,
    event: Event,
    event_id: str,
    event_key: str,
    occurred_at: datetime,
    *,
    details: dict[str, str],
    private_to: str | None = None,
) -> None:
    entry = TimelineRow(
        id=event_id,
        service=event.source,
        event=event.name,
        event_key=event_key,
        private_to_id=private_to,
        occurred_at=occurred_at,
        summary=summarize(event.name, details),
        details=details,
    )
    store.append_entry(work.session, file, entry)


def _details(event: Event) -> dict[str, str]:
    """The event's plain fields as strings: people by name and code, times with their Jalali twins, amounts in rials."""
    told: dict[str, str] = {}
    for field in fields(event):
        if field.name not in _UNTOLD:
            told |= _strings(field.name, getattr(event, field.name))
    return told


def _strings(name: str, value: object) -> dict[str, str]:
    if value is None or isinstance(value, list | dict):
        return {}
    if isinstance(value, Person):
        return {name: value.full_name, f"{name}_code": value.membership_code}
    if isinstance(value, datetime):
        return {name: value.isoformat(), f"{name}_jalali": jalali_moment(value)}
    if isinstance(value, date):
        return {name: value.isoformat(), f"{name}_jalali": jalali_date(value)}
    if isinstance(value, bool):
        return {name: "true" if value else "false"}
    return {name: str(value)}


def _of_file(event: FileEvent, file: FileRow) -> dict[str, str]:
    """What of the file itself makes an event of ours readable."""
    if isinstance(event, FileReferred) and event.file.inspector is not None:
        return _strings("inspector", event.file.inspector)
    if isinstance(event, MeterCorrected):
        return {"label": next(meter.label for meter in file.meters if meter.id == event.meter_id)}
    if isinstance(event, FileRegistered):
        return {"kind": file.kind, "area": file.area, "meters": str(len(file.meters))}
    return {}
