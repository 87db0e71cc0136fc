"""Asking the owners for what their events would tell a moment later, and taking the answer over by the same rules.

Whose file it is, and what its meters are, is asked before every decision: both a refusal and an acceptance on old news
would contradict what somebody was told already. What billing says is asked only before the gate refuses: it opens on
nothing but billing's own word about every report. An owner who is away, too slow or ignorant of the file changes
nothing: this service decides by what it knows.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from chassis.ids import is_id
from chassis.telemetry import get_logger
from chassis.work import Look, Services, Work
from contracts.billing import BillingApi, GateView
from contracts.errors import Refusal
from contracts.referral import FileSnapshot, ReferralApi
from contracts.shapes import Caller
from contracts.terms import Role
from services.inspection import store
from services.inspection.tables import FileRow, MeterRow
from services.inspection.use_cases.facts import learn_file, learn_gate_view
from services.inspection.use_cases.holding import not_your_file

PATIENCE_SECONDS = 1.0
_POLL_SECONDS = 0.1
PRICE_SECONDS = 3.0

_DECIDING = (Role.INSPECTOR, Role.CONTRACTOR)

log = get_logger(__name__)

T = TypeVar("T")
Transact = Callable[..., Any]


def refresh_file(services: Services, transact: Transact, **arguments: Any) -> None:
    """Ask referral for the file before deciding about it; only what is news is written."""
    caller: Caller = arguments["caller"]
    file_id: str = arguments["file_id"]
    if caller.role not in _DECIDING or not is_id(file_id):
        return
    snapshot = _ask_referral(services, file_id)
    if snapshot is not None:
        transact(_learn_news, snapshot)


def look_ahead(look: Look, file_id: str) -> tuple[FileRow, Sequence[MeterRow]]:
    """The file and its meters, to look at, as referral knows them now; nothing is stored."""
    file = store.find_file(look.session, file_id) if is_id(file_id) else None
    if file is None:
        raise not_your_file()
    meters = store.list_meters(look.session, file.id)
    snapshot = _ask_referral(look.services, file.id)
    if snapshot is not None and snapshot.version > file.referral_version:
        store.foresee_snapshot(look.session, file, meters, snapshot)
    return file, meters


def pull_gate(services: Services, transact: Transact, **arguments: Any) -> None:
    """Ask billing what a file owes whose gate seems shut; what billing is just deciding is waited for a moment."""
    client = services.client(BillingApi, deadline_seconds=PATIENCE_SECONDS)
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        view = _answer("billing", lambda: client.get_gate(file_id=arguments["file_id"]))
        if view is None or transact(_learn_decision, view) or time.monotonic() >= give_up_at:
            return
        time.sleep(_POLL_SECONDS)


def _learn_decision(work: Work, view: GateView) -> bool:
    """Take billing's answer over, and say whether another one a moment later could open nothing more."""
    learn_gate_view(work, view)
    file = store.find_file(work.session, view.gate.file_id)
    if file is None:
        return True
    gate = store.gate_of(file)
    return gate.is_decided or gate.blocked


def _learn_news(work: Work, snapshot: FileSnapshot) -> None:
    """Nearly always it is known already: that is seen without waiting for whoever has the file locked."""
    known = store.find_file(work.session, snapshot.id)
    if known is None or known.referral_version < snapshot.version:
        learn_file(work, snapshot)


def _ask_referral(services: Services, file_id: str) -> FileSnapshot | None:
    client = services.client(ReferralApi, deadline_seconds=PATIENCE_SECONDS)
    return _answer("referral", lambda: client.get_snapshot(file_id=file_id))


def _answer(owner: str, question: Callable[[], T]) -> T | None:
    try:
        return question()
    except Refusal as refusal:
        log.info("owner_unanswered", owner=owner, code=refusal.code)
        return None
