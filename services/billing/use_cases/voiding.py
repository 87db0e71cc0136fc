"""A void charge: the objection to a report was upheld, and what billing made of the report is undone, exactly once."""

from collections import Counter
from datetime import date

from chassis.jalali import tehran_date
from chassis.work import NotYet, Work
from contracts.billing import ChargeVoided
from contracts.inspection import ObjectionDecided
from contracts.terms import ChargeStatus, Unit
from services.billing import store
from services.billing.domain import (
    ReportKey,
    UnitChange,
    paid_from_credit_rials,
    returned_entry,
    reversal_entry,
)
from services.billing.tables import Adjustment, FileAccount, PrepaidUnit, SettledReport
from services.billing.use_cases.adjusting import adjust, tell_adjusted
from services.billing.use_cases.clearing import tell_cleared
from services.billing.use_cases.credit import bills_of, release, use_credit
from services.billing.use_cases.ending import Closed, close_restored, tell_closed
from services.billing.use_cases.views import contractor_of, gate_of


def void_charge(work: Work, event: ObjectionDecided) -> None:
    """Reverse the charge and the inspector's fee on the day of the decision, and restore the units that were used.

    What had been paid for the report becomes credit, and pays what the file owes besides. A decision that comes before
    its report is settled waits; one that rejected the objection, or was applied before, changes nothing.
    """
    if not event.upheld:
        return
    account = store.lock_account(work.session, event.file_id)
    report = store.find_settled(work.session, event.report_id, event.revision) if account else None
    if account is None or report is None:
        raise NotYet(f"report {event.report_id} is not settled yet")
    if report.voided_on is not None:
        return
    assert report.recognised_rials == 0, "a report with an open meter approved no phase"
    on, had_debt = tehran_date(event.decided_at), account.debt_rials > 0
    returned = _void(work, account, report, on)
    adjustment, closed = _restore_units(work, account, report, on)
    account.version += 1
    _tell(work, event, account, report, returned)
    if adjustment is not None:
        tell_adjusted(work, account, adjustment)
    if closed is not None:
        tell_closed(work, account, closed)
    tell_cleared(work, account, had_debt=had_debt)


def _void(work: Work, account: FileAccount, report: SettledReport, on: date) -> int:
    """Undo the charge and the fee; what had been paid for it pays other things: the rials that it was."""
    account.debt_rials -= report.outstanding_rials
    report.outstanding_rials = 0
    report.status, report.voided_on = ChargeStatus.VOIDED, on
    charge = store.find_entry(work.session, f"charge:{report.report_id}:{report.revision}")
    fee = store.find_entry(work.session, f"fee:{report.report_id}:{report.revision}")
    for entry in (charge, fee):
        if entry is not None:
            store.post(work.session, reversal_entry(entry, on), work.now)
    returned = release(work, account, report)
    reused = use_credit(work, account, bills_of(work, account))
    returning = returned_entry(
        ReportKey(
            file_id=account.file_id,
            report_id=report.report_id,
            revision=report.revision,
            effective_date=on,
        ),
        returned_rials=returned,
        from_credit_rials=paid_from_credit_rials(charge),
        reused_rials=reused,
        written_off_rials=report.written_off_rials,
    )
    store.post(work.session, returning, work.now)
    return returned


def _restore_units(
    work: Work, account: FileAccount, report: SettledReport, on: date
) -> tuple[Adjustment | None, Closed | None]:
    """The units that covered the report are unused again, at the price of unused ones; in an ended file, left over."""
    covered = {line["covered_by"]: line["amount_rials"] for line in report.lines if line["covered_by"]}
    counts = Counter(line["covered_by"] for line in report.lines if line["covered_by"])
    by_kind = {row.unit: row for row in store.units_of(work.session, account.file_id)}
    for unit, count in counts.items():
        by_kind[unit].used -= count
    if not counts:
        return None, None
    key = f"{report.report_id}:{report.revision}"
    if account.state != "open":
        for unit, count in counts.items():
            by_kind[unit].closed += count
        worth = sum(count * covered[unit] for unit, count in counts.items())
        return None, close_restored(work, account, worth, on, key=f"restored:{key}")
    changes = [
        _price_today(by_kind[unit], count, old_price_rials=covered[unit]) for unit, count in counts.items()
    ]
    return adjust(work, account, changes, on, key=f"adjustment:{key}", report_id=report.report_id), None


def _price_today(row: PrepaidUnit, count: int, *, old_price_rials: int) -> UnitChange:
    """What came back at the price that it had when it was used; meters may have been corrected since."""
    return UnitChange(
        unit=Unit(row.unit),
        quantity=count,
        old_price_rials=old_price_rials,
        new_price_rials=row.unit_price_rials,
    )


def _tell(
    work: Work, event: ObjectionDecided, account: FileAccount, report: SettledReport, returned_rials: int
) -> None:
    work.emit(
        ChargeVoided(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            inspector=event.inspector,
            report_id=report.report_id,
            revision=report.revision,
            sequence=report.sequence,
            amount_rials=report.amount_rials,
            returned_rials=returned_rials,
            fee_rials=report.fee_rials,
            voided_on=tehran_date(event.decided_at),
            gate=gate_of(account),
        )
    )
