"""A dealing: a command for which somebody outside is asked, in no transaction, however long that takes.

One transaction takes the job, another settles what came of it; the answer is the settlement's. Under a key the job is
kept with it, so that a twin starts nothing: it waits (``idempotency.in_progress``), gets the stored answer, or, when
whoever took the job died with it, goes on with that very job.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chassis import clock, idempotency, outbox
from chassis.db import Database
from chassis.ids import new_id
from chassis.telemetry import get_logger
from chassis.work import Services, Work
from contracts.codec import Method, decoder, encoder
from contracts.errors import Refusal, refusal_to_wire

log = get_logger(__name__)

Wire = dict[str, Any]


@dataclass(frozen=True)
class Dealing:
    """The three steps of one verb. A job consists of what can cross the bus, so that it can be kept."""

    method: Method
    take: Callable[..., Any]
    run: Callable[[Services, Any], Any]
    settle: Callable[[Work, Any, Any], Any]

    def perform(
        self,
        database: Database,
        services: Services,
        this: idempotency.Once | None,
        arguments: Wire,
    ) -> Wire:
        """Take, run and settle; ``this`` is the key under which it is done once, or None."""
        mark = new_id()

        def take(session: Session) -> idempotency.Held:
            def job() -> Any:
                return self._encode_job(_within(session, self.take, **arguments))

            if this is None:
                return idempotency.Held(job=job(), answer=None)
            return idempotency.take_once(session, this, mark, job)

        held = database.transaction(take, repeatable=this is not None)
        if held.job is None:
            return {"result": held.answer, "error": None, "replayed": True}
        job = self._decode_job(held.job)
        outcome = self.run(services, job)
        return self._settled(database, this, job, outcome)

    def _settled(self, database: Database, this: idempotency.Once | None, job: Any, outcome: Any) -> Wire:
        def settle(session: Session) -> Wire:
            if this is not None:
                earlier = idempotency.answer_of(session, this)
                if earlier is not None:  # the job lapsed meanwhile, and somebody else went on with it
                    return {"result": earlier.answer, "error": None, "replayed": True}
            result = _within(session, self.settle, job, outcome)
            if isinstance(result, Refusal):
                if this is not None:
                    idempotency.forget(session, this)
                return {"result": None, "error": refusal_to_wire(result)}
            answer = self.method.encode_result(result)
            if this is not None:
                idempotency.keep_answer(session, this, answer)
            return {"result": answer, "error": None, "replayed": False}

        try:
            return database.transaction(settle, repeatable=this is not None)
        except IntegrityError as error:
            # Two settlements met; whoever came second finds the first one's rows when it looks again.
            log.info("settlement_repeated", method=self.method.name, error=str(error.orig).strip())
            return database.transaction(settle, repeatable=this is not None)

    @property
    def _job_hint(self) -> Any:
        return get_type_hints(self.take)["return"]

    def _encode_job(self, job: Any) -> Any:
        return encoder(self._job_hint)(job)

    def _decode_job(self, wire: Any) -> Any:
        return decoder(self._job_hint)(wire)


def _within(session: Session, step: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """One step in this transaction, its events with it."""
    work = Work(session=session, now=clock.now())
    result = step(work, *args, **kwargs)
    session.flush()
    outbox.record(session, work.events, work.now)
    return result
