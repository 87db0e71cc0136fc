"""The second factor: setting it up, proving it, replacing it, and losing it."""

import secrets
from datetime import timedelta
from functools import partial

from chassis.ids import is_id
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.auth import RecoveryCodes, SecondFactorKey, SecondFactorView
from contracts.errors import AuthCode, Conflict, NotFound, Unauthenticated
from contracts.shapes import Caller
from contracts.terms import AccountChange, Role
from services.auth import domain, passwords, store, totp
from services.auth.domain import SessionEnd, require_role
from services.auth.settings import settings
from services.auth.tables import User
from services.auth.use_cases.account_log import note
from services.auth.use_cases.guessing import count_failure, prove_own_password, refuse_while_locked

log = get_logger(__name__)

# Whoever goes on with a set-up after so long may have lost the picture to somebody else.
_SETTING_UP = timedelta(minutes=30)


def get_my_second_factor(look: Look, *, caller: Caller) -> SecondFactorView:
    """Whether the caller has a second factor, and has to have one."""
    user = store.find_user(look.session, caller.id)
    if user is None:
        raise Unauthenticated(AuthCode.INVALID_TOKEN)
    return SecondFactorView(
        active_since=user.second_factor_since,
        required=Role(user.role) in settings().second_factor_roles,
        recovery_codes_left=store.count_recovery_codes(look.session, user.id),
    )


def begin_second_factor(
    work: Work, *, caller: Caller, current_password: str, code: str | None = None
) -> SecondFactorKey:
    """A secret for the caller's phone; nothing changes until a code of it confirms it. A present one must agree."""
    user = prove_own_password(work, caller, current_password)
    if user.second_factor_since is not None:
        _prove_own_code(work, user.id, code or "")
    secret = totp.new_secret()
    store.begin_second_factor(work.session, user.id, secret=secret, now=work.now)
    return SecondFactorKey(secret=secret, otpauth_uri=totp.otpauth_uri(secret, user.membership_code))


def confirm_second_factor(work: Work, *, caller: Caller, code: str) -> RecoveryCodes:
    """Begin to ask for codes of the new secret, the first of which this is; the caller's other sessions end."""
    tally = domain.second_factor_tally(caller.id, device=None)
    refuse_while_locked(work, [tally])
    fresh = domain.new_recovery_codes(secrets.choice)
    hashes = [passwords.hash_password(each) for each in fresh]
    factor = store.lock_second_factor(work.session, caller.id)
    user = store.lock_user(work.session, caller.id)
    if user is None or factor is None or factor.pending_secret is None or factor.pending_since is None:
        raise Conflict(AuthCode.NO_SECOND_FACTOR)
    if factor.pending_since + _SETTING_UP <= work.now:
        raise Conflict(AuthCode.NO_SECOND_FACTOR)
    step = _step(work, factor.pending_secret, domain.plain_code(code), last_step=0)
    if step is None:
        count_failure(work, [tally])
        raise domain.wrong_code()
    factor.secret, factor.last_step = factor.pending_secret, step
    factor.pending_secret = factor.pending_since = None
    user.second_factor_since = work.now
    store.replace_recovery_codes(work.session, user.id, hashes)
    _end_other_sessions(work, caller)
    _note(work, AccountChange.SECOND_FACTOR_SET_UP, user, by=caller)
    log.info("second_factor_set_up", user_id=user.id)
    return _shown(fresh)


def renew_recovery_codes(work: Work, *, caller: Caller, current_password: str, code: str) -> RecoveryCodes:
    """New recovery codes in place of the old ones, used or not."""
    user = prove_own_password(work, caller, current_password)
    _require_second_factor(user)
    fresh = domain.new_recovery_codes(secrets.choice)
    hashes = [passwords.hash_password(each) for each in fresh]
    _prove_own_code(work, user.id, code)
    store.replace_recovery_codes(work.session, user.id, hashes)
    _note(work, AccountChange.RECOVERY_CODES_RENEWED, user, by=caller)
    log.info("recovery_codes_renewed", user_id=user.id)
    return _shown(fresh)


def remove_my_second_factor(work: Work, *, caller: Caller, current_password: str, code: str) -> None:
    """Go without, where that is allowed; the caller's other sessions end."""
    user = prove_own_password(work, caller, current_password)
    _require_second_factor(user)
    domain.refuse_removal(Role(user.role), required_of=settings().second_factor_roles)
    _prove_own_code(work, user.id, code)
    _remove(work, user.id)
    _end_other_sessions(work, caller)
    _note(work, AccountChange.SECOND_FACTOR_REMOVED, user, by=caller)
    log.info("second_factor_removed", user_id=user.id, by=user.id)


def remove_second_factor(work: Work, *, caller: Caller, user_id: str) -> None:
    """IT: let somebody in who lost theirs; their sessions end, and who has to have one sets up another."""
    require_role(caller.role, Role.IT)
    domain.refuse_own_removal(caller_id=caller.id, user_id=user_id)
    user = store.find_user(work.session, user_id) if is_id(user_id) else None
    if user is None:
        raise NotFound(AuthCode.USER_NOT_FOUND)
    store.lock_second_factor(work.session, user.id)
    _require_second_factor(user)
    _remove(work, user.id)
    store.forget_failures_of(work.session, user)
    store.end_sessions_of(
        work.session, user.id, reason=SessionEnd.SECOND_FACTOR_CHANGED, now=work.now, keep=None
    )
    _note(work, AccountChange.SECOND_FACTOR_REMOVED_BY_IT, user, by=caller)
    log.info("second_factor_removed", user_id=user.id, by=caller.id)


def prove_code(work: Work, user_id: str, code: str, *, device: str | None) -> bool:
    """Whether the code is right, and is used up with that; what is wrong is counted, and too many are not looked at."""
    tally = domain.second_factor_tally(user_id, device=device)
    refuse_while_locked(work, [tally])
    plain = domain.plain_code(code)
    if domain.is_timed_code(plain):
        right = _use_timed_code(work, user_id, plain)
    else:
        right = _use_recovery_code(work, user_id, plain)
    # Of guesses made at the same moment, none past the limit may learn that it was right.
    refuse_while_locked(work, [tally])
    if not right:
        count_failure(work, [tally])
        return False
    store.forget_failures(work.session, [tally])
    return True


def _prove_own_code(work: Work, user_id: str, code: str) -> None:
    if not prove_code(work, user_id, code, device=None):
        raise domain.wrong_code()


def _use_timed_code(work: Work, user_id: str, code: str) -> bool:
    factor = store.lock_second_factor(work.session, user_id)
    if factor is None or factor.secret is None:
        return False
    step = _step(work, factor.secret, code, last_step=factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    work.session.flush()
    return True


def _use_recovery_code(work: Work, user_id: str, code: str) -> bool:
    number = domain.number_of_recovery_code(code)
    known = None if number is None else store.find_recovery_code(work.session, user_id, number)
    known_hash = known.hash if known is not None else None
    if not passwords.is_right_password(known_hash, code) or number is None or known_hash is None:
        return False
    used = store.use_recovery_code(work.session, user_id, number, known_hash=known_hash, now=work.now)
    if used:
        log.warning("recovery_code_used", user_id=user_id, number=number)
    return used


def _step(work: Work, secret: str, code: str, *, last_step: int) -> int | None:
    return domain.accepted_step(
        code, now=work.now, last_step=last_step, code_of_step=partial(totp.code_of_step, secret)
    )


def _require_second_factor(user: User) -> None:
    if user.second_factor_since is None:
        raise Conflict(AuthCode.NO_SECOND_FACTOR)


def _remove(work: Work, user_id: str) -> None:
    user = store.lock_user(work.session, user_id)
    assert user is not None, "nobody deletes users"
    user.second_factor_since = None
    store.forget_second_factor(work.session, user_id)


def _note(work: Work, change: AccountChange, user: User, *, by: Caller) -> None:
    note(work, change, code=user.membership_code, name=user.full_name, by=by)


def _end_other_sessions(work: Work, caller: Caller) -> None:
    store.end_sessions_of(
        work.session,
        caller.id,
        reason=SessionEnd.SECOND_FACTOR_CHANGED,
        now=work.now,
        keep=caller.session_id or None,
    )


def _shown(codes: list[str]) -> RecoveryCodes:
    return RecoveryCodes(codes=[domain.readable(each) for each in codes])
