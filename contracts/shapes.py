"""The few shapes that every contract shares: who asks, a person, a page, and the bounds of what is accepted."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from marshmallow import validate

from contracts.terms import Role

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])

# Free text keeps its digits; only the Arabic letter forms are folded (see contracts.codec).
ShortText = Annotated[str, validate.Length(min=1, max=200)]
LongText = Annotated[str, validate.Length(min=1, max=4000)]
OptionalText = Annotated[str, validate.Length(max=4000)]


@dataclass(frozen=True)
class Code:
    """Marks a string as an identifier rather than prose: spaces around it go, Persian digits become Latin."""


@dataclass(frozen=True)
class Sensitive:
    """Marks an argument of which nothing may be kept, not even a hash by which it could be guessed."""


MembershipCode = Annotated[str, Code(), validate.Regexp(r"^[0-9]{1,3}(-[0-9]{1,10}){1,3}$")]
AreaCode = Annotated[str, Code(), validate.Regexp(r"^[a-z][a-z0-9_-]{1,39}$")]
Reference = Annotated[str, Code(), validate.Length(min=1, max=64)]
Identifier = Annotated[str, Code(), validate.Length(min=1, max=64)]
Limit = Annotated[int, validate.Range(min=1, max=200)]
Rials = Annotated[int, validate.Range(min=1, max=10**15)]
Quantity = Annotated[Decimal, validate.Range(min=Decimal("0.01"), max=Decimal("999999"))]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The signed-in person for whom a call is made. It travels beside the arguments, never among them."""

    id: str
    role: Role
    membership_code: str
    full_name: str
    session_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person as others may see them."""

    id: str
    membership_code: str
    full_name: str


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list; ``next_cursor`` is opaque, and null on the last page."""

    items: list[T]
    next_cursor: str | None


def service_of(declared: object) -> str:
    """The service in whose contract something is declared: ``contracts.billing`` or a module of that package."""
    return declared.__module__.split(".")[1]


def command(method: F) -> F:
    """Marks a method of an Api that changes something: it runs once per idempotency key, in one transaction."""
    method.__dict__["kind"] = "command"
    return method


def query(method: F) -> F:
    """Marks a method of an Api that only reads."""
    method.__dict__["kind"] = "query"
    return method


def secret(method: F) -> F:
    """Marks a command whose answer must not be kept (a token, a password): it is not replayed, it runs again."""
    method.__dict__["secret"] = True
    return method
