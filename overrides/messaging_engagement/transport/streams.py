"""Streams of bytes that keep the deadline of the call that reads them.

httpcore gives each read of the socket the whole timeout, so a server that sends its answer drop by
drop would hold a call for ever. A task can be woken when its time is over; a thread cannot.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import httpcore

from messaging_engagement.deadline import Deadline
from messaging_engagement.transport.timeouts import LONGEST_TIMEOUT

if TYPE_CHECKING:
    import ssl


NONE: Final = Deadline.after(None)
AT_ONCE: Final = 16 * 1024
"""Bytes that are written at once: a socket that takes any mostly takes as many."""


class Backend(httpcore.SyncBackend):
    """Makes streams that keep the deadline of the thread that uses them."""

    def __init__(self) -> None:
        super().__init__()
        self._of_thread = threading.local()

    @property
    def deadline(self) -> Deadline:
        """The deadline of what this thread reads or writes now."""
        deadline: Deadline = getattr(self._of_thread, "deadline", NONE)
        return deadline

    @deadline.setter
    def deadline(self, deadline: Deadline) -> None:
        self._of_thread.deadline = deadline

    def connect_tcp(self, *args: Any, **options: Any) -> httpcore.NetworkStream:  # noqa: ANN401 - passed on
        """Connect to a server."""
        return _Stream(super().connect_tcp(*args, **options), self)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, backend: Backend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        deadline = self._backend.deadline
        within = _within(deadline, timeout, httpcore.ReadTimeout)
        if deadline.interruption is None:
            return self._stream.read(max_bytes, within)
        with deadline.interruption.ending(self._shut_down):
            return self._stream.read(max_bytes, within)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # httpcore, too, gives each part that the socket takes the whole timeout.
        for start in range(0, len(buffer), AT_ONCE):
            within = _within(self._backend.deadline, timeout, httpcore.WriteTimeout)
            self._stream.write(buffer[start : start + AT_ONCE], within)

    def close(self) -> None:
        # Another thread that reads it would go on waiting for what is closed.
        self._shut_down()
        self._stream.close()

    def _shut_down(self) -> None:
        connection: socket.socket = self._stream.get_extra_info("socket")
        with suppress(OSError):  # it is closed, or the server closed it
            # Not the method of an SSLSocket, which forgets that it was one.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _Stream(stream, self._backend)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore has it
        return self._stream.get_extra_info(info)


def _within(
    deadline: Deadline, timeout: float | None, late: type[httpcore.TimeoutException]
) -> float | None:
    """Give the seconds that the next wait may take; None for any."""
    remaining = deadline.remaining()
    if remaining <= 0:
        raise late("the deadline is over")
    within = remaining if timeout is None else min(timeout, remaining)
    return None if within > LONGEST_TIMEOUT else within
