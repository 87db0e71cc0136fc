"""The rules of messages: to whom one goes, and what the system says of what happened. Pure."""

from services.messaging.domain.addressing import check_addressee, concerns, require_sender
from services.messaging.domain.notices import Notice

__all__ = ["Notice", "check_addressee", "concerns", "require_sender"]
