"""What every Python process with a shifted clock runs first: a sleep that libfaketime leaves alone.

``time.sleep`` waits until a moment of the monotonic clock. libfaketime (0.9.10) takes that for one of the clock that it
shifts, and refuses it. A select without files waits a duration.
"""

import select
import sys
import time
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

_wait = select.select  # as it is before eventlet makes it cooperative


def _sleep(seconds: float) -> None:
    """Sleep."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _wait([], [], [], seconds)


def _fresh(module: ModuleType) -> ModuleType:
    """A second copy of a module."""
    spec = module.__spec__
    assert spec is not None
    assert spec.loader is not None
    copy = module_from_spec(spec)
    spec.loader.exec_module(copy)
    return copy


# Eventlet's hub sleeps by a copy of its own, which it looks for under this name.
_original = _fresh(time)
for _module in (time, _original):
    vars(_module)["sleep"] = _sleep
sys.modules["__original_module_time"] = _original

# This one hides whatever else of its name is on the path.
_here = Path(__file__).parent
_hidden = PathFinder.find_spec("sitecustomize", [path for path in sys.path if Path(path) != _here])
if _hidden is not None and _hidden.loader is not None:
    _hidden.loader.exec_module(module_from_spec(_hidden))
