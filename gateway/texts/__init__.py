"""What people read when something is refused, in Persian and in English.

``codes`` has a sentence for every stable code, ``fields`` translates the messages of field validation, ``titles``
names the HTTP statuses. Nothing else in the gateway writes prose for people.
"""

from gateway.texts.codes import detail
from gateway.texts.fields import field_errors, field_message
from gateway.texts.titles import title

__all__ = ["detail", "field_errors", "field_message", "title"]
