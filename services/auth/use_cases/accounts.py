"""Accounts: what the IT unit does with them, and what everybody may see of their own (R2, R4, R5)."""

import secrets
import sys

from chassis.ids import is_id
from chassis.paging import decode_cursor, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.auth import PasswordReset, TemporaryPassword, UserCreated, UserUpdated, UserView
from contracts.errors import AuthCode, Conflict, NotFound, Unauthenticated
from contracts.shapes import Caller, Page
from contracts.terms import AccountChange, Role
from services.auth import domain, passwords, store
from services.auth.domain import PasswordKind, SessionEnd, require_role
from services.auth.settings import settings
from services.auth.tables import User
from services.auth.use_cases.account_log import note

log = get_logger(__name__)


def get_me(look: Look, *, caller: Caller) -> UserView:
    """The caller's own account (R5), as of now: the access token may be older."""
    user = store.find_user(look.session, caller.id)
    if user is None:
        raise Unauthenticated(AuthCode.INVALID_TOKEN)
    return _view(user)


def create_user(
    work: Work,
    *,
    caller: Caller,
    membership_code: str,
    full_name: str,
    role: Role,
    birth_certificate_number: str,
    mobile: str | None = None,
) -> UserView:
    """IT: a new user, whose first password is the birth-certificate number (R2)."""
    require_role(caller.role, Role.IT)
    if store.find_user_by_code(work.session, membership_code) is not None:
        raise Conflict(AuthCode.DUPLICATE_MEMBERSHIP_CODE)
    user = _add_user(
        work,
        membership_code=membership_code,
        full_name=full_name,
        role=role,
        mobile=mobile,
        password_hash=passwords.hash_password(birth_certificate_number),
        password_kind=PasswordKind.FIRST,
    )
    note(work, AccountChange.CREATED, code=user.membership_code, name=user.full_name, by=caller)
    log.info("user_created", user_id=user.id, by=caller.id)
    return _view(user)


def list_users(
    look: Look,
    *,
    caller: Caller,
    role: Role | None = None,
    q: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[UserView]:
    """IT, office and finance: users by membership code; ``q`` searches code and name, however it is spelt."""
    require_role(caller.role, Role.IT, Role.OFFICE, Role.FINANCE)
    after = decode_cursor(cursor, 1)
    rows = store.list_users(
        look.session,
        role=role,
        search=domain.fold(q) if q else None,
        after_code=after[0] if after else None,
        count=limit + 1,
    )
    return page(rows, limit, key=lambda user: (user.membership_code,), view=_view)


def update_user(
    work: Work,
    *,
    caller: Caller,
    user_id: str,
    active: bool | None = None,
    full_name: str | None = None,
    mobile: str | None = None,
) -> UserView:
    """IT: change a user; None leaves a field as it is. Deactivation ends the user's sessions."""
    require_role(caller.role, Role.IT)
    domain.refuse_own_deactivation(caller_id=caller.id, user_id=user_id, active=active)
    user = _lock_user(work, user_id)
    before = _told_of(user)
    if full_name is not None:
        user.full_name = full_name
        user.search_text = domain.search_text(user.membership_code, full_name)
    if mobile is not None:
        user.mobile = mobile
    if active is not None:
        user.active = active
    if active is False:
        store.end_sessions_of(work.session, user.id, reason=SessionEnd.DEACTIVATED, now=work.now)
    _note_changes(work, user, before, caller)
    if before != _told_of(user):
        work.emit(
            UserUpdated(
                id=user.id,
                membership_code=user.membership_code,
                full_name=user.full_name,
                role=Role(user.role),
                active=user.active,
                mobile=user.mobile,
            )
        )
    log.info("user_updated", user_id=user.id, by=caller.id, active=user.active)
    return _view(user)


def reset_password(work: Work, *, caller: Caller, user_id: str) -> TemporaryPassword:
    """IT: a one-time password for somebody who forgot theirs (R4); their sessions end, and so does a lock.

    One that was shown just now stays good: the same request may have come twice.
    """
    require_role(caller.role, Role.IT)
    temporary = domain.temporary_password(secrets.choice)
    new_hash = passwords.hash_password(temporary)
    user = _lock_user(work, user_id)
    _refuse_early_reset(work, user)
    user.password_hash = new_hash
    user.password_kind = PasswordKind.TEMPORARY
    user.password_set_at = work.now
    store.end_sessions_of(work.session, user.id, reason=SessionEnd.PASSWORD_RESET, now=work.now)
    store.forget_sign_in_failures(work.session, user.membership_code)
    work.emit(PasswordReset(user_id=user.id, reset_at=work.now))
    note(work, AccountChange.PASSWORD_RESET, code=user.membership_code, name=user.full_name, by=caller)
    log.info("password_reset", user_id=user.id, by=caller.id)
    return TemporaryPassword(temporary_password=temporary)


def create_first_user(work: Work) -> None:
    """At start: a system without users gets one of the IT unit, who creates the others."""
    if store.has_users(work.session):
        return
    demo = settings().demo
    password = domain.DEMO_FIRST_PASSWORD if demo else domain.temporary_password(secrets.choice)
    user = _add_user(
        work,
        membership_code=domain.FIRST_USER_CODE,
        full_name=domain.FIRST_USER_NAME,
        role=Role.IT,
        mobile=None,
        password_hash=passwords.hash_password(password),
        password_kind=PasswordKind.FIRST if demo else PasswordKind.TEMPORARY,
    )
    note(work, AccountChange.CREATED, code=user.membership_code, name=user.full_name)
    if not demo:
        _announce_first_password(password)


def _announce_first_password(password: str) -> None:
    # Printed rather than logged: it is for the eyes of whoever sets the system up, and shown this once.
    line = f"  FIRST SIGN-IN   user {domain.FIRST_USER_CODE}   one-time password {password}   (shown only once)  "
    rule = "=" * len(line)
    print(f"\n{rule}\n{line}\n{rule}\n", file=sys.stdout, flush=True)


def _add_user(
    work: Work,
    *,
    membership_code: str,
    full_name: str,
    role: Role,
    mobile: str | None,
    password_hash: str,
    password_kind: PasswordKind,
) -> User:
    user = store.add_user(
        work.session,
        {
            "id": work.new_id(),
            "membership_code": membership_code,
            "full_name": full_name,
            "search_text": domain.search_text(membership_code, full_name),
            "role": str(role),
            "mobile": mobile,
            "active": True,
            "password_hash": password_hash,
            "first_password_hash": password_hash,
            "password_kind": str(password_kind),
            "password_set_at": work.now,
            "created_at": work.now,
        },
    )
    if user is None:
        raise Conflict(AuthCode.DUPLICATE_MEMBERSHIP_CODE)
    work.emit(
        UserCreated(
            id=user.id, membership_code=membership_code, full_name=full_name, role=role, mobile=mobile
        )
    )
    return user


def _told_of(user: User) -> tuple[bool, str, str | None]:
    """What others are told of when it changes."""
    return user.active, user.full_name, user.mobile


def _note_changes(work: Work, user: User, before: tuple[bool, str, str | None], caller: Caller) -> None:
    was_active, name, mobile = before
    changes = {
        AccountChange.DEACTIVATED: was_active and not user.active,
        AccountChange.REACTIVATED: user.active and not was_active,
        AccountChange.RENAMED: name != user.full_name,
        AccountChange.MOBILE_CHANGED: mobile != user.mobile,
    }
    for change, happened in changes.items():
        if happened:
            note(work, change, code=user.membership_code, name=user.full_name, by=caller)


def _refuse_early_reset(work: Work, user: User) -> None:
    if user.password_kind == PasswordKind.TEMPORARY:
        domain.refuse_early_reset(
            reset_at=user.password_set_at,
            signed_in_since=store.signed_in_since(work.session, user.id, user.password_set_at),
            now=work.now,
            pause=settings().reset_pause,
        )


def _lock_user(work: Work, user_id: str) -> User:
    user = store.lock_user(work.session, user_id) if is_id(user_id) else None
    if user is None:
        raise NotFound(AuthCode.USER_NOT_FOUND)
    return user


def _view(user: User) -> UserView:
    return UserView(
        id=user.id,
        membership_code=user.membership_code,
        full_name=user.full_name,
        role=Role(user.role),
        active=user.active,
        must_change_password=user.must_change_password,
        mobile=user.mobile,
        created_at=user.created_at,
    )
