from collections.abc import Callable
from typing import Any

def event_dispatcher(nameko_config: dict[str, Any]) -> Callable[[str, str, Any], None]: ...
