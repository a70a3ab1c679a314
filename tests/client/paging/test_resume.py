"""An error of any kind carries the point from which a walk goes on."""

from __future__ import annotations

import asyncio
import copy
import pickle
from typing import Any

import httpx
import pytest

from messaging_engagement import (
    AsyncClient,
    Client,
    ConnectionFailedError,
    DecodingError,
    Hooks,
    InvalidRequestError,
    PaginationError,
    Progress,
    ResumePoint,
    ServerError,
)
from tests.client.paging.lists import Kind, ListServer, both, connect, drain, listed, named, until

FAILURES = [
    (httpx.Response(500), ServerError),
    (httpx.Response(200, content=b"<html>"), DecodingError),
    (httpx.Response(200, json={"page": 3}), PaginationError),
    (httpx.ConnectError("refused"), ConnectionFailedError),
    (ZeroDivisionError("a bug"), ZeroDivisionError),
]


@both
@pytest.mark.parametrize("prefetch", [0, 1, 4])
@pytest.mark.parametrize(("failure", "expected"), FAILURES)
def test_error_comes_after_the_items_before_it(
    kind: Kind, prefetch: int, failure: httpx.Response | Exception, expected: type[Exception]
) -> None:
    """Whatever fails, the items of all pages before are given first; then the rest is to be had."""
    server = ListServer(named(45), instead={3: failure})
    outcome = drain(listed(kind, server, prefetch=prefetch))
    assert named(20) == outcome.ids
    assert expected.__name__ == type(outcome.error).__name__
    server.instead = {}
    rest = drain(listed(kind, server, prefetch=prefetch, resume_from=outcome.error.resume_from))
    assert named(45)[20:] == rest.ids


@both
@pytest.mark.parametrize("prefetch", [0, 2])
def test_first_page_fails(kind: Kind, prefetch: int) -> None:
    """A walk whose first page fails is resumed at its beginning, with its page size."""
    server = ListServer(named(45), instead={1: httpx.Response(500)})
    outcome = drain(listed(kind, server, page_size=20, prefetch=prefetch))
    assert [] == outcome.items
    server.instead = {}
    assert named(45) == drain(listed(kind, server, resume_from=outcome.error.resume_from)).ids
    assert ["20"] * 4 == [query["page_size"] for query in server.queries]


def point_after_20(kind: Kind, server: ListServer, **paging: Any) -> ResumePoint:
    """Let a walk fail after 20 items."""
    size = paging.get("page_size") or server.page_size
    server.instead = {20 // size + 1: httpx.Response(500)}
    outcome = drain(listed(kind, server, **paging))
    assert named(20) == outcome.ids
    server.instead = {}
    point: ResumePoint = outcome.error.resume_from
    return point


@both
def test_error_and_point_are_pickled_and_copied(kind: Kind) -> None:
    """A point goes to another process as it is, by itself or with its error; it can be shown."""
    server = ListServer(named(45), instead={3: httpx.Response(500)})
    error: Any = drain(listed(kind, server)).error
    point = error.resume_from
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301 - just made
        assert point == other.resume_from
    server.instead = {}
    thawed = pickle.loads(pickle.dumps(point))  # noqa: S301 - just made
    assert named(45)[20:] == drain(listed(kind, server, resume_from=thawed)).ids
    assert "B1" not in repr(point)


@both
def test_point_is_used_more_than_once(kind: Kind) -> None:
    """A pager that resumes can be iterated again, like any other."""
    server = ListServer(named(45))
    pager = listed(kind, server, resume_from=point_after_20(kind, server))
    assert named(45)[20:] == drain(pager).ids
    assert named(45)[20:] == drain(pager).ids


@both
@pytest.mark.parametrize("limit", [19, 20, 21, 33, 45, 60])
def test_limit_counts_what_was_given_before(kind: Kind, limit: int) -> None:
    """The same arguments with the point give the rest of what was asked for at first."""
    server = ListServer(named(45))
    point = point_after_20(kind, server)
    outcome = drain(listed(kind, server, limit=limit, resume_from=point))
    assert named(45)[20:limit] == outcome.ids


@both
@pytest.mark.parametrize("start_page", [1, 9])
def test_start_page_does_not_matter_any_more(kind: Kind, start_page: int) -> None:
    """The same arguments go on at the point, not at the page with which the walk began."""
    server = ListServer(named(45))
    point = point_after_20(kind, server)
    outcome = drain(listed(kind, server, start_page=start_page, resume_from=point))
    assert named(45)[20:] == outcome.ids


@both
@pytest.mark.parametrize("first", [None, 4, 10, 20])
@pytest.mark.parametrize("size", [None, 1, 3, 20, 100])
def test_other_page_size_gives_the_same_rest(
    kind: Kind, first: int | None, size: int | None
) -> None:
    """Pages that were too large can be asked for in smaller ones, and the other way about."""
    server = ListServer(named(45))
    point = point_after_20(kind, server, page_size=first)
    outcome = drain(listed(kind, server, page_size=size, resume_from=point))
    assert named(45)[20:] == outcome.ids
    assert {size or first} == {
        int(query["page_size"]) if "page_size" in query else None for query in server.queries[-1:]
    }


@both
def test_other_page_size_before_any_page(kind: Kind) -> None:
    """A walk that read nothing begins at its page, of whatever size."""
    server = ListServer(named(45), instead={2: httpx.Response(500)})
    outcome = drain(listed(kind, server, start_page=2, page_size=10))
    server.instead = {}
    pager = listed(kind, server, page_size=20, resume_from=outcome.error.resume_from)
    assert named(45)[20:] == drain(pager).ids


@both
def test_list_may_change_before_the_walk_goes_on(kind: Kind) -> None:
    """What moved back to a page that was read, while nobody read, is given, too."""
    server = ListServer(named(45))
    point = point_after_20(kind, server)
    del server.items[:5]
    assert named(45)[20:] == drain(listed(kind, server, resume_from=point)).ids


@both
def test_whole_page_may_come_again_after_a_resume(kind: Kind) -> None:
    """Nobody knows what happened before a resume: its first page may have nothing new."""
    server = ListServer(named(45))
    point = point_after_20(kind, server)
    server.items[:] = [*[f"new {number}" for number in range(15)], *named(30)]
    assert named(30)[20:] == drain(listed(kind, server, resume_from=point)).ids


@both
def test_point_in_another_list_is_refused(kind: Kind) -> None:
    """A point in one list is refused for another, before anything is sent."""
    server = ListServer(named(45))
    point = point_after_20(kind, server)
    server.asked.clear()
    api = connect(kind, server)
    for pages in (api.engagements, api.numbers):
        arguments = ["C1"] if pages is api.numbers else []
        with pytest.raises(InvalidRequestError, match=r"resume_from is of the list /v1/.*, not of"):
            pages.list(*arguments, resume_from=point)
    assert [] == server.asked


@both
@pytest.mark.parametrize("prefetch", [0, 2])
def test_progress_that_raises(kind: Kind, prefetch: int) -> None:
    """What ``on_progress`` raises ends the walk; its page counts as not given."""

    def stop(progress: Progress) -> None:
        if progress.items > 20:
            raise LookupError("enough")

    server = ListServer(named(45))
    outcome = drain(listed(kind, server, prefetch=prefetch, on_progress=stop))
    assert named(20) == outcome.ids
    assert isinstance(outcome.error, LookupError)
    point = outcome.error.resume_from  # type: ignore[attr-defined] # set on any error
    assert named(45)[20:] == drain(listed(kind, server, resume_from=point)).ids


@both
@pytest.mark.parametrize("prefetch", [0, 2])
def test_hook_that_raises(kind: Kind, prefetch: int) -> None:
    """What a hook raises comes where the page would be, with the point."""
    server = ListServer(named(45))

    def stop(_: object) -> None:
        if server.asked and server.asked[-1] >= 3:
            raise LookupError("enough")

    api = connect(kind, server, hooks=Hooks(before_attempt=stop))
    outcome = drain(api.identities.list(prefetch=prefetch))
    assert isinstance(outcome.error, LookupError)
    point = outcome.error.resume_from  # type: ignore[attr-defined] # set on any error
    assert named(45) == outcome.ids + drain(listed(kind, server, resume_from=point)).ids


class SealedError(Exception):
    """An error without room for anything."""

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse it, unless it is Python's own."""
        if not name.startswith("__"):
            raise AttributeError(name)
        super().__setattr__(name, value)


@both
def test_error_without_room_is_raised_all_the_same(kind: Kind) -> None:
    """An exception that takes no attributes is raised as it is."""

    def stop(_: object) -> None:
        raise SealedError

    outcome = drain(listed(kind, ListServer(named(3)), on_progress=stop))
    assert isinstance(outcome.error, SealedError)


def test_interrupt_carries_the_point() -> None:
    """Also what is no Exception, such as Ctrl-C while a page is read, carries the point."""
    server = ListServer(named(45), instead={3: KeyboardInterrupt()})
    found: list[str] = []
    with pytest.raises(KeyboardInterrupt) as caught:
        found += [identity.identity_id for identity in listed(Client, server)]
    server.instead = {}
    point = caught.value.resume_from  # type: ignore[attr-defined] # set on any error
    pager = listed(Client, server, resume_from=point)
    assert named(45)[20:] == drain(pager).ids


def test_cancellation_carries_the_point() -> None:
    """So does the cancellation of a task that waits for a page."""
    server = ListServer(named(45), together=10**9)
    found: list[str] = []

    async def walk() -> None:
        async for identity in listed(AsyncClient, server):
            found.append(identity.identity_id)  # noqa: PERF401 - kept when it is cancelled

    async def main() -> ResumePoint:
        task = asyncio.create_task(walk())
        await until(lambda: server.asked == [1, 2])
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        cancelled: Any = caught.value
        point: ResumePoint = cancelled.resume_from
        return point

    point = asyncio.run(main())
    server.opened.set()
    assert named(10) == found
    assert named(45)[10:] == drain(listed(AsyncClient, server, resume_from=point)).ids


@both
@pytest.mark.parametrize("sizes", [(5, 2, 5), (2, 5, 2), (3, 20, 7), (20, 1, 4)])
def test_page_size_may_change_at_each_resume(kind: Kind, sizes: tuple[int, int, int]) -> None:
    """A resume that fails at once keeps its place, whatever sizes follow: nothing is lost."""
    first, second, third = sizes
    server = ListServer(named(45), instead={2: httpx.Response(500)})
    outcome = drain(listed(kind, server, page_size=first))
    server.instead = {number: httpx.Response(500) for number in range(1, 50)}
    again = drain(listed(kind, server, page_size=second, resume_from=outcome.error.resume_from))
    assert [] == again.items
    server.instead = {}
    rest = drain(listed(kind, server, page_size=third, resume_from=again.error.resume_from))
    assert named(45) == [*outcome.ids, *rest.ids]


def test_page_tells_where_a_walk_goes_on() -> None:
    """Who stops after a page of their own accord has the point from which to go on, pickled too."""
    server = ListServer(named(45))
    pages = listed(Client, server).pages()
    next(pages)
    point = pickle.loads(pickle.dumps(next(pages).resume_from))  # noqa: S301 - our own
    pages.close()
    assert named(45)[20:] == drain(listed(Client, server, resume_from=point)).ids


def test_point_of_a_page_is_of_that_page() -> None:
    """It may be asked for later, when the walk is further: what was given since comes again."""
    server = ListServer(named(45))
    pages = [*listed(Client, server).pages()]
    assert [frozenset(named(count)) for count in (10, 20, 30, 40, 45)] == [
        page.resume_from.seen for page in pages
    ]
    rest = drain(listed(Client, server, resume_from=pages[1].resume_from))
    assert named(45)[20:] == rest.ids
