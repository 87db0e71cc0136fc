"""Guessing passwords and codes: failures are counted under tallies, and too many lock one for a while.

A membership code that nobody has is counted like any other, so that a lock tells nothing.
"""

from collections.abc import Sequence

from chassis.paging import decode_cursor, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.auth import LockoutView
from contracts.errors import AuthCode, NotFound, Unauthenticated
from contracts.shapes import Caller, Page
from contracts.terms import AccountChange, Role
from services.auth import domain, passwords, store
from services.auth.domain import Guesses, GuessingLimits, Tally, TallyKind, require_role
from services.auth.settings import settings
from services.auth.tables import SignInFailures, User
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
    return page(rows, limit, key=lambda row: (row[0].subject,), view=lambda row: _view(*row))


def lift_lockout(work: Work, *, caller: Caller, membership_code: str) -> None:
    """IT: let a membership code begin anew; its owner proved by other means who they are."""
    require_role(caller.role, Role.IT)
    tally = Tally(TallyKind.CODE, membership_code)
    if not any(until > work.now for until in store.locks_of(work.session, [tally])):
        raise NotFound(AuthCode.LOCKOUT_NOT_FOUND)
    store.forget_failures(work.session, [tally])
    owner = store.find_user_by_code(work.session, membership_code)
    if owner is not None:
        store.forget_failures_of(work.session, owner)
    note(
        work,
        AccountChange.LOCKOUT_LIFTED,
        code=membership_code,
        name=owner.full_name if owner else None,
        by=caller,
    )
    log.info("lockout_lifted", membership_code=membership_code, by=caller.id)


def refuse_while_locked(work: Work, tallies: Sequence[Tally]) -> None:
    """Raise LimitExceeded while any of the tallies is locked."""
    domain.refuse_while_locked(max(store.locks_of(work.session, tallies), default=None), work.now)


def count_failure(work: Work, tallies: Sequence[Tally]) -> None:
    """Count a failure, for good; raises LimitExceeded when others locked a tally while this try was verified."""
    # All in one order, so that two who count at once never wait for each other.
    counts = [(each, store.lock_failures(work.session, each, now=work.now)) for each in sorted(tallies)]
    for _, row in counts:
        domain.refuse_while_locked(row.locked_until, work.now)
    for tally, row in counts:
        seen = Guesses(failures=row.failures, first_at=row.first_at, locked_until=row.locked_until)
        counted = domain.count_guess(seen, now=work.now, limits=_limits(row.kind))
        row.failures, row.first_at, row.locked_until = (
            counted.failures,
            counted.first_at,
            counted.locked_until,
        )
        if counted.locked_until is not None:
            _note_lock(work, tally)
            log.warning("sign_in_locked", kind=row.kind, subject=row.subject, failures=counted.failures)
    # The refusal that follows rolls the transaction back, and this must outlive it.
    work.session.commit()


def prove_own_password(work: Work, caller: Caller, password: str) -> User:
    """The caller, who knows their password: before anything that a borrowed session must not be able to change.

    Whoever has the session may guess no more often than at the door. Raises ``wrong_password`` or LimitExceeded.
    """
    tally = Tally(TallyKind.OWN_PASSWORD, caller.id)
    refuse_while_locked(work, [tally])
    user = store.find_user(work.session, caller.id)
    if user is None:
        raise Unauthenticated(AuthCode.INVALID_TOKEN)
    right = passwords.is_right_password(user.password_hash, password)
    refuse_while_locked(work, [tally])
    if not right:
        count_failure(work, [tally])
        raise domain.wrong_password()
    store.forget_failures(work.session, [tally])
    return user


def forget_old_failures(work: Work) -> None:
    """Delete what would begin anew at the next failure anyhow."""
    knobs = settings()
    others = max(knobs.guessing.window, knobs.guessing_by_address.window)
    store.forget_failures_before(
        work.session, work.now - others, of_codes_before=work.now - knobs.guessing_codes.window
    )


def _note_lock(work: Work, tally: Tally) -> None:
    """Write a lock into its owner's account log; of codes that are nobody's there is no end."""
    if tally.kind is TallyKind.CODE:
        owner = store.find_user_by_code(work.session, tally.subject)
    elif tally.kind in (TallyKind.SECOND_FACTOR, TallyKind.OWN_PASSWORD):
        owner = store.find_user(work.session, domain.person_of(tally))
    else:  # an address is nobody's, and a known device is locked for whoever sits at it, not for its owner
        return
    if owner is not None:
        note(work, AccountChange.LOCKED, code=owner.membership_code, name=owner.full_name)


def _limits(kind: str) -> GuessingLimits:
    knobs = settings()
    special = {
        TallyKind.ADDRESS: knobs.guessing_by_address,
        TallyKind.SECOND_FACTOR: knobs.guessing_codes,
    }
    return special.get(TallyKind(kind), knobs.guessing)


def _view(row: SignInFailures, full_name: str | None) -> LockoutView:
    assert row.locked_until is not None, "only what is locked is listed"
    return LockoutView(
        membership_code=row.subject,
        full_name=full_name,
        failures=row.failures,
        first_failure_at=row.first_at,
        locked_until=row.locked_until,
    )
