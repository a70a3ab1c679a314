"""A request and an answer, as everything between the network and the resources sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

JSON_TYPE = "application/json"
ABSENT: Final = object()  # in the place of a body that was not sent; null is None


@dataclass(slots=True)
class Request:
    """A request, read whole. The names of ``headers`` are in lower case.

    ``path`` is that within the mock, and ``prefix`` what comes before it, if the mock is mounted
    somewhere. ``account`` and ``operation`` are set once they are known.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    origin: str
    account: str | None = None
    operation: str | None = None
    prefix: str = ""

    def header(self, name: str) -> str:
        """Give a header, or an empty text."""
        return self.headers.get(name, "")


@dataclass(slots=True)
class Wire:
    """How an answer goes over the connection, if not as it should.

    Attributes:
        delay: Seconds before the first byte.
        silent: Nothing is ever sent, and the connection stays open.
        keep: How many bytes of the body are sent; then the connection ends.
        head: How many bytes of the head are sent, if it is not whole.
        reset: The connection ends by a reset.
        pause: Seconds between pieces of the body.
        raw: Bytes that are sent in the place of the whole answer.
        told_length: What Content-Length says, if not the truth.
        extra: Bytes that follow the body.
    """

    delay: float = 0.0
    silent: bool = False
    keep: int | None = None
    head: int | None = None
    reset: bool = False
    pause: float = 0.0
    raw: bytes | None = None
    told_length: int | None = None
    extra: bytes = b""

    @property
    def headless(self) -> bool:
        """Whether no whole head goes over the wire, so that the client learns of no status."""
        broken = self.raw is not None and not self.raw.startswith(b"HTTP/")
        return self.silent or self.head is not None or broken

    @property
    def breaks(self) -> bool:
        """Whether the connection does not outlive the answer."""
        return (
            self.silent
            or self.reset
            or self.raw is not None
            or self.keep is not None
            or self.head is not None
            or self.told_length is not None
            or bool(self.extra)
        )


@dataclass(slots=True)
class Answer:
    """A response before it is written out; one whose body is None has none."""

    status: int
    body: bytes | None = None
    headers: Sequence[tuple[str, str]] = ()
    media_type: str | None = JSON_TYPE
    wire: Wire | None = None

    def read(self) -> Any:  # noqa: ANN401 - JSON
        """Read the body as JSON; None if it is none."""
        try:
            return orjson.loads(self.body or b"")
        except orjson.JSONDecodeError:
            return None

    def with_json(self, content: Any) -> Answer:  # noqa: ANN401 - JSON
        """Give the same answer with another body."""
        return Answer(self.status, orjson.dumps(content), self.headers, self.media_type, self.wire)

    def with_status(self, status: int) -> Answer:
        """Give the same answer with another status."""
        return Answer(status, self.body, self.headers, self.media_type, self.wire)

    def with_header(self, name: str, value: str | None) -> Answer:
        """Give the same answer with a header set, or without it."""
        kept = [one for one in self.headers if one[0].lower() != name.lower()]
        if value is not None:
            kept.append((name, value))
        return Answer(self.status, self.body, kept, self.media_type, self.wire)


@dataclass(slots=True)
class Call:
    """A request that has passed authentication, routing and validation of its parameters.

    ``origin`` is what comes before the paths of links: the server, and where the mock is mounted.
    ``clock`` gives the time in milliseconds since 1970; only what needs it asks.
    """

    account: str
    ids: Sequence[str]
    query: Mapping[str, Any]
    body: Any
    origin: str
    path: str
    clock: Callable[[], int]
