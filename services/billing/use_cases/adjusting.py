"""A corrected meter has another class: units that are not used yet get another price, before the next report (R17)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from chassis.jalali import jalali_year, tehran_date
from chassis.work import NotYet, Work
from contracts.billing import PrepaymentAdjusted
from contracts.referral import FileSnapshot, MeterCorrected
from contracts.terms import FileKind, Unit
from services.billing import store
from services.billing.domain import (
    Difference,
    UnitChange,
    credited_difference_entry,
    difference_of,
    invoiced_difference_entry,
    reprice,
    stage_price,
)
from services.billing.tables import Adjustment, FileAccount, Invoice
from services.billing.use_cases.clearing import tell_cleared
from services.billing.use_cases.credit import give_back, use_credit
from services.billing.use_cases.views import contractor_of, gate_of


def adjust_prepayment(work: Work, event: MeterCorrected) -> None:
    """Price the unused units by the corrected classes, and invoice or give back the difference.

    A correction that changed no class, or is older than one that was priced, changes nothing: each brings the classes
    of all meters, so the newest says it all. One whose price is the same is noted all the same, for the gate waits
    for it. A file that has ended has no unused units.
    """
    account = store.lock_account(work.session, event.file.id)
    if account is None:
        raise NotYet(f"the registration of file {event.file.id} is not here yet")
    if event.file.meters_revision <= account.meters_revision:
        return
    account.meters_revision = event.file.meters_revision
    had_debt = account.debt_rials > 0
    adjustment = None
    if account.state == "open":
        on = tehran_date(work.origin.occurred_at if work.origin else work.now)
        key = f"adjustment:{account.file_id}:{account.meters_revision}"
        adjustment = adjust(work, account, _reprice(work, account, event.file), on, key=key)
    account.version += 1
    tell_adjusted(work, account, adjustment)
    tell_cleared(work, account, had_debt=had_debt)


def _reprice(work: Work, account: FileAccount, file: FileSnapshot) -> list[UnitChange]:
    """By the tariff of the registration, whatever it is today: only the classes have changed."""
    tariff = store.find_tariff(work.session, _invoice_of(work, account).tariff_version)
    classes = [meter.meter_class for meter in file.meters]
    price = stage_price(tariff, FileKind(account.kind), account.block, classes)
    units = store.units_of(work.session, account.file_id)
    changes = reprice(store.stock_of(units), price)
    for row in units:
        row.unit_price_rials = price
    return changes


def adjust(
    work: Work,
    account: FileAccount,
    changes: Sequence[UnitChange],
    on: date,
    *,
    key: str,
    report_id: str | None = None,
) -> Adjustment | None:
    """Invoice the difference that changes of price make, or give it back; none if there is none."""
    invoice = _invoice_of(work, account)
    tariff = store.find_tariff(work.session, invoice.tariff_version)
    net_rials, vat_rials = store.invoiced_for_units(work.session, account.file_id)
    difference = difference_of(
        changes, vat=tariff.vat, invoiced_net_rials=net_rials, invoiced_vat_rials=vat_rials
    )
    if not difference.amount_rials:
        return None
    adjustment = _adjustment(work, account, difference, tariff.version, on)
    adjustment.report_id = report_id
    work.session.add(adjustment)
    work.session.flush()
    if difference.amount_rials > 0:
        _invoice_difference(work, account, adjustment, difference, key)
    else:
        _give_difference_back(work, account, difference, on, key)
    return adjustment


def _invoice_of(work: Work, account: FileAccount) -> Invoice:
    invoice = store.find_invoice(work.session, account.file_id)
    assert invoice is not None, "an account is opened with its invoice"
    return invoice


def _adjustment(
    work: Work, account: FileAccount, difference: Difference, tariff_version: int, on: date
) -> Adjustment:
    number = None
    if difference.amount_rials > 0:
        year = jalali_year(on)
        number = f"{year}-{store.next_number(work.session, 'invoice', year):06d}"
    return Adjustment(
        id=work.new_id(),
        file_id=account.file_id,
        meters_revision=account.meters_revision,
        invoice_number=number,
        tariff_version=tariff_version,
        net_rials=difference.net_rials,
        vat_rials=difference.vat_rials,
        amount_rials=difference.amount_rials,
        paid_rials=0,
        credited_rials=0,
        lines=[
            {**asdict(change), "unit": Unit(change.unit).value, "amount_rials": change.amount_rials}
            for change in difference.changes
        ],
        adjusted_on=on,
        adjusted_at=work.now,
    )


def _invoice_difference(
    work: Work, account: FileAccount, adjustment: Adjustment, difference: Difference, key: str
) -> None:
    account.invoice_due_rials += difference.amount_rials
    entry = invoiced_difference_entry(
        account.file_id,
        adjustment.adjusted_on,
        key=key,
        difference=difference,
        credit_used_rials=use_credit(work, account, [adjustment]),
    )
    store.post(work.session, entry, work.now)


def _give_difference_back(
    work: Work, account: FileAccount, difference: Difference, on: date, key: str
) -> None:
    given = give_back(work, account, -difference.amount_rials)
    entry = credited_difference_entry(
        account.file_id, on, key=key, difference=difference, against_owed_rials=given.against_owed_rials
    )
    store.post(work.session, entry, work.now)


def tell_adjusted(work: Work, account: FileAccount, adjustment: Adjustment | None) -> None:
    """Tell that unused units are priced by the present classes, and what difference that made."""
    work.emit(
        PrepaymentAdjusted(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            meters_revision=account.meters_revision,
            difference_rials=adjustment.amount_rials if adjustment else 0,
            invoice_number=adjustment.invoice_number if adjustment else None,
            gate=gate_of(account),
        )
    )
