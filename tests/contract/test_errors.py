"""Refusals: stable codes, each in its service's name and in use, and families that survive the bus."""

import ast
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from contracts.errors import (
    AuthCode,
    BillingCode,
    CommonCode,
    Conflict,
    DeadlineExceeded,
    Forbidden,
    InspectionCode,
    InternalError,
    InvalidRequest,
    LimitExceeded,
    MessagingCode,
    NotFound,
    ReferralCode,
    Refusal,
    Unauthenticated,
    Unavailable,
    refusal_from_wire,
    refusal_to_wire,
)
from contracts.topology import APIS

ROOT = Path(__file__).parents[2]
CODES: dict[str, type[StrEnum]] = {
    "auth": AuthCode,
    "referral": ReferralCode,
    "inspection": InspectionCode,
    "billing": BillingCode,
    "messaging": MessagingCode,
}
COMMON_PREFIXES = {"request", "service", "idempotency", "policy"}
ALL_ENUMS: list[type[StrEnum]] = [CommonCode, *CODES.values()]
ALL_CODES = [code for codes in ALL_ENUMS for code in codes]

# What of the gateway lists codes without ever refusing with one.
LISTS = ("gateway/operations.py", "gateway/texts", "gateway/routes", "gateway/examples.py")

STATUSES: dict[type[Refusal], tuple[str, int]] = {
    InvalidRequest: ("invalid_request", 422),
    Unauthenticated: ("unauthenticated", 401),
    Forbidden: ("forbidden", 403),
    NotFound: ("not_found", 404),
    Conflict: ("conflict", 409),
    LimitExceeded: ("limit_exceeded", 429),
    Unavailable: ("unavailable", 503),
    DeadlineExceeded: ("deadline_exceeded", 504),
    InternalError: ("internal", 500),
}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def mentioned(path: Path) -> set[str]:
    """The codes that a module names, as ``BillingCode.NO_TARIFF``."""
    enums = {codes.__name__ for codes in ALL_ENUMS}
    return {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in enums
    }


def test_every_service_has_codes() -> None:
    assert CODES.keys() == APIS.keys()


def test_codes_are_unique() -> None:
    values = [code.value for code in ALL_CODES]
    assert sorted(values) == sorted(set(values))


@pytest.mark.parametrize("service", CODES)
def test_codes_stand_in_their_services_name(service: str) -> None:
    assert {code.value.partition(".")[0] for code in CODES[service]} == {service}


def test_common_codes_stand_in_nobodys_name() -> None:
    assert {code.value.partition(".")[0] for code in CommonCode} == COMMON_PREFIXES
    assert COMMON_PREFIXES.isdisjoint(CODES)


@pytest.mark.parametrize("code", ALL_CODES, ids=str)
def test_a_code_is_called_what_it_says(code: StrEnum) -> None:
    subject = code.value.partition(".")[2]
    assert subject.replace("_", "").isalpha()
    assert subject == subject.lower()


def test_every_code_is_in_use() -> None:
    declared = {f"{type(code).__name__}.{code.name}" for code in ALL_CODES}
    used = set[str]()
    for path in sources("services", "chassis", "gateway", "contracts"):
        if not path.relative_to(ROOT).as_posix().startswith((*LISTS, "contracts/errors.py")):
            used |= mentioned(path)
    assert used <= declared
    assert declared == used


@pytest.mark.parametrize("service", CODES)
def test_a_service_speaks_in_its_own_name(service: str) -> None:
    """Inspection alone refuses in another's name: that a file owes is billing's word (R21)."""
    own = {CODES[service].__name__, "CommonCode"}
    foreign = set[str]()
    for path in sources(f"services/{service}"):
        foreign |= {name for name in mentioned(path) if name.partition(".")[0] not in own}
    owes = {"BillingCode.FILE_IN_DEBT", "BillingCode.INVOICE_DUE"}
    assert foreign == (owes if service == "inspection" else set())


@pytest.mark.parametrize("family", STATUSES, ids=lambda family: family.family)
def test_a_refusal_survives_the_bus(family: type[Refusal]) -> None:
    assert (family.family, family.status) == STATUSES[family]
    told = family(
        "billing.example", errors={"a": ["ب"]}, retry_after_seconds=3, debt_rials=5, day="x", ok=True
    )
    heard = refusal_from_wire(json.loads(json.dumps(refusal_to_wire(told))))
    assert type(heard) is family
    assert (heard.code, heard.errors, heard.retry_after_seconds, heard.params) == (
        "billing.example",
        {"a": ["ب"]},
        3,
        {"debt_rials": 5, "day": "x", "ok": True},
    )


def test_no_family_is_untested() -> None:
    assert set(Refusal.__subclasses__()) == set(STATUSES)


def test_a_refusal_on_the_wire() -> None:
    refusal = Conflict(BillingCode.FILE_IN_DEBT, debt_rials=1_725_000)
    assert refusal_to_wire(refusal) == {
        "family": "conflict",
        "code": "billing.file_in_debt",
        "params": {"debt_rials": 1_725_000},
        "errors": {},
        "retry_after_seconds": None,
    }


@pytest.mark.parametrize(
    "wire",
    [
        {},
        {"family": "of_a_later_version", "code": "billing.example"},
        {"family": None, "code": None, "params": None, "errors": None, "retry_after_seconds": None},
        {"family": "conflict", "code": "", "params": [], "errors": "x", "retry_after_seconds": "soon"},
    ],
)
def test_a_refusal_that_is_not_understood_is_still_one(wire: dict[str, object]) -> None:
    heard = refusal_from_wire(wire)
    assert type(heard) is (Conflict if wire.get("family") == "conflict" else InternalError)
    assert heard.code == (wire.get("code") or CommonCode.INTERNAL)
    assert (heard.errors, heard.params, heard.retry_after_seconds) == ({}, {}, None)
