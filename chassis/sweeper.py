"""The sweeper: finds facts that were told and did not arrive, and brings them.

Each consumer asks each source, every so often, which facts it told after the consumer's bookmark, and compares them
with its inbox. What is missing is fetched from the source itself, not from the bus, and stored as the bus would have;
what is here and not at the source is named. Nothing is held while somebody is asked: no transaction and no worker.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from chassis import bookmarks
from chassis.arrivals import store
from chassis.bookmarks import Bookmark, Overtaken
from chassis.db import Database
from chassis.inbox import Inbox
from chassis.rpc import CallContext, RpcClient
from chassis.telemetry import get_logger
from contracts.codec import method_of
from contracts.errors import Refusal
from contracts.facts import LONGEST_ID, MOST_BODIES, MOST_TOLD, FactsApi, ToldFact, ToldPage

log = get_logger(__name__)

Ask = Callable[
    ..., Any
]  # ask(source, verb, **arguments): a question of FactsApi to a service; raises Refusal

_ASK_SECONDS = 5.0
# A queue that is never seen empty hides what is lost no longer than this.
_PATIENCE_SECONDS = 60.0
_NAMED_IN_LOG = 5


class Sweeper:
    """Brings one service level with those whose facts it listens to."""

    def __init__(
        self,
        service: str,
        database: Database,
        inbox: Inbox,
        ask: Ask,
        sources: Mapping[str, Sequence[str]],
        *,
        every_seconds: float,
        settle_seconds: int,
    ) -> None:
        self._service, self._database, self._inbox, self._ask = service, database, inbox, ask
        self._sources = sources
        self._every_seconds, self._settle_seconds = every_seconds, settle_seconds
        self._missed: dict[str, dict[str, float]] = {}  # by source: since when each fact has been missed
        self._silent: dict[str, str] = {}  # sources that did not answer, and why
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Sweep in the background."""
        self._thread = threading.Thread(target=self._run, name=f"{self._service}-sweeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the present page."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        # The marks in the database say which source is due; looked at more often, none is late by a whole round.
        while not self._stopping.wait(self._every_seconds / 3):
            try:
                while not self._stopping.is_set() and self.sweep_next():
                    pass
            except Refusal as refusal:
                log.warning("sweep_refused", service=self._service, code=refusal.code)
            except Exception:
                log.exception("sweep_failed", service=self._service)

    def sweep_next(self) -> bool:
        """Compare with the source that waits for longest; false when none is due."""
        mark = self._database.transaction(
            lambda session: bookmarks.take(session, self._sources, self._every_seconds), repeatable=True
        )
        if mark is None:
            return False
        try:
            page: Bookmark | None = mark
            while page is not None and not self._stopping.is_set():
                page = self._compare(page)
            self._silent.pop(mark.source, None)
        except Overtaken:
            log.debug("sweep_overtaken", source=mark.source)
        except Refusal as refusal:
            if self._silent.get(mark.source) != refusal.code:
                log.info("source_does_not_answer", source=mark.source, code=refusal.code)
            self._silent[mark.source] = refusal.code
        return True

    def _compare(self, mark: Bookmark) -> Bookmark | None:
        """Bring one page level; returns the bookmark from which to go on at once, if any."""
        page: ToldPage = self._ask(
            mark.source,
            "list_told",
            consumer=self._service,
            names=mark.since,
            after=mark.through,
            after_event_id=mark.through_event_id,
            settle_seconds=self._settle_seconds,
        )
        if not page.knows_bookmark:
            return self._start_anew(mark, page)
        missing = self._database.read(lambda session: bookmarks.missing(session, page.event_ids))
        lost = self._lost(mark.source, missing)
        facts = self._fetch(mark.source, lost)
        strangers = self._strangers(mark, page)
        is_level = len(facts) == len(missing)
        place = (page.through, page.through_event_id) if is_level else (mark.through, mark.through_event_id)
        after = Bookmark(mark.source, *place, mark.since)
        if strangers:
            self._show(
                mark.source, self._database.read(lambda session: bookmarks.credible(session, strangers))
            )
        if facts or strangers or after != mark:
            self._settle(mark, after, page, facts, strangers)
        return after if is_level and page.more else None

    def _start_anew(self, mark: Bookmark, page: ToldPage) -> Bookmark:
        """The source was restored from an older copy: whatever it knows is compared once more."""
        log.error("bookmark_unknown", source=mark.source, through=mark.through, from_now=page.pruned_through)
        self._show(mark.source, [mark.through_event_id])
        after = Bookmark(mark.source, page.pruned_through, "", mark.since)

        def run(session: Session) -> None:
            bookmarks.hold(session, mark)
            bookmarks.move(session, mark, after.through, after.through_event_id, 0)

        self._database.transaction(run, repeatable=True)
        return after

    def _lost(self, source: str, missing: list[str]) -> list[str]:
        """What of the missing facts the bus will not bring any more."""
        now = time.monotonic()
        before = self._missed.get(source, {})
        self._missed[source] = since = {event_id: before.get(event_id, now) for event_id in missing}
        if not missing or self._inbox.has_all():
            return missing
        return [event_id for event_id in missing if now - since[event_id] >= _PATIENCE_SECONDS]

    def _fetch(self, source: str, event_ids: list[str]) -> list[ToldFact]:
        return [
            fact
            for some in _batches(event_ids, MOST_BODIES)
            for fact in self._ask(source, "get_told", event_ids=some)
        ]

    def _strangers(self, mark: Bookmark, page: ToldPage) -> list[str]:
        """Facts that are here and that their source does not know, although it keeps what it told then."""
        after = max(mark.through, page.pruned_through)

        def run(session: Session) -> set[str]:
            between = bookmarks.here_between(session, mark.source, after, page.through)
            return between | bookmarks.here_beyond(session, mark.source, page.newest)

        suspects = self._database.read(run) - set(page.event_ids)
        known: set[str] = set()
        for some in _batches([one for one in suspects if 0 < len(one.strip()) <= LONGEST_ID], MOST_TOLD):
            known.update(self._ask(mark.source, "which_known", event_ids=some))
        return sorted(suspects - known)

    def _show(self, source: str, event_ids: list[str]) -> None:
        """Show a source facts of its own that it does not know, before they are named: it has something to do then."""
        for some in _batches(event_ids, MOST_TOLD):
            self._ask(source, "heed_restored", consumer=self._service, event_ids=some)

    def _settle(
        self, mark: Bookmark, after: Bookmark, page: ToldPage, facts: list[ToldFact], strangers: list[str]
    ) -> None:
        """Store what was lost, name what is not known, and move the bookmark, all at once or not at all."""
        source = mark.source
        is_behind = mark.through < page.pruned_through <= after.through
        forgotten = f"{source} no longer keeps facts up to {page.pruned_through}"

        def run(session: Session) -> tuple[list[ToldFact], list[str]]:
            bookmarks.hold(session, mark)
            absent = set(bookmarks.missing(session, [fact.event_id for fact in facts]))
            brought = [fact for fact in facts if fact.event_id in absent]
            if brought:
                store(session, [_row_of(source, fact) for fact in brought])
            named = bookmarks.name_unknown(session, strangers)
            if named:
                bookmarks.remark(session, source, f"{source} no longer knows facts that are here")
            if is_behind:
                bookmarks.remark(session, source, forgotten)
            bookmarks.move(session, mark, after.through, after.through_event_id, len(brought))
            return brought, named

        brought, named = self._database.transaction(run, repeatable=True)
        if brought:
            names = dict(Counter(fact.name for fact in brought))
            log.warning("facts_brought", source=source, count=len(brought), names=names)
            self._inbox.wake()
        if named:
            log.error("facts_unknown_to_source", source=source, count=len(named), some=named[:_NAMED_IN_LOG])
        if is_behind:
            log.error("facts_no_longer_kept", source=source, note=forgotten)


def asking(rpc: RpcClient) -> Ask:
    """Questions over the bus, each with a short limit of its own."""

    def ask(source: str, verb: str, **arguments: Any) -> Any:
        method = method_of(FactsApi, verb)
        context = CallContext(deadline_seconds=_ASK_SECONDS)
        wire = method.encode_arguments(arguments)
        return rpc.send(source, verb, wire, context, method.decode_result).result()

    return ask


def _batches(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _row_of(source: str, fact: ToldFact) -> dict[str, Any]:
    """The inbox row that the bus would have made of it."""
    return {
        "event_id": fact.event_id,
        "source": source,
        "name": fact.name,
        "lane": fact.lane,
        "sequence": fact.sequence,
        "body": fact.body.encode(),
        "correlation_id": fact.correlation_id,
        "occurred_at": fact.occurred_at,
        "state": "pending",
        "error": None,
    }
