"""What becomes of prepaid units that are left over when a file ends (R24)."""

from collections.abc import Sequence
from datetime import date

from chassis.jalali import tehran_date
from chassis.telemetry import get_logger
from chassis.work import NotYet, Work
from contracts.billing import DebtCleared, UnitsClosed
from contracts.referral import FileCancelled
from contracts.terms import Unit
from services.billing import store
from services.billing.domain import (
    Tariff,
    allocate,
    credited_units_entry,
    kept_units_entry,
    reopened_unit_entry,
)
from services.billing.tables import FileAccount, Invoice, PrepaidUnit
from services.billing.use_cases.credit import record_allocation
from services.billing.use_cases.views import contractor_of, gate_of

log = get_logger(__name__)


def close_completed(
    work: Work, account: FileAccount, units: Sequence[PrepaidUnit], tariff: Tariff, on: date
) -> None:
    """The file is completed: its unused units are kept or credited, as the tariff says."""
    account.state = "completed"
    unused = _close_units(units)
    if unused and tariff.unused_units == "kept":
        account.version += 1
        store.post(work.session, kept_units_entry(account.file_id, on, unused_rials=unused), work.now)
        _tell(work, account, kept_rials=unused)
    elif unused:
        _credit(work, account, unused, on)


def close_cancelled(work: Work, event: FileCancelled) -> None:
    """The file is cancelled: its unused units pay what is owed, and the rest is the contractor's credit."""
    account = store.lock_account(work.session, event.file.id)
    if account is None:
        raise NotYet(f"the registration of file {event.file.id} is not here yet")
    if account.state != "open":
        return
    account.state = "cancelled"
    unused = _close_units(store.units_of(work.session, account.file_id))
    if unused:
        _credit(work, account, unused, tehran_date(work.origin.occurred_at if work.origin else work.now))


def reopen_final(work: Work, account: FileAccount, units: Sequence[PrepaidUnit], on: date) -> None:
    """Take the final unit back from the credit of a cancelled file.

    The completing report was accepted before inspection heard of the cancellation: completion wins, and the final
    inspection was made. Credit that was spent meanwhile is not taken back; the unit then stays credited.
    """
    row = next((row for row in units if row.unit == Unit.FINAL and row.closed), None)
    invoice = store.find_invoice(work.session, account.file_id)
    if row is None or invoice is None:
        return
    vat = _vat_share(invoice, row.unit_price_rials)
    if account.credit_rials < row.unit_price_rials + vat:
        log.warning("final_unit_stays_credited", file=account.number)
        return
    row.closed -= 1
    account.credit_rials -= row.unit_price_rials + vat
    entry = reopened_unit_entry(account.file_id, on, unit_rials=row.unit_price_rials, vat_rials=vat)
    store.post(work.session, entry, work.now)


def _close_units(units: Sequence[PrepaidUnit]) -> int:
    """Nothing is left of them from now on; returns what was, in rials."""
    unused = sum(row.left * row.unit_price_rials for row in units)
    for row in units:
        row.closed += row.left
    return unused


def _vat_share(invoice: Invoice, net_rials: int) -> int:
    """The tax that was invoiced on this part of the invoice, whatever the rate is today."""
    net = invoice.amount_rials - invoice.vat_rials
    return invoice.vat_rials * net_rials // net if net else 0


def _credit(work: Work, account: FileAccount, unused_rials: int, on: date) -> None:
    invoice = store.find_invoice(work.session, account.file_id)
    vat = _vat_share(invoice, unused_rials) if invoice else 0
    waived = min(account.invoice_due_rials, unused_rials + vat)
    account.invoice_due_rials -= waived
    back = unused_rials + vat - waived
    on_debts = _pay_debts(work, account, back)
    account.credit_rials += back - on_debts
    account.version += 1
    entry = credited_units_entry(
        account.file_id,
        on,
        unused_rials=unused_rials,
        vat_rials=vat,
        against_owed_rials=waived + on_debts,
    )
    store.post(work.session, entry, work.now)
    _tell(work, account, credited_rials=back)
    if on_debts and not account.debt_rials:
        work.emit(
            DebtCleared(
                file_id=account.file_id,
                number=account.number,
                contractor=contractor_of(account),
                gate=gate_of(account),
            )
        )


def _pay_debts(work: Work, account: FileAccount, rials: int) -> int:
    """Pay the file's debts from what the contractor gets back, oldest first; returns what that took."""
    owing = store.reports_owing(work.session, account.file_id)
    shares, left = allocate(rials, [(report, report.outstanding_rials) for report in owing])
    for report, share in shares:
        report.outstanding_rials -= share
        account.debt_rials -= share
        record_allocation(work, account, share, report_id=report.report_id)
    return rials - left


def _tell(work: Work, account: FileAccount, *, kept_rials: int = 0, credited_rials: int = 0) -> None:
    work.emit(
        UnitsClosed(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            kept_rials=kept_rials,
            credited_rials=credited_rials,
            gate=gate_of(account),
        )
    )
