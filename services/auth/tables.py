"""The tables of this service; the outbox, the inbox and the idempotency keys are the chassis's."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The mappings of this service's database."""


class User(Base):
    """An account (R1). ``first_password_hash`` is kept so that nobody returns to their first password."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("membership_code", name="users_membership_code_key"),
        CheckConstraint(
            "role IN ('inspector', 'contractor', 'office', 'finance', 'it')", name="users_role_check"
        ),
        CheckConstraint("password_kind IN ('first', 'own', 'temporary')", name="users_password_kind_check"),
    )

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    # Compared byte by byte, so that pages follow one order whatever the database's collation.
    membership_code: Mapped[str] = mapped_column(Text(collation="C"))
    full_name: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    mobile: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean)
    password_hash: Mapped[str] = mapped_column(Text)
    first_password_hash: Mapped[str] = mapped_column(Text)
    password_kind: Mapped[str] = mapped_column(Text)
    must_change_password: Mapped[bool] = mapped_column(
        Boolean, Computed("password_kind <> 'own'", persisted=True)
    )
    password_set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class UserSession(Base):
    """One sign-in of a user, until it ends; its id is in every access token."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="sessions_end_check"),
        Index("sessions_open", "user_id", postgresql_where=text("ended_at IS NULL")),
        Index("sessions_last_used", "last_used_at"),
        Index("sessions_ended", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", name="sessions_user_fk"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    end_reason: Mapped[str | None] = mapped_column(Text)
    # What the browser called itself, for its owner to tell their devices apart.
    user_agent: Mapped[str | None] = mapped_column(Text)


class RefreshToken(Base):
    """A refresh token, of which only the SHA-256 is known; each works once."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        Index("refresh_tokens_session", "session_id"),
        Index("refresh_tokens_expires", "expires_at"),
    )

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", name="refresh_tokens_session_fk", ondelete="CASCADE")
    )
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # The digest of the token that was given for it. No foreign key: it is only ever compared.
    successor: Mapped[str | None] = mapped_column(Text)


class SignInFailures(Base):
    """How often somebody failed to sign in with a membership code, whether or not it is anybody's."""

    __tablename__ = "sign_in_failures"

    code: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class AccountLog(Base):
    """What was done to an account; append-only, with the names of then. Nobody did what has no ``by_id``."""

    __tablename__ = "account_log"
    __table_args__ = (
        CheckConstraint(
            "(by_id IS NULL) = (by_code IS NULL) AND (by_id IS NULL) = (by_name IS NULL)",
            name="account_log_by_check",
        ),
        Index("account_log_newest", "happened_at", "id"),
        Index("account_log_of_code", "membership_code", "happened_at", "id"),
    )

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    change: Mapped[str] = mapped_column(Text)
    membership_code: Mapped[str] = mapped_column(Text(collation="C"))
    full_name: Mapped[str | None] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    by_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    by_code: Mapped[str | None] = mapped_column(Text)
    by_name: Mapped[str | None] = mapped_column(Text)


class SigningKeyPair(Base):
    """A key that signs access tokens. A retired one can only verify: its private half is gone."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        CheckConstraint(
            "(retired_at IS NULL) = (private_pem IS NOT NULL)", name="signing_keys_retired_check"
        ),
    )

    kid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    algorithm: Mapped[str] = mapped_column(Text)
    private_pem: Mapped[str | None] = mapped_column(Text)
    public_pem: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    retired_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
