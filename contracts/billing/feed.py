"""The feed of entries, the periods of the books, and the webhooks that say that something happened."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.events import Event
from contracts.shapes import Caller, Code, Identifier, Limit, OptionalText, Page, command, query, secret
from contracts.terms import PeriodState, WebhookDeliveryState, WebhookEvent, WebhookState

FeedPosition = Annotated[int, validate.Range(min=0, max=10**15)]
Period = Annotated[str, Code(), validate.Regexp(r"^1[34][0-9]{2}-(0[1-9]|1[0-2])$")]
WebhookUrl = Annotated[str, Code(), validate.Regexp(r"^https?://[!-~]{1,2000}$")]


@dataclass(frozen=True, kw_only=True)
class FeedPosting:
    """One line of an entry; one of the two amounts is zero. ``holder`` is whose share of the account it is."""

    account: str
    name: str
    holder: str
    debit_rials: int
    credit_rials: int


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """An entry with its number, and the hash of the chain up to and with it; ``reverses`` is another one's key."""

    sequence: int
    effective_date: date
    posting_date: date
    posted_at: datetime
    key: str
    description: str
    file_id: str | None
    reverses: str | None
    chain_hash: str
    postings: list[FeedPosting]


@dataclass(frozen=True, kw_only=True)
class FeedPage:
    """The entries after a number, with their totals.

    ``chain_hash`` is that of the last item, and ``previous_hash`` that of the entry before the first: who remembers
    the one finds it as the other on the next page. ``next_after`` is the number to ask with next; ``more``: at once.
    Without items both hashes are those of the number asked with, and null if there is no such entry.
    """

    items: list[FeedEntry]
    count: int
    debit_rials: int
    credit_rials: int
    previous_hash: str | None
    chain_hash: str | None
    next_after: int
    more: bool


@dataclass(frozen=True, kw_only=True)
class PeriodView:
    """A Jalali month of the books: what was posted in it, by posting date."""

    period: str
    first_day: date
    last_day: date
    state: PeriodState
    entries: int
    debit_rials: int
    credit_rials: int
    closed_by: str | None
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AccountTotals:
    """What was posted to an account in a period."""

    account: str
    name: str
    debit_rials: int
    credit_rials: int


@dataclass(frozen=True, kw_only=True)
class PeriodClosing:
    """A month that was closed, with the totals of its accounts; ``closed`` names all that were closed with it."""

    period: str
    first_day: date
    last_day: date
    state: PeriodState
    entries: int
    debit_rials: int
    credit_rials: int
    closed_by: str
    closed_at: datetime
    closed: list[str]
    accounts: list[AccountTotals]


@dataclass(frozen=True, kw_only=True)
class WebhookView:
    """A webhook; without its secret, which was shown once."""

    id: str
    url: str
    description: str
    events: list[WebhookEvent]
    state: WebhookState
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: str | None
    old_secret_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class NewWebhook:
    """A new webhook with its secret, which is shown this once."""

    id: str
    url: str
    description: str
    events: list[WebhookEvent]
    state: WebhookState
    secret: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class NewWebhookSecret:
    """Another secret, which is shown this once; until a moment, the old one signs as well."""

    id: str
    secret: str
    old_secret_until: datetime


@dataclass(frozen=True, kw_only=True)
class WebhookDeliveryView:
    """A message to a webhook; its ``id`` is what the receiver gets as ``webhook-id``, the same for every attempt."""

    id: str
    webhook_id: str
    event: WebhookEvent
    body: str
    state: WebhookDeliveryState
    attempts: int
    next_attempt_at: datetime | None
    last_status: int | None
    last_error: str | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WebhookDisabled(Event):
    """A webhook is told nothing any more: it failed for three days, or said that it is gone."""

    id: str
    url: str
    gone: bool
    failing_since: datetime
    disabled_at: datetime


class FeedApi(Protocol):
    """The feed of entries, the periods of the books, and the webhooks that say that something happened."""

    @query
    def list_entries(self, *, caller: Caller, after: FeedPosition = 0, limit: Limit = 50) -> FeedPage:
        """Finance: the entries after a number, in the order of their numbers, which are given after the commit."""

    @query
    def list_periods(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[PeriodView]:
        """Finance: the Jalali months of the books, newest first."""

    @command
    def close_period(self, *, caller: Caller, period: Period) -> PeriodClosing:
        """Finance: a month that has ended, and every one before it, takes no entry any more.

        ``billing.period_closed``, ``billing.period_not_ended``.
        """

    @query
    def list_webhooks(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[WebhookView]:
        """Finance: the webhooks, newest first."""

    @secret
    @command
    def create_webhook(
        self,
        *,
        caller: Caller,
        url: WebhookUrl,
        events: list[WebhookEvent] | None = None,
        description: OptionalText = "",
    ) -> NewWebhook:
        """Finance: tell an address of these events, or of all; its secret is shown once.

        ``billing.webhook_address_refused``, ``billing.webhook_exists``, ``billing.too_many_webhooks``.
        """

    @command
    def delete_webhook(self, *, caller: Caller, webhook_id: Identifier) -> None:
        """Finance: tell it nothing any more, and forget what it was told."""

    @command
    def delete_webhooks(self, *, caller: Caller, all: bool) -> None:
        """Finance: the same for every webhook; ``all`` must be true."""

    @secret
    @command
    def rotate_webhook_secret(self, *, caller: Caller, webhook_id: Identifier) -> NewWebhookSecret:
        """Finance: another secret; for a time the old one signs as well."""

    @query
    def list_webhook_deliveries(
        self,
        *,
        caller: Caller,
        webhook_id: Identifier,
        state: WebhookDeliveryState | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[WebhookDeliveryView]:
        """Finance: what a webhook was told, or is to be told, newest first."""

    @command
    def replay_webhook_delivery(
        self, *, caller: Caller, webhook_id: Identifier, delivery_id: Identifier
    ) -> WebhookDeliveryView:
        """Finance: send a message that has ended once more, under its own id: ``billing.webhook_delivery_pending``."""

    @command
    def ping_webhook(self, *, caller: Caller, webhook_id: Identifier) -> WebhookDeliveryView:
        """Finance: try a webhook, once; a disabled one that answers is active again."""
