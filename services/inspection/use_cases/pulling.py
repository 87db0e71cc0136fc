"""Before a refusal that may be stale: ask the owner, and take over the answer by the rules of the events.

Only what the refusal rests on is asked for. An owner who is away, too slow or ignorant of the file changes nothing:
the refusal stands. A refusal that is raised as ``Stale`` has a well-formed file id behind it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from chassis.telemetry import get_logger
from chassis.work import Services, Work
from contracts.billing import BillingApi
from contracts.errors import DeadlineExceeded, NotFound, Unavailable
from contracts.referral import ReferralApi
from contracts.shapes import Caller
from services.inspection import store
from services.inspection.use_cases.facts import learn_file, learn_gate_view
from services.inspection.use_cases.holding import is_held_by

log = get_logger(__name__)

T = TypeVar("T")
Transact = Callable[..., Any]


def pull_file(services: Services, transact: Transact, **arguments: Any) -> None:
    """Ask referral whose file it is, when it does not seem to be the caller's."""
    caller: Caller = arguments["caller"]
    file_id: str = arguments["file_id"]
    if transact(_is_held, caller, file_id):
        return
    snapshot = _ask("referral", lambda: services.client(ReferralApi).get_snapshot(file_id=file_id))
    if snapshot is not None:
        transact(learn_file, snapshot)


def pull_file_and_gate(services: Services, transact: Transact, **arguments: Any) -> None:
    """Ask referral whose file it is, as above, and billing what it owes, when the caller's file seems shut."""
    pull_file(services, transact, **arguments)
    caller: Caller = arguments["caller"]
    file_id: str = arguments["file_id"]
    if not transact(_is_held_and_shut, caller, file_id):
        return
    view = _ask("billing", lambda: services.client(BillingApi).get_gate(file_id=file_id))
    if view is not None:
        transact(learn_gate_view, view)


def _is_held(work: Work, caller: Caller, file_id: str) -> bool:
    file = store.find_file(work.session, file_id)
    return file is not None and is_held_by(file, caller)


def _is_held_and_shut(work: Work, caller: Caller, file_id: str) -> bool:
    file = store.find_file(work.session, file_id)
    return file is not None and is_held_by(file, caller) and not store.gate_of(file).is_open


def _ask(owner: str, question: Callable[[], T]) -> T | None:
    try:
        return question()
    except (Unavailable, NotFound, DeadlineExceeded) as refusal:
        log.info("pull_unanswered", owner=owner, code=refusal.code)
        return None
