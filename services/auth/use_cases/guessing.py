"""Guessing passwords: failed sign-ins are counted per membership code, and too many lock it for a while.

A code that nobody has is counted like any other, so that a lock tells nothing. Text that cannot be a code is not: there
is no password behind it to guess.
"""

from chassis.telemetry import get_logger
from chassis.work import Work
from services.auth import domain, store
from services.auth.domain import Guesses
from services.auth.settings import settings

log = get_logger(__name__)


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
        log.warning("sign_in_locked", membership_code=membership_code, failures=counted.failures)
    # The refusal that follows rolls the transaction back, and this must outlive it.
    work.session.commit()


def forget_old_failures(work: Work) -> None:
    """Delete what would begin anew at the next failure anyhow."""
    store.forget_sign_in_failures_before(work.session, work.now - settings().guessing.window)
