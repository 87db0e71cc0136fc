"""A file as its people see it now: referral's word, with what billing and inspection know better.

Referral decides whether there is a file for this person. The others only refine: when one is away or has not heard of
the file yet, referral's own copy is shown.
"""

import dataclasses
from typing import Any

from chassis.rpc import Pending
from chassis.telemetry import get_logger
from contracts.billing import BillingApi, GateView, InvoiceView
from contracts.errors import Refusal
from contracts.inspection import FileProgress, InspectionApi
from contracts.referral import FileAppointment, FileView, MeterView, ReferralApi
from contracts.terms import FileStatus, MeterState, Phase
from gateway.ask import Ask
from gateway.views import CurrentFile, RegisteredFile

_INVOICE_WAIT_MILLISECONDS = 3000
_INVOICE_SECONDS = 4.0
# For what only refines: a service that hangs is not worth the patience of whoever looks at a file.
_REFINEMENT_SECONDS = 2.0

log = get_logger(__name__)


def current_file(ask: Ask, file_id: str) -> CurrentFile:
    """A file, from three questions sent at once. Raises NotFound for a file that is not this person's."""
    file = ask.begin(ReferralApi, "get_file", file_id=file_id)
    gate = ask.begin(BillingApi, "get_gate", at_most_seconds=_REFINEMENT_SECONDS, file_id=file_id)
    progress = ask.begin(InspectionApi, "get_progress", at_most_seconds=_REFINEMENT_SECONDS, file_id=file_id)
    known: FileView = file.result()
    done = _or_none(progress)
    shown = _with_progress(_with_gate(known, _or_none(gate)), done)
    return CurrentFile(**_fields(shown), deadlines=done.deadlines if isinstance(done, FileProgress) else [])


def with_invoice(ask: Ask, file: FileView) -> RegisteredFile:
    """The file with its registration invoice, for which billing is given a moment."""
    invoice: InvoiceView | None = None
    try:
        invoice = ask.begin(
            BillingApi,
            "get_invoice",
            at_most_seconds=_INVOICE_SECONDS,
            file_id=file.id,
            wait_milliseconds=_INVOICE_WAIT_MILLISECONDS,
        ).result()
    except Refusal as refusal:
        log.warning("invoice_not_known_yet", file=file.number, code=refusal.code)
    return RegisteredFile(**_fields(file), invoice=invoice)


def _fields(file: FileView) -> dict[str, Any]:
    return {field.name: getattr(file, field.name) for field in dataclasses.fields(FileView)}


def _or_none(answer: Pending[object]) -> object:
    try:
        return answer.result()
    except Refusal as refusal:
        log.debug("file_shown_without", code=refusal.code)
        return None


def _with_gate(file: FileView, gate: object) -> FileView:
    if not isinstance(gate, GateView):
        return file
    debt = gate.gate.debt_rials
    return dataclasses.replace(file, debtor=debt > 0, debt_rials=debt)


def _with_progress(file: FileView, progress: object) -> FileView:
    if not isinstance(progress, FileProgress):
        return file
    states = {meter.id: meter for meter in progress.meters}
    meters = [
        _further_meter(meter, states[meter.id]) if meter.id in states else meter for meter in file.meters
    ]
    over = progress.completed and file.status in (FileStatus.REFERRED, FileStatus.AWAITING_REFERRAL)
    return dataclasses.replace(
        file,
        phase=Phase.FINAL if progress.phase is Phase.FINAL else file.phase,
        status=FileStatus.COMPLETED if over else file.status,
        appointment=_appointment(file, progress),
        meters=meters,
    )


def _appointment(file: FileView, progress: FileProgress) -> FileAppointment | None:
    """Inspection's, unless it still speaks of an inspector who no longer has the file."""
    agreed = progress.appointment
    if file.inspector is None or file.status is not FileStatus.REFERRED:
        return None
    if agreed is None:
        return None
    if agreed.inspector.id != file.inspector.id:
        return file.appointment
    return FileAppointment(
        id=agreed.id,
        starts_at=agreed.starts_at,
        duration_minutes=agreed.duration_minutes,
        remarks=agreed.remarks,
        confirmed_at=agreed.confirmed_at,
        change_request=agreed.change_request,
    )


def _further_meter(meter: MeterView, state: object) -> MeterView:
    pre, final = (
        MeterState.APPROVED
        if MeterState.APPROVED in (getattr(meter, name), getattr(state, name))
        else MeterState.OPEN
        for name in ("pre", "final")
    )
    return dataclasses.replace(meter, pre=pre, final=final)
