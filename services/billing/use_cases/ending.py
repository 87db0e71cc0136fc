"""What becomes of prepaid units that are left over when a file ends (R24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chassis.jalali import tehran_date
from chassis.telemetry import get_logger
from chassis.work import NotYet, Work
from contracts.billing import UnitsClosed
from contracts.referral import FileCancelled
from contracts.terms import Unit, UnusedUnits
from services.billing import store
from services.billing.domain import (
    Tariff,
    credited_units_entry,
    kept_units_entry,
    reopened_unit_entry,
)
from services.billing.tables import FileAccount, PrepaidUnit
from services.billing.use_cases.clearing import tell_cleared
from services.billing.use_cases.credit import credit_of_no_payment, give_back
from services.billing.use_cases.views import contractor_of, gate_of

log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What became of units that were left over, in rials: kept, or given back beyond what was never paid."""

    kept_rials: int = 0
    credited_rials: int = 0


def close_completed(
    work: Work, account: FileAccount, units: Sequence[PrepaidUnit], tariff: Tariff, on: date
) -> None:
    """The file is completed: its unused units are kept or credited, as the tariff says."""
    account.state = "completed"
    unused = _close_units(units)
    if unused:
        _finish(work, account, unused, on, kept=tariff.unused_units == UnusedUnits.KEPT)


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
        on = tehran_date(work.origin.occurred_at if work.origin else work.now)
        _finish(work, account, unused, on, kept=False)


def close_restored(work: Work, account: FileAccount, rials: int, on: date, *, key: str) -> Closed:
    """Units that came back to a file which has ended share the fate of those that were left over then."""
    return _dispose(work, account, rials, on, key=key, kept=_were_kept(work, account))


def _were_kept(work: Work, account: FileAccount) -> bool:
    """By the tariff of the report that completed the file, its last one; a cancelled file's were credited."""
    last = store.last_settled(work.session, account.file_id)
    if account.state != "completed" or last is None:
        return False
    return store.find_tariff(work.session, last.tariff_version).unused_units == UnusedUnits.KEPT


def reopen_final(work: Work, account: FileAccount, units: Sequence[PrepaidUnit], on: date) -> None:
    """Take the final unit back from the credit of a cancelled file.

    The completing report was accepted before inspection heard of the cancellation: completion wins, and the final
    inspection was made. Credit that was spent meanwhile is not taken back, and what is left of payments is not used
    for it, for they may be reversed; the unit then stays credited.
    """
    row = next((row for row in units if row.unit == Unit.FINAL and row.closed), None)
    if row is None:
        return
    vat = _vat_share(work, account, row.unit_price_rials)
    if credit_of_no_payment(work, account) < row.unit_price_rials + vat:
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


def _vat_share(work: Work, account: FileAccount, net_rials: int) -> int:
    """The tax that was invoiced on this part of the file's units, whatever the rate is today."""
    net, vat = store.invoiced_for_units(work.session, account.file_id)
    return vat * net_rials // net if net else 0


def _finish(work: Work, account: FileAccount, unused_rials: int, on: date, *, kept: bool) -> None:
    had_debt = account.debt_rials > 0
    closed = _dispose(work, account, unused_rials, on, key=f"closing:{account.file_id}", kept=kept)
    account.version += 1
    tell_closed(work, account, closed)
    tell_cleared(work, account, had_debt=had_debt)


def _dispose(
    work: Work, account: FileAccount, unused_rials: int, on: date, *, key: str, kept: bool
) -> Closed:
    if kept:
        entry = kept_units_entry(account.file_id, on, key=key, unused_rials=unused_rials)
        store.post(work.session, entry, work.now)
        return Closed(kept_rials=unused_rials)
    vat = _vat_share(work, account, unused_rials)
    given = give_back(work, account, unused_rials + vat)
    entry = credited_units_entry(
        account.file_id,
        on,
        key=key,
        unused_rials=unused_rials,
        vat_rials=vat,
        against_owed_rials=given.against_owed_rials,
    )
    store.post(work.session, entry, work.now)
    return Closed(credited_rials=given.on_debts_rials + given.credited_rials)


def tell_closed(work: Work, account: FileAccount, closed: Closed) -> None:
    """Tell what became of units that were left over."""
    work.emit(
        UnitsClosed(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            kept_rials=closed.kept_rials,
            credited_rials=closed.credited_rials,
            gate=gate_of(account),
        )
    )
