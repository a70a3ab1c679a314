"""A sender that records what it is asked to send and answers as it was told.

The drill copies this file beside each client that it generates.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from messaging_engagement_api import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from messaging_engagement_api import AsyncPager, Listing, Page, Pager, Paging, Request

T = TypeVar("T")
PageT = TypeVar("PageT")


@dataclass(frozen=True)
class Reply:
    """What a server answers."""

    status_code: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Raw(Generic[T]):
    """A result with its answer."""

    parsed: T
    status_code: int
    headers: dict[str, str]
    content: bytes
    attempts: tuple[object, ...] = ()
    elapsed: float = 0.0
    request_id: str | None = None


@dataclass(frozen=True)
class OnePage(Generic[T]):
    """A page of a list."""

    number: int
    items: list[T]
    model: object
    total_pages: int = 1
    total_items: int = 1


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

    def send_raw(self, request: Request[T], /) -> Raw[T]:
        """Send the request, and give the reply with what is read from it."""
        reply = self.reply
        return Raw(self.send(request), reply.status_code, reply.headers, reply.content)

    def paginate(self, listing: Listing[T, PageT], paging: Paging, /) -> OnePager[T, PageT]:
        """Give a pager of one page."""
        return OnePager(self, listing, paging)


@dataclass(frozen=True)
class OnePager(Generic[T, PageT]):
    """The items of the page that the options choose, and of no other one."""

    wire: Wire
    listing: Listing[T, PageT]
    paging: Paging

    def __iter__(self) -> Iterator[T]:
        """Walk through the items."""
        return iter(next(self.pages()).items[: self.paging.get("limit")])

    def pages(self) -> Iterator[OnePage[T]]:
        """Walk through the one page."""
        number, size = self.paging.get("start_page", 1), self.paging.get("page_size")
        page = self.wire.send(self.listing.request(number, UNSET if size is None else size))
        yield OnePage(number, self.listing.items(page) or [], page)

    @property
    def total_items(self) -> int:
        """How many items there are."""
        return len(list(self))


@dataclass(frozen=True)
class AsyncOnePager(Generic[T, PageT]):
    """The same, asynchronously."""

    pager: OnePager[T, PageT]

    async def __aiter__(self) -> AsyncIterator[T]:
        """Walk through the items."""
        for item in self.pager:
            yield item

    async def pages(self) -> AsyncIterator[OnePage[T]]:
        """Walk through the one page."""
        for page in self.pager.pages():
            yield page

    async def total_items(self) -> int:
        """Tell how many items there are."""
        return self.pager.total_items


def items(pager: Pager[T]) -> list[T]:
    """Give what a pager gives, having looked at its pages, too."""
    found = list(pager)
    pages: list[Page[T]] = list(pager.pages())
    assert pager.total_items <= sum(len(page.items) for page in pages)
    return found


async def async_items(pager: AsyncPager[T]) -> list[T]:
    """Give what an asynchronous pager gives, having looked at its pages, too."""
    found = [item async for item in pager]
    pages: list[Page[T]] = [page async for page in pager.pages()]
    assert await pager.total_items() <= sum(len(page.items) for page in pages)
    return found


class AsyncWire:
    """The same for the asynchronous resource classes."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def send(self, request: Request[T], /) -> T:
        """Keep the request and read the reply as its operation says."""
        return self._wire.send(request)

    async def send_raw(self, request: Request[T], /) -> Raw[T]:
        """Send the request, and give the reply with what is read from it."""
        return self._wire.send_raw(request)

    def paginate(self, listing: Listing[T, PageT], paging: Paging, /) -> AsyncOnePager[T, PageT]:
        """Give a pager of one page."""
        return AsyncOnePager(self._wire.paginate(listing, paging))
