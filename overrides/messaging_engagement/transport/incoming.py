"""The answer to an attempt while it is read, and what follows from an exception of the transport.

httpx, httpx2 and httpcore have the same exceptions, as classes of their own. So they are told by
the names of their classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from messaging_engagement import timing
from messaging_engagement.errors import (
    ConnectionFailedError,
    DeadlineError,
    NoAnswerError,
    TimedOutError,
)
from messaging_engagement.retries import Failure
from messaging_engagement.steps import Lost, Outgoing, Reply, is_success
from messaging_engagement.transport.decompression import (
    DecompressionError,
    Decompressor,
    TooLargeError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Mapping

TRANSPORT = frozenset({"RequestError", "InvalidURL", "NetworkError", "ProtocolError", "ProxyError"})
"""The exceptions that mean that the transport failed, beside those of time."""

NOT_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})
"""The exceptions that mean that no byte of the request left."""

UNREADABLE = (DecompressionError, TooLargeError)
"""The exceptions that mean that the answer is there, but its body cannot be read."""


class Head(Protocol):
    """The head of an answer."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, by names in whatever case."""
        ...


class Coded(Head, Protocol):
    """The head of an answer whose body may be compressed."""

    @property
    def codings(self) -> str:
        """How what is read of the body is compressed, as Content-Encoding has it."""
        ...


class StreamedResponse(Coded, Protocol):
    """An answer whose body is read piece by piece."""

    def iter_raw(self) -> Iterator[bytes]:
        """Read the body as it comes."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class AsyncStreamedResponse(Coded, Protocol):
    """An answer whose body is read piece by piece, asynchronously."""

    def aiter_raw(self) -> AsyncGenerator[bytes]:
        """Read the body as it comes."""
        ...

    async def aclose(self) -> None:
        """Give the connection back."""
        ...


class DeadlinePassedError(Exception):
    """The deadline is over while the answer is read."""


class StrayError(Exception):
    """Something else failed than the request: an event hook, or a request that authenticates."""


class Incoming:
    """The answer to an attempt while it comes in, and what is made of it however that ends."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._started = timing.now()
        self._head: Head | None = None
        self._body = Decompressor("", outgoing.max_body)
        self._pieces: list[bytes] = []

    def begin(self, head: Coded) -> None:
        """Note the head.

        Raises:
            DecompressionError: the body will be in a form that nobody asked for.
        """
        self._head = head
        if head.codings:
            self._body = Decompressor(head.codings, self._outgoing.max_body)

    def add(self, piece: bytes) -> None:
        """Add a piece of the body, as it came.

        Raises:
            TooLargeError: it is too much.
            DecompressionError: it is not as the head says.
            DeadlinePassedError: it is too late.
        """
        self._in_time()
        for found in self._body.feed(piece):
            self._in_time()
            self._pieces.append(found)

    def end(self, head: Head) -> Reply:
        """Give the answer, which was read to its end.

        Raises:
            DecompressionError: what was compressed is not.
        """
        self._body.end()
        return self._reply(head)

    def _in_time(self) -> None:
        if self._outgoing.deadline.remaining() <= 0:
            raise DeadlinePassedError

    def _reply(self, head: Head, fault: str | None = None) -> Reply:
        return Reply(
            status_code=head.status_code,
            headers=head.headers,
            content=b"".join(self._pieces),
            elapsed=timing.now() - self._started,
            fault=fault,
        )

    def failed(self, error: Exception) -> Reply | Lost:
        """Say what follows from an exception.

        Returns:
            The answer, where its head says enough; else why there is none.

        Raises:
            Exception: the error itself, if it is no failure of the transport.
        """
        names = {kind.__name__ for kind in type(error).__mro__}
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        if "HTTPStatusError" in names:
            # Raised by an event hook of the user's own client: the status is judged here.
            return self._reply(
                cast("Any", error).response, "an event hook raised before it was read"
            )
        late = self._outgoing.deadline.remaining() <= 0
        kind: type[NoAnswerError]
        if isinstance(error, DeadlinePassedError) or (late and _is_timeout(error, names)):
            kind, said = DeadlineError, "the deadline was over before the answer was there"
        elif _is_timeout(error, names):
            kind = TimedOutError
        elif "LocalProtocolError" in names:
            # Its text may show a header, and so a secret.
            kind, said = ConnectionFailedError, "the request is not valid HTTP"
        elif names & TRANSPORT or isinstance(error, (*UNREADABLE, StrayError)):
            kind = ConnectionFailedError
        else:
            raise error
        if self._head is not None:
            unreadable = isinstance(error, UNREADABLE) or "DecodingError" in names
            if unreadable or not is_success(self._head.status_code):
                return self._reply(self._head, said)
            said += f", after the head of an answer with status {self._head.status_code}"
        failure = Failure.NOT_SENT if names & NOT_SENT else Failure.UNKNOWN
        return self.lost(failure, kind, said)

    def lost(self, failure: Failure, kind: type[NoAnswerError], reason: str) -> Lost:
        """Say why there is no answer."""
        return Lost(
            failure=failure, error=kind, reason=reason, elapsed=timing.now() - self._started
        )


def _is_timeout(error: Exception, names: set[str]) -> bool:
    return "TimeoutException" in names or isinstance(error, TimeoutError)
