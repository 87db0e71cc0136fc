"""What others tell: whole snapshots, of which only one with a higher version replaces another.

The same functions apply what is asked for by RPC (see ``asking``), so that it cannot matter which way, how often or
in what order something was learned.
"""

from chassis.ids import is_id
from chassis.work import NotYet, Work
from contracts.billing import (
    ChargeSettled,
    ChargeVoided,
    DebitDropped,
    DebitPosted,
    DebtCleared,
    DebtWrittenOff,
    GateRestated,
    GateSnapshot,
    GateView,
    InvoiceIssued,
    PaymentReceived,
    PaymentReversed,
    PrepaymentAdjusted,
    RefundConfirmed,
    RefundFailed,
    RefundSent,
    RegistrationPaid,
    SettledReport,
    UnitsClosed,
)
from contracts.errors import InspectionCode, NotFound
from contracts.inspection import FenceAnswer
from contracts.referral import FileEvent, FileSnapshot
from contracts.terms import ChargeStatus
from services.inspection import domain, store
from services.inspection.tables import FileRow, ReportRow
from services.inspection.use_cases.appointments import call_off
from services.inspection.use_cases.deadlines import follow

GateFact = (
    InvoiceIssued
    | RegistrationPaid
    | PaymentReceived
    | DebtCleared
    | UnitsClosed
    | PrepaymentAdjusted
    | PaymentReversed
    | DebitPosted
    | DebitDropped
    | DebtWrittenOff
    | GateRestated
    | RefundSent
    | RefundConfirmed
    | RefundFailed
)


# ------------------------------------------------------------------------------------------------- referral's facts


def apply_file_fact(work: Work, event: FileEvent) -> None:
    """Take over the file as referral told it."""
    learn_file(work, event.file)


def learn_file(work: Work, snapshot: FileSnapshot) -> None:
    """Take over a snapshot of a file, if it is newer; a visit agreed with whom the file has left is off."""
    file = store.lock_file(work.session, snapshot.id)
    if file is None:
        store.add_file_unless_known(work.session, snapshot)
        file = store.lock_file(work.session, snapshot.id)
        assert file is not None, "it was added just now, and files are never deleted"
    if snapshot.version <= file.referral_version:
        return
    referral_before = file.referral_id
    store.keep_snapshot(work.session, file, snapshot)
    _cancel_lost_appointment(work, file, referral_before)
    anew = file.referral_id is not None and file.referral_id != referral_before
    follow(work, file, expected_since=(file.referred_at or work.now) if anew else None)


def _cancel_lost_appointment(work: Work, file: FileRow, referral_before: str | None) -> None:
    appointment = store.find_open_appointment(work.session, file.id)
    if appointment is None or not domain.ends_appointment(
        held_by=appointment.inspector_id,
        inspector_id=file.inspector_id,
        status=file.status,
        referred_anew=referral_before != file.referral_id,
    ):
        return
    call_off(work, file, appointment)


# -------------------------------------------------------------------------------------------------- billing's facts


def apply_gate_fact(work: Work, event: GateFact) -> None:
    """Take over what billing told of the file's debt (R21)."""
    _learn_gate(work, _known_file(work, event.file_id), event.gate)


def apply_settlement(work: Work, event: ChargeSettled) -> None:
    """Take over what billing decided about a report, and the file's debt after it."""
    file = _known_file(work, event.file_id)
    report = store.find_report(work.session, event.report_id)
    if report is None:
        raise NotYet(f"report {event.report_id} is not known")
    _learn_gate(work, file, event.gate)
    if event.revision >= report.revision and report.charge_status is not ChargeStatus.VOIDED:
        _keep_charge(report, event)


def apply_void(work: Work, event: ChargeVoided) -> None:
    """Take over that a report's charge is void, and what the file owes after it: the next report may be accepted."""
    file = _known_file(work, event.file_id)
    report = store.find_report(work.session, event.report_id)
    if report is None:
        raise NotYet(f"report {event.report_id} is not known")
    _learn_gate(work, file, event.gate)
    if event.revision >= report.revision:
        report.charge_status = ChargeStatus.VOIDED
        report.charge_amount_rials, report.charge_debt_rials = event.amount_rials, 0


def learn_gate_view(work: Work, view: GateView) -> None:
    """Take over billing's own answer about a file; one about a file that is not known here says nothing."""
    file = store.lock_file(work.session, view.gate.file_id)
    if file is None:
        return
    _learn_gate(work, file, view.gate)
    settled = view.last_settled
    report = store.find_report(work.session, settled.report_id) if settled else None
    # A decided charge stays as it was told: what billing says later is of later, unless it is that the charge is void.
    if settled is not None and report is not None and _is_news(report, settled):
        _keep_charge(report, settled)


def raise_fence(work: Work, *, file_id: str, version: int) -> FenceAnswer:
    """Shut a file's gate until billing tells of this version or a later one, which shows the debt that it makes (R21).

    A file that is not known here yet is refused, for there is no gate to shut; billing asks again. Returns the version
    that is known here: billing sees by it whether it was told later than this fence, and the fence shuts nothing.
    """
    file = store.lock_file(work.session, file_id) if is_id(file_id) else None
    if file is None:
        raise NotFound(InspectionCode.NOT_YOUR_FILE)
    before = store.gate_of(file)
    gate = before.raise_fence(version=version)
    store.keep_gate(file, gate)
    if gate != before:
        follow(work, file)
    return FenceAnswer(known_version=gate.billing_version)


def _is_news(report: ReportRow, settled: SettledReport) -> bool:
    return ChargeStatus.VOIDED is settled.status or report.charge_status is ChargeStatus.PENDING


def _known_file(work: Work, file_id: str) -> FileRow:
    file = store.lock_file(work.session, file_id)
    if file is None:
        raise NotYet(f"file {file_id} is not known")
    return file


def _learn_gate(work: Work, file: FileRow, snapshot: GateSnapshot) -> None:
    before = store.gate_of(file)
    gate = before.apply_snapshot(
        version=snapshot.version,
        settled_sequence=snapshot.settled_sequence,
        debt_rials=snapshot.debt_rials,
        priced_revision=snapshot.meters_revision,
        invoice_due_rials=snapshot.invoice_due_rials,
    )
    store.keep_gate(file, gate)
    if gate != before:
        follow(work, file)


def _keep_charge(report: ReportRow, charge: ChargeSettled | SettledReport) -> None:
    report.charge_status = charge.status
    report.charge_amount_rials, report.charge_debt_rials = charge.amount_rials, charge.debt_rials
