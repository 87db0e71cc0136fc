"""The auth service: users, credentials, sessions, signing keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.events import Event
from contracts.shapes import (
    Caller,
    Code,
    Identifier,
    Limit,
    MembershipCode,
    Page,
    Person,
    Sensitive,
    ShortText,
    command,
    query,
    secret,
)
from contracts.terms import AccountChange, Role

Password = Annotated[str, Code(), Sensitive(), validate.Length(min=1, max=128)]
BirthCertificateNumber = Annotated[str, Code(), Sensitive(), validate.Regexp(r"^[0-9]{1,10}$")]
Mobile = Annotated[str, Code(), validate.Regexp(r"^09[0-9]{9}$")]
UserAgent = Annotated[str, validate.Length(max=200)]


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """A signed-in session: a JWT that lives ``expires_in`` seconds, and a refresh token that works once."""

    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int
    must_change_password: bool


@dataclass(frozen=True, kw_only=True)
class UserView:
    """A user account."""

    id: str
    membership_code: str
    full_name: str
    role: Role
    active: bool
    must_change_password: bool
    mobile: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class TemporaryPassword:
    """A one-time password, shown to the IT unit once and never again."""

    temporary_password: str


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """A sign-in that still lasts; ``last_used_at`` is when its tokens were last renewed.

    ``user_agent`` is what the browser or program called itself at the sign-in; ``current`` is the session that asks.
    """

    id: str
    signed_in_at: datetime
    last_used_at: datetime
    user_agent: str | None
    current: bool


@dataclass(frozen=True, kw_only=True)
class LockoutView:
    """A membership code with which nobody can sign in until ``locked_until``, after so many ``failures``.

    ``full_name`` is its owner's; null when it is nobody's.
    """

    membership_code: str
    full_name: str | None
    failures: int
    first_failure_at: datetime
    locked_until: datetime


@dataclass(frozen=True, kw_only=True)
class AccountLogEntry:
    """What was done to an account; ``by`` is null for what nobody did: the first user, and a lock.

    Names are those of then; ``full_name`` is null for a membership code that was nobody's.
    """

    id: str
    change: AccountChange
    membership_code: str
    full_name: str | None
    happened_at: datetime
    by: Person | None


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """The public half of a key that signs access tokens."""

    kid: str
    algorithm: str
    public_pem: str


class AuthApi(Protocol):
    """Who people are."""

    @command
    @secret
    def login(
        self, *, membership_code: Identifier, password: Password, user_agent: UserAgent | None = None
    ) -> Tokens:
        """Sign in (R1, R2). Wrong or unknown: ``auth.invalid_credentials``, the same for both; too often:
        ``auth.too_many_attempts``, with the seconds to wait. ``user_agent`` is kept for the owner of the session."""

    @command
    @secret
    def refresh(self, *, refresh_token: Annotated[str, validate.Length(min=1, max=200)]) -> Tokens:
        """New tokens for an old refresh token, which is used up. Using it again ends the session, unless that comes
        at once and before the new one is used: then it is only refused."""

    @command
    def logout(self, *, caller: Caller) -> None:
        """End the caller's session."""

    @command
    def change_password(self, *, caller: Caller, current_password: Password, new_password: Password) -> None:
        """Change the caller's password (R3); their other sessions end."""

    @query
    def get_me(self, *, caller: Caller) -> UserView:
        """The caller's own account (R5)."""

    @query
    def list_my_sessions(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[SessionView]:
        """The caller's sessions that still last, the latest sign-in first."""

    @command
    def end_my_session(self, *, caller: Caller, session_id: Identifier) -> None:
        """End one of the caller's sessions; ending it twice changes nothing. Another's: ``auth.session_not_found``."""

    @command
    def end_my_other_sessions(self, *, caller: Caller) -> None:
        """End all sessions of the caller but the one that asks."""

    @command
    def create_user(
        self,
        *,
        caller: Caller,
        membership_code: MembershipCode,
        full_name: ShortText,
        role: Role,
        birth_certificate_number: BirthCertificateNumber,
        mobile: Mobile | None = None,
    ) -> UserView:
        """IT: a new user, whose first password is the birth-certificate number (R2)."""

    @query
    def list_users(
        self,
        *,
        caller: Caller,
        role: Role | None = None,
        q: ShortText | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[UserView]:
        """IT, office and finance: users by membership code; ``q`` searches code and name."""

    @command
    def update_user(
        self,
        *,
        caller: Caller,
        user_id: Identifier,
        active: bool | None = None,
        full_name: ShortText | None = None,
        mobile: Mobile | None = None,
    ) -> UserView:
        """IT: change a user; null leaves a field as it is. Deactivation ends the user's sessions."""

    @command
    @secret
    def reset_password(self, *, caller: Caller, user_id: Identifier) -> TemporaryPassword:
        """IT: a one-time password for somebody who forgot theirs (R4); their sessions end. Asked again at once:
        ``auth.reset_just_now``, and the one that was shown stays good."""

    @query
    def list_lockouts(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[LockoutView]:
        """IT: the membership codes that are locked now after too many failed sign-ins, in their order."""

    @command
    def lift_lockout(self, *, caller: Caller, membership_code: MembershipCode) -> None:
        """IT: let a membership code begin anew; one that is not locked: ``auth.lockout_not_found``."""

    @query
    def list_account_log(
        self,
        *,
        caller: Caller,
        membership_code: MembershipCode | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[AccountLogEntry]:
        """IT: what was done to accounts, or to that of a membership code, the newest first."""

    @query
    def list_signing_keys(self) -> list[SigningKey]:
        """The public keys that verify access tokens."""

    @query
    def list_revoked_sessions(self) -> list[str]:
        """Ids of sessions that ended while an access token of theirs may still be unexpired."""


@dataclass(frozen=True, kw_only=True)
class UserCreated(Event):
    """A user came to be."""

    id: str
    membership_code: str
    full_name: str
    role: Role
    mobile: str | None = None


@dataclass(frozen=True, kw_only=True)
class UserUpdated(Event):
    """A user's name, activity or mobile number changed."""

    id: str
    membership_code: str
    full_name: str
    role: Role
    active: bool
    mobile: str | None = None


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """A user changed their own password."""

    user_id: str


@dataclass(frozen=True, kw_only=True)
class PasswordReset(Event):
    """The IT unit gave a user a one-time password."""

    user_id: str
    reset_at: datetime
