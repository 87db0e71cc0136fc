"""From rows to what the contract shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.jalali import tehran_date
from contracts.inspection import ChangeRequest
from contracts.referral import (
    Candidate,
    FileAppointment,
    FileInHand,
    FileSnapshot,
    FileView,
    InspectorView,
    MeterChange,
    MeterSpec,
    MeterView,
    PastFile,
    ReferralView,
    TimelineEntry,
    Worksheet,
)
from contracts.shapes import Caller, Person
from contracts.terms import (
    AppointmentRemark,
    FileKind,
    FileResult,
    FileStatus,
    MeterState,
    Phase,
    ReferralEnd,
    ReferralKind,
    Role,
)
from services.referral.domain import Ranked, as_told_to, score_of
from services.referral.store.referrals import AtWork
from services.referral.tables import (
    ApprovalRow,
    FileRow,
    MeterCorrectionRow,
    MeterRow,
    PersonRow,
    ReferralRow,
    TimelineRow,
    WorksheetRow,
)


def person_view(row: PersonRow) -> Person:
    """A person as others may see them."""
    return Person(id=row.id, membership_code=row.membership_code, full_name=row.full_name)


def meter_view(row: MeterRow, corrections: Sequence[MeterCorrectionRow] | None = None) -> MeterView:
    """A meter, with those of the file's corrections that are its own, if they are given."""
    return MeterView(
        id=row.id,
        label=row.label,
        area_m2=row.area_m2,
        consumption_m3h=row.consumption_m3h,
        meter_class=row.meter_class,
        pre=MeterState(row.pre),
        final=MeterState(row.final),
        mismatch=row.mismatch,
        history=None
        if corrections is None
        else [_meter_change(change) for change in corrections if change.meter_id == row.id],
    )


def _meter_change(row: MeterCorrectionRow) -> MeterChange:
    return MeterChange(
        old_area_m2=row.old_area_m2,
        new_area_m2=row.new_area_m2,
        old_consumption_m3h=row.old_consumption_m3h,
        new_consumption_m3h=row.new_consumption_m3h,
        old_class=row.old_class,
        new_class=row.new_class,
        revision=row.revision,
        corrected_by=person_view(row.corrected_by),
        corrected_at=row.corrected_at,
        report_id=row.report_id,
    )


def file_view(row: FileRow, corrections: Sequence[MeterCorrectionRow] | None = None) -> FileView:
    """A file with everything that its people see; the corrections of its meters, if they are given."""
    return FileView(
        id=row.id,
        number=row.number,
        kind=FileKind(row.kind),
        block=row.block,
        area=row.area,
        address=row.address,
        owner_name=row.owner_name,
        status=FileStatus(row.status),
        phase=Phase(row.phase),
        debtor=row.debt_rials > 0,
        debt_rials=row.debt_rials,
        contractor=person_view(row.contractor),
        inspector=person_view(row.inspector) if row.inspector else None,
        registered_at=row.registered_at,
        waiting_since=row.waiting_since,
        referred_at=row.referred_at,
        completed_at=row.completed_at,
        appointment=_appointment(row),
        meters=[meter_view(meter, corrections) for meter in row.meters],
    )


def file_in_hand(row: FileRow, now: datetime) -> FileInHand:
    """A file as its inspector sees it in the list of work."""
    assert row.referred_at is not None
    days = (tehran_date(now) - tehran_date(row.referred_at)).days
    return FileInHand(**vars(file_view(row)), referred_days=days)


def _appointment(row: FileRow) -> FileAppointment | None:
    if row.appointment_id is None or row.appointment_starts_at is None or row.appointment_minutes is None:
        return None
    return FileAppointment(
        id=row.appointment_id,
        starts_at=row.appointment_starts_at,
        duration_minutes=row.appointment_minutes,
        remarks=[AppointmentRemark(remark) for remark in row.appointment_remarks or []],
        confirmed_at=row.appointment_confirmed_at,
        change_request=_change_request(row.appointment_change),
    )


def _change_request(change: Mapping[str, str | None] | None) -> ChangeRequest | None:
    if change is None:
        return None
    proposed_at = change["proposed_at"]
    return ChangeRequest(
        reason=str(change["reason"]),
        proposed_at=datetime.fromisoformat(proposed_at) if proposed_at else None,
        requested_at=datetime.fromisoformat(str(change["requested_at"])),
    )


def file_snapshot(row: FileRow) -> FileSnapshot:
    """A file as the other services need it."""
    return FileSnapshot(
        id=row.id,
        number=row.number,
        version=row.version,
        kind=FileKind(row.kind),
        block=row.block,
        area=row.area,
        status=FileStatus(row.status),
        phase=Phase(row.phase),
        contractor=person_view(row.contractor),
        inspector=person_view(row.inspector) if row.inspector else None,
        referral_id=row.referral_id,
        meters=[
            MeterSpec(id=meter.id, label=meter.label, meter_class=meter.meter_class) for meter in row.meters
        ],
        registered_at=row.registered_at,
        address=row.address,
        owner_name=row.owner_name,
        referred_at=row.referred_at,
        meters_revision=row.meters_revision,
    )


def candidate_record(ranked: Ranked) -> dict[str, Any]:
    """A candidate as a referral keeps it, with the name that they bore then."""
    return {
        "inspector": {
            "id": ranked.inspector.id,
            "membership_code": ranked.inspector.membership_code,
            "full_name": ranked.inspector.full_name,
        },
        "score": ranked.score,
        "eligible": ranked.eligible,
        "why": ranked.why,
    }


def referral_view(row: ReferralRow, caller: Caller) -> ReferralView:
    """A referral; inspectors see of the candidates only themselves, contractors nobody (R7).

    Neither reads what the office remarked, nor who of the office it was. Why it ended is known to the organization
    and to whom it was made.
    """
    organization = caller.role in (Role.OFFICE, Role.FINANCE)
    return ReferralView(
        id=row.id,
        inspector=person_view(row.inspector),
        kind=ReferralKind(row.kind),
        reason=row.reason if organization else row.told_reason,
        candidates=[_candidate(record) for record in row.candidates if _may_see(caller, record)],
        referred_at=row.referred_at,
        referred_by=person_view(row.referred_by) if row.referred_by and organization else None,
        ended_at=row.ended_at,
        ended_by=ReferralEnd(row.ended_by) if row.ended_by else None,
        end_reason=row.end_reason if _is_told_why(caller, row) else None,
    )


def _is_told_why(caller: Caller, row: ReferralRow) -> bool:
    theirs = caller.role is Role.INSPECTOR and row.inspector.id == caller.id
    return theirs or caller.role in (Role.OFFICE, Role.FINANCE)


def _may_see(caller: Caller, record: Mapping[str, Any]) -> bool:
    if caller.role is Role.INSPECTOR:
        return bool(record["inspector"]["id"] == caller.id)
    return caller.role in (Role.OFFICE, Role.FINANCE)


def _candidate(record: Mapping[str, Any]) -> Candidate:
    return Candidate(
        inspector=Person(**record["inspector"]),
        score=int(record["score"]),
        eligible=bool(record["eligible"]),
        why=str(record["why"]),
    )


def given_up_file(row: ReferralRow, result: FileResult) -> PastFile:
    """A file that the inspector withdrew from or was dismissed from."""
    assert row.ended_at is not None
    assert row.end_phase is not None
    return PastFile(
        id=row.file.id,
        number=row.file.number,
        kind=FileKind(row.file.kind),
        block=row.file.block,
        area=row.file.area,
        address=row.file.address,
        owner_name=row.file.owner_name,
        phase=Phase(row.end_phase),
        result=result,
        reason=row.end_reason,
        referred_at=row.referred_at,
        happened_at=row.ended_at,
        excused=row.excused,
        ruling_reason=row.ruling_reason,
    )


def approved_file(row: ApprovalRow) -> PastFile:
    """A file that the inspector approved in a phase."""
    return PastFile(
        id=row.file.id,
        number=row.file.number,
        kind=FileKind(row.file.kind),
        block=row.file.block,
        area=row.file.area,
        address=row.file.address,
        owner_name=row.file.owner_name,
        phase=Phase(row.phase),
        result=FileResult.APPROVED,
        reason=None,
        referred_at=row.referred_at,
        happened_at=row.approved_at,
    )


def timeline_entry(row: TimelineRow, caller: Caller) -> TimelineEntry:
    """One line of a file's history, as its reader may know it."""
    summary, details = as_told_to(
        caller.role, caller.membership_code, event=row.event, summary=row.summary, details=row.details
    )
    return TimelineEntry(
        id=row.id,
        position=row.position,
        service=row.service,
        event=row.event,
        occurred_at=row.occurred_at,
        summary=summary,
        details=details,
        hash=row.hash,
    )


def worksheet_view(row: WorksheetRow | None) -> Worksheet:
    """A worksheet; one never filled in accepts nothing (R6)."""
    if row is None:
        return Worksheet(accepting=False, areas=[], kinds=[], blocks=False, weekdays=[], capacity=0)
    return Worksheet(
        accepting=row.accepting,
        areas=list(row.areas),
        kinds=[FileKind(kind) for kind in row.kinds],
        blocks=row.blocks,
        weekdays=list(row.weekdays),
        capacity=row.capacity,
    )


def inspector_view(row: AtWork) -> InspectorView:
    """An inspector as the office sees them; the score is the engine's (R7)."""
    sheet = row.sheet
    return InspectorView(
        inspector=person_view(row.person),
        active=row.person.active,
        worksheet=worksheet_view(sheet),
        worksheet_changed_at=sheet.updated_at if sheet else None,
        files_in_hand=row.active_referrals,
        value_rials=row.value_rials,
        score=score_of(row.value_rials, sheet.capacity if sheet else 0),
        last_referred_at=row.last_referred_at,
    )
