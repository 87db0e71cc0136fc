"""The messaging service: what the organization and the system tell people, in which words, and by which way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol

from marshmallow import validate

from contracts.events import Event
from contracts.policies import ClockTime, PolicyKey, PolicyView
from contracts.shapes import (
    Caller,
    Code,
    Identifier,
    Limit,
    LongText,
    Page,
    Person,
    ShortText,
    command,
    query,
)
from contracts.terms import Audience, Channel, DeliveryState, MessageState, Role

TemplateKey = Annotated[str, Code(), validate.Regexp(r"^[a-z_]{2,60}\.[a-z]{2,20}$")]
# Empty: the body goes by SMS as it is.
SmsText = Annotated[str, validate.Length(max=500)]


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """A message as its sender or a recipient sees it; ``sender`` is null for the system's own.

    ``sent_at`` of one that is scheduled is when it will go out; ``send_at`` is what was asked for, if anything was.
    """

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
    send_at: datetime | None = None
    state: MessageState = MessageState.SENT


@dataclass(frozen=True, kw_only=True)
class OfficeMessage(MessageView):
    """A message as the office follows it.

    ``recipients`` counts the active people whom it addresses as of now, ``read`` those of them who have read it.
    """

    recipients: int
    read: int


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A person whom a message addresses, and when they read it."""

    person: Person
    role: Role
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class UnreadCount:
    """How many messages wait to be read."""

    unread: int


@dataclass(frozen=True, kw_only=True)
class PlaceholderView:
    """A name that a template may use in braces: what stands there when it is sent, and an example."""

    name: str
    explanation: str
    example: str


@dataclass(frozen=True, kw_only=True)
class TemplateVersion:
    """One wording of a template: who made it, when and why; of version 0, the system's, nobody did."""

    version: int
    subject: str
    body: str
    sms: str
    send_sms: bool
    reason: str | None
    changed_by: Person | None
    changed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TemplateView:
    """What the system says of one fact to one kind of recipient, as worded now.

    ``send_sms``: whether it goes by SMS too, as ``sms``, or as its body when that is empty.
    """

    key: str
    title: str
    placeholders: list[PlaceholderView]
    current: TemplateVersion


@dataclass(frozen=True, kw_only=True)
class TemplateHistory:
    """A template with all its versions, newest first; the last is the system's own."""

    key: str
    title: str
    placeholders: list[PlaceholderView]
    versions: list[TemplateVersion]


@dataclass(frozen=True, kw_only=True)
class TemplatePreview:
    """A wording with the examples in place of its placeholders; ``sms`` is what would go by SMS."""

    subject: str
    body: str
    sms: str


@dataclass(frozen=True, kw_only=True)
class DeliveryView:
    """One message on its way to one person by a channel.

    ``next_attempt_at`` is the earliest moment of the next attempt, quiet hours considered; null when none is due.
    """

    id: str
    message_id: str
    person: Person
    channel: Channel
    mobile: str
    text: str
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    reference: str | None
    error: str | None
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SmsPolicy:
    """Whether, when and how stubbornly SMS are sent. The quiet hours are Tehran's; the same time twice means none.

    What falls into the quiet hours waits for their end. A failed attempt is repeated after ``first_retry_minutes``,
    then after twice that, and so on up to ``longest_retry_minutes``. What has waited for ``expire_after_hours`` is
    not sent any more: a reminder that is a day late is worse than none.
    """

    enabled: bool = True
    quiet_from: ClockTime = "22:00"
    quiet_until: ClockTime = "07:00"
    max_attempts: Annotated[int, validate.Range(min=1, max=20)] = 5
    first_retry_minutes: Annotated[int, validate.Range(min=1, max=1_440)] = 2
    longest_retry_minutes: Annotated[int, validate.Range(min=1, max=1_440)] = 120
    expire_after_hours: Annotated[int, validate.Range(min=1, max=720)] = 24


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
        send_at: datetime | None = None,
        sms: bool = False,
    ) -> MessageView:
        """Office: a message to everyone, to a role or to one person; with ``send_at`` not before then, with ``sms``
        by SMS too."""

    @query
    def list_messages(
        self,
        *,
        caller: Caller,
        state: MessageState | None = None,
        q: ShortText | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[OfficeMessage]:
        """Office: what the office sent, will send or cancelled, newest first; ``q`` searches subject and text."""

    @query
    def get_message(self, *, caller: Caller, message_id: Identifier) -> OfficeMessage:
        """Office: one message of the office."""

    @query
    def list_readers(
        self,
        *,
        caller: Caller,
        message_id: Identifier,
        read: bool | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[Reader]:
        """Office: the active people whom a message addresses, by membership code, and when each read it."""

    @command
    def cancel_message(self, *, caller: Caller, message_id: Identifier) -> MessageView:
        """Office: do not send a scheduled message; once it is sent: ``messaging.already_sent``."""

    @query
    def list_my_messages(
        self, *, caller: Caller, unread: bool | None = None, limit: Limit = 50, cursor: str | None = None
    ) -> Page[MessageView]:
        """The caller's messages, newest first; ``read_at`` is null while unread."""

    @query
    def get_my_message(self, *, caller: Caller, message_id: Identifier) -> MessageView:
        """One of the caller's messages; reading it so does not mark it as read."""

    @command
    def mark_read(self, *, caller: Caller, message_id: Identifier) -> None:
        """Mark one of the caller's messages as read; doing it twice changes nothing."""

    @query
    def count_unread(self, *, caller: Caller) -> UnreadCount:
        """How many of the caller's messages are unread."""

    @query
    def list_templates(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[TemplateView]:
        """Office, finance: what the system says of what happened, by key, as worded now."""

    @query
    def get_template(self, *, caller: Caller, key: TemplateKey) -> TemplateHistory:
        """Office, finance: one template, with every wording that it had."""

    @command
    def change_template(
        self,
        *,
        caller: Caller,
        key: TemplateKey,
        subject: ShortText,
        body: LongText,
        reason: LongText,
        sms: SmsText | None = None,
        send_sms: bool | None = None,
        version: int | None = None,
    ) -> TemplateView:
        """Office: another wording, for what is sent from now on; null leaves ``sms`` and ``send_sms`` as they are.

        An unknown placeholder is refused. ``version`` is the one that it was made from.
        """

    @query
    def preview_template(
        self, *, caller: Caller, key: TemplateKey, subject: ShortText, body: LongText, sms: SmsText = ""
    ) -> TemplatePreview:
        """Office: a wording as people would read it, with the examples; nothing is stored."""

    @query
    def list_deliveries(
        self,
        *,
        caller: Caller,
        state: DeliveryState | None = None,
        message_id: Identifier | None = None,
        person_id: Identifier | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[DeliveryView]:
        """Office: what went, or is to go, by SMS, newest first."""

    @command
    def retry_delivery(self, *, caller: Caller, delivery_id: Identifier) -> DeliveryView:
        """Office: try again what failed for good; anything else is refused: ``messaging.delivery_not_failed``."""

    @query
    def list_policies(self, *, caller: Caller) -> list[PolicyView]:
        """Office, finance: the policies of this service, as in force."""

    @query
    def list_policy_versions(self, *, caller: Caller, key: PolicyKey) -> list[PolicyView]:
        """Office, finance: every version of a policy, newest first; the last is what the system came with."""

    @command
    def change_policy(
        self,
        *,
        caller: Caller,
        key: PolicyKey,
        value: dict[str, Any],
        reason: LongText,
        version: int | None = None,
    ) -> PolicyView:
        """Office: a new version of a policy, in force at once; ``version`` is the one that it was made from."""


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """A message or a notification was sent."""

    id: str
    audience: Audience
    role: Role | None
    recipient_id: str | None
    subject: str
    file_id: str | None
