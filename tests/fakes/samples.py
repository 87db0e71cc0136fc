"""Results as a service would give them, made from the examples of the gateway's own document."""

import dataclasses
from typing import Any, TypeVar

from contracts.codec import decoder
from gateway.examples import example_of
from gateway.rendering import JSON_NAMES

T = TypeVar("T")


def sample(hint: type[T], **changes: Any) -> T:
    """A believable value of a contract's result type, with some fields changed."""
    wire = example_of(hint)
    for field, name in JSON_NAMES.items():
        if isinstance(wire, dict) and name in wire:
            wire[field] = wire[name]
    value: Any = decoder(hint)(wire)
    made: T = dataclasses.replace(value, **changes) if changes else value
    return made
