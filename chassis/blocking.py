"""Work that would hold up every other greenlet of a service (password hashing), done in a real thread."""

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import eventlet.patcher
import eventlet.tpool

# Hashing takes memory by the thread, and more threads than processors hash no faster.
_THREADS = max(2, os.cpu_count() or 2)
eventlet.tpool.set_num_threads(_THREADS)

P = ParamSpec("P")
R = TypeVar("R")


def run_blocking(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run the function; in a service, in a real thread while other greenlets go on."""
    if eventlet.patcher.is_monkey_patched("thread"):
        return eventlet.tpool.execute(function, *args, **kwargs)  # type: ignore[no-any-return]  # eventlet has no types
    return function(*args, **kwargs)
