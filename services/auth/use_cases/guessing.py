"""Guessing passwords: failed sign-ins are counted per membership code, and too many lock it for a while.

A code that nobody has is counted like any other, so that a lock tells nothing. Text that cannot be a code is not: there
is no password behind it to guess.
"""

from chassis.paging import decode_cursor, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.auth import LockoutView
from contracts.errors import AuthCode, NotFound
from contracts.shapes import Caller, Page
from contracts.terms import AccountChange, Role
from services.auth import domain, store
from services.auth.domain import Guesses, require_role
from services.auth.settings import settings
from services.auth.tables import SignInFailures
from services.auth.use_cases.account_log import note

log = get_logger(__name__)


def list_lockouts(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[LockoutView]:
    """IT: the membership codes that are locked now, in their order, whether or not they are anybody's."""
    require_role(caller.role, Role.IT)
    after = decode_cursor(cursor, 1)
    rows = store.list_locked_codes(
        look.session, now=look.now, after_code=after[0] if after else None, count=limit + 1
    )
    return page(rows, limit, key=lambda row: (row[0].code,), view=lambda row: _view(*row))


def lift_lockout(work: Work, *, caller: Caller, membership_code: str) -> None:
    """IT: let a membership code begin anew; its owner proved by other means who they are."""
    require_role(caller.role, Role.IT)
    locked_until = store.sign_in_lock(work.session, membership_code)
    if locked_until is None or locked_until <= work.now:
        raise NotFound(AuthCode.LOCKOUT_NOT_FOUND)
    store.forget_sign_in_failures(work.session, membership_code)
    owner = store.find_user_by_code(work.session, membership_code)
    note(
        work,
        AccountChange.LOCKOUT_LIFTED,
        code=membership_code,
        name=owner.full_name if owner else None,
        by=caller,
    )
    log.info("lockout_lifted", membership_code=membership_code, by=caller.id)


def refuse_while_locked(work: Work, membership_code: str) -> None:
    """Raise LimitExceeded while a membership code is locked."""
    if domain.is_membership_code(membership_code):
        domain.refuse_while_locked(store.sign_in_lock(work.session, membership_code), work.now)


def count_failed_sign_in(work: Work, membership_code: str) -> None:
    """Count a failure, for good; raises LimitExceeded when others locked the code while this one was verified."""
    if not domain.is_membership_code(membership_code):
        return
    row = store.lock_sign_in_failures(work.session, membership_code, now=work.now)
    domain.refuse_while_locked(row.locked_until, work.now)
    seen = Guesses(failures=row.failures, first_at=row.first_at, locked_until=row.locked_until)
    counted = domain.count_guess(seen, now=work.now, limits=settings().guessing)
    row.failures, row.first_at, row.locked_until = counted.failures, counted.first_at, counted.locked_until
    if counted.locked_until is not None:
        owner = store.find_user_by_code(work.session, membership_code)
        if owner is not None:  # of codes that are nobody's there is no end
            note(work, AccountChange.LOCKED, code=membership_code, name=owner.full_name)
        log.warning("sign_in_locked", membership_code=membership_code, failures=counted.failures)
    # The refusal that follows rolls the transaction back, and this must outlive it.
    work.session.commit()


def forget_old_failures(work: Work) -> None:
    """Delete what would begin anew at the next failure anyhow."""
    store.forget_sign_in_failures_before(work.session, work.now - settings().guessing.window)


def _view(row: SignInFailures, full_name: str | None) -> LockoutView:
    assert row.locked_until is not None, "only what is locked is listed"
    return LockoutView(
        membership_code=row.code,
        full_name=full_name,
        failures=row.failures,
        first_failure_at=row.first_at,
        locked_until=row.locked_until,
    )
