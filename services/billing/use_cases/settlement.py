"""Settling reports: every one gets its charge, in order, exactly once (R20, R21)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from chassis.ids import is_id
from chassis.jalali import tehran_date
from chassis.work import Look, NotYet, Work
from contracts.billing import ChargeSettled, CostPreview, FeeEarned, PreviewVerdict
from contracts.errors import BillingCode, NotFound
from contracts.inspection import ReportFiled
from contracts.terms import ChargeStatus, FileKind, Outcome, Phase
from services.billing import store
from services.billing.domain import (
    Charge,
    ReportFacts,
    ReportKey,
    Tariff,
    Verdict,
    charge_entry,
    charge_report,
    fee_entry,
    phase_entry,
)
from services.billing.tables import FileAccount, PrepaidUnit, SettledReport
from services.billing.use_cases.accounts import tariff_for
from services.billing.use_cases.credit import use_credit
from services.billing.use_cases.ending import close_completed, reopen_final
from services.billing.use_cases.views import contractor_of, gate_of, line_view


def settle_report(work: Work, event: ReportFiled) -> None:
    """Charge a report: use prepaid units, or make a debt, post both, and tell the gate.

    Reports of a file are settled in their order; one that was settled before changes nothing, one that comes before
    its predecessor waits, and so does one that was filed after a correction of a meter which has yet to be priced.
    """
    account = store.lock_account(work.session, event.file_id)
    if account is None:
        raise NotYet(f"the registration of file {event.file_id} is not here yet")
    if event.sequence <= account.settled_sequence:
        return
    if event.sequence > account.settled_sequence + 1:
        raise NotYet(f"report {event.sequence} came before {account.settled_sequence + 1}")
    if event.meters_revision > account.meters_revision:
        raise NotYet(
            f"correction {event.meters_revision} of the meters of file {event.file_id} is not here yet"
        )
    on = tehran_date(event.filed_at)
    tariff = tariff_for(work, on)
    units = store.units_of(work.session, event.file_id)
    completes_file = event.completes_phase and event.phase is Phase.FINAL
    if completes_file and account.state == "cancelled":
        reopen_final(work, account, units, on)
    charge = charge_report(tariff, _facts(event), store.stock_of(units))
    _use_units(charge, units)
    report = _settled(work, event, charge, tariff, on)
    work.session.add(report)
    work.session.flush()
    account.debt_rials += report.outstanding_rials
    credit_used = use_credit(work, account, [report])
    account.settled_sequence = event.sequence
    _note_inspector(work, event)
    account.version += 1
    report.status = _status(charge, report.outstanding_rials)
    _post(work, event, charge, on, credit_used)
    store.mark_used(work.session, tariff.version, on)
    _tell(work, event, account, report)
    if completes_file:
        close_completed(work, account, units, tariff, on)


def _note_inspector(work: Work, event: ReportFiled) -> None:
    """Whoever reports may have to be paid: payouts know them by what reports say of them."""
    who = event.inspector
    store.note_inspector(work.session, who.id, who.membership_code, who.full_name)


def _facts(event: ReportFiled) -> ReportFacts:
    return ReportFacts(
        kind=event.kind,
        block=event.block,
        phase=event.phase,
        outcome=event.outcome,
        verdicts=[Verdict(**vars(verdict)) for verdict in event.verdicts],
        meter_classes=event.meter_classes,
        completes_phase=event.completes_phase,
    )


def _use_units(charge: Charge, units: Sequence[PrepaidUnit]) -> None:
    by_kind = {row.unit: row for row in units}
    for unit in charge.used_units:
        by_kind[unit].used += 1


def _settled(work: Work, event: ReportFiled, charge: Charge, tariff: Tariff, on: date) -> SettledReport:
    outcomes = sorted({verdict.outcome for verdict in event.verdicts} or {event.outcome})
    return SettledReport(
        report_id=event.report_id,
        revision=event.revision,
        file_id=event.file_id,
        sequence=event.sequence,
        phase=event.phase,
        outcome=event.outcome,
        status=ChargeStatus.NONE,
        rule=charge.rule,
        tariff_version=tariff.version,
        amount_rials=charge.amount_rials,
        covered_rials=charge.covered_rials,
        vat_rials=charge.vat_rials,
        debt_rials=charge.owed_rials,
        outstanding_rials=charge.owed_rials,
        recognised_rials=charge.recognised_rials,
        fee_rials=charge.fee_rials,
        inspector_id=event.inspector.id,
        effective_on=on,
        filed_at=event.filed_at,
        lines=[asdict(line) for line in charge.lines],
        outcomes=outcomes,
        meter_ids=[verdict.meter_id for verdict in event.verdicts],
        settled_at=work.now,
        voided_on=None,
    )


def _status(charge: Charge, outstanding_rials: int) -> ChargeStatus:
    """A charge that the contractor's own credit pays at once makes no debtor: it counts as covered."""
    if not charge.chargeable:
        return ChargeStatus.NONE
    return ChargeStatus.DEBT if outstanding_rials else ChargeStatus.COVERED


def _post(work: Work, event: ReportFiled, charge: Charge, on: date, credit_used_rials: int) -> None:
    report = ReportKey(
        file_id=event.file_id, report_id=event.report_id, revision=event.revision, effective_date=on
    )
    entries = [
        charge_entry(report, charge, credit_used_rials=credit_used_rials),
        phase_entry(report, charge),
        fee_entry(report, charge, inspector_id=event.inspector.id),
    ]
    for entry in entries:
        store.post(work.session, entry, work.now)


def _tell(work: Work, event: ReportFiled, account: FileAccount, report: SettledReport) -> None:
    work.emit(
        ChargeSettled(
            file_id=account.file_id,
            number=account.number,
            kind=event.kind,
            contractor=contractor_of(account),
            report_id=report.report_id,
            revision=report.revision,
            sequence=report.sequence,
            status=ChargeStatus(report.status),
            rule=report.rule,
            tariff_version=report.tariff_version,
            amount_rials=report.amount_rials,
            debt_rials=report.outstanding_rials,
            gate=gate_of(account),
        )
    )
    if report.fee_rials:
        work.emit(
            FeeEarned(
                file_id=account.file_id,
                number=account.number,
                inspector=event.inspector,
                report_id=report.report_id,
                amount_rials=report.fee_rials,
                earned_on=report.effective_on,
            )
        )


def price_report(
    look: Look,
    *,
    file_id: str,
    phase: Phase,
    outcome: Outcome,
    verdicts: list[PreviewVerdict],
    meter_classes: list[str],
) -> CostPreview:
    """What such a report of today would cost, and whether it would block the next one (R25). Nothing is stored."""
    account = store.find_account(look.session, file_id) if is_id(file_id) else None
    if account is None:
        raise NotFound(BillingCode.FILE_NOT_FOUND)
    tariff = tariff_for(look, tehran_date(look.now))
    facts = ReportFacts(
        kind=FileKind(account.kind),
        block=account.block,
        phase=phase,
        outcome=outcome,
        verdicts=[Verdict(**vars(verdict)) for verdict in verdicts],
        meter_classes=meter_classes,
        completes_phase=False,
    )
    charge = charge_report(tariff, facts, store.stock_of(store.units_of(look.session, file_id)))
    debt = max(charge.owed_rials - account.credit_rials, 0)
    paying = {line.covered_by for line in charge.lines}
    return CostPreview(
        chargeable=charge.chargeable,
        covered_by=paying.pop() if len(paying) == 1 else None,
        amount_rials=charge.amount_rials,
        debt_rials=debt,
        would_make_debtor=debt > 0,
        tariff_version=tariff.version,
        lines=[line_view(line) for line in charge.lines],
    )
