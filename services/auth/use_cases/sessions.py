"""Signing in and out, staying signed in, and changing one's password (R1-R3)."""

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
from services.auth.domain import PasswordKind, RefreshVerdict, SessionEnd
from services.auth.settings import settings
from services.auth.tables import RefreshToken, User, UserSession
from services.auth.use_cases.account_log import note
from services.auth.use_cases.guessing import (
    count_failed_sign_in,
    forget_old_failures,
    refuse_while_locked,
)
from services.auth.use_cases.keys import sign

log = get_logger(__name__)


def login(work: Work, *, membership_code: str, password: str, user_agent: str | None = None) -> Tokens:
    """Open a session (R1, R2). An unknown user, a wrong password and an inactive user get the same answer."""
    refuse_while_locked(work, membership_code)
    user = _find_user_as_typed(work, membership_code)
    known_hash = user.password_hash if user else None
    right = passwords.is_right_password(known_hash, password)
    if user is None or known_hash is None or not right:
        raise _failed_sign_in(work, membership_code)
    new_hash = passwords.hash_password(password) if passwords.needs_rehash(known_hash) else known_hash
    user = store.lock_user(work.session, user.id)
    # The password may have been changed, or the user deactivated, while it was being verified.
    if user is None or not user.active or user.password_hash != known_hash:
        raise _failed_sign_in(work, membership_code)
    # Of guesses made at the same moment, none past the limit may learn that it was right.
    refuse_while_locked(work, membership_code)
    store.forget_sign_in_failures(work.session, membership_code)
    if new_hash != known_hash:
        user.password_hash = new_hash
    return _open_session(work, user, user_agent)


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
    issued = _issue_tokens(work, user, session.id)
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


def change_password(work: Work, *, caller: Caller, current_password: str, new_password: str) -> None:
    """Replace the caller's password with one of their own choice (R2, R3); their other sessions end."""
    user = store.find_user(work.session, caller.id)
    if user is None:
        raise _invalid_token()
    known_hash = user.password_hash
    if not passwords.is_right_password(known_hash, current_password):
        raise domain.wrong_password()
    _refuse_weak_password(user, new_password, current_password)
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
    """Now and then: delete sessions and tokens that can be of no use any more, and old counts of failed sign-ins."""
    store.forget_tokens_expired_before(work.session, work.now - timedelta(days=1))
    kept = settings().refresh_token_lifetime + settings().ended_sessions_kept
    store.forget_sessions_unused_since(work.session, work.now - kept)
    forget_old_failures(work)


def _find_user_as_typed(work: Work, membership_code: str) -> User | None:
    if not domain.is_membership_code(membership_code):
        return None
    return store.find_user_by_code(work.session, membership_code)


def _open_session(work: Work, user: User, user_agent: str | None) -> Tokens:
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
    return _issue_tokens(work, user, session.id)


def _issue_tokens(work: Work, user: User, session_id: str) -> Tokens:
    knobs = settings()
    refresh_token = tokens.new_refresh_token()
    work.session.add(
        RefreshToken(
            digest=tokens.digest(refresh_token),
            session_id=session_id,
            created_at=work.now,
            expires_at=work.now + knobs.refresh_token_lifetime,
        )
    )
    claims = domain.access_claims(
        user_id=user.id,
        role=Role(user.role),
        membership_code=user.membership_code,
        full_name=user.full_name,
        session_id=session_id,
        must_change_password=user.must_change_password,
        now=work.now,
        lifetime=knobs.access_token_lifetime,
    )
    return Tokens(
        access_token=sign(work, claims),
        refresh_token=refresh_token,
        token_type="Bearer",
        expires_in=int(knobs.access_token_lifetime.total_seconds()),
        must_change_password=user.must_change_password,
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
    weakness = domain.weakness_of(
        new_password, membership_code=user.membership_code, current_password=current_password
    )
    if (
        weakness is None
        and domain.could_be_first_password(new_password)
        and passwords.is_right_password(user.first_password_hash, new_password)
    ):
        weakness = domain.Weakness.FIRST_PASSWORD
    if weakness is not None:
        raise domain.weak_password(weakness)


def _failed_sign_in(work: Work, membership_code: str) -> Unauthenticated:
    count_failed_sign_in(work, membership_code)
    return Unauthenticated(AuthCode.INVALID_CREDENTIALS)


def _invalid_token() -> Unauthenticated:
    return Unauthenticated(AuthCode.INVALID_TOKEN)
