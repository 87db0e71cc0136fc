"""A command runs once per key: a repeated delivery, or a caller who asks again, gets the stored answer."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.errors import (
    CommonCode,
    Conflict,
    DeadlineExceeded,
    InvalidRequest,
    Refusal,
    Unavailable,
    refusal_from_wire,
    refusal_to_wire,
)

# Two statements: what a twin committed before it gave the lock back must be seen by the look that follows.
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:scope || '/' || :key, 7))")
_LOOK_UP = text("SELECT fingerprint, answer FROM idempotency WHERE scope = :scope AND key = :key")
# What was refused leaves its key free, for whoever asks again. But the very message that was refused may come again,
# late, and must not be done after all: its author was told that it was not.
_LOOK_UP_EITHER = text(
    """
    SELECT fingerprint, answer, scope = 'refused' AS refused FROM idempotency
    WHERE (scope = :scope AND key = :key) OR (scope = 'refused' AND key = :ticket)
    ORDER BY scope = 'refused' LIMIT 1
    """
)
_KEEP_REFUSAL = text(
    "INSERT INTO idempotency (scope, key, fingerprint, answer) VALUES ('refused', :ticket, '', CAST(:answer AS jsonb))"
    " ON CONFLICT DO NOTHING"
)
_STORE = text(
    "INSERT INTO idempotency (scope, key, fingerprint, answer)"
    " VALUES (:scope, :key, :fingerprint, CAST(:answer AS jsonb))"
)
# A job that was taken and not settled stands in the place of the answer, until it lapses.
_JOB = "job_in_hand"
_JOB_LAPSES_SECONDS = 30
_WAIT_FOR_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:scope || '/' || :key, 7))")
_LOOK_UP_JOB = text(
    "SELECT fingerprint, answer, created_at < now() - make_interval(secs => :seconds) AS lapsed"
    " FROM idempotency WHERE scope = :scope AND key = :key"
)
_REPLACE = text(
    "UPDATE idempotency SET answer = CAST(:answer AS jsonb), created_at = now()"
    " WHERE scope = :scope AND key = :key"
)
_FORGET = text("DELETE FROM idempotency WHERE scope = :scope AND key = :key")


@dataclass(frozen=True)
class Once:
    """The key of one command: whose it is, what they called it, and what they asked; ``ticket`` is one message's."""

    scope: str
    key: str
    fingerprint: str
    ticket: str = ""


def once(caller_id: str, key: str, method: str, arguments: Any, ticket: str = "") -> Once:
    """The identity of a command; the same key with other arguments has another fingerprint."""
    asked = json.dumps([method, arguments], sort_keys=True, ensure_ascii=False)
    return Once(caller_id, key, hashlib.sha256(asked.encode()).hexdigest(), ticket)


def run_once(session: Session, this: Once, command: Callable[[], Any]) -> tuple[Any, bool]:
    """Run a command, or give its stored answer again: (answer in wire form, whether it is a replay).

    Raises ``idempotency.in_progress`` while a twin is running, ``idempotency.key_reused`` for another request.
    """
    identity = {"scope": this.scope, "key": this.key}
    if not session.execute(_LOCK, identity).scalar():
        raise Conflict(CommonCode.IN_PROGRESS, retry_after_seconds=1)
    found = session.execute(_LOOK_UP_EITHER, {**identity, "ticket": this.ticket}).first()
    if found is not None:
        if found.refused:
            raise refusal_from_wire(found.answer)
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


def is_final(refusal: Refusal) -> bool:
    """Whether it tells that nothing was done and nothing will be; the others ask to be asked again."""
    return not isinstance(refusal, Unavailable | DeadlineExceeded) and refusal.code not in (
        CommonCode.IN_PROGRESS,
        CommonCode.KEY_REUSED,
    )


@dataclass(frozen=True)
class Held:
    """What a key stands for, in wire form: a job to be run, or, without one, the stored answer."""

    job: Any
    answer: Any


def stand_by(session: Session, this: Once, refusal: Refusal) -> "Held | None":
    """See to it that a message which is being refused is never done when it comes again.

    Returns the answer, if another copy of it was done meanwhile: that is what has to be told then.
    """
    identity = {"scope": this.scope, "key": this.key}
    session.execute(_WAIT_FOR_LOCK, identity)
    found = session.execute(_LOOK_UP, identity).first()
    if found is not None and found.fingerprint == this.fingerprint and not _is_job(found.answer):
        return Held(job=None, answer=found.answer)
    session.execute(_KEEP_REFUSAL, {"ticket": this.ticket, "answer": _dumped(refusal_to_wire(refusal))})
    return None


def take_once(session: Session, this: Once, mark: str, take: Callable[[], Any]) -> Held:
    """Take a job and keep it under its key; or give the stored answer, or the job of somebody who died with it.

    ``mark`` is the taker's: a transaction of theirs that is tried again finds its own job. Raises as ``run_once``
    does, ``idempotency.in_progress`` also while the job is in somebody else's hands.
    """
    identity = {"scope": this.scope, "key": this.key}
    if not session.execute(_LOCK, identity).scalar():
        raise Conflict(CommonCode.IN_PROGRESS, retry_after_seconds=1)
    found = session.execute(_LOOK_UP_JOB, {**identity, "seconds": _JOB_LAPSES_SECONDS}).first()
    if found is None:
        job = take()
        answer = _dumped({_JOB: job, "by": mark})
        session.execute(_STORE, {**identity, "fingerprint": this.fingerprint, "answer": answer})
        return Held(job=job, answer=None)
    if found.fingerprint != this.fingerprint:
        raise InvalidRequest(CommonCode.KEY_REUSED)
    if not _is_job(found.answer):
        return Held(job=None, answer=found.answer)
    if found.answer["by"] != mark and not found.lapsed:
        raise Conflict(CommonCode.IN_PROGRESS, retry_after_seconds=1)
    job = found.answer[_JOB]
    session.execute(_REPLACE, {**identity, "answer": _dumped({_JOB: job, "by": mark})})
    return Held(job=job, answer=None)


def answer_of(session: Session, this: Once) -> Held | None:
    """The answer that is stored under a key by now, if any; nobody stores another until this transaction ends."""
    identity = {"scope": this.scope, "key": this.key}
    session.execute(_WAIT_FOR_LOCK, identity)
    found = session.execute(_LOOK_UP, identity).first()
    return None if found is None or _is_job(found.answer) else Held(job=None, answer=found.answer)


def keep_answer(session: Session, this: Once, answer: Any) -> None:
    """Store a job's answer in its place."""
    session.execute(_REPLACE, {"scope": this.scope, "key": this.key, "answer": _dumped(answer)})


def forget(session: Session, this: Once) -> None:
    """A refused job leaves its key free: the same request may be made again."""
    session.execute(_FORGET, {"scope": this.scope, "key": this.key})


def _is_job(answer: Any) -> bool:
    return isinstance(answer, dict) and _JOB in answer


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
