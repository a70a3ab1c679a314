"""A list behind a server in memory, and one way to drain the pagers of both clients.

``@both`` gives a test the class of the client, ``connect`` makes one that sends to a
:class:`ListServer`, and ``drain`` iterates a pager and sees to it that nothing is left running when
the iteration ends.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from attrs import define, field

from messaging_engagement import AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CREDENTIALS: dict[str, Any] = {"api_key": "abcd1234", "api_secret": "mock-secret"}
PATIENCE = 30
"""Seconds after which a test that waits for another thread has failed."""
EVER = 10**9
"""More requests than there will be."""

Kind = type[Client] | type[AsyncClient]

both = pytest.mark.parametrize("kind", [Client, AsyncClient])
"""Runs a test for the synchronous and for the asynchronous client."""


def named(count: int) -> list[str]:
    """Name the items of a list."""
    return [f"B{number}" for number in range(1, count + 1)]


@define
class ListServer:
    """A server that lists identities.

    Attributes:
        items: Their ids, now.
        page_size: How many are on a page if the client does not say it.
        ends: Whether a page after the last is not found; else it is empty.
        before: Called with the number of a page before it is answered.
        instead: What to answer for a page, or to raise, in place of it.
        alter: Changes the body of a page.
        together: How many pages after the first have to be under way before one is answered.
        asked: The pages that were asked for, in order.
        queries: The query parameters of each request.
        most: How many requests were under way at once, at most.
    """

    items: list[str]
    page_size: int = 10
    ends: bool = False
    before: Callable[[int], object] = lambda _: None
    instead: Mapping[int, httpx.Response | BaseException] = {}
    alter: Callable[[dict[str, Any]], object] = lambda _: None
    together: int = 0
    asked: list[int] = field(factory=list[int], init=False)
    queries: list[dict[str, str]] = field(factory=list[dict[str, str]], init=False)
    most: int = field(default=0, init=False)
    opened: threading.Event = field(factory=threading.Event, init=False)
    _under_way: int = field(default=0, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        try:
            if self._arrive(request):
                assert self.opened.wait(PATIENCE)
            return self._page(request)
        finally:
            self._leave()

    async def answer_async(self, request: httpx.Request) -> httpx.Response:
        """Answer a request, after a turn of the event loop."""
        try:
            waits = self._arrive(request)
            await asyncio.sleep(0)
            if waits:
                await until(self.opened.is_set)
            return self._page(request)
        finally:
            self._leave()

    def _arrive(self, request: httpx.Request) -> bool:
        """Note a request, and tell whether it has to wait for others."""
        number = _number(request)
        with self._lock:
            self.asked.append(number)
            self.queries.append(dict(request.url.params))
            self._under_way += 1
            self.most = max(self.most, self._under_way)
            if self._under_way >= self.together:
                self.opened.set()
        return number > 1

    def _leave(self) -> None:
        with self._lock:
            self._under_way -= 1

    def _page(self, request: httpx.Request) -> httpx.Response:
        number = _number(request)
        with self._lock:
            self.before(number)
            instead = self.instead.get(number)
            if isinstance(instead, BaseException):
                raise instead
            if instead is not None:
                return httpx.Response(
                    instead.status_code, headers=instead.headers, content=instead.content
                )
            size = int(request.url.params.get("page_size", self.page_size))
            last = max(1, -(-len(self.items) // size))
            if self.ends and number > last:
                return httpx.Response(404, json={"title": "Not Found"})
            shown = self.items[(number - 1) * size : number * size]
            body: dict[str, Any] = {
                "page": number,
                "page_size": size,
                "total_pages": last,
                "total_items": len(self.items),
                "_embedded": {"identities": [{"identity_id": item} for item in shown]},
            }
            self.alter(body)
            return httpx.Response(200, json=body)


def _number(request: httpx.Request) -> int:
    return int(request.url.params["page"])


def connect(kind: Kind, server: ListServer, **options: Any) -> Client | AsyncClient:
    """Make a client that sends to a server."""
    if issubclass(kind, Client):
        http = httpx.Client(transport=httpx.MockTransport(server.answer))
        return kind(**CREDENTIALS, **options, http_client=http)
    transport = httpx.MockTransport(server.answer_async)
    return kind(**CREDENTIALS, **options, http_client=httpx.AsyncClient(transport=transport))


def listed(kind: Kind, server: ListServer, **paging: Any) -> Any:
    """Make a pager of the identities of a server, without retries."""
    return connect(kind, server, max_retries=0).identities.list(**paging)


@define
class Outcome:
    """What came out of an iteration."""

    items: list[Any] = field(factory=list[Any])
    error: Any = None

    @property
    def ids(self) -> list[str]:
        """The ids of the items."""
        return [item.identity_id for item in self.items]


def drain(
    pager: Any,
    *,
    pages: bool = False,
    stop_after: int | None = None,
    use: Callable[[Any], object] = lambda _: None,
) -> Outcome:
    """Iterate a pager, and check that nothing is left running.

    Args:
        pager: The pager of either client.
        pages: Whether to iterate its pages in place of its items.
        stop_after: After how many of them to break.
        use: Called with each. What it raises ends the iteration, as any other error.
    """
    outcome = Outcome()

    def goes_on(item: object) -> bool:
        outcome.items.append(item)
        use(item)
        return len(outcome.items) != stop_after

    async def iterate() -> None:
        try:
            async for item in pager.pages() if pages else pager:
                if not goes_on(item):
                    break
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcome.error = error
        await asyncio.sleep(0)
        assert {asyncio.current_task()} == asyncio.all_tasks()

    if hasattr(pager, "__aiter__"):
        asyncio.run(iterate())
        return outcome
    try:
        for item in pager.pages() if pages else pager:
            if not goes_on(item):
                break
    except Exception as error:  # noqa: BLE001 - the test looks at it
        outcome.error = error
    assert [] == reading_threads()
    return outcome


def reading_threads() -> list[threading.Thread]:
    """Find the threads that read pages."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("page ")]


def total_items(pager: Any) -> int:
    """Ask a pager for the number of items."""
    total: int = (
        pager.total_items if hasattr(pager, "__iter__") else asyncio.run(pager.total_items())
    )
    return total


async def until(condition: Callable[[], bool]) -> None:
    """Give others their turn until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - it may come from another thread
            await asyncio.sleep(0)
