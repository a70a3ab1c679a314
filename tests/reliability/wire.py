"""A server made of a bare socket, which misbehaves at one byte of a request or of an answer.

It reads the bytes of requests itself, so that it can stop after any of them, and keeps what it was
sent: an oracle that counts registrations must not depend on a library for servers.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE: Final = 30.0
"""Seconds after which a wait of the server has failed."""

_LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)\s*$")
_ABORTING = struct.pack("ii", 1, 0)


class Side(StrEnum):
    """Whose bytes it happens to."""

    REQUEST = "request"
    ANSWER = "answer"


class Act(StrEnum):
    """What happens."""

    CLOSE = "close"
    """The server says that it sends no more (FIN)."""
    RESET = "reset"
    """The server resets the connection (RST)."""
    STALL = "stall"
    """The server goes silent, and the connection stays."""
    GARBLE = "garble"
    """One byte of the answer is another one; after a part of a request, the answer is noise."""


@frozen(kw_only=True)
class Trouble:
    """What happens, and when.

    Attributes:
        side: Whose bytes it happens to.
        offset: After how many of them.
        act: What happens.
        first: How many requests are answered well before.
        lasting: Whether it happens to all that follow, or to one alone.
        noise: The byte that is put in another's place, or begins the noise.
    """

    side: Side
    offset: int
    act: Act
    first: int = 0
    lasting: bool = False
    noise: int = 0

    def meets(self, number: int) -> bool:
        """Tell whether it happens to the request of this number, from 0."""
        return number == self.first or (self.lasting and number > self.first)


@frozen
class Received:
    """A request, as far as the server read it."""

    content: bytes
    is_whole: bool

    @property
    def method(self) -> str:
        """The method, as far as it came."""
        return self.content.split(b" ", 1)[0].decode("latin-1")

    @property
    def body(self) -> bytes:
        """The body, as far as it came."""
        return self.content.partition(b"\r\n\r\n")[2]


@define(eq=False)
class WireServer:
    """A server on a port of its own.

    Args:
        answer: Gives the answer to a whole request, as bytes.
        trouble: What goes wrong; None for nothing.

    Attributes:
        received: Each request of which any byte was read, in order.
    """

    answer: Callable[[bytes], bytes]
    trouble: Trouble | None = None
    received: list[Received] = field(factory=list[Received], init=False)
    _listener: socket.socket = field(init=False)
    _held: list[socket.socket] = field(factory=list[socket.socket], init=False)
    _thread: threading.Thread = field(init=False)
    _threads: list[threading.Thread] = field(factory=list[threading.Thread], init=False)

    def __attrs_post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, name="wire server", daemon=True)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def connections(self) -> int:
        """How many connections there were."""
        return len(self._held)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.left_open(0.0)
        self._listener.close()
        for connection in self._held:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # wakes a thread that reads it
            connection.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def left_open(self, patience: float = PATIENCE) -> int:
        """Count the connections that the client has not closed, once it should have.

        Args:
            patience: Seconds to wait for that.
        """
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread
        self._thread.join(PATIENCE)
        for thread in self._threads:
            thread.join(patience)  # it ends when the client closes its connection, or before
        for connection in self._held:
            with suppress(OSError):
                connection.settimeout(patience)
        return sum(not _is_closed_by_peer(connection) for connection in self._held)

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE)
            self._held.append(connection)
            thread = threading.Thread(
                target=self._serve, args=(connection,), name="wire server", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            self._answer_all(connection)

    def _answer_all(self, connection: socket.socket) -> None:
        """Answer the requests of a connection until trouble comes, or the client leaves."""
        while True:
            trouble = self.trouble
            if trouble is not None and not trouble.meets(len(self.received)):
                trouble = None
            stop = trouble.offset if trouble and trouble.side is Side.REQUEST else None
            request = _read(connection, stop)
            if request is None:
                return
            self.received.append(request)
            if trouble is None:
                connection.sendall(self.answer(request.content))
                continue
            if trouble.side is Side.ANSWER:
                answer = bytearray(self.answer(request.content))
                if trouble.act is Act.GARBLE:
                    answer[trouble.offset % len(answer)] = trouble.noise
                    connection.sendall(answer)
                    continue
                connection.sendall(answer[: trouble.offset])
            elif trouble.act is Act.GARBLE:
                connection.sendall(bytes((trouble.noise + 37 * i) % 256 for i in range(64)))
            _end(connection, trouble.act)
            return


def _read(connection: socket.socket, stop: int | None) -> Received | None:
    """Read a request to its end, or so many bytes of it; None if there is none."""
    content = b""
    while True:
        whole = _size(content)
        wanted = 65536 if whole is None else whole - len(content)
        if stop is not None:
            wanted = min(wanted, stop - len(content))
        if wanted <= 0:
            return Received(content, is_whole=whole is not None and len(content) >= whole)
        piece = connection.recv(wanted)
        if not piece:
            return Received(content, is_whole=False) if content else None
        content += piece


def _size(content: bytes) -> int | None:
    """Give the size of a request, once its head is there."""
    head, end, _ = content.partition(b"\r\n\r\n")
    if not end:
        return None
    length = _LENGTH.search(head)
    return len(head) + len(end) + (int(length[1]) if length else 0)


def _end(connection: socket.socket, act: Act) -> None:
    if act is Act.RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORTING)
        connection.close()
    elif act is not Act.STALL:
        connection.shutdown(socket.SHUT_WR)


def _is_closed_by_peer(connection: socket.socket) -> bool:
    """Tell whether a client has closed a connection, or does so soon."""
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:  # it was reset, or is closed here
        return True
    return True
