"""A sender that records what it is asked to send and answers as it was told.

The drill copies this file beside each client that it generates.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from messaging_engagement_api import Request

T = TypeVar("T")


@dataclass(frozen=True)
class Reply:
    """What a server answers."""

    status_code: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict[str, str])


class Wire:
    """Sends nothing: it keeps each request, and gives the reply that was set."""

    def __init__(self) -> None:
        self.requests: list[Request[Any]] = []
        self.reply = Reply(500, b"no answer was set")
        self.sent: object = None

    def last(self) -> Request[Any]:
        """Give the request that came last."""
        return self.requests[-1]

    def answers(self, status_code: int, body: object = b"") -> None:
        """Set the reply to all later requests: bytes as they are, anything else as JSON."""
        self.sent = body
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.reply = Reply(status_code, content)

    def send(self, request: Request[T], /) -> T:
        """Keep the request and read the reply as its operation says."""
        self.requests.append(request)
        return request.operation.parse(self.reply)


class AsyncWire:
    """The same for the asynchronous resource classes."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def send(self, request: Request[T], /) -> T:
        """Keep the request and read the reply as its operation says."""
        return self._wire.send(request)
