"""What a running service process holds: its database, its outbox relay, its inbox, its RPC client, its timers."""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar, cast

from nameko.extensions import DependencyProvider
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from chassis import clock, idempotency, outbox
from chassis.db import Database, enforce_read_only
from chassis.dealings import Dealing
from chassis.entrypoints import Request
from chassis.fuse import Fuse, FusedProxy
from chassis.inbox import Handler, Inbox
from chassis.outbox import Relay
from chassis.pressure import Pressure
from chassis.pruning import pruning_of
from chassis.rpc import CallContext, RpcClient, deadline_at
from chassis.settings import Settings
from chassis.sweeper import Sweeper, asking
from chassis.telemetry import correlation_id, get_logger
from chassis.work import Look, Stale, Work
from contracts.codec import Method
from contracts.errors import CommonCode, InternalError, Refusal, Unauthenticated, refusal_to_wire
from contracts.events import Event
from contracts.shapes import Caller

log = get_logger(__name__)

A = TypeVar("A")
T = TypeVar("T")
Wire = dict[str, Any]
ErrandSteps = tuple[float, Callable[[Work], Any], Callable[[Any, Any], Any], Callable[[Work, Any, Any], None]]

_CONNECTIONS_BESIDE = 5  # for what stores messages, for what counts them, for timers and the sweeper
_LAST_STEPS_SECONDS = 5.0

_SWEPT = text(
    """
    SELECT (SELECT coalesce(sum(brought), 0)::bigint FROM sweeps) AS brought,
           (SELECT count(*) FROM unknown_facts WHERE ruled_at IS NULL) AS unknown_facts,
           (SELECT coalesce(array_agg(note ORDER BY source), '{}') FROM sweeps WHERE note IS NOT NULL) AS notes
    """
)


class CallingServices:
    """The other services, called with the correlation id, the caller and the deadline of the present request."""

    def __init__(self, rpc: RpcClient, caller: Caller | None, fuse: Fuse) -> None:
        self._rpc, self._caller, self._fuse = rpc, caller, fuse

    def client(self, api: type[A], *, deadline_seconds: float | None = None) -> A:
        """A proxy whose methods are RPCs; with a limit of its own, through the fuse."""
        context = CallContext(correlation_id=correlation_id.get(), caller=self._caller)
        if deadline_seconds is None:
            return self._rpc.client(api, context=context)
        proxy = self._rpc.client(api, context=replace(context, deadline_seconds=deadline_seconds))
        return cast(A, FusedProxy(proxy, self._fuse, api, deadline_seconds))


class Runtime:
    """The resources of one service process; made by the runner, handed to every worker."""

    def __init__(
        self,
        service: str,
        settings: Settings,
        handlers: Mapping[type[Event], Handler],
        timers: list[tuple[float, Callable[[Work], bool | None]]],
        errands: Sequence[ErrandSteps] = (),
        surveys: Sequence[ErrandSteps] = (),
    ) -> None:
        self.service, self.settings = service, settings
        self.database = Database(
            settings.database_url,
            pool_size=settings.max_workers + settings.inbox_workers + _CONNECTIONS_BESIDE,
            application=f"gazban-{service}",
        )
        enforce_read_only(self.database.reader)
        self.rpc = RpcClient(settings.amqp_url, service)
        self._fuse = Fuse()
        self.relay = Relay(service, settings.amqp_url, settings.database_url)
        self.pressure = Pressure(
            self.database, outbox_limit=settings.outbox_limit, inbox_limit=settings.inbox_limit
        )
        self.inbox = Inbox(
            service, settings.amqp_url, self.database, handlers, settings.inbox_workers, self.pressure
        )
        self._has_inbox = bool(handlers)
        self.sweeper = Sweeper(
            service,
            self.database,
            self.inbox,
            asking(self.rpc),
            _names_by_source(handlers),
            every_seconds=settings.sweep_seconds,
            settle_seconds=settings.sweep_settle_seconds,
        )
        self._timers = [*timers, (settings.prune_seconds, pruning_of(service))]
        self._errands = [
            *errands,
            *((s, take, self._studying(study), end) for s, take, study, end in surveys),
        ]
        self._stopping = threading.Event()
        self._beside: list[threading.Thread] = []
        self._requests = 0

    def start(self) -> None:
        """Start everything that runs beside the requests."""
        self.pressure.start()
        self.rpc.start()
        self.relay.start()
        if self._has_inbox:
            self.inbox.start()
            self.sweeper.start()
        for seconds, use_case in self._timers:
            self._spawn(self._tick, seconds, use_case)
        for steps in self._errands:
            self._spawn(self._run_errands, *steps)

    def _spawn(self, loop: Callable[..., None], *steps: Any) -> None:
        thread = threading.Thread(target=loop, args=steps, daemon=True)
        thread.start()
        self._beside.append(thread)

    def begin_nothing_new(self) -> None:
        """Take no more messages, and begin no more timers and errands; what is in hand goes on."""
        self._stopping.set()
        if self._has_inbox:
            self.inbox.stop_taking()

    def stop(self) -> None:
        """Finish what is in hand, tell what was committed, and give everything back, in this order."""
        self.begin_nothing_new()
        if self._has_inbox:
            self.sweeper.stop()
            self.inbox.stop()
        give_up_at = time.monotonic() + _LAST_STEPS_SECONDS
        for thread in self._beside:
            thread.join(timeout=max(give_up_at - time.monotonic(), 0))
        self.relay.stop()
        self.pressure.stop()
        self.rpc.stop()
        self.database.close()

    # -- requests

    def guarded(self, method: Method, request: Request, answer: Callable[[], Wire]) -> Wire:
        """Answer a request; a refusal travels as such, anything else as an internal error whose details stay here."""
        token = deadline_at.set(request.expires_at)
        self._requests += 1
        try:
            return answer()
        except Refusal as refusal:
            return {"result": None, "error": refusal_to_wire(refusal)}
        except Exception:
            log.exception("request_failed", service=self.service, method=method.name)
            return {"result": None, "error": refusal_to_wire(InternalError(CommonCode.INTERNAL))}
        finally:
            self._requests -= 1
            deadline_at.reset(token)

    def require_caller(self, request: Request) -> Caller:
        """The person for whom the request is made."""
        if request.caller is None:
            raise Unauthenticated(CommonCode.UNAUTHENTICATED)
        return request.caller

    def run_command(
        self,
        method: Method,
        use_case: Callable[..., Any],
        request: Request,
        arguments: Wire,
        *,
        ahead: Any = None,
        pull: Any = None,
    ) -> Wire:
        """Run a command after ``ahead``, in one transaction, once per key; a stale one once more after ``pull``."""
        self.pressure.refuse_when_full()
        services = CallingServices(self.rpc, request.caller, self._fuse)
        this = _once(method, request)
        if ahead is not None:
            ahead(services, self.transact, **arguments)
        try:
            try:
                return self._run_once(method, use_case, this, arguments)
            except Stale as stale:
                if pull is None:
                    raise stale.refusal from stale
            pull(services, self.transact, **arguments)
            return self._run_once(method, use_case, this, arguments)
        except (Stale, Refusal) as refused:
            return self._stand_by(this, refused.refusal if isinstance(refused, Stale) else refused)

    def _stand_by(self, this: idempotency.Once | None, refusal: Refusal) -> Wire:
        """Refuse, so that no later copy of the same message can be accepted; or answer as one was meanwhile."""
        if this is None or not idempotency.is_final(refusal):
            raise refusal
        done = self.database.transaction(
            lambda session: idempotency.stand_by(session, this, refusal), repeatable=True
        )
        if done is None:
            raise refusal
        return {"result": done.answer, "error": None, "replayed": True}

    def _run_once(
        self,
        method: Method,
        use_case: Callable[..., Any],
        this: idempotency.Once | None,
        arguments: Wire,
    ) -> Wire:
        def run(session: Session) -> Wire:
            work = Work(session=session, now=clock.now())

            def command() -> Any:
                result = method.encode_result(use_case(work, **arguments))
                session.flush()
                outbox.record(session, work.events, work.now)
                return result

            answer, replayed = idempotency.run_once(session, this, command) if this else (command(), False)
            return {"result": answer, "error": None, "replayed": replayed}

        try:
            return self.database.transaction(run, repeatable=this is not None)
        except IntegrityError as error:
            # Two twins met; whoever came second finds the first one's rows when it looks again.
            log.info("command_repeated", method=method.name, error=str(error.orig).strip())
            return self.database.transaction(run, repeatable=this is not None)

    def run_dealing(self, dealing: Dealing, request: Request, arguments: Wire) -> Wire:
        """Run a command for which somebody outside is asked, once per key."""
        self.pressure.refuse_when_full()
        services = CallingServices(self.rpc, request.caller, self._fuse)
        return dealing.perform(self.database, services, _once(dealing.method, request), arguments)

    def run_query(
        self, method: Method, use_case: Callable[..., Any], request: Request, arguments: Wire
    ) -> Wire:
        """Run a query on an autocommitting connection."""
        return self._look(self.database.read, method, use_case, request, arguments)

    def run_snapshot(
        self, method: Method, use_case: Callable[..., Any], request: Request, arguments: Wire
    ) -> Wire:
        """Run a query whose reads are all of one moment."""
        return self._look(self.database.snapshot, method, use_case, request, arguments)

    def _look(
        self,
        read: Callable[[Callable[[Session], Any]], Any],
        method: Method,
        use_case: Callable[..., Any],
        request: Request,
        arguments: Wire,
    ) -> Wire:
        services = CallingServices(self.rpc, request.caller, self._fuse)
        result = read(
            lambda session: use_case(Look(session=session, now=clock.now(), services=services), **arguments)
        )
        return {"result": method.encode_result(result), "error": None}

    def transact(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run ``function(work, …)`` in a transaction of its own, its events with it."""

        def run(session: Session) -> Any:
            work = Work(session=session, now=clock.now())
            result = function(work, *args, **kwargs)
            session.flush()
            outbox.record(session, work.events, work.now)
            return result

        return self.database.transaction(run, repeatable=False)

    # -- beside the requests

    def transact_alone(self, lock: str, function: Callable[[Work], T | None], *, wait: bool) -> T | None:
        """Run ``function`` in a transaction that no other replica runs at the same time, or not at all (None)."""
        take = "SELECT pg_advisory_xact_lock(:key)" if wait else "SELECT pg_try_advisory_xact_lock(:key)"

        def run(work: Work) -> T | None:
            if wait:  # another replica's first start may take its time
                work.session.execute(text("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0"))
            taken = work.session.execute(text(take), {"key": number_of(lock)}).scalar()
            return function(work) if wait or taken else None

        result: T | None = self.transact(run)
        return result

    def _tick(self, seconds: float, use_case: Callable[[Work], bool | None]) -> None:
        name = f"timer:{use_case.__name__}"
        more = False
        while not self._stopping.wait(0.0 if more else seconds):
            more = False
            if self.pressure.outbox_full:
                continue
            try:
                more = bool(self.transact_alone(name, use_case, wait=False))
            except Refusal as refusal:
                log.warning("timer_refused", timer=name, code=refusal.code)
            except Exception:
                log.exception("timer_failed", timer=name)

    def _run_errands(
        self,
        seconds: float,
        take: Callable[[Work], Any],
        run: Callable[[Any, Any], Any],
        settle: Callable[[Work, Any, Any], None],
    ) -> None:
        services = CallingServices(self.rpc, None, self._fuse)
        more = False
        while not self._stopping.wait(0.0 if more else seconds):
            more = False
            if self.pressure.outbox_full:
                continue
            try:
                job = self.transact(take)
                if job is not None:
                    self.transact(settle, job, run(services, job))
                    more = True
            except Refusal as refusal:
                log.warning("errand_refused", errand=take.__name__, code=refusal.code)
            except Exception:
                log.exception("errand_failed", errand=take.__name__)

    def _studying(self, study: Callable[[Look, Any], Any]) -> Callable[[Any, Any], Any]:
        """What an errand runs, made of what a survey reads."""

        def run(services: Any, job: Any) -> Any:
            return self.database.snapshot(
                lambda session: study(Look(session=session, now=clock.now(), services=services), job)
            )

        return run

    def health(self) -> Wire:
        """Whether this process can do its work (``status``), which part of it cannot, and how much waits.

        ``busy`` passes by itself: too much waits, or the broker takes nothing for now.
        """
        started = time.monotonic()
        parts = {"bus": self._bus(), "relay": self._relay(), "threads": _up(self._all_alive())}
        waiting: Wire = {}
        try:
            waiting = asdict(self.pressure.measure())
            waiting |= self.database.read(lambda session: session.execute(_SWEPT).one())._mapping
            parts["database"] = "ok"
        except (Refusal, SQLAlchemyError):
            parts["database"] = "down"
        parts["pressure"] = "busy" if self.pressure.busy else "ok"
        return {
            "status": next((state for state in ("down", "busy") if state in parts.values()), "ok"),
            **parts,
            **waiting,
            "relaying": self.relay.leading,
            "milliseconds": int((time.monotonic() - started) * 1000),
        }

    def _bus(self) -> str:
        hears = not self._has_inbox or self.inbox.connected
        if not (hears and self.relay.connected and self.rpc.connected):
            return "down"
        return "ok" if self.rpc.ready and not self.relay.blocked else "busy"

    def _relay(self) -> str:
        return "busy" if self.relay.blocked else _up(self.relay.working)

    def _all_alive(self) -> bool:
        hears = not self._has_inbox or self.inbox.alive
        return hears and all(thread.is_alive() for thread in self._beside)

    def in_hand(self) -> Wire:
        """What is still at something: a stop that takes too long cuts it off."""
        return {
            "requests": self._requests,
            "inbox": self.inbox.in_hand,
            "timers_and_errands": sum(thread.is_alive() for thread in self._beside),
            "relaying": self.relay.leading,
        }


def _up(works: bool) -> str:
    return "ok" if works else "down"


def _once(method: Method, request: Request) -> idempotency.Once | None:
    """The key under which a request is done once; None for one without, or whose answer must not be kept."""
    if not (request.key and method.keeps_answer):
        return None
    caller_id = request.caller.id if request.caller else ""
    asked = {name: value for name, value in request.arguments.items() if name not in method.sensitive}
    return idempotency.once(caller_id, request.key, method.name, asked, request.ticket)


def _names_by_source(handlers: Mapping[type[Event], Handler]) -> dict[str, list[str]]:
    """Which facts of whom a service listens to."""
    names: dict[str, list[str]] = {}
    for event in handlers:
        names.setdefault(event.source, []).append(event.name)
    return names


def number_of(name: str) -> int:
    """A number for a lock's name, the same in every process (Python's own hash is not)."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


class RuntimeProvider(DependencyProvider):
    """Hands the process's runtime to each worker, and starts and stops it with the container."""

    def setup(self) -> None:
        """Take the runtime that the runner made."""
        self.runtime: Runtime = self.container.config["RUNTIME"]

    def start(self) -> None:
        """Start what runs beside the requests."""
        self.runtime.start()

    def stop(self) -> None:
        """Stop it, after the workers are done."""
        self.runtime.stop()

    def get_dependency(self, _context: Any) -> Runtime:
        """The runtime."""
        return self.runtime
