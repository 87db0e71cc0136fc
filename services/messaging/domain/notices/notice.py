"""A message of the system, and the words that several of them share."""

from dataclasses import dataclass

from contracts.terms import Audience, Phase, Role

PHASES = {Phase.PRE: "پیش‌بازرسی", Phase.FINAL: "بازرسی نهایی"}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message of the system, to one person or to everybody of a role."""

    key: str
    subject: str
    body: str
    recipient_id: str | None = None
    role: Role | None = None

    @property
    def audience(self) -> Audience:
        """Whether it goes to a person or to a role."""
        return Audience.ROLE if self.role is not None else Audience.PERSON

    @property
    def dedupe_key(self) -> str:
        """The same for the same fact and recipient, for ever."""
        return f"{self.key}:{self.role or self.recipient_id}"


def because(reason: str) -> str:
    """A sentence with the reason, to append; nothing when none was given."""
    return f" دلیل: {reason.strip()}" if reason.strip() else ""
