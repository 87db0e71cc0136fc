"""How the office follows its messages, words the notices of the system, and watches what goes by SMS."""

from typing import Any

from contracts.errors import MessagingCode
from contracts.messaging import (
    DeliveryView,
    MessageView,
    MessagingApi,
    OfficeMessage,
    Reader,
    TemplateHistory,
    TemplatePreview,
    TemplateView,
)
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("messaging_office", __name__, description="پیام‌های سازمان · Messages of the organization")
OFFICE = frozenset({Role.OFFICE})
READERS = frozenset({Role.OFFICE, Role.FINANCE})
_NO_MESSAGE = MessagingCode.MESSAGE_NOT_FOUND
_NO_TEMPLATE = MessagingCode.TEMPLATE_NOT_FOUND


@routes.serve("GET", "/messages", MessagingApi.list_messages, fa="پیام‌های فرستادهٔ دفتر", who=OFFICE)
def list_messages(ask: Ask, **query: Any) -> Page[OfficeMessage]:
    """What the office sent, will send or cancelled, newest first; `q` searches subject and text.

    `recipients` counts the active people whom a message addresses now, `read` those of them who have read it.
    """
    return ask.messaging.list_messages(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/messages/<id>",
    MessagingApi.get_message,
    fa="جزئیات پیام دفتر",
    who=OFFICE,
    refuses=(_NO_MESSAGE,),
)
def get_message(ask: Ask, message_id: str) -> OfficeMessage:
    """One message of the office, with how many it addresses and how many have read it."""
    return ask.messaging.get_message(caller=ask.caller, message_id=message_id)


@routes.serve(
    "GET",
    "/messages/<id>/readers",
    MessagingApi.list_readers,
    fa="خوانندگان یک پیام",
    who=OFFICE,
    refuses=(_NO_MESSAGE,),
)
def list_readers(ask: Ask, message_id: str, **query: Any) -> Page[Reader]:
    """The active people whom a message addresses, by membership code, and when each read it."""
    return ask.messaging.list_readers(caller=ask.caller, message_id=message_id, **query)


@routes.serve(
    "POST",
    "/messages/<id>/cancellation",
    MessagingApi.cancel_message,
    fa="لغو پیام زمان‌بندی‌شده",
    who=OFFICE,
    refuses=(_NO_MESSAGE, MessagingCode.ALREADY_SENT),
)
def cancel_message(ask: Ask, message_id: str) -> MessageView:
    """Do not send a scheduled message; doing it twice changes nothing."""
    return ask.messaging.cancel_message(caller=ask.caller, message_id=message_id)


@routes.serve("GET", "/message-templates", MessagingApi.list_templates, fa="متن‌های آمادهٔ سامانه", who=READERS)
def list_templates(ask: Ask, **query: Any) -> Page[TemplateView]:
    """What the system says of what happened, one template per fact and kind of recipient, as worded now."""
    return ask.messaging.list_templates(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/message-templates/<key>",
    MessagingApi.get_template,
    fa="نسخه‌های یک متن آماده",
    who=READERS,
    refuses=(_NO_TEMPLATE,),
)
def get_template(ask: Ask, key: str) -> TemplateHistory:
    """A template's placeholders, and every wording that it had, newest first; version 0 is the system's own."""
    return ask.messaging.get_template(caller=ask.caller, key=key)


@routes.serve(
    "PUT",
    "/message-templates/<key>",
    MessagingApi.change_template,
    fa="تغییر متن آماده",
    who=OFFICE,
    refuses=(_NO_TEMPLATE, MessagingCode.TEMPLATE_CHANGED),
)
def change_template(ask: Ask, key: str, **body: Any) -> TemplateView:
    """Give a template another wording, for what is sent from now on; what was sent stays as it was.

    Placeholders stand in braces, and unknown ones are refused; a brace itself is written twice. With `version`, only
    if that is still the newest.
    """
    return ask.messaging.change_template(caller=ask.caller, key=key, **body)


@routes.serve(
    "POST",
    "/message-templates/<key>/preview",
    MessagingApi.preview_template,
    fa="پیش‌نمایش متن آماده",
    who=OFFICE,
    refuses=(_NO_TEMPLATE,),
)
def preview_template(ask: Ask, key: str, **body: Any) -> TemplatePreview:
    """A wording as people would read it, with the examples in place of the placeholders; nothing is stored."""
    return ask.messaging.preview_template(caller=ask.caller, key=key, **body)


@routes.serve("GET", "/deliveries", MessagingApi.list_deliveries, fa="پیامک‌ها", who=OFFICE)
def list_deliveries(ask: Ask, **query: Any) -> Page[DeliveryView]:
    """What went, or is to go, by SMS, newest first."""
    return ask.messaging.list_deliveries(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/deliveries/<id>/retry",
    MessagingApi.retry_delivery,
    fa="فرستادن دوبارهٔ پیامک",
    who=OFFICE,
    refuses=(MessagingCode.DELIVERY_NOT_FOUND, MessagingCode.DELIVERY_NOT_FAILED),
)
def retry_delivery(ask: Ask, delivery_id: str) -> DeliveryView:
    """Try again what failed for good, to the number that the person has now."""
    return ask.messaging.retry_delivery(caller=ask.caller, delivery_id=delivery_id)
