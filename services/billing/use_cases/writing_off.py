"""Debts that the organization gives up. What was written off and becomes void later is no bad debt any more."""

from chassis.jalali import tehran_date
from chassis.work import Work
from contracts.billing import DebtWrittenOff, WriteOffView
from contracts.errors import BillingCode, Conflict
from contracts.shapes import Caller
from services.billing import store
from services.billing.domain import allocate, write_off_entry
from services.billing.tables import Debit, FileAccount, SettledReport, WriteOff
from services.billing.use_cases.clearing import tell_cleared
from services.billing.use_cases.correcting import author, lock_corrected
from services.billing.use_cases.credit import Bill, bills_of, debts_of
from services.billing.use_cases.views import contractor_of, gate_of, write_off_view


def write_off_debt(
    work: Work, *, caller: Caller, file_id: str, reason: str, amount_rials: int | None = None
) -> WriteOffView:
    """Give up debts, the oldest first: all of them, or an amount.

    In a file that has ended also what is open of its invoices: that is of units which were used or kept. In an open
    one it would give units away that are not used yet.
    """
    account = lock_corrected(work, caller, file_id)
    bills: list[Bill] = [*debts_of(work, account)] if account.state == "open" else bills_of(work, account)
    owed = sum(bill.due_rials for bill in bills)
    amount = owed if amount_rials is None else amount_rials
    if not 0 < amount <= owed:
        raise Conflict(BillingCode.MORE_THAN_OWED, owed_rials=owed)
    had_debt, on_debts = account.debt_rials > 0, account.debt_rials
    for bill, share in allocate(amount, [(bill, bill.due_rials) for bill in bills])[0]:
        _relieve(account, bill, share)
    on_debts -= account.debt_rials
    write_off = WriteOff(
        id=work.new_id(),
        file_id=account.file_id,
        amount_rials=amount,
        on_invoices_rials=amount - on_debts,
        reason=reason,
        **author(caller),
        written_off_at=work.now,
    )
    work.session.add(write_off)
    account.version += 1
    entry = write_off_entry(
        account.file_id, tehran_date(work.now), write_off_id=write_off.id, amount_rials=amount
    )
    store.post(work.session, entry, work.now)
    _tell(work, account, write_off)
    tell_cleared(work, account, had_debt=had_debt)
    return write_off_view(write_off)


def _relieve(account: FileAccount, bill: Bill, rials: int) -> None:
    """So much of a bill need not be paid any more."""
    if isinstance(bill, SettledReport | Debit):
        bill.outstanding_rials -= rials
        bill.written_off_rials += rials
        account.debt_rials -= rials
    else:
        bill.credited_rials += rials
        account.invoice_due_rials -= rials


def _tell(work: Work, account: FileAccount, write_off: WriteOff) -> None:
    work.emit(
        DebtWrittenOff(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            write_off_id=write_off.id,
            amount_rials=write_off.amount_rials,
            reason=write_off.reason,
            gate=gate_of(account),
        )
    )
