"""What is said of tariffs (R26)."""

from collections.abc import Mapping

from contracts.terms import Role
from services.messaging.domain.notices.notice import Notice
from services.messaging.domain.persian import day, number


def tariff_activated(*, key: str, version: int, effective_from: str, person: str) -> list[Notice]:
    """To the office and finance; ``effective_from`` is a Jalali day."""
    return _to_both(key, "tariff_activated", version, effective_from, person)


def tariff_withdrawn(*, key: str, version: int, effective_from: str, person: str) -> list[Notice]:
    """To the office and finance; ``effective_from`` is the Jalali day from which it was to be in force."""
    return _to_both(key, "tariff_withdrawn", version, effective_from, person)


def _to_both(key: str, fact: str, version: int, effective_from: str, person: str) -> list[Notice]:
    values: Mapping[str, str] = {"version": number(version), "from": day(effective_from), "person": person}
    return [
        Notice(key=key, role=role, template=f"{fact}.{role}", values=values)
        for role in (Role.OFFICE, Role.FINANCE)
    ]
