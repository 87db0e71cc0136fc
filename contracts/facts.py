"""What every service answers about the facts it told, under its own name, beside the verbs of its contract."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.shapes import Code, Identifier, command, query

MOST_TOLD = 1000  # sequences looked at for one answer
MOST_BODIES = 200
LONGEST_ID = 64

Sequence = Annotated[int, validate.Range(min=0, max=2**63 - 1)]
Bookmark = Annotated[str, Code(), validate.Length(max=LONGEST_ID)]
Names = Annotated[dict[str, Sequence], validate.Length(max=200)]
ToldLimit = Annotated[int, validate.Range(min=1, max=MOST_TOLD)]
SettleSeconds = Annotated[int, validate.Range(min=0, max=3600)]
SomeIds = Annotated[list[Identifier], validate.Length(max=MOST_TOLD)]
FewIds = Annotated[list[Identifier], validate.Length(max=MOST_BODIES)]


@dataclass(frozen=True, kw_only=True)
class ToldPage:
    """Which facts were told, in order, from a bookmark on through another; those not asked for by name are left out.

    ``newest``: no fact that was ever told has a higher sequence. ``pruned_through``: what is older is not kept.
    A bookmark that is not known is of another history than this one's, and nothing is said of what follows it.
    """

    event_ids: list[str]
    through: int
    through_event_id: str
    more: bool
    knows_bookmark: bool
    pruned_through: int
    newest: int


@dataclass(frozen=True, kw_only=True)
class ToldFact:
    """A fact as it was told."""

    sequence: int
    event_id: str
    name: str
    lane: str
    body: str
    correlation_id: str
    occurred_at: datetime


class FactsApi(Protocol):
    """Asked by whoever listens to a service's facts, about those that the bus may have lost."""

    @command
    def list_told(
        self,
        *,
        consumer: Identifier,
        names: Names,
        after: Sequence,
        after_event_id: Bookmark,
        settle_seconds: SettleSeconds,
        limit: ToldLimit = MOST_TOLD,
    ) -> ToldPage:
        """What was told after a bookmark, and at least so many seconds ago; notes that the consumer has the rest.

        ``names`` says after which sequence the consumer listens to which facts.
        """

    @command
    def heed_restored(self, *, consumer: Identifier, event_ids: SomeIds) -> None:
        """The consumer has these facts of this service, which may not know them: its database is then an older copy."""

    @query
    def get_told(self, *, event_ids: FewIds) -> list[ToldFact]:
        """These facts, in the order in which they were told; what is not known is left out."""

    @query
    def which_known(self, *, event_ids: SomeIds) -> list[str]:
        """Those of these facts that this service has told, as far as it knows."""
