"""A command runs once per key: a repeated delivery, or a caller who asks again, gets the stored answer."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.errors import CommonCode, Conflict, InvalidRequest

# Two statements: what a twin committed before it gave the lock back must be seen by the look that follows.
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:scope || '/' || :key, 7))")
_LOOK_UP = text("SELECT fingerprint, answer FROM idempotency WHERE scope = :scope AND key = :key")
_STORE = text(
    "INSERT INTO idempotency (scope, key, fingerprint, answer)"
    " VALUES (:scope, :key, :fingerprint, CAST(:answer AS jsonb))"
)


@dataclass(frozen=True)
class Once:
    """The key of one command: whose it is, what they called it, and what they asked."""

    scope: str
    key: str
    fingerprint: str


def once(caller_id: str, key: str, method: str, arguments: Any) -> Once:
    """The identity of a command; the same key with other arguments has another fingerprint."""
    asked = json.dumps([method, arguments], sort_keys=True, ensure_ascii=False)
    return Once(caller_id, key, hashlib.sha256(asked.encode()).hexdigest())


def run_once(session: Session, this: Once, command: Callable[[], Any]) -> tuple[Any, bool]:
    """Run a command, or give its stored answer again: (answer in wire form, whether it is a replay).

    Raises ``idempotency.in_progress`` while a twin is running, ``idempotency.key_reused`` for another request.
    """
    identity = {"scope": this.scope, "key": this.key}
    if not session.execute(_LOCK, identity).scalar():
        raise Conflict(CommonCode.IN_PROGRESS, retry_after_seconds=1)
    found = session.execute(_LOOK_UP, identity).first()
    if found is not None:
        if found.fingerprint != this.fingerprint:
            raise InvalidRequest(CommonCode.KEY_REUSED)
        return found.answer, True
    answer = command()
    session.execute(
        _STORE,
        {
            **identity,
            "fingerprint": this.fingerprint,
            "answer": json.dumps(answer, ensure_ascii=False),
        },
    )
    return answer, False
