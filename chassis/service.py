"""A service is a table: each verb of its contract, bound to the use case of the same name.

    class Billing(Service, api=BillingApi):
        name = "billing"
        record_receipt = command(BillingApi.record_receipt, use_cases.record_receipt)
        get_account = query(BillingApi.get_account, use_cases.get_account)
        on_report_filed = consumes(ReportFiled, use_cases.settle_report)

The types hold a use case to exactly its contract's parameters and result; a verb that is not bound fails at import.
"""

import sys
import time
from collections.abc import Callable
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, TypeVar

from nameko.extensions import register_entrypoint

from chassis import told
from chassis.dealings import Dealing
from chassis.entrypoints import Request, RpcEntrypoint
from chassis.health import HEALTH_METHOD
from chassis.runtime import Runtime, RuntimeProvider
from chassis.telemetry import correlation_id
from chassis.work import Look, Services, Work
from contracts.codec import Method, method_of, methods_of
from contracts.errors import CommonCode, DeadlineExceeded, Refusal
from contracts.events import Event
from contracts.facts import FactsApi

P = ParamSpec("P")
R = TypeVar("R")
E = TypeVar("E", bound=Event)
J = TypeVar("J")
D = TypeVar("D")
Wire = dict[str, Any]


class Pull(Protocol):
    """Brings what this service knows of others up to date: before a decision, or before a stale refusal is given."""

    def __call__(self, services: Any, transact: Callable[..., Any], **arguments: Any) -> None:
        """``transact(function, *args, **kwargs)`` runs ``function(work, …)`` in a transaction of its own."""


def command(
    api: Callable[Concatenate[Any, P], R],
    use_case: Callable[Concatenate[Work, P], R],
    *,
    ahead: Pull | None = None,
    pull: Pull | None = None,
) -> Callable[[Any, Request], Wire]:
    """Bind a verb that changes something.

    ``ahead`` runs before every decision, ``pull`` only before a refusal that may be out of date (see ``Stale``).
    """
    method = _method_behind(api)

    def run(runtime: Runtime, request: Request, arguments: Wire) -> Wire:
        return runtime.run_command(method, use_case, request, arguments, ahead=ahead, pull=pull)

    return _bound(method, run)


def dealing(
    api: Callable[Concatenate[Any, P], R],
    take: Callable[Concatenate[Work, P], J],
    run: Callable[[Services, J], D],
    settle: Callable[[Work, J, D], R | Refusal],
) -> Callable[[Any, Request], Wire]:
    """Bind a verb that changes something, and for which somebody outside is asked.

    One transaction takes a job, of what can cross the bus; it is run in no transaction; another settles what came of
    it and answers. A refusal that it *returns* is answered after what it wrote is committed, and leaves the key free.
    Whoever dies meanwhile leaves a job that was taken: something else, such as an errand, must find it.
    """
    method = _method_behind(api)
    bound = Dealing(method, take, run, settle)

    def answer(runtime: Runtime, request: Request, arguments: Wire) -> Wire:
        return runtime.run_dealing(bound, request, arguments)

    return _bound(method, answer)


def query(
    api: Callable[Concatenate[Any, P], R], use_case: Callable[Concatenate[Look, P], R]
) -> Callable[[Any, Request], Wire]:
    """Bind a verb that only reads."""
    method = _method_behind(api)

    def run(runtime: Runtime, request: Request, arguments: Wire) -> Wire:
        return runtime.run_query(method, use_case, request, arguments)

    return _bound(method, run)


def snapshot(
    api: Callable[Concatenate[Any, P], R], use_case: Callable[Concatenate[Look, P], R]
) -> Callable[[Any, Request], Wire]:
    """Bind a verb that only reads, and whose reads must all be of one moment."""
    method = _method_behind(api)

    def run(runtime: Runtime, request: Request, arguments: Wire) -> Wire:
        return runtime.run_snapshot(method, use_case, request, arguments)

    return _bound(method, run)


def consumes(event: type[E], handler: Callable[[Work, E], None]) -> "Consumer":
    """Bind a fact that this service listens to."""
    return Consumer(event, handler)


def timer(seconds: float, use_case: Callable[[Work], bool | None]) -> "Timer":
    """Bind work done every so many seconds, by one replica at a time; at once again when it says that more is left."""
    return Timer(seconds, use_case)


def errand(
    seconds: float,
    take: Callable[[Work], J | None],
    run: Callable[[Services, J], D],
    settle: Callable[[Work, J, D], None],
) -> "Errand":
    """Bind work with somebody outside, or with another service: looked for every so many seconds.

    One transaction takes a job, and leaves a mark for the other replicas; then it is run in no transaction, however
    long the other side takes; another transaction settles what came of it, and the next job is looked for at once.
    Whoever dies meanwhile leaves a job that was taken: its mark must lapse.
    """
    return Errand(seconds, take, run, settle)


def survey(
    seconds: float,
    take: Callable[[Work], J | None],
    study: Callable[[Look, J], D],
    settle: Callable[[Work, J, D], None],
) -> "Survey":
    """Bind a long reading of this service's own rows, all of one moment: looked for every so many seconds.

    Like an errand, but what runs between the two transactions reads the database, and changes nothing.
    """
    return Survey(seconds, take, study, settle)


def at_start(use_case: Callable[[Work], None]) -> "AtStart":
    """Bind work done after the migrations and before serving, by one replica at a time."""
    return AtStart(use_case)


def after_restore(use_case: Callable[[Work], None]) -> "AfterRestore":
    """Bind what is due when others turn out to know facts of this service that it does not know itself.

    Its database was restored from an older copy. It may run more than once.
    """
    return AfterRestore(use_case)


class Consumer:
    """A fact and who applies it."""

    def __init__(self, event: type[Event], handler: Callable[[Work, Any], None]) -> None:
        self.event, self.handler = event, handler


class Timer:
    """A use case and how often it runs."""

    def __init__(self, seconds: float, use_case: Callable[[Work], bool | None]) -> None:
        self.seconds, self.use_case = seconds, use_case


class Errand:
    """A job's three steps, and how often one is looked for."""

    def __init__(
        self,
        seconds: float,
        take: Callable[[Work], Any],
        run: Callable[[Services, Any], Any],
        settle: Callable[[Work, Any, Any], None],
    ) -> None:
        self.seconds, self.take, self.run, self.settle = seconds, take, run, settle


class Survey:
    """A long reading's three steps, and how often one is looked for."""

    def __init__(
        self,
        seconds: float,
        take: Callable[[Work], Any],
        study: Callable[[Look, Any], Any],
        settle: Callable[[Work, Any, Any], None],
    ) -> None:
        self.seconds, self.take, self.study, self.settle = seconds, take, study, settle


class AtStart:
    """A use case that runs once per start."""

    def __init__(self, use_case: Callable[[Work], None]) -> None:
        self.use_case = use_case


class AfterRestore:
    """A use case that runs when the database turns out to be an older copy."""

    def __init__(self, use_case: Callable[[Work], None]) -> None:
        self.use_case = use_case


def _method_behind(api: Callable[..., Any]) -> Method:
    class_name, _, name = api.__qualname__.rpartition(".")
    return method_of(getattr(sys.modules[api.__module__], class_name), name)


def _bound(method: Method, run: Callable[[Runtime, Request, Wire], Wire]) -> Callable[[Any, Request], Wire]:
    def entrypoint(self: Any, request: Request) -> Wire:
        runtime: Runtime = self.runtime
        correlation_id.set(request.correlation_id)

        def answer() -> Wire:
            if time.monotonic() >= request.expires_at:
                raise DeadlineExceeded(CommonCode.DEADLINE)
            arguments = method.decode_arguments(request.arguments)
            if method.takes_caller:
                arguments["caller"] = runtime.require_caller(request)
            return run(runtime, request, arguments)

        return runtime.guarded(method, request, answer)

    entrypoint.__name__ = entrypoint.__qualname__ = method.name
    register_entrypoint(entrypoint, RpcEntrypoint())
    return entrypoint


class Service:
    """Base of the nameko classes."""

    name: ClassVar[str]
    runtime: Any = RuntimeProvider()
    heed_restored: ClassVar[Callable[[Any, Request], Wire]]

    list_told = command(FactsApi.list_told, told.list_told)
    get_told = query(FactsApi.get_told, told.get_told)
    which_known = query(FactsApi.which_known, told.which_known)

    def __init_subclass__(cls, *, api: type, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for method in methods_of(api):
            if method.name not in vars(cls):
                raise TypeError(f"{cls.__name__} does not bind {method.name} of {api.__name__}")
        due = [bound.use_case for bound in vars(cls).values() if isinstance(bound, AfterRestore)]
        cls.heed_restored = command(FactsApi.heed_restored, told.heeding(due))

    def health(self, _request: Request) -> Wire:
        """Whether this process can do its work, asked over the bus like any other question."""
        return {"result": self.runtime.health(), "error": None}


register_entrypoint(Service.health, RpcEntrypoint())
assert Service.health.__name__ == HEALTH_METHOD
