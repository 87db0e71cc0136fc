"""The messaging service: what the organization and the system tell people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.events import Event
from contracts.shapes import Caller, Identifier, Limit, LongText, Page, Person, ShortText, command, query
from contracts.terms import Audience, Role


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """A message as its sender or a recipient sees it; ``sender`` is null for the system's own."""

    id: str
    audience: Audience
    role: Role | None
    recipient_id: str | None
    subject: str
    body: str
    sender: Person | None
    file_id: str | None
    sent_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class UnreadCount:
    """How many messages wait to be read."""

    unread: int


class MessagingApi(Protocol):
    """Messages and notifications (R31, R32)."""

    @command
    def send_message(
        self,
        *,
        caller: Caller,
        audience: Audience,
        subject: ShortText,
        body: LongText,
        role: Role | None = None,
        recipient_id: Identifier | None = None,
    ) -> MessageView:
        """Office: a message to everyone, to a role or to one person."""

    @query
    def list_my_messages(
        self, *, caller: Caller, unread: bool | None = None, limit: Limit = 50, cursor: str | None = None
    ) -> Page[MessageView]:
        """The caller's messages, newest first; ``read_at`` is null while unread."""

    @command
    def mark_read(self, *, caller: Caller, message_id: Identifier) -> None:
        """Mark one of the caller's messages as read; doing it twice changes nothing."""

    @query
    def count_unread(self, *, caller: Caller) -> UnreadCount:
        """How many of the caller's messages are unread."""


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """A message or a notification was sent."""

    id: str
    audience: Audience
    role: Role | None
    recipient_id: str | None
    subject: str
    file_id: str | None
