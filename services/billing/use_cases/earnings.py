"""What inspectors earn: the financial report of R30."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from chassis.work import Look
from contracts.billing import FinancialReport, FinancialRow, FinancialTotals
from contracts.errors import CommonCode, Forbidden, InvalidRequest
from contracts.shapes import Caller
from contracts.terms import Phase, Role
from services.billing import store
from services.billing.tables import SettledReport


def get_financial_report(look: Look, *, caller: Caller, from_date: date, to_date: date) -> FinancialReport:
    """The caller's reports and fees between two days, both included, split into block and non-block files.

    A charge that became void takes its fee back on the day of the decision, as the ledger does.
    """
    if caller.role is not Role.INSPECTOR:
        raise Forbidden(CommonCode.FORBIDDEN)
    if from_date > to_date:
        raise InvalidRequest(CommonCode.INVALID, errors={"to": ["Must not be before from."]})
    rows = [
        _row(report, number, block)
        for report, number, block in store.reports_of_inspector(look.session, caller.id, from_date, to_date)
    ]
    rows += [
        _void_row(report, report.voided_on, number, block)
        for report, number, block in store.voids_of_inspector(look.session, caller.id, from_date, to_date)
        if report.voided_on is not None
    ]
    rows.sort(key=lambda row: row.view.on)  # a charge stands before its void of the same day
    return FinancialReport(
        from_date=from_date,
        to_date=to_date,
        block=_totals([row for row in rows if row.view.block]),
        non_block=_totals([row for row in rows if not row.view.block]),
        total=_totals(rows),
        rows=[row.view for row in rows],
    )


@dataclass(frozen=True)
class _Row:
    """A row with the meters behind its number."""

    view: FinancialRow
    meter_ids: Sequence[str]


def _totals(rows: Sequence[_Row]) -> FinancialTotals:
    meters = {meter_id for row in rows for meter_id in row.meter_ids}
    stages = Counter(stage for row in rows for stage in row.view.stages)
    return FinancialTotals(
        meters=len(meters),
        stages=dict(sorted(stages.items())),
        fee_rials=sum(row.view.fee_rials for row in rows),
    )


def _row(report: SettledReport, number: str, block: bool) -> _Row:
    view = FinancialRow(
        report_id=report.report_id,
        file_id=report.file_id,
        number=number,
        block=block,
        phase=Phase(report.phase),
        stages=[f"{outcome}_{report.phase}" for outcome in report.outcomes],
        meters=len(report.meter_ids),
        amount_rials=report.amount_rials + report.recognised_rials,
        fee_rials=report.fee_rials,
        on=report.effective_on,
    )
    return _Row(view, report.meter_ids)


def _void_row(report: SettledReport, on: date, number: str, block: bool) -> _Row:
    """What a void charge takes back, on the day of the decision. The visit took place: it is counted where it was."""
    charged = _row(report, number, block).view
    view = replace(
        charged,
        stages=[],
        meters=0,
        amount_rials=-charged.amount_rials,
        fee_rials=-charged.fee_rials,
        on=on,
        voided=True,
    )
    return _Row(view, ())
