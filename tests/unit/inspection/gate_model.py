"""An exhaustive model of the report gate (R21): inspection, billing, and everything a network can do between them.

The network is the set of all messages ever sent. Any of them may arrive at any moment, any number of times, or not
at all: that is delay, reordering, duplication, and loss with a later repetition, all at once. ``explore`` walks
every state that a protocol can reach within the bounds, breadth first, and stops at the first report that was
accepted although billing's books say that it should not have been.

What a report costs is chosen freely: nothing, as if free or covered by a prepaid unit, or a debt. Debts are paid in
parts. A debt may also arise without a report (a reversed payment, a manual debit): it is announced, and whoever of
billing's replicas takes it next asks for a fence; anybody may die at any step, and then somebody else takes it again,
perhaps while the first goes on. The contractor may correct a meter: referral tells both services, and billing prices
it, which makes a difference to invoice or none.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from services.inspection.domain import Gate

COVERED, DEBT = 0, 2  # what a report adds to the debt, in part payments
EXTRA_DEBT = 1
SAME_PRICE, DEARER = 0, 1  # what a correction adds to what is due of invoices

UNPAID = "is accepted while the books show an unpaid debt"
UNDECIDED = "is accepted while the charge of the one before is undecided"
UNINVOICED = "is accepted before a correction that was known is invoiced and paid for"
OLD_PRICE = "is settled by the price of before a correction that was known when it was filed"


class Snapshot(NamedTuple):
    """What billing publishes after each of its transactions; the last one is what its books say."""

    version: int
    settled_sequence: int
    debt: int
    priced: int = 0
    due: int = 0


class Report(NamedTuple):
    """An accepted report: the debt that it makes, and the last correction that inspection knew of."""

    debt: int
    revision: int = 0


class Announced(NamedTuple):
    """A debt to be made without a report.

    ``version`` is the one at which whoever has it in hand means to post it (0: nobody has), ``answered`` whether they
    have been told that the fence of just that version stands.
    """

    version: int = 0
    answered: bool = False


class State(NamedTuple):
    """Both services and every message between them.

    ``reports`` are the accepted ones, and so all the ``report_filed`` ever sent; ``told`` is every snapshot ever
    published; ``corrections`` holds the difference that each correction of a meter makes. ``announced`` are the debts
    that are to be made without a report, ``asked`` the fences that were ever requested for them, and ``extra_debts``
    counts all of them.
    """

    gate: Gate = Gate()
    reports: tuple[Report, ...] = ()
    told: tuple[Snapshot, ...] = (Snapshot(0, 0, 0),)
    corrections: tuple[int, ...] = ()
    announced: tuple[Announced, ...] = ()
    asked: tuple[int, ...] = ()
    extra_debts: int = 0

    @property
    def books(self) -> Snapshot:
        """Billing's own truth."""
        return self.told[-1]

    @property
    def owes_for_known_corrections(self) -> bool:
        """Whether inspection knows of a correction that is not priced, or not paid for; the oldest is paid first."""
        known, priced = self.gate.meters_revision, self.books.priced
        paid = sum(self.corrections[:priced]) - self.books.due
        return known > priced or sum(self.corrections[:known]) > paid


@dataclass(frozen=True)
class Bounds:
    """How far the model is driven."""

    reports: int = 4
    extra_debts: int = 1
    corrections: int = 0


@dataclass(frozen=True)
class Protocol:
    """How inspection decides and learns, how billing treats a debt that comes without a report, and whether it settles
    a report only when every correction is priced that was known when it was filed.
    """

    name: str
    opens: Callable[[Gate], bool]
    learns: Callable[[Gate, Snapshot], Gate]
    fences: bool = True
    awaits_its_fence: bool = True
    rechecks_its_version: bool = True
    tells_what_is_impossible: bool = True
    awaits_corrections: bool = True


class Move(NamedTuple):
    """One step of one party; ``wrong`` says what a report's acceptance broke, if it did."""

    label: str
    state: State
    wrong: str = ""


@dataclass(frozen=True)
class Exploration:
    """The states that were reached (one of each kind), and the shortest way to a violation, if there is one."""

    states: tuple[State, ...]
    labels: frozenset[str]
    trace: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether no report was wrongly accepted."""
        return not self.trace


# --------------------------------------------------------------------------------------------------- the protocols


def _by_version(gate: Gate, snapshot: Snapshot) -> Gate:
    return gate.apply_snapshot(
        version=snapshot.version,
        settled_sequence=snapshot.settled_sequence,
        debt_rials=snapshot.debt,
        priced_revision=snapshot.priced,
        invoice_due_rials=snapshot.due,
    )


def _as_it_comes(gate: Gate, snapshot: Snapshot) -> Gate:
    return replace(gate, settled_sequence=snapshot.settled_sequence, debt_rials=snapshot.debt)


def _by_the_gate(gate: Gate) -> bool:
    return gate.is_open


def _by_the_flag(gate: Gate) -> bool:
    return not gate.blocked


def _by_flag_and_watermark(gate: Gate) -> bool:
    return not gate.blocked and gate.is_settled


def _whatever_is_corrected(gate: Gate) -> bool:
    return replace(gate, meters_revision=0, invoice_due_rials=0).is_open


def _by_the_price_alone(gate: Gate) -> bool:
    return replace(gate, invoice_due_rials=0).is_open


def _by_the_invoice_alone(gate: Gate) -> bool:
    return replace(gate, meters_revision=0).is_open


STRONG = Protocol("the gate", _by_the_gate, _by_version)
FLAG = Protocol("a flag set from events", _by_the_flag, _as_it_comes)
VERSIONED_FLAG = Protocol("a versioned flag without the watermark", _by_the_flag, _by_version)
UNVERSIONED = Protocol("a flag and the watermark without versions", _by_flag_and_watermark, _as_it_comes)
UNFENCED = Protocol("watermark and version without a fence", _by_the_gate, _by_version, fences=False)
UNCHECKED_FENCE = Protocol(
    "a fence whose version billing does not check again",
    _by_the_gate,
    _by_version,
    rechecks_its_version=False,
)
UNAWAITED_FENCE = Protocol(
    "a fence that billing does not wait for", _by_the_gate, _by_version, awaits_its_fence=False
)
SILENT_FENCE = Protocol(
    "a fence that stays when its debt turns out impossible",
    _by_the_gate,
    _by_version,
    tells_what_is_impossible=False,
)


NO_WATERMARK = Protocol(
    "no watermark of corrections at all", _whatever_is_corrected, _by_version, awaits_corrections=False
)
ONLY_BILLING_AWAITS = Protocol("a watermark at billing only", _whatever_is_corrected, _by_version)
PRICED_UNPAID = Protocol("a watermark without the invoice", _by_the_price_alone, _by_version)
INVOICE_ONLY = Protocol(
    "the invoice without a watermark", _by_the_invoice_alone, _by_version, awaits_corrections=False
)
ONLY_THE_GATE_AWAITS = Protocol(
    "a watermark at the gate only", _by_the_gate, _by_version, awaits_corrections=False
)


# ------------------------------------------------------------------------------------------------------- the moves


def moves(state: State, protocol: Protocol, bounds: Bounds) -> Iterator[Move]:
    """Everything that anybody, the network included, may do next."""
    if len(state.reports) < bounds.reports and protocol.opens(state.gate):
        yield from _inspector_reports(state)
    yield from _network_delivers(state, protocol)
    yield from _network_delivers_corrections(state)
    if state.books.debt:
        yield Move("the contractor pays a part", pay(state))
    if state.books.due:
        yield Move("the contractor pays an invoice", pay_invoice(state))
    if len(state.corrections) < bounds.corrections:
        for difference in (SAME_PRICE, DEARER):
            corrected = state._replace(corrections=(*state.corrections, difference))
            yield Move(f"a meter is corrected ({'dearer' if difference else 'the same price'})", corrected)
    yield from _billing_makes_a_debt(state, protocol, bounds)


def _inspector_reports(state: State) -> Iterator[Move]:
    number = len(state.reports) + 1
    wrong = ""
    if state.books.debt:
        wrong = UNPAID
    elif state.books.settled_sequence != len(state.reports):
        wrong = UNDECIDED
    elif state.owes_for_known_corrections:
        wrong = UNINVOICED
    gate = replace(state.gate, reports_sequence=number)
    for debt in (COVERED, DEBT):
        report = Report(debt, gate.meters_revision)
        reported = state._replace(gate=gate, reports=(*state.reports, report))
        yield Move(f"report {number} ({'a debt' if debt else 'covered'}) is accepted", reported, wrong)


def _network_delivers(state: State, protocol: Protocol) -> Iterator[Move]:
    for snapshot in state.told[1:]:
        gate = protocol.learns(state.gate, snapshot)
        yield Move(f"snapshot {snapshot.version} reaches inspection", state._replace(gate=gate))
    for version in state.asked:
        fenced = set_fence(state, version)
        yield Move(f"fence {version} reaches inspection, its answer is lost", fenced)
        for debt in set(state.announced):
            if debt.version == version:
                yield Move(f"fence {version} reaches inspection", hear_answer(fenced, debt))
    for sequence in range(1, len(state.reports) + 1):
        settled = settle(state, sequence, protocol)
        late = settled != state and state.books.priced < state.reports[sequence - 1].revision
        yield Move(f"report {sequence} reaches billing", settled, OLD_PRICE if late else "")


def _network_delivers_corrections(state: State) -> Iterator[Move]:
    for revision in range(1, len(state.corrections) + 1):
        yield Move(f"correction {revision} reaches inspection", know_correction(state, revision))
        yield Move(f"correction {revision} reaches billing", price_correction(state, revision))


def _billing_makes_a_debt(state: State, protocol: Protocol, bounds: Bounds) -> Iterator[Move]:
    if state.extra_debts < bounds.extra_debts:
        begun = state._replace(extra_debts=state.extra_debts + 1)
        if protocol.fences:
            yield Move("a debt without a report is announced", _with(begun, Announced()))
        else:
            yield Move("billing makes a debt without a report", _make_debt(begun))
    for debt in set(state.announced):
        yield Move(f"billing takes a debt, for version {state.books.version + 1}", take(state, debt))
        yield Move("a debt turns out impossible", _drop(state, debt, protocol))
        if debt.answered or (debt.version and not protocol.awaits_its_fence):
            yield Move("billing goes on behind its fence", go_on_behind_fence(state, debt, protocol))


def settle(state: State, sequence: int, protocol: Protocol) -> State:
    """Billing decides about a report, if it is the next one; any other is a repetition or waits for its turn."""
    if sequence != state.books.settled_sequence + 1:
        return state
    report = state.reports[sequence - 1]
    if protocol.awaits_corrections and report.revision > state.books.priced:
        return state
    return publish(state, settled_sequence=sequence, debt=state.books.debt + report.debt)


def know_correction(state: State, revision: int) -> State:
    """Referral's word of a correction reaches inspection, as an event or as an answer; it is a whole snapshot."""
    known = max(state.gate.meters_revision, revision)
    return state._replace(gate=replace(state.gate, meters_revision=known))


def price_correction(state: State, revision: int) -> State:
    """Billing prices a correction, and with it those before, for it brings the classes of all meters."""
    priced = state.books.priced
    if revision <= priced:
        return state
    return publish(state, priced=revision, due=state.books.due + sum(state.corrections[priced:revision]))


def pay_invoice(state: State) -> State:
    """The contractor pays what a correction made dearer."""
    return publish(state, due=state.books.due - 1)


def pay(state: State) -> State:
    """The contractor pays a part."""
    return publish(state, debt=state.books.debt - 1)


def publish(state: State, **changes: int) -> State:
    """Billing commits a transaction and tells the new snapshot."""
    snapshot = state.books._replace(version=state.books.version + 1, **changes)
    return state._replace(told=(*state.told, snapshot))


def take(state: State, debt: Announced) -> State:
    """Somebody takes an announced debt, for billing's next version, and asks inspection for a fence until then."""
    version = state.books.version + 1
    asked = tuple(sorted({*state.asked, version}))
    return _with(_without(state, debt), Announced(version))._replace(asked=asked)


def set_fence(state: State, version: int) -> State:
    """A fence request reaches inspection."""
    return state._replace(gate=state.gate.raise_fence(version=version))


def hear_answer(state: State, debt: Announced) -> State:
    """Inspection's answer reaches whoever asked for this debt; one for an earlier version is not heeded."""
    return _with(_without(state, debt), Announced(debt.version, answered=True))


def go_on_behind_fence(state: State, debt: Announced, protocol: Protocol) -> State:
    """Billing makes the debt; if its version has moved on meanwhile, the fence may be gone, and it is taken again."""
    if protocol.rechecks_its_version and state.books.version + 1 != debt.version:
        return _with(_without(state, debt), Announced())
    return _make_debt(_without(state, debt))


def _drop(state: State, debt: Announced, protocol: Protocol) -> State:
    """The debt is not made, and billing tells a version that lifts whatever fence was raised for it."""
    dropped = _without(state, debt)
    return publish(dropped) if protocol.tells_what_is_impossible else dropped


def _with(state: State, debt: Announced) -> State:
    return state._replace(announced=tuple(sorted((*state.announced, debt))))


def _without(state: State, debt: Announced) -> State:
    at = state.announced.index(debt)
    return state._replace(announced=state.announced[:at] + state.announced[at + 1 :])


def _make_debt(state: State) -> State:
    return publish(state, debt=state.books.debt + EXTRA_DEBT)


# --------------------------------------------------------------------------------------------------- the exploring


def essence(state: State, protocol: Protocol) -> State:
    """The state without what can no longer make a difference, so that alike states are walked once.

    Where snapshots go by version, those that the gate is beyond, and the fences that they lifted, are past. They
    are still delivered: were one to change anything, it would lead to a state of its own.
    """
    if protocol.learns is not _by_version:
        return state
    version = state.gate.billing_version
    settled = state.books.settled_sequence
    return state._replace(
        gate=replace(state.gate, fence_version=max(state.gate.fence_version, version)),
        reports=(Report(COVERED),) * settled + state.reports[settled:],
        told=tuple(snapshot for snapshot in state.told[:-1] if snapshot.version > version) + state.told[-1:],
        asked=tuple(asked for asked in state.asked if asked > version),
    )


def explore(
    protocol: Protocol,
    bounds: Bounds,
    *,
    forbidden: frozenset[str] = frozenset({UNPAID, UNDECIDED, UNINVOICED, OLD_PRICE}),
) -> Exploration:
    """Walk every reachable state, breadth first, up to the first violation of a ``forbidden`` kind."""
    start = State()
    came_from: dict[State, tuple[State, str] | None] = {start: None}
    seen = {essence(start, protocol)}
    labels: set[str] = set()
    queue = deque([start])
    while queue:
        state = queue.popleft()
        for move in moves(state, protocol, bounds):
            labels.add(move.label)
            if move.wrong in forbidden:
                trace = (*_way_to(state, came_from), f"{move.label}: it {move.wrong}")
                return Exploration(tuple(came_from), frozenset(labels), trace)
            if move.state == state:
                continue
            kind = essence(move.state, protocol)
            if kind not in seen:
                seen.add(kind)
                came_from[move.state] = (state, move.label)
                queue.append(move.state)
    return Exploration(tuple(came_from), frozenset(labels), ())


def _way_to(state: State, came_from: dict[State, tuple[State, str] | None]) -> tuple[str, ...]:
    labels: list[str] = []
    step = came_from[state]
    while step is not None:
        state, label = step
        labels.append(label)
        step = came_from[state]
    return tuple(reversed(labels))


def come_to_rest(state: State, protocol: Protocol, *, newest_first: bool) -> State:
    """The state once billing has finished, every debt is paid and every message has arrived, in either order."""
    while state.announced:
        debt = Announced(state.books.version + 1)
        state = hear_answer(set_fence(take(state, state.announced[0]), debt.version), debt)
        state = go_on_behind_fence(state, debt._replace(answered=True), protocol)
    for revision in range(1, len(state.corrections) + 1):
        state = know_correction(price_correction(state, revision), revision)
    for sequence in range(1, len(state.reports) + 1):
        state = settle(state, sequence, protocol)
    while state.books.debt:
        state = pay(state)
    while state.books.due:
        state = pay_invoice(state)
    for version in state.asked:
        state = set_fence(state, version)
    for snapshot in sorted(state.told[1:], reverse=newest_first):
        state = state._replace(gate=protocol.learns(state.gate, snapshot))
    return state
