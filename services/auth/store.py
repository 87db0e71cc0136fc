"""Every query of this service, named by its intent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CursorResult,
    DateTime,
    Uuid,
    delete,
    exists,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Place
from services.auth.domain import SessionEnd
from services.auth.tables import AccountLog, RefreshToken, SignInFailures, SigningKeyPair, User, UserSession

# ------------------------------------------------------------------------------------------------------------ users


def has_users(session: Session) -> bool:
    """Whether anybody has an account."""
    return bool(session.scalar(select(exists().select_from(User))))


def find_user(session: Session, user_id: str) -> User | None:
    """A user by id."""
    return session.get(User, user_id)


def find_user_by_code(session: Session, membership_code: str) -> User | None:
    """A user by membership code."""
    return session.scalar(select(User).where(User.membership_code == membership_code))


def lock_user(session: Session, user_id: str) -> User | None:
    """A user as of now, whom nobody else changes until this transaction ends."""
    return session.scalar(
        select(User)
        .where(User.id == user_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def add_user(session: Session, user: dict[str, Any]) -> User | None:
    """Insert a user; None when the membership code is taken, even by somebody inserting it at the same moment."""
    return session.scalar(
        insert(User)
        .values(user)
        .on_conflict_do_nothing(constraint="users_membership_code_key")
        .returning(User)
    )


def list_users(
    session: Session, *, role: str | None, search: str | None, after_code: str | None, count: int
) -> Sequence[User]:
    """Users in the order of their membership codes, those after a code; ``search`` is folded already."""
    query = select(User).order_by(User.membership_code).limit(count)
    if role is not None:
        query = query.where(User.role == role)
    if search:
        query = query.where(User.search_text.contains(search, autoescape=True))
    if after_code is not None:
        query = query.where(User.membership_code > after_code)
    return session.scalars(query).all()


# --------------------------------------------------------------------------------------------------------- sessions


def end_session(
    session: Session, *, session_id: str, user_id: str, reason: SessionEnd, now: datetime
) -> None:
    """End one session of a user, unless it is over already."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .values(ended_at=now, end_reason=str(reason))
    )


def end_sessions_of(
    session: Session, user_id: str, *, reason: SessionEnd, now: datetime, keep: str | None = None
) -> None:
    """End all sessions of a user but ``keep``."""
    query = update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    if keep is not None:
        query = query.where(UserSession.id != keep)
    session.execute(query.values(ended_at=now, end_reason=str(reason)))


def find_session(session: Session, session_id: str, *, user_id: str) -> UserSession | None:
    """A session of a user, whether it still lasts or not."""
    return session.scalar(
        select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    )


def list_open_sessions(
    session: Session, user_id: str, *, used_since: datetime, before_id: str | None, count: int
) -> Sequence[UserSession]:
    """Sessions of a user that have not ended and were used since, the latest first, those before an id."""
    query = select(UserSession).where(
        UserSession.user_id == user_id,
        UserSession.ended_at.is_(None),
        UserSession.last_used_at > used_since,
    )
    if before_id is not None:
        query = query.where(UserSession.id < before_id)
    return session.scalars(query.order_by(UserSession.id.desc()).limit(count)).all()


def touch_session(session: Session, session_id: str, *, now: datetime) -> bool:
    """Note that an open session is in use; False when it ended meanwhile."""
    touched: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # an UPDATE gives a cursor result
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.ended_at.is_(None))
        .values(last_used_at=now)
    )
    return touched.rowcount == 1


def signed_in_since(session: Session, user_id: str, moment: datetime) -> bool:
    """Whether a user opened a session at that moment or later, other than one that a password reset ended."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    UserSession.user_id == user_id,
                    UserSession.created_at >= moment,
                    UserSession.end_reason.is_distinct_from(str(SessionEnd.PASSWORD_RESET)),
                )
            )
        )
    )


def ids_of_sessions_ended_since(session: Session, moment: datetime) -> list[str]:
    """Ids of the sessions that ended at that moment or later."""
    query = select(UserSession.id).where(UserSession.ended_at >= moment).order_by(UserSession.ended_at)
    return list(session.scalars(query))


def forget_sessions_unused_since(session: Session, moment: datetime) -> None:
    """Delete sessions that were last used before that moment, with their tokens."""
    session.execute(delete(UserSession).where(UserSession.last_used_at < moment))


def forget_tokens_expired_before(session: Session, moment: datetime) -> None:
    """Delete refresh tokens that nobody could use any more by then."""
    session.execute(delete(RefreshToken).where(RefreshToken.expires_at < moment))


def lock_refresh_token(session: Session, digest: str) -> tuple[RefreshToken, UserSession, User] | None:
    """A refresh token by its digest, with its session and user; nobody else uses it until this transaction ends."""
    row = session.execute(
        select(RefreshToken, UserSession, User)
        .join(UserSession, UserSession.id == RefreshToken.session_id)
        .join(User, User.id == UserSession.user_id)
        .where(RefreshToken.digest == digest)
        .with_for_update(of=RefreshToken)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def is_refresh_token_unused(session: Session, digest: str | None) -> bool:
    """Whether there is such a refresh token that nobody has used."""
    query = select(exists().where(RefreshToken.digest == digest, RefreshToken.used_at.is_(None)))
    return bool(session.scalar(query))


# -------------------------------------------------------------------------------------------------- failed sign-ins


def sign_in_lock(session: Session, membership_code: str) -> datetime | None:
    """Until when sign-ins with a membership code are locked, or were; None for no lock."""
    return session.scalar(select(SignInFailures.locked_until).where(SignInFailures.code == membership_code))


def lock_sign_in_failures(session: Session, membership_code: str, *, now: datetime) -> SignInFailures:
    """The failures of a membership code as of now, none at first; nobody else counts until this transaction ends."""
    start = insert(SignInFailures).values(code=membership_code, failures=0, first_at=now)
    # An update that changes nothing, since only a row that is written is locked and returned.
    query = start.on_conflict_do_update(
        index_elements=[SignInFailures.code], set_={"code": start.excluded.code}
    ).returning(SignInFailures)
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def list_locked_codes(
    session: Session, *, now: datetime, after_code: str | None, count: int
) -> list[tuple[SignInFailures, str | None]]:
    """Codes that are locked, in their order, those after a code, each with the name of whose it is."""
    query = (
        select(SignInFailures, User.full_name)
        .outerjoin(User, User.membership_code == SignInFailures.code)
        .where(SignInFailures.locked_until > now)
        .order_by(SignInFailures.code)
        .limit(count)
    )
    if after_code is not None:
        query = query.where(SignInFailures.code > after_code)
    return [(row[0], row[1]) for row in session.execute(query)]


def forget_sign_in_failures(session: Session, membership_code: str) -> None:
    """Begin anew with a membership code."""
    session.execute(delete(SignInFailures).where(SignInFailures.code == membership_code))


def forget_sign_in_failures_before(session: Session, moment: datetime) -> None:
    """Delete the failures of codes whose lock was over, or whose first failure was, by that moment."""
    last = func.coalesce(SignInFailures.locked_until, SignInFailures.first_at)
    session.execute(delete(SignInFailures).where(last < moment))


def list_account_log(
    session: Session, *, membership_code: str | None, before: Place | None, count: int
) -> Sequence[AccountLog]:
    """What was done to accounts, or to one, the newest first, before a place."""
    query = select(AccountLog).order_by(AccountLog.happened_at.desc(), AccountLog.id.desc()).limit(count)
    if membership_code is not None:
        query = query.where(AccountLog.membership_code == membership_code)
    if before is not None:
        happened_at, entry_id = before
        query = query.where(
            tuple_(AccountLog.happened_at, AccountLog.id)
            < tuple_(literal(happened_at, DateTime(timezone=True)), literal(entry_id, Uuid(as_uuid=False)))
        )
    return session.scalars(query).all()


# ------------------------------------------------------------------------------------------------------------- keys


def signing_keys_in_use(session: Session) -> Sequence[SigningKeyPair]:
    """Keys that are not retired, oldest first."""
    query = select(SigningKeyPair).where(SigningKeyPair.retired_at.is_(None))
    return session.scalars(query.order_by(SigningKeyPair.created_at)).all()


def signing_keys_retired_after(session: Session, moment: datetime) -> Sequence[SigningKeyPair]:
    """Keys in use, and those retired after that moment, oldest first."""
    query = select(SigningKeyPair).where(
        SigningKeyPair.retired_at.is_(None) | (SigningKeyPair.retired_at > moment)
    )
    return session.scalars(query.order_by(SigningKeyPair.created_at)).all()


def retire_signing_keys(session: Session, kids: Iterable[str], now: datetime) -> None:
    """Let keys sign no more: their private halves are erased."""
    session.execute(
        update(SigningKeyPair)
        .where(SigningKeyPair.kid.in_(list(kids)))
        .values(retired_at=now, private_pem=None)
    )
