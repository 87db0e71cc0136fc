"""A fuse per service: whoever hangs is not asked for a while what can be done without.

A service that is dead is known at once; one that hangs costs every question its whole patience. After one question
timed out, the others are refused at once, and every few seconds one is let through to see.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from contracts.errors import CommonCode, DeadlineExceeded, Unavailable

_REST_SECONDS = 2.0


class Fuse:
    """Which services hang, as far as this process has found out. Safe to share among threads or greenlets."""

    def __init__(self) -> None:
        self._blown: dict[type, float] = {}

    @contextmanager
    def guarding(self, api: type, patience_seconds: float) -> Iterator[None]:
        """Ask a question that waits so long; raises Unavailable instead while its service hangs.

        A question that had to give up earlier, with whoever wanted to know, says nothing of the service.
        """
        begun = time.monotonic()
        rests_until = self._blown.get(api)
        if rests_until is not None:
            if begun < rests_until:
                raise Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2)
            # The others wait for how this one ends.
            self._blown[api] = begun + patience_seconds + _REST_SECONDS
        hangs = False
        try:
            yield
        except DeadlineExceeded:
            hangs = time.monotonic() - begun >= patience_seconds
            raise
        finally:
            if hangs:
                self._blown[api] = time.monotonic() + _REST_SECONDS
            else:
                self._blown.pop(api, None)


class FusedProxy:
    """An Api's proxy whose questions go through the fuse."""

    def __init__(self, proxy: Any, fuse: Fuse, api: type, patience_seconds: float) -> None:
        self._proxy, self._fuse, self._api, self._seconds = proxy, fuse, api, patience_seconds

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._proxy, name)

        def ask(**arguments: Any) -> Any:
            with self._fuse.guarding(self._api, self._seconds):
                return call(**arguments)

        return ask
