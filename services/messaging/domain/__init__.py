"""The rules of messages: to whom one goes and when, what is said of what happened, how SMS are sent. Pure."""

from services.messaging.domain.addressing import (
    allow,
    check_addressee,
    concerns,
    goes_out_at,
)
from services.messaging.domain.notices import Notice
from services.messaging.domain.persistence import expired_since, next_question, pause_after
from services.messaging.domain.quiet_hours import QuietHours
from services.messaging.domain.templates import (
    Template,
    TemplateError,
    Wording,
    mistakes_in,
    render,
    sms_text,
)
from services.messaging.domain.texts import TEMPLATES

__all__ = [
    "TEMPLATES",
    "Notice",
    "QuietHours",
    "Template",
    "TemplateError",
    "Wording",
    "allow",
    "check_addressee",
    "concerns",
    "expired_since",
    "goes_out_at",
    "mistakes_in",
    "next_question",
    "pause_after",
    "render",
    "sms_text",
]
