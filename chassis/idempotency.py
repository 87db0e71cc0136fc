"""A command runs once per key: a repeated delivery, or a caller who asks again, gets the stored answer."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.errors import CommonCode, Conflict, InvalidRequest

_LOOK_UP = text(
    """
    SELECT pg_try_advisory_xact_lock(hashtextextended(:scope || '/' || :key, 7)) AS locked,
           i.fingerprint, i.answer
    FROM (SELECT 1) one LEFT JOIN idempotency i ON i.scope = :scope AND i.key = :key
    """
)
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

    Raises ``idempotency.in_progress`` while a twin is running, ``idempotency.key_reused`` for another request. A twin
    that commits between our look and our insert makes the insert fail on the primary key, and the whole transaction
    is tried again: then it finds the answer.
    """
    found = session.execute(_LOOK_UP, {"scope": this.scope, "key": this.key}).one()
    if not found.locked:
        raise Conflict(CommonCode.IN_PROGRESS, retry_after_seconds=1)
    if found.fingerprint is not None:
        if found.fingerprint != this.fingerprint:
            raise InvalidRequest(CommonCode.KEY_REUSED)
        return found.answer, True
    answer = command()
    session.execute(
        _STORE,
        {
            "scope": this.scope,
            "key": this.key,
            "fingerprint": this.fingerprint,
            "answer": json.dumps(answer, ensure_ascii=False),
        },
    )
    return answer, False
