"""What inspectors earn: the financial report of R30."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from chassis.work import Look
from contracts.billing import FinancialReport, FinancialRow, FinancialTotals
from contracts.errors import CommonCode, Forbidden, InvalidRequest
from contracts.shapes import Caller
from contracts.terms import Phase, Role
from services.billing import store
from services.billing.tables import SettledReport


def get_financial_report(look: Look, *, caller: Caller, from_date: date, to_date: date) -> FinancialReport:
    """The caller's reports and fees between two days, both included, split into block and non-block files."""
    if caller.role is not Role.INSPECTOR:
        raise Forbidden(CommonCode.FORBIDDEN)
    if from_date > to_date:
        raise InvalidRequest(CommonCode.INVALID, errors={"to": ["Must not be before from."]})
    found = store.reports_of_inspector(look.session, caller.id, from_date, to_date)
    return FinancialReport(
        from_date=from_date,
        to_date=to_date,
        block=_totals([report for report, _, block in found if block]),
        non_block=_totals([report for report, _, block in found if not block]),
        total=_totals([report for report, _, _ in found]),
        rows=[_row(report, number, block) for report, number, block in found],
    )


def _stages(report: SettledReport) -> list[str]:
    return [f"{outcome}_{report.phase}" for outcome in report.outcomes]


def _totals(reports: Sequence[SettledReport]) -> FinancialTotals:
    meters = {meter_id for report in reports for meter_id in report.meter_ids}
    stages = Counter(stage for report in reports for stage in _stages(report))
    return FinancialTotals(
        meters=len(meters),
        stages=dict(sorted(stages.items())),
        fee_rials=sum(report.fee_rials for report in reports),
    )


def _row(report: SettledReport, number: str, block: bool) -> FinancialRow:
    return FinancialRow(
        report_id=report.report_id,
        file_id=report.file_id,
        number=number,
        block=block,
        phase=Phase(report.phase),
        stages=_stages(report),
        meters=len(report.meter_ids),
        amount_rials=report.amount_rials + report.recognised_rials,
        fee_rials=report.fee_rials,
        on=report.effective_on,
    )
