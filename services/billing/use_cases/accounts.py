"""Opening a file's account with its registration invoice (R19), and looking at accounts."""

import time
from datetime import date
from typing import Any

from chassis.ids import is_id
from chassis.jalali import jalali_year, tehran_date
from chassis.work import Look, Work
from contracts.billing import (
    AccountView,
    BalanceView,
    FileBalance,
    GateView,
    InvoiceIssued,
    InvoiceView,
)
from contracts.errors import BillingCode, CommonCode, Forbidden, NotFound
from contracts.referral import FileRegistered
from contracts.shapes import Caller
from contracts.terms import Role, Unit
from services.billing import store
from services.billing.domain import Tariff, invoice_entry, registration_units, share_of, stage_price
from services.billing.settings import settings
from services.billing.tables import FileAccount, Invoice, PrepaidUnit
from services.billing.use_cases.views import (
    adjustment_view,
    charge_view,
    debit_view,
    gate_of,
    invoice_view,
    payment_view,
    refund_view,
    settled_view,
    units_view,
    write_off_view,
)

_MAY_SEE_ALL = (Role.OFFICE, Role.FINANCE)
_POLL_SECONDS = 0.02


def open_account(work: Work, event: FileRegistered) -> None:
    """Open the account of a registered file and invoice its contractor; a second time changes nothing."""
    file = event.file
    if store.find_account(work.session, file.id) is not None:
        return
    on = tehran_date(file.registered_at)
    tariff = tariff_for(work, on)
    account = _new_account(work, event)
    work.session.add(account)
    work.session.flush()
    price = stage_price(tariff, file.kind, file.block, [meter.meter_class for meter in file.meters])
    units = registration_units(tariff, file.kind)
    for unit, quantity in units:
        work.session.add(
            PrepaidUnit(file_id=file.id, unit=unit, bought=quantity, used=0, closed=0, unit_price_rials=price)
        )
    lines = [_line(unit, quantity, price) for unit, quantity in units]
    invoice = _invoice(work, event, tariff, lines, on)
    account.invoice_due_rials = invoice.amount_rials
    store.post(
        work.session,
        invoice_entry(
            file.id,
            on,
            net_rials=invoice.amount_rials - invoice.vat_rials,
            vat_rials=invoice.vat_rials,
        ),
        work.now,
    )
    store.mark_used(work.session, tariff.version, on)
    work.emit(
        InvoiceIssued(
            file_id=file.id,
            number=file.number,
            contractor=file.contractor,
            invoice_number=invoice.number,
            amount_rials=invoice.amount_rials,
            gate=gate_of(account),
        )
    )


def _new_account(work: Work, event: FileRegistered) -> FileAccount:
    file = event.file
    return FileAccount(
        file_id=file.id,
        number=file.number,
        kind=file.kind,
        block=file.block,
        contractor_id=file.contractor.id,
        contractor_code=file.contractor.membership_code,
        contractor_name=file.contractor.full_name,
        version=store.first_version(work.session),
        settled_sequence=0,
        meters_revision=file.meters_revision,
        invoice_due_rials=0,
        debt_rials=0,
        credit_rials=0,
        registration_paid=False,
        state="open",
        opened_at=work.now,
    )


def _line(unit: Unit, quantity: int, unit_price_rials: int) -> dict[str, Any]:
    return {
        "unit": unit.value,
        "quantity": quantity,
        "unit_price_rials": unit_price_rials,
        "amount_rials": quantity * unit_price_rials,
    }


def _invoice(
    work: Work, event: FileRegistered, tariff: Tariff, lines: list[dict[str, Any]], on: date
) -> Invoice:
    year = jalali_year(on)
    net_rials = sum(line["amount_rials"] for line in lines)
    vat = share_of(net_rials, tariff.vat)
    invoice = Invoice(
        file_id=event.file.id,
        number=f"{year}-{store.next_number(work.session, 'invoice', year):06d}",
        tariff_version=tariff.version,
        amount_rials=net_rials + vat,
        vat_rials=vat,
        paid_rials=0,
        credited_rials=0,
        lines=lines,
        issued_at=work.now,
    )
    work.session.add(invoice)
    return invoice


def tariff_for(work: Work | Look, on: date) -> Tariff:
    """The tariff in force on a day; there being none is the organization's mistake, and nothing is guessed.

    For a command it stays that day's until the command is done.
    """
    if isinstance(work, Work):
        store.hold_tariffs(work.session)
    tariff = store.tariff_on(work.session, on)
    if tariff is None:
        raise NotFound(BillingCode.NO_TARIFF, day=on.isoformat())
    return tariff


def visible_account(look: Look, caller: Caller, file_id: str) -> FileAccount:
    """The account, if the caller may see it; somebody else's does not exist for them."""
    if caller.role not in (Role.CONTRACTOR, *_MAY_SEE_ALL):
        raise Forbidden(CommonCode.FORBIDDEN)
    account = store.find_account(look.session, file_id) if is_id(file_id) else None
    if account is None or (caller.role is Role.CONTRACTOR and account.contractor_id != caller.id):
        raise NotFound(BillingCode.FILE_NOT_FOUND)
    return account


def get_account(look: Look, *, caller: Caller, file_id: str) -> AccountView:
    """Invoice, units, charges, payments and debt of a file, each charge with its report and rule (R25)."""
    account = visible_account(look, caller, file_id)
    invoice = store.find_invoice(look.session, file_id)
    units = store.units_of(look.session, file_id)
    return AccountView(
        file_id=file_id,
        number=account.number,
        invoice=invoice_view(invoice) if invoice else None,
        prepaid=units_view(units),
        charges=[
            charge_view(report) for report in store.reports_of(look.session, file_id) if report.amount_rials
        ],
        payments=[
            payment_view(payment, account.debt_rials) for payment in store.payments_of(look.session, file_id)
        ],
        invoice_due_rials=account.invoice_due_rials,
        debt_rials=account.debt_rials,
        credit_rials=account.credit_rials,
        adjustments=[
            adjustment_view(adjustment) for adjustment in store.adjustments_of(look.session, file_id)
        ],
        debits=[debit_view(debit) for debit in store.debits_of(look.session, file_id)],
        write_offs=[write_off_view(each) for each in store.write_offs_of(look.session, file_id)],
        refunds=[refund_view(refund, account) for refund in store.refunds_of(look.session, file_id)],
    )


def get_invoice(look: Look, *, caller: Caller, file_id: str, wait_milliseconds: int = 0) -> InvoiceView:
    """The registration invoice; ``wait_milliseconds`` bridges the moment until the registration is heard of."""
    wait = min(wait_milliseconds, settings().invoice_wait_ms) / 1000
    give_up_at = time.monotonic() + wait
    while is_id(file_id) and store.find_invoice(look.session, file_id) is None:
        if time.monotonic() >= give_up_at:
            break
        look.session.expire_all()
        time.sleep(_POLL_SECONDS)
    visible_account(look, caller, file_id)
    invoice = store.find_invoice(look.session, file_id)
    if invoice is None:
        raise NotFound(BillingCode.FILE_NOT_FOUND)
    return invoice_view(invoice)


def get_gate(look: Look, *, file_id: str) -> GateView:
    """A file's debt and settled watermark, with its last settled report."""
    account = store.find_account(look.session, file_id) if is_id(file_id) else None
    if account is None:
        raise NotFound(BillingCode.FILE_NOT_FOUND)
    last = store.last_settled(look.session, file_id)
    return GateView(gate=gate_of(account), last_settled=settled_view(last) if last else None)


def get_balance(look: Look, *, caller: Caller) -> BalanceView:
    """What a contractor owes and is owed: the sum over files (R22)."""
    if caller.role is not Role.CONTRACTOR:
        raise Forbidden(CommonCode.FORBIDDEN)
    accounts = store.accounts_of_contractor(look.session, caller.id)
    return BalanceView(
        invoice_due_rials=sum(account.invoice_due_rials for account in accounts),
        debt_rials=sum(account.debt_rials for account in accounts),
        credit_rials=sum(account.credit_rials for account in accounts),
        files=[
            FileBalance(
                file_id=account.file_id,
                number=account.number,
                invoice_due_rials=account.invoice_due_rials,
                debt_rials=account.debt_rials,
                credit_rials=account.credit_rials,
            )
            for account in accounts
        ],
    )
