"""R10: what the office rules of withdrawals. A ruling is final, and gives nobody the file back."""

from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.errors import NotFound, ReferralCode
from contracts.referral import WithdrawalRuled, WithdrawalView
from contracts.shapes import Caller, Page
from contracts.terms import Phase, Role
from services.referral import store
from services.referral.domain import check_rulable
from services.referral.tables import PersonRow, ReferralRow
from services.referral.use_cases.access import allow, found, note_caller
from services.referral.use_cases.recording import record
from services.referral.use_cases.views import person_view


def rule_withdrawal(
    work: Work, *, caller: Caller, referral_id: str, excused: bool, reason: str
) -> WithdrawalView:
    """Office: whether a withdrawal was excused. One that was not may count as load (policy ``referral.engine``)."""
    allow(caller, Role.OFFICE)
    office = note_caller(work, caller)
    store.lock_engine(work.session)
    row = store.find_withdrawal(work.session, referral_id)
    if row is None:
        raise NotFound(ReferralCode.WITHDRAWAL_NOT_FOUND)
    check_rulable(row.excused, excused)
    if row.excused is None:
        _rule(work, row, office, excused, reason)
    return _view(row)


def _rule(work: Work, row: ReferralRow, office: PersonRow, excused: bool, reason: str) -> None:
    file = found(store.lock_file(work.session, row.file_id))
    row.excused, row.ruling_reason, row.ruled_at, row.ruled_by = excused, reason, work.now, office
    inspector = person_view(row.inspector)
    record(
        work,
        file,
        lambda snapshot: WithdrawalRuled(
            file=snapshot, referral_id=row.id, inspector=inspector, excused=excused, reason=reason
        ),
    )


def list_withdrawals(
    look: Look, *, caller: Caller, ruled: bool | None = None, limit: int = 50, cursor: str | None = None
) -> Page[WithdrawalView]:
    """Office: withdrawals, newest first."""
    allow(caller, Role.OFFICE)
    rows = store.list_withdrawals(look.session, ruled, decode_place(cursor), limit + 1)
    return page(rows, limit, _by_end, _view)


def _by_end(row: ReferralRow) -> tuple[str, ...]:
    assert row.ended_at is not None
    return row.ended_at.isoformat(), row.id


def _view(row: ReferralRow) -> WithdrawalView:
    assert row.ended_at is not None
    assert row.end_phase is not None
    return WithdrawalView(
        id=row.id,
        file_id=row.file.id,
        file_number=row.file.number,
        contractor=person_view(row.file.contractor),
        inspector=person_view(row.inspector),
        phase=Phase(row.end_phase),
        reason=row.end_reason,
        referred_at=row.referred_at,
        withdrawn_at=row.ended_at,
        excused=row.excused,
        ruling_reason=row.ruling_reason,
        ruled_by=person_view(row.ruled_by) if row.ruled_by else None,
        ruled_at=row.ruled_at,
    )
