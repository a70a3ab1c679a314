"""The mock on a port: uvicorn, with five things that it does not do by itself.

What is not HTTP is refused with a problem; a request has limits of size and of time; the transport
is in the scope, for faults that break it; a server starts and stops at once, which its tick of
a tenth of a second would not allow; and all connections that wait are taken, however busy it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.asgi import TRANSPORT
from messaging_engagement_contract.mock.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from messaging_engagement_contract.mock.application import Mock

BACKLOG = 2048
GRACE = 5  # seconds for requests that run when the server stops
TICK = 0.1  # uvicorn counts in these
MAX_HEAD = 2**16
VERSIONS = frozenset({"1.0", "1.1"})  # the parser knows more
PATIENCE = 60.0  # seconds for a whole request, from the connection or the first byte on


class Protocol(HttpToolsProtocol):
    """A connection."""

    _arrived = 0  # how many bytes came since the parser kept nothing: no head is longer
    _is_too_long = False  # whether the head, or the trailer, is
    _waiting = 0  # how many bytes came of what is not complete, and so is kept by the parser
    _is_whole = True  # whether all of the last message is there
    _too_slow: asyncio.TimerHandle | None = None
    _refusal: tuple[int, str] | None = None  # of what came behind requests that are being answered

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a piece; what the parser keeps for later is not to grow without end."""
        if self._refusal is not None:
            return
        self._waiting += len(data)
        self._arrived = self._waiting
        super().data_received(data)
        is_done = self._is_whole and not self._waiting  # most requests come in one piece
        if is_done or self._refusal is not None or self.transport.is_closing():
            return
        if self._waiting > MAX_HEAD:
            self._end(431, f"The head of a request may have {MAX_HEAD} bytes")
        elif self._too_slow is None:
            self._wait()

    def on_message_begin(self) -> None:
        """Let faults have the transport."""
        super().on_message_begin()
        self._is_whole = False
        self._stop_waiting()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}

    def on_headers_complete(self) -> None:
        """Answer, for the head is whole."""
        self._waiting = 0
        self._check_length()
        if self.parser is not None and self.parser.get_http_version() not in VERSIONS:
            raise ValueError("the parser hands this on to whoever fed it")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._waiting = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for nothing more."""
        self._waiting = 0
        self._check_length()
        self._is_whole = True
        self._stop_waiting()
        super().on_message_complete()

    def _check_length(self) -> None:
        """Refuse a head that is too long; a trailer is among its fields."""
        if self._arrived <= MAX_HEAD:  # most are, and need not be counted
            return
        fields = sum(len(name) + len(value) for name, value in self.headers)
        if len(self.url) + fields > MAX_HEAD:
            self._is_too_long = True
            raise ValueError("the parser hands this on to whoever fed it")

    def _wait(self) -> None:
        self._too_slow = self.loop.call_later(PATIENCE, self._end, 408, "The request took too long")

    def _stop_waiting(self) -> None:
        if self._too_slow is not None:
            self._too_slow.cancel()
            self._too_slow = None

    def eof_received(self) -> bool:  # type: ignore[override] # upstream closes at once
        """Let a client that has sent all it will have its answers; then close."""
        cycle = self.cycle
        if not cycle or cycle.response_complete:
            return False
        if self._refusal is not None:
            return True
        cycle.keep_alive = False
        return not cycle.more_body

    def shutdown(self) -> None:
        """End what is idle, or half read; what is being answered goes on."""
        super().shutdown()
        cycle = self.cycle
        if cycle and cycle.more_body and not cycle.response_started:
            self.transport.close()  # the rest of the body may never come

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, in the form of every other refusal."""
        if self._is_too_long:
            self._end(431, f"The head of a request may have {MAX_HEAD} bytes")
        else:
            self._end(400, msg)

    def on_response_complete(self) -> None:
        """Answer the next request; or refuse what came after the last, now that it is its turn."""
        if self._refusal is None or self.pipeline or self.transport.is_closing():
            super().on_response_complete()
        else:
            self._end(*self._refusal)

    def _end(self, status: int, told: str) -> None:
        """Refuse what is half read, and close; an answer that has begun is not mixed up with it.

        Requests before it are answered first, in their order (RFC 9112, 9.3.2).
        """
        self._stop_waiting()
        cycle = self.cycle
        if cycle and not cycle.response_complete and (self.pipeline or not cycle.more_body):
            if cycle.more_body:
                self.pipeline.popleft()  # it is what is half read
            self._refusal = status, told
            return
        if not cycle or cycle.response_complete or not cycle.response_started:
            body = problems.problem(status, told).answer.body or b""
            head = (
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
                "content-type: application/json\r\n"
                f"Content-Length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.transport.close()


class Server(uvicorn.Server):
    """A server of one mock, on sockets that listen already."""

    def __init__(self, mock: Mock, started: Callable[[], None]) -> None:
        config = uvicorn.Config(
            mock,
            http=Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_keep_alive=60,
            backlog=BACKLOG,
        )
        super().__init__(config)
        self._mock = mock
        self._on_start = started
        self._stopping: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: list[socket.socket] = []

    def stop(self) -> None:
        """Stop soon; from any thread."""
        self.should_exit = True
        if self._loop is not None and self._stopping is not None:
            with contextlib.suppress(RuntimeError):  # it has stopped by itself
                self._loop.call_soon_threadsafe(self._stopping.set)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to whoever runs the server."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        self._listeners = sockets or []
        await super().startup(sockets)

    async def _take_waiting(self) -> None:
        """Take every connection that waits.

        libuv takes one each time round the loop. Round a thousand connections that ask without end
        that is too few: those that wait become more, until the kernel has no room for them.
        https://github.com/libuv/libuv/pull/3696
        """
        loop = asyncio.get_running_loop()
        taken = [one for listener in self._listeners for one in _waiting(listener)]
        await asyncio.gather(
            *(loop.connect_accepted_socket(self._connection, one) for one in taken),
            return_exceptions=True,  # a client may have left already
        )

    def _connection(self) -> Protocol:
        return Protocol(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )

    async def main_loop(self) -> None:
        """Go on until the server is to stop."""
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        counter = 0
        await self.on_tick(counter)
        self._on_start()
        await self._take_waiting()
        while not self.should_exit:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), TICK)
            counter = (counter + 1) % 864_000
            await self.on_tick(counter)
            await self._take_waiting()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is idle, and let what runs come to its end, for a while."""
        for server in self.servers:
            server.close()
        for one in sockets or []:
            one.close()
        parts_of(self._mock).journal.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        deadline = asyncio.get_running_loop().time() + GRACE
        while self.server_state.connections or self.server_state.tasks:
            if self.force_exit or asyncio.get_running_loop().time() > deadline:
                for task in self.server_state.tasks:
                    task.cancel()
                for connection in list(self.server_state.connections):
                    connection.transport.abort()
                await asyncio.sleep(0.01)
                break
            await asyncio.sleep(0.002)


def _waiting(listener: socket.socket) -> Iterator[socket.socket]:
    """Accept what waits to be accepted."""
    with contextlib.suppress(OSError):  # nothing does, or this process may open no more
        for _ in range(BACKLOG):
            connection, _address = listener.accept()
            connection.setblocking(False)  # noqa: FBT003 - the standard library's signature
            yield connection


def listen(host: str, port: int) -> socket.socket:
    """Open a port.

    Raises:
        OSError: the port is taken, or the address is not of this machine; it says which.
    """
    try:
        return _listen(host, port)
    except OSError as error:
        reason = f"cannot listen on {host}:{port}: {error.strerror or error}"
        if error.errno == errno.EADDRINUSE:
            reason += " (is it running already? port 0 takes a free one)"
        raise OSError(error.errno, reason) from error


def _listen(host: str, port: int) -> socket.socket:
    (family, kind, protocol, _, address), *_ = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)  # before anyone is told the address
        listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    except BaseException:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket, host: str) -> str:
    """Give the URL of a port."""
    port = listener.getsockname()[1]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"
