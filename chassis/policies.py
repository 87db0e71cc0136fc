"""Policies: what an organization decides by itself, kept in versions that nobody edits.

A service declares each of its policies as a frozen dataclass with a default for every field (see
``contracts.policies``); until somebody changes one, its default is in force as version 0.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from marshmallow import ValidationError
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from chassis.migrate import app_role
from chassis.work import Look, Work
from contracts.codec import decoder, encoder, schema_of
from contracts.errors import CommonCode, Conflict, Forbidden, InvalidRequest, NotFound
from contracts.policies import DECIDERS, READERS, PolicyView
from contracts.shapes import Caller, Person
from contracts.terms import Role

T = TypeVar("T")

_NEWEST = sa.text("SELECT value FROM policies WHERE key = :key ORDER BY version DESC LIMIT 1")
_VERSIONS = sa.text("SELECT * FROM policies WHERE key = :key ORDER BY version DESC LIMIT :count")
_CHANGES = sa.text("SELECT count(*) FROM policies WHERE key = ANY(:keys)")
_ADD = sa.text(
    """
    INSERT INTO policies (key, version, value, reason, changed_by_id, changed_by_code, changed_by_name, changed_at)
    VALUES (:key, :version, CAST(:value AS jsonb), :reason, :id, :membership_code, :full_name, :now)
    """
)
_LARGEST_HISTORY = 500


@dataclass(frozen=True)
class Policy(Generic[T]):
    """A policy of a service: its key, its shape, its Persian title, and what must hold beyond the shape.

    ``check`` gives messages by field, none when all is well.
    """

    key: str
    shape: Any  # type[T]: what reads and writes it wants any hint
    title: str
    check: Callable[[T], dict[str, list[str]]] = lambda _value: {}


def create_policies(op: Any) -> None:
    """Create the table; called by a migration of a service that has policies. The service cannot rewrite history."""
    op.create_table(
        "policies",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("value", JSONB, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_by_code", sa.Text, nullable=False),
        sa.Column("changed_by_name", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name="policies_version"),
    )
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON policies FROM "{app_role()}"')


def in_force(session: Session, policy: Policy[T]) -> T:
    """The policy as it is now."""
    stored = session.execute(_NEWEST, {"key": policy.key}).scalar()
    value: T = policy.shape() if stored is None else decoder(policy.shape)(stored)
    return value


def count_changes(session: Session, *policies: Policy[Any]) -> int:
    """How often any of these policies was changed: what was derived from them at a lower count is out of date."""
    keys = [policy.key for policy in policies]
    return int(session.execute(_CHANGES, {"keys": keys}).scalar_one())


@dataclass(frozen=True)
class PolicyVerbs:
    """What may be done with the policies of a service, as its use cases."""

    policies: tuple[Policy[Any], ...]

    def list_policies(self, look: Look, *, caller: Caller) -> list[PolicyView]:
        """For their readers: the policies in force."""
        _allow(caller, READERS)
        return [_versions(look.session, policy, 1)[0] for policy in self.policies]

    def list_policy_versions(self, look: Look, *, caller: Caller, key: str) -> list[PolicyView]:
        """For their readers: every version of a policy, newest first; the last is the default.

        Raises ``policy.not_found``.
        """
        _allow(caller, READERS)
        return _versions(look.session, self._named(key), _LARGEST_HISTORY)

    def change_policy(
        self,
        work: Work,
        *,
        caller: Caller,
        key: str,
        value: dict[str, Any],
        reason: str,
        version: int | None = None,
    ) -> PolicyView:
        """For who decides them: a new version of a policy, in force at once.

        Raises ``policy.not_found``, ``request.invalid`` with a message per field, and ``policy.changed_meanwhile`` when
        ``version`` is given and no longer the newest.
        """
        _allow(caller, DECIDERS)
        policy = self._named(key)
        read = _read(policy, value)
        newest = _versions(work.session, policy, 1)[0].version
        if version is not None and version != newest:
            raise Conflict(CommonCode.POLICY_CHANGED)
        _add(work, caller, policy, newest + 1, read, reason)
        return _versions(work.session, policy, 1)[0]

    def _named(self, key: str) -> Policy[Any]:
        for policy in self.policies:
            if policy.key == key:
                return policy
        raise NotFound(CommonCode.POLICY_NOT_FOUND)


def _allow(caller: Caller, roles: frozenset[Role]) -> None:
    if caller.role not in roles:
        raise Forbidden(CommonCode.FORBIDDEN)


def _add(work: Work, caller: Caller, policy: Policy[T], version: int, value: T, reason: str) -> None:
    work.session.execute(
        _ADD,
        {
            "key": policy.key,
            "version": version,
            "value": json.dumps(encoder(policy.shape)(value), ensure_ascii=False),
            "reason": reason,
            "id": caller.id,
            "membership_code": caller.membership_code,
            "full_name": caller.full_name,
            "now": work.now,
        },
    )


def _read(policy: Policy[T], value: dict[str, Any]) -> T:
    try:
        read: T = schema_of(policy.shape)().load(value)
    except ValidationError as error:
        raise InvalidRequest(CommonCode.INVALID, errors={"value": error.messages_dict}) from error
    errors = policy.check(read)
    if errors:
        raise InvalidRequest(CommonCode.INVALID, errors={"value": errors})
    return read


def _versions(session: Session, policy: Policy[Any], count: int) -> list[PolicyView]:
    rows = session.execute(_VERSIONS, {"key": policy.key, "count": count}).all()
    default = _view(policy, 0, encoder(policy.shape)(policy.shape()))
    shown = [
        _view(
            policy,
            row.version,
            row.value,
            reason=row.reason,
            changed_by=Person(
                id=str(row.changed_by_id),
                membership_code=row.changed_by_code,
                full_name=row.changed_by_name,
            ),
            changed_at=row.changed_at,
        )
        for row in rows
    ]
    return [*shown, default][:count]


def _view(
    policy: Policy[Any],
    version: int,
    value: dict[str, Any],
    *,
    reason: str | None = None,
    changed_by: Person | None = None,
    changed_at: datetime | None = None,
) -> PolicyView:
    return PolicyView(
        key=policy.key,
        title=policy.title,
        version=version,
        value=value,
        reason=reason,
        changed_by=changed_by,
        changed_at=changed_at,
    )
