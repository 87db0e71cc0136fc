"""A message of the system, and the words that several of them share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.terms import Audience, DeadlineKind, Phase, Role

PHASES = {Phase.PRE: "پیش‌بازرسی", Phase.FINAL: "بازرسی نهایی"}
DEADLINES = {
    DeadlineKind.NO_APPOINTMENT: "زمان بازرسی در مهلت مقرر تعیین نشده است",
    DeadlineKind.NO_REPORT: "گزارش بازدید در مهلت مقرر ثبت نشده است",
    DeadlineKind.IDLE: "مدتی طولانی هیچ کاری انجام نشده است",
}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message of the system, to one person or to everybody of a role: a template, and what its names stand for."""

    key: str
    template: str
    values: Mapping[str, str] = field(default_factory=dict)
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


def because(reason: str | None) -> str:
    """A sentence with the reason; nothing when none was given."""
    return f"دلیل: {reason.strip()}" if reason and reason.strip() else ""


def located(address: str) -> str:
    """A sentence with the address; nothing when it is not known."""
    return f"نشانی: {address.strip().rstrip('.')}." if address.strip() else ""
