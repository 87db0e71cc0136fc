"""Messages from the organization and from the system."""

from typing import Any

from contracts.errors import MessagingCode
from contracts.messaging import MessageView, MessagingApi, UnreadCount
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("messaging", __name__, description="پیام‌ها · Messages")
OFFICE = frozenset({Role.OFFICE})


@routes.serve(
    "POST",
    "/messages",
    MessagingApi.send_message,
    fa="فرستادن پیام",
    who=OFFICE,
    status=201,
    refuses=(MessagingCode.RECIPIENT_NOT_FOUND,),
)
def send_message(ask: Ask, **body: Any) -> MessageView:
    """Send a message to everyone, to a `role`, or to one person (`recipient_id`).

    With `send_at` it goes out then, and can be cancelled before; with `sms` it goes to known mobile numbers too.
    """
    return ask.messaging.send_message(caller=ask.caller, **body)


@routes.serve("GET", "/me/messages", MessagingApi.list_my_messages, fa="پیام‌های من")
def list_my_messages(ask: Ask, **query: Any) -> Page[MessageView]:
    """One's messages, newest first; `read_at` is null while unread."""
    return ask.messaging.list_my_messages(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/me/messages/<id>",
    MessagingApi.get_my_message,
    fa="یک پیام من",
    refuses=(MessagingCode.MESSAGE_NOT_FOUND,),
)
def get_my_message(ask: Ask, message_id: str) -> MessageView:
    """One of one's messages; it is marked as read by its own route."""
    return ask.messaging.get_my_message(caller=ask.caller, message_id=message_id)


@routes.serve("GET", "/me/messages/unread-count", MessagingApi.count_unread, fa="شمار پیام‌های نخوانده")
def count_unread(ask: Ask) -> UnreadCount:
    """How many of one's messages are unread."""
    return ask.messaging.count_unread(caller=ask.caller)


@routes.serve(
    "POST",
    "/me/messages/<id>/read",
    MessagingApi.mark_read,
    fa="خوانده‌شدن پیام",
    status=204,
    refuses=(MessagingCode.MESSAGE_NOT_FOUND,),
)
def mark_read(ask: Ask, message_id: str) -> None:
    """Mark one of one's messages as read; doing it twice changes nothing."""
    ask.messaging.mark_read(caller=ask.caller, message_id=message_id)
