"""Streams of bytes that keep the deadline of the call that reads them.

httpcore gives each read of the socket the whole timeout, so a server that sends its answer drop by
drop would hold a call for ever. A task can be woken when its time is over; a thread cannot.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

import httpcore

from messaging_engagement.deadline import Deadline

if TYPE_CHECKING:
    import ssl


NONE: Final = Deadline.after(None)


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
        remaining = self._backend.deadline.remaining()
        if remaining <= 0:
            raise httpcore.ReadTimeout("the deadline is over")
        within = remaining if timeout is None else min(timeout, remaining)
        return self._stream.read(max_bytes, None if within == float("inf") else within)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

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
