"""Results as a service would give them, made from the examples of the gateway's own document."""

import dataclasses
from typing import Any, TypeVar

from contracts.codec import decoder
from gateway.examples import example_of
from gateway.rendering import JSON_NAMES

T = TypeVar("T")


def sample(hint: type[T], **changes: Any) -> T:
    """A believable value of a contract's result type, with some fields changed."""
    value: Any = decoder(hint)(_named_as_fields(example_of(hint)))
    made: T = dataclasses.replace(value, **changes) if changes else value
    return made


def _named_as_fields(wire: Any) -> Any:
    """An example in JSON's names, with the contract's own names beside them, however deep."""
    if isinstance(wire, list):
        return [_named_as_fields(item) for item in wire]
    if not isinstance(wire, dict):
        return wire
    named = {name: _named_as_fields(value) for name, value in wire.items()}
    return named | {field: named[name] for field, name in JSON_NAMES.items() if name in named}
