"""Signing in and out, staying signed in, and changing one's password (R1-R3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from chassis.ids import is_id
from chassis.paging import decode_cursor, not_our_cursor, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.auth import PasswordChanged, SessionView, Tokens
from contracts.errors import AuthCode, NotFound, Unauthenticated
from contracts.shapes import Caller, Page
from contracts.terms import AccountChange, Role
from services.auth import domain, passwords, store, tokens
from services.auth.domain import Owner, PasswordKind, RefreshVerdict, SessionEnd, Tally, require_role
from services.auth.settings import settings
from services.auth.tables import RefreshToken, User, UserSession
from services.auth.use_cases.account_log import note
from services.auth.use_cases.devices import forget_old_devices, keep_device, known_device
from services.auth.use_cases.guessing import (
    count_failure,
    forget_old_failures,
    prove_own_password,
    refuse_while_locked,
)
from services.auth.use_cases.keys import read, sign
from services.auth.use_cases.second_factors import prove_code

log = get_logger(__name__)


def login(
    work: Work,
    *,
    membership_code: str,
    password: str,
    user_agent: str | None = None,
    address: str | None = None,
    device_token: str | None = None,
    remember_device: bool = False,
) -> Tokens:
    """Open a session (R1, R2). An unknown user, a wrong password and an inactive user get the same answer.

    Whoever has a second factor gets a challenge instead, with which ``finish_login`` opens the session.
    """
    device = known_device(work, membership_code, device_token)
    tallies = domain.sign_in_tallies(membership_code, address=address, device=device)
    refuse_while_locked(work, tallies)
    user = _prove_password(work, membership_code, password, tallies)
    if user.second_factor_since is not None:
        claims = domain.challenge_claims(user_id=user.id, password_set_at=user.password_set_at, now=work.now)
        challenge = sign(work, claims)
        work.session.commit()  # a hash of the present cost outlives the refusal that follows
        raise domain.second_step(challenge)
    store.forget_failures(work.session, domain.settled_by_success(tallies))
    return _open_session(work, user, user_agent, remember_device=remember_device, device_token=device_token)


def finish_login(
    work: Work,
    *,
    challenge: str,
    code: str,
    user_agent: str | None = None,
    address: str | None = None,
    device_token: str | None = None,
    remember_device: bool = False,
) -> Tokens:
    """Open a session for whoever has shown a password, and now a code of their second factor."""
    user = _challenged(work, challenge)
    device = known_device(work, user.membership_code, device_token)
    if not prove_code(work, user.id, code, device=device):
        raise Unauthenticated(AuthCode.INVALID_CODE)
    password_set_at = user.password_set_at
    locked = store.lock_user(work.session, user.id)
    if locked is None or not locked.active or locked.password_set_at != password_set_at:
        raise Unauthenticated(AuthCode.CHALLENGE_OVER)
    tallies = domain.sign_in_tallies(user.membership_code, address=address, device=device)
    store.forget_failures(work.session, domain.settled_by_success(tallies))
    return _open_session(work, locked, user_agent, remember_device=remember_device, device_token=device_token)


def refresh(work: Work, *, refresh_token: str) -> Tokens:
    """New tokens for an unused refresh token; one that was used already ends its session, unless it was sent twice."""
    known = store.lock_refresh_token(work.session, tokens.digest(refresh_token))
    if known is None:
        raise _invalid_token()
    token, session, user = known
    verdict = domain.judge_refresh(
        used_at=token.used_at,
        successor_used=not store.is_refresh_token_unused(work.session, token.successor),
        expires_at=token.expires_at,
        session_ended_at=session.ended_at,
        now=work.now,
        grace=settings().refresh_grace,
    )
    if verdict is RefreshVerdict.REUSED:
        _end_reused_session(work, session)
    if verdict is not RefreshVerdict.GOOD or not store.touch_session(work.session, session.id, now=work.now):
        raise _invalid_token()
    issued = _issue_tokens(work, user, session)
    token.used_at, token.successor = work.now, tokens.digest(issued.refresh_token)
    return issued


def logout(work: Work, *, caller: Caller) -> None:
    """End the caller's session; ending it twice changes nothing."""
    if caller.session_id:
        store.end_session(
            work.session,
            session_id=caller.session_id,
            user_id=caller.id,
            reason=SessionEnd.SIGNED_OUT,
            now=work.now,
        )


def list_my_sessions(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[SessionView]:
    """The caller's sessions that still last, the latest sign-in first: one whose tokens ran out is over, too."""
    before = decode_cursor(cursor, 1)
    if before is not None and not is_id(before[0]):
        raise not_our_cursor()
    rows = store.list_open_sessions(
        look.session,
        caller.id,
        used_since=look.now - settings().refresh_token_lifetime,
        begun_since=look.now - settings().session_lifetime,
        before_id=before[0] if before else None,
        count=limit + 1,
    )
    return page(
        rows,
        limit,
        key=lambda session: (session.id,),
        view=lambda session: SessionView(
            id=session.id,
            signed_in_at=session.created_at,
            last_used_at=session.last_used_at,
            user_agent=session.user_agent,
            current=session.id == caller.session_id,
        ),
    )


def end_my_session(work: Work, *, caller: Caller, session_id: str) -> None:
    """End one of the caller's sessions, on whichever device; ending it twice changes nothing."""
    mine = store.find_session(work.session, session_id, user_id=caller.id) if is_id(session_id) else None
    if mine is None:
        raise NotFound(AuthCode.SESSION_NOT_FOUND)
    store.end_session(
        work.session, session_id=mine.id, user_id=caller.id, reason=SessionEnd.SIGNED_OUT, now=work.now
    )


def end_my_other_sessions(work: Work, *, caller: Caller) -> None:
    """End all sessions of the caller but the one that asks."""
    store.end_sessions_of(
        work.session,
        caller.id,
        reason=SessionEnd.SIGNED_OUT,
        now=work.now,
        keep=caller.session_id or None,
    )


def end_sessions_of_user(work: Work, *, caller: Caller, user_id: str) -> None:
    """IT: sign somebody out everywhere, who lost a device or is not to be trusted with one any more."""
    require_role(caller.role, Role.IT)
    user = store.find_user(work.session, user_id) if is_id(user_id) else None
    if user is None:
        raise NotFound(AuthCode.USER_NOT_FOUND)
    store.end_sessions_of(work.session, user.id, reason=SessionEnd.ENDED_BY_IT, now=work.now)
    note(work, AccountChange.SESSIONS_ENDED_BY_IT, code=user.membership_code, name=user.full_name, by=caller)
    log.info("sessions_ended", user_id=user.id, by=caller.id)


def change_password(work: Work, *, caller: Caller, current_password: str, new_password: str) -> None:
    """Replace the caller's password with one of their own choice (R2, R3); their other sessions end."""
    known = prove_own_password(work, caller, current_password)
    known_hash = known.password_hash
    _refuse_weak_password(known, new_password, current_password)
    new_hash = passwords.hash_password(new_password)
    user = store.lock_user(work.session, caller.id)
    if user is None or user.password_hash != known_hash:
        raise domain.wrong_password()
    user.password_hash = new_hash
    user.password_kind = PasswordKind.OWN
    user.password_set_at = work.now
    store.end_sessions_of(
        work.session,
        user.id,
        reason=SessionEnd.PASSWORD_CHANGED,
        now=work.now,
        keep=caller.session_id or None,
    )
    note(work, AccountChange.PASSWORD_CHANGED, code=user.membership_code, name=user.full_name, by=caller)
    work.emit(PasswordChanged(user_id=user.id))


def list_revoked_sessions(look: Look) -> list[str]:
    """Ids of sessions that ended while an access token of theirs may still be unexpired."""
    window = settings().access_token_lifetime + domain.CLOCK_TOLERANCE
    return store.ids_of_sessions_ended_since(look.session, look.now - window)


def forget_old_sessions(work: Work) -> None:
    """Now and then: delete sessions, tokens, counts of failures and devices that can be of no use any more."""
    store.forget_tokens_expired_before(work.session, work.now - timedelta(days=1))
    kept = settings().refresh_token_lifetime + settings().ended_sessions_kept
    store.forget_sessions_unused_since(work.session, work.now - kept)
    forget_old_failures(work)
    forget_old_devices(work)


def _prove_password(work: Work, membership_code: str, password: str, tallies: Sequence[Tally]) -> User:
    """The user whose password it is, whom nobody else changes until this transaction ends."""
    user = _find_user_as_typed(work, membership_code)
    known_hash = user.password_hash if user else None
    right = passwords.is_right_password(known_hash, password)
    if user is None or known_hash is None or not right:
        raise _failed_sign_in(work, tallies)
    new_hash = passwords.hash_password(password) if passwords.needs_rehash(known_hash) else known_hash
    user = store.lock_user(work.session, user.id)
    # The password may have been changed, or the user deactivated, while it was being verified.
    if user is None or not user.active or user.password_hash != known_hash or _is_used_up(work, user):
        raise _failed_sign_in(work, tallies)
    # Of guesses made at the same moment, none past the limit may learn that it was right.
    refuse_while_locked(work, tallies)
    if new_hash != known_hash:
        user.password_hash = new_hash
    return user


def _challenged(work: Work, challenge: str) -> User:
    """The user of a challenge, if it is still good: of this password, and of somebody with a second factor."""
    claims = read(work, challenge, audience=domain.CHALLENGE_AUDIENCE)
    user = store.find_user(work.session, str(claims["sub"])) if claims is not None else None
    if (
        claims is None
        or user is None
        or not user.active
        or user.second_factor_since is None
        or user.password_set_at.isoformat() != claims.get("pwd")
    ):
        raise Unauthenticated(AuthCode.CHALLENGE_OVER)
    return user


def _find_user_as_typed(work: Work, membership_code: str) -> User | None:
    if not domain.is_membership_code(membership_code):
        return None
    return store.find_user_by_code(work.session, membership_code)


def _is_used_up(work: Work, user: User) -> bool:
    return user.password_kind == PasswordKind.TEMPORARY and domain.is_temporary_password_over(
        set_at=user.password_set_at,
        first_used_at=store.first_sign_in_since(work.session, user.id, user.password_set_at),
        now=work.now,
        lifetime=settings().temporary_password_lifetime,
        grace=settings().temporary_password_grace,
    )


def _open_session(
    work: Work, user: User, user_agent: str | None, *, remember_device: bool, device_token: str | None
) -> Tokens:
    session = UserSession(
        id=work.new_id(),
        user_id=user.id,
        created_at=work.now,
        last_used_at=work.now,
        user_agent=user_agent or None,
    )
    work.session.add(session)
    work.session.flush()
    log.info("session_opened", user_id=user.id, session_id=session.id)
    kept = keep_device(work, user, device_token) if remember_device else None
    return replace(_issue_tokens(work, user, session), device_token=kept)


def _issue_tokens(work: Work, user: User, session: UserSession) -> Tokens:
    knobs = settings()
    refresh_token = tokens.new_refresh_token()
    work.session.add(
        RefreshToken(
            digest=tokens.digest(refresh_token),
            session_id=session.id,
            created_at=work.now,
            expires_at=min(
                work.now + knobs.refresh_token_lifetime, session.created_at + knobs.session_lifetime
            ),
        )
    )
    must_set_up = domain.is_second_factor_due(
        Role(user.role), active=user.second_factor_since is not None, required_of=knobs.second_factor_roles
    )
    claims = domain.access_claims(
        user_id=user.id,
        role=Role(user.role),
        membership_code=user.membership_code,
        full_name=user.full_name,
        session_id=session.id,
        must_change_password=user.must_change_password,
        must_set_up_second_factor=must_set_up,
        now=work.now,
        lifetime=knobs.access_token_lifetime,
    )
    return Tokens(
        access_token=sign(work, claims),
        refresh_token=refresh_token,
        token_type="Bearer",
        expires_in=int(knobs.access_token_lifetime.total_seconds()),
        must_change_password=user.must_change_password,
        must_set_up_second_factor=must_set_up,
    )


def _end_reused_session(work: Work, session: UserSession) -> None:
    log.warning("refresh_token_reused", user_id=session.user_id, session_id=session.id)
    store.end_session(
        work.session,
        session_id=session.id,
        user_id=session.user_id,
        reason=SessionEnd.TOKEN_REUSED,
        now=work.now,
    )
    # The refusal that follows rolls the transaction back, and this must outlive it.
    work.session.commit()


def _refuse_weak_password(user: User, new_password: str, current_password: str) -> None:
    owner = Owner(membership_code=user.membership_code, full_name=user.full_name, mobile=user.mobile)
    weakness = domain.weakness_of(
        new_password,
        owner=owner,
        current_password=current_password,
        common=passwords.common_passwords(),
    )
    if weakness is None and any(
        passwords.is_right_password(user.first_password_hash, each)
        for each in domain.possible_first_passwords(new_password)
    ):
        weakness = domain.Weakness.FIRST_PASSWORD
    if weakness is not None:
        raise domain.weak_password(weakness)


def _failed_sign_in(work: Work, tallies: Sequence[Tally]) -> Unauthenticated:
    count_failure(work, tallies)
    return Unauthenticated(AuthCode.INVALID_CREDENTIALS)


def _invalid_token() -> Unauthenticated:
    return Unauthenticated(AuthCode.INVALID_TOKEN)
