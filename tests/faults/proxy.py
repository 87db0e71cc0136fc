"""What both proxies share: connections to one server on this machine, carried byte by byte, delayed and cut as told.

A proxy has a thread and an event loop of its own, so that whoever injects faults may block, and be blocked by them.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from launcher.ports import LOOPBACK, free_ports

T = TypeVar("T")

Pieces = list[bytes]
Translate = Callable[[bytes], Pieces]
Send = Callable[[Pieces], None]

_READ_BYTES = 65_536
_MOST_WAITING = 1_000  # chunks in one direction; then whoever sends must wait
_ANSWER_SECONDS = 10.0


class Talk:
    """One client's connection: what passes in each direction, as pieces of which a cut leaves one incomplete."""

    def from_client(self, data: bytes) -> Pieces:
        """What goes on to the server for what the client sent."""
        return [data]

    def from_server(self, data: bytes) -> Pieces:
        """What goes on to the client for what the server sent."""
        return [data]

    def client_left(self) -> Pieces:
        """What the client sent earlier, and still has to go to the server."""
        return []


class _Lane:
    """One direction of a connection: chunks in their order, each with the moment from which it may go on."""

    def __init__(self, proxy: "Proxy") -> None:
        self._proxy = proxy
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Queue[tuple[float, Pieces] | None] = asyncio.Queue()
        self._room = asyncio.Event()

    def send(self, pieces: Pieces) -> None:
        """Send on, after the present delay."""
        if pieces:
            delay = self._proxy.delay_seconds
            self._proxy.counts["delayed"] += delay > 0
            self._waiting.put_nowait((self._loop.time() + delay, pieces))

    async def fill(
        self, reader: asyncio.StreamReader, translate: Translate, at_end: Callable[[], Pieces]
    ) -> None:
        """Take what one side sends until it sends no more."""
        try:
            while data := await reader.read(_READ_BYTES):
                self.send(translate(data))
                if self._waiting.qsize() > _MOST_WAITING:
                    self._room.clear()
                    await self._room.wait()
            self.send(at_end())
        except OSError:
            self._proxy.counts["lost"] += 1
        finally:
            self._waiting.put_nowait(None)

    async def empty(self, writer: asyncio.StreamWriter) -> None:
        """Give it to the other side, until the end or a cut."""
        while (chunk := await self._waiting.get()) is not None:
            due, pieces = chunk
            self._room.set()
            if (early := due - self._loop.time()) > 0:
                await asyncio.sleep(early)
            if writer.is_closing() or not self._proxy.write(writer, pieces):
                return
            await writer.drain()


class Proxy:
    """Listens on a port of 127.0.0.1, the same for its whole life, for a server on another."""

    def __init__(self, upstream_port: int) -> None:
        self.port = free_ports(1)[0]
        self.counts: Counter[str] = Counter()
        self.delay_seconds = 0.0
        self._upstream_port = upstream_port
        self._bytes_until_cut: int | None = None
        self._loop: asyncio.AbstractEventLoop  # and the thread that runs it, from the start on
        self._thread: threading.Thread
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Accept connections, in the background."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._server = self._ask(asyncio.start_server(self._serve, LOOPBACK, self.port))

    def stop(self) -> None:
        """Close all connections, for good."""
        self._ask(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_ANSWER_SECONDS)
        self._loop.close()

    # -- faults

    def cut(self, after_bytes: int | None = None) -> None:
        """Close all connections: now, or in the middle of a piece once so many more bytes went by."""
        if after_bytes is None:
            self._ask(self._cut())
        else:
            self._bytes_until_cut = after_bytes

    def delay(self, seconds: float) -> None:
        """From now on, let each chunk wait so long; what was sent first still arrives first."""
        self.delay_seconds = seconds

    def calm(self) -> None:
        """Do nothing but carry from now on."""
        self.delay_seconds, self._bytes_until_cut = 0.0, None

    # -- what runs in the loop

    def talk(self, to_server: Send) -> Talk:
        """How a new connection is read; ``to_server`` sends what goes on later."""
        return Talk()

    def write(self, writer: asyncio.StreamWriter, pieces: Pieces) -> bool:
        """Write pieces; false when the connections were cut in one of them."""
        for piece in pieces if self._bytes_until_cut is not None else [b"".join(pieces)]:
            left = self._bytes_until_cut
            if left is not None and left < len(piece):
                writer.write(piece[: max(left, 1)])
                self._abort()
                return False
            self._bytes_until_cut = None if left is None else left - len(piece)
            writer.write(piece)
        return True

    def _abort(self) -> None:
        self._bytes_until_cut = None
        for writer in self._writers:
            writer.transport.abort()
        self.counts["cut"] += len(self._writers) // 2
        self._writers.clear()

    async def _cut(self) -> None:
        self._abort()

    def _ask(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_ANSWER_SECONDS)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        self._abort()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self.counts["connections"] += 1
        try:
            from_server, to_server = await asyncio.open_connection(LOOPBACK, self._upstream_port)
        except OSError:
            self.counts["refused"] += 1
            to_client.transport.abort()
        else:
            self._writers |= {to_client, to_server}
            try:
                await self._carry(from_client, to_client, from_server, to_server)
            finally:
                self._writers -= {to_client, to_server}
                to_client.close()
                to_server.close()
        finally:
            self._serving.discard(task)

    async def _carry(
        self,
        from_client: asyncio.StreamReader,
        to_client: asyncio.StreamWriter,
        from_server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:
        """Carry until all that one side sent before it left has arrived."""
        there, back = _Lane(self), _Lane(self)
        talk = self.talk(there.send)
        emptying = [
            asyncio.ensure_future(there.empty(to_server)),
            asyncio.ensure_future(back.empty(to_client)),
        ]
        filling = [
            asyncio.ensure_future(there.fill(from_client, talk.from_client, talk.client_left)),
            asyncio.ensure_future(back.fill(from_server, talk.from_server, list)),
        ]
        try:
            await asyncio.wait(emptying, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*emptying, *filling):
                task.cancel()
            ends = await asyncio.gather(*emptying, *filling, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, OSError):
                raise end  # a mistake of ours, which nobody must take for a fault of the network
