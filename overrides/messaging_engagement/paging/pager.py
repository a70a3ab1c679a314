"""Lists as pagers: every item of every page, read when it is asked for.

A pager is iterated as often as one likes; each time is a new walk through the list. With
``prefetch=N`` up to N pages are read ahead. That ends with the iteration, however it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from messaging_engagement.deadline import Deadline
from messaging_engagement.paging.prefetch import AsyncReadAhead, ReadAhead
from messaging_engagement.paging.walk import Walk
from messaging_engagement_api import Request

if TYPE_CHECKING:
    from messaging_engagement.paging.query import ListQuery
    from messaging_engagement.paging.results import Page

ItemT = TypeVar("ItemT")

Fetch = Callable[[Request[Any], Deadline], object]
AsyncFetch = Callable[[Request[Any], Deadline], Coroutine[Any, Any, object]]


class Pager(Generic[ItemT]):
    """The items of a list, lazily; iterate it.

    Args:
        query: What it is asked for.
        fetch: Sends a request, and gives the model of its answer.
    """

    def __init__(self, query: ListQuery[ItemT], fetch: Fetch) -> None:
        self._query = query
        self._fetch = fetch

    def __iter__(self) -> Generator[ItemT, None, None]:  # noqa: PYI058 - it can be closed
        return _items(self.pages())

    def pages(self) -> Generator[Page[ItemT], None, None]:
        """Give the pages, each with the items that no earlier one had."""
        deadline = Deadline.after(self._query.deadline)
        return _pages(
            Walk(self._query, deadline), ReadAhead(self._read, deadline, self._query.prefetch)
        )

    @property
    def total_items(self) -> int:
        """How many items there are, as the first page tells; it is read anew each time."""
        return self._query.total_items(self._read(1, Deadline.after(self._query.deadline)))

    def _read(self, number: int, deadline: Deadline) -> object:
        return self._fetch(self._query.request(number), deadline)

    def __repr__(self) -> str:
        return f"<Pager of {self._query.operation_id}>"


def _pages(walk: Walk[ItemT], ahead: ReadAhead) -> Generator[Page[ItemT], None, None]:
    with ahead:
        while walk.next_page is not None:
            page = None
            with walk.step():
                page = walk.take(walk.recall() or walk.read(ahead.get(walk.ask())))
            ahead.start(walk.ahead())
            if page is not None:
                yield page


def _items(pages: Generator[Page[ItemT], None, None]) -> Generator[ItemT, None, None]:
    with closing(pages):
        for page in pages:
            yield from page.items


class AsyncPager(Generic[ItemT]):
    """The items of a list, lazily; iterate it with ``async for``.

    Args:
        query: What it is asked for.
        fetch: Sends a request, and gives the model of its answer.
    """

    def __init__(self, query: ListQuery[ItemT], fetch: AsyncFetch) -> None:
        self._query = query
        self._fetch = fetch

    def __aiter__(self) -> AsyncItems[ItemT]:
        return AsyncItems(self.pages())

    def pages(self) -> AsyncPages[ItemT]:
        """Give the pages, each with the items that no earlier one had."""
        deadline = Deadline.after(self._query.deadline)
        return AsyncPages(
            Walk(self._query, deadline), AsyncReadAhead(self._read, deadline, self._query.prefetch)
        )

    async def total_items(self) -> int:
        """Tell how many items there are, as the first page does; it is read anew each time."""
        return self._query.total_items(await self._read(1, Deadline.after(self._query.deadline)))

    async def _read(self, number: int, deadline: Deadline) -> object:
        return await self._fetch(self._query.request(number), deadline)

    def __repr__(self) -> str:
        return f"<AsyncPager of {self._query.operation_id}>"


class AsyncPages(Generic[ItemT]):
    """One walk through the pages of a list.

    It is no asynchronous generator: when one of those is left early, what it has under way goes on
    until the event loop gets to closing it.
    """

    def __init__(self, walk: Walk[ItemT], ahead: AsyncReadAhead) -> None:
        self._walk = walk
        self._ahead = ahead
        self._is_running = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[ItemT]:
        self._refuse_if_running()
        self._is_running = True
        try:
            return await self._next()
        except GeneratorExit:  # nothing can be awaited any more
            self._walk.next_page = None
            self._ahead.cancel()
            raise
        except BaseException:
            await self._end()
            raise
        finally:
            self._is_running = False

    async def aclose(self) -> None:
        """End the walk, and all that is under way for it."""
        self._refuse_if_running()
        await self._end()

    async def _end(self) -> None:
        self._walk.next_page = None
        await self._ahead.close()

    def _refuse_if_running(self) -> None:
        if self._is_running:
            raise RuntimeError("this walk is waiting for a page: iterate the pager for another one")

    async def _next(self) -> Page[ItemT]:
        walk, ahead = self._walk, self._ahead
        while walk.next_page is not None:
            page = None
            with walk.step():
                page = walk.take(walk.recall() or walk.read(await ahead.get(walk.ask())))
            ahead.start(walk.ahead())
            if page is not None:
                return page
        raise StopAsyncIteration


class AsyncItems(Generic[ItemT]):
    """One walk through the items of a list."""

    def __init__(self, pages: AsyncPages[ItemT]) -> None:
        self._pages = pages
        self._items: Iterator[ItemT] = iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ItemT:
        while True:
            for item in self._items:
                return item
            self._items = iter((await anext(self._pages)).items)

    async def aclose(self) -> None:
        """End the walk, and all that is under way for it."""
        self._items = iter(())
        await self._pages.aclose()
