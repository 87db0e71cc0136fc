"""What becomes of prepaid units that are left over when a file ends (R24)."""

from collections.abc import Sequence
from datetime import date

from chassis.jalali import tehran_date
from chassis.work import NotYet, Work
from contracts.billing import UnitsClosed
from contracts.referral import FileCancelled
from services.billing import store
from services.billing.domain import Tariff, closing_entry, share_of
from services.billing.tables import FileAccount, PrepaidUnit
from services.billing.use_cases.accounts import tariff_for
from services.billing.use_cases.views import contractor_of, gate_of


def close_completed(
    work: Work, account: FileAccount, units: Sequence[PrepaidUnit], tariff: Tariff, on: date
) -> None:
    """The file is completed: its unused units are kept or credited, as the tariff says."""
    account.state = "completed"
    _close(work, account, units, tariff, on, kept=tariff.unused_units == "kept")


def close_cancelled(work: Work, event: FileCancelled) -> None:
    """The file is cancelled: its unused units are credited, first against an invoice that is still open."""
    account = store.lock_account(work.session, event.file.id)
    if account is None:
        raise NotYet(f"the registration of file {event.file.id} is not here yet")
    if account.state != "open":
        return
    account.state = "cancelled"
    on = tehran_date(work.origin.occurred_at if work.origin else work.now)
    units = store.units_of(work.session, account.file_id)
    _close(work, account, units, tariff_for(work, on), on, kept=False)


def _close(
    work: Work, account: FileAccount, units: Sequence[PrepaidUnit], tariff: Tariff, on: date, *, kept: bool
) -> None:
    unused = sum(row.left * row.unit_price_rials for row in units)
    for row in units:
        row.closed += row.left
    if not unused:
        return
    vat = 0 if kept else share_of(unused, tariff.vat)
    entry = closing_entry(
        account.file_id,
        on,
        unused_rials=unused,
        vat_rials=vat,
        kept=kept,
        open_invoice_rials=account.invoice_due_rials,
    )
    if not kept:
        against_invoice = min(account.invoice_due_rials, unused + vat)
        account.invoice_due_rials -= against_invoice
        account.credit_rials += unused + vat - against_invoice
    account.version += 1
    store.post(work.session, entry, work.now)
    work.emit(
        UnitsClosed(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            kept_rials=unused if kept else 0,
            credited_rials=0 if kept else unused + vat,
            gate=gate_of(account),
        )
    )
