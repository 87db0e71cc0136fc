"""Every query of this service, named by its intent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    DateTime,
    Uuid,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Place
from services.auth.domain import SessionEnd, Tally, TallyKind
from services.auth.tables import (
    AccountLog,
    KnownDevice,
    RecoveryCode,
    RefreshToken,
    SecondFactor,
    SignInFailures,
    SigningKeyPair,
    User,
    UserSession,
)

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
    session: Session,
    user_id: str,
    *,
    used_since: datetime,
    begun_since: datetime,
    before_id: str | None,
    count: int,
) -> Sequence[UserSession]:
    """Sessions of a user that have not ended, begun and used since, the latest first, those before an id."""
    query = select(UserSession).where(
        UserSession.user_id == user_id,
        UserSession.ended_at.is_(None),
        UserSession.last_used_at > used_since,
        UserSession.created_at > begun_since,
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


def first_sign_in_since(session: Session, user_id: str, moment: datetime) -> datetime | None:
    """When a user first opened a session at that moment or later, other than one that a password reset ended."""
    return session.scalar(
        select(func.min(UserSession.created_at)).where(
            UserSession.user_id == user_id,
            UserSession.created_at >= moment,
            UserSession.end_reason.is_distinct_from(str(SessionEnd.PASSWORD_RESET)),
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


# --------------------------------------------------------------------------------------------------- second factors


def lock_second_factor(session: Session, user_id: str) -> SecondFactor | None:
    """A user's second factor as of now, whose codes nobody else tries until this transaction ends."""
    return session.scalar(
        select(SecondFactor)
        .where(SecondFactor.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def begin_second_factor(session: Session, user_id: str, *, secret: str, now: datetime) -> None:
    """Keep a secret to come, beside the present one if there is one."""
    begun = insert(SecondFactor).values(
        user_id=user_id, last_step=0, pending_secret=secret, pending_since=now
    )
    session.execute(
        begun.on_conflict_do_update(
            index_elements=[SecondFactor.user_id],
            set_={
                "pending_secret": begun.excluded.pending_secret,
                "pending_since": begun.excluded.pending_since,
            },
        )
    )


def forget_second_factor(session: Session, user_id: str) -> None:
    """Delete a user's secrets and recovery codes."""
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def replace_recovery_codes(session: Session, user_id: str, hashes: Sequence[str]) -> None:
    """Give a user recovery codes, by their numbers, in place of whatever they had."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(
        RecoveryCode(user_id=user_id, number=number, hash=each) for number, each in enumerate(hashes)
    )


def find_recovery_code(session: Session, user_id: str, number: int) -> RecoveryCode | None:
    """A recovery code that was not used yet."""
    return session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.user_id == user_id, RecoveryCode.number == number, RecoveryCode.used_at.is_(None)
        )
    )


def use_recovery_code(session: Session, user_id: str, number: int, *, known_hash: str, now: datetime) -> bool:
    """Use a recovery code up; False when it was used or replaced meanwhile."""
    used: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # an UPDATE gives a cursor result
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.number == number,
            RecoveryCode.hash == known_hash,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return used.rowcount == 1


def count_recovery_codes(session: Session, user_id: str) -> int:
    """How many recovery codes a user has left."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


# ---------------------------------------------------------------------------------------------------------- devices


def is_known_device(session: Session, digest: str, *, membership_code: str) -> bool:
    """Whether the owner of a membership code signed in on a device; it takes as long for a code that is nobody's."""
    query = select(
        exists().where(
            KnownDevice.digest == digest,
            KnownDevice.user_id == User.id,
            User.membership_code == membership_code,
        )
    )
    return bool(session.scalar(query))


def is_anybodys_device(session: Session, digest: str) -> bool:
    """Whether anybody signed in on a device."""
    return bool(session.scalar(select(exists().where(KnownDevice.digest == digest))))


def remember_device(session: Session, digest: str, *, user_id: str, now: datetime) -> None:
    """Know a device as a user's from now on."""
    seen = insert(KnownDevice).values(digest=digest, user_id=user_id, last_used_at=now)
    session.execute(
        seen.on_conflict_do_update(
            index_elements=[KnownDevice.digest, KnownDevice.user_id],
            set_={"last_used_at": seen.excluded.last_used_at},
        )
    )


def forget_devices_of(session: Session, user_id: str) -> None:
    """Know none of a user's devices any more."""
    session.execute(delete(KnownDevice).where(KnownDevice.user_id == user_id))


def forget_devices_unused_since(session: Session, moment: datetime) -> None:
    """Forget devices on which nobody signed in since."""
    session.execute(delete(KnownDevice).where(KnownDevice.last_used_at < moment))


# --------------------------------------------------------------------------------------------------------- failures


def locks_of(session: Session, tallies: Sequence[Tally]) -> list[datetime]:
    """Until when each of the tallies that is locked, or was, is locked."""
    query = select(SignInFailures.locked_until).where(
        _one_of(tallies), SignInFailures.locked_until.is_not(None)
    )
    return [each for each in session.scalars(query) if each is not None]


def lock_failures(session: Session, tally: Tally, *, now: datetime) -> SignInFailures:
    """The failures under a tally as of now, none at first; nobody else counts until this transaction ends."""
    start = insert(SignInFailures).values(
        kind=str(tally.kind), subject=tally.subject, failures=0, first_at=now
    )
    # An update that changes nothing, since only a row that is written is locked and returned.
    query = start.on_conflict_do_update(
        index_elements=[SignInFailures.kind, SignInFailures.subject], set_={"kind": start.excluded.kind}
    ).returning(SignInFailures)
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def list_locked_codes(
    session: Session, *, now: datetime, after_code: str | None, count: int
) -> list[tuple[SignInFailures, str | None]]:
    """Membership codes that are locked, in their order, those after a code, each with the name of whose it is."""
    query = (
        select(SignInFailures, User.full_name)
        .outerjoin(User, User.membership_code == SignInFailures.subject)
        .where(SignInFailures.kind == str(TallyKind.CODE), SignInFailures.locked_until > now)
        .order_by(SignInFailures.subject)
        .limit(count)
    )
    if after_code is not None:
        query = query.where(SignInFailures.subject > after_code)
    return [(row[0], row[1]) for row in session.execute(query)]


def forget_failures(session: Session, tallies: Sequence[Tally]) -> None:
    """Begin anew with some tallies."""
    session.execute(delete(SignInFailures).where(_one_of(tallies)))


def forget_failures_of(session: Session, user: User) -> None:
    """Begin anew with whatever is counted against a user, from wherever."""
    of_code, of_person = user.membership_code, user.id
    mine = or_(
        SignInFailures.subject.in_([of_code, of_person]),
        SignInFailures.subject.startswith(f"{of_code} "),
        SignInFailures.subject.startswith(f"{of_person} "),
    )
    session.execute(delete(SignInFailures).where(SignInFailures.kind != str(TallyKind.ADDRESS), mine))


def forget_failures_before(session: Session, moment: datetime, *, of_codes_before: datetime) -> None:
    """Delete what would begin anew at the next failure, where it was last by then; wrong codes count for longer."""
    last = func.coalesce(SignInFailures.locked_until, SignInFailures.first_at)
    is_code = SignInFailures.kind == str(TallyKind.SECOND_FACTOR)
    session.execute(
        delete(SignInFailures).where(
            or_(and_(~is_code, last < moment), and_(is_code, last < of_codes_before))
        )
    )


def _one_of(tallies: Sequence[Tally]) -> ColumnElement[bool]:
    return tuple_(SignInFailures.kind, SignInFailures.subject).in_(
        [(str(each.kind), each.subject) for each in tallies]
    )


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


def forget_signing_key(session: Session, kid: str) -> bool:
    """Delete a key, so that nothing it signed is believed; False when there is none."""
    gone: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a DELETE gives a cursor result
        delete(SigningKeyPair).where(SigningKeyPair.kid == kid)
    )
    return gone.rowcount == 1


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
