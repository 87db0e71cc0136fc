"""What every event has in common, and how it names itself on the bus.

An event is a fact in the past tense. Its class says its publisher and its name: ``contracts.billing.ChargeSettled``
is ``charge_settled`` of ``billing``. Changes are additive; consumers ignore what they do not know.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from contracts.shapes import service_of


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events; ``source`` and ``name`` follow from where and how the class is declared."""

    source: ClassVar[str] = ""
    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.source = service_of(cls)
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def lane(self) -> str:
        """Events with the same lane (a file's id, else a person's) are applied in the order they were recorded."""
        for field in ("file_id", "id", "user_id", "recipient_id"):
            value = getattr(self, field, None)
            if isinstance(value, str):
                return value
        return ""
