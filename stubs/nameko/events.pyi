from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

def event_handler(source_service: str, event_type: str) -> Callable[[F], F]: ...
