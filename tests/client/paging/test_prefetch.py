"""Pages are read ahead at once, in order, within bounds, and nothing of it is left running."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import AsyncClient, Client, ServerError
from messaging_engagement.deadline import Deadline
from messaging_engagement.paging import prefetch
from messaging_engagement.paging.prefetch import AsyncReadAhead, ReadAhead
from tests.client.paging.lists import (
    CREDENTIALS,
    EVER,
    PATIENCE,
    Kind,
    ListServer,
    both,
    connect,
    drain,
    listed,
    named,
    reading_threads,
    until,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from messaging_engagement import models


@both
@pytest.mark.parametrize("pages", [1, 2, 7])
def test_so_many_pages_are_read_at_once(kind: Kind, pages: int) -> None:
    """After the first page as many requests are under way as were asked for, and no more."""
    server = ListServer(named(100), together=pages)
    assert named(100) == drain(listed(kind, server, prefetch=pages)).ids
    assert pages == server.most


@both
def test_no_page_is_read_far_ahead(kind: Kind) -> None:
    """A consumer that takes its time has no more pages waiting for it than were asked for."""
    server = ListServer(named(100))

    def use(identity: models.Identity) -> None:
        page = (int(identity.identity_id[1:]) - 1) // 10 + 1
        assert max(server.asked) <= page + 3

    outcome = drain(listed(kind, server, prefetch=3), use=use)
    assert (100, None) == (len(outcome.items), outcome.error)


def test_threads_read_while_items_are_used() -> None:
    """Pages are read as soon as the first one is there, not when its items are used up."""
    server = ListServer(named(50), together=3)
    outcome = drain(
        listed(Client, server, prefetch=3),
        use=lambda _: server.opened.wait(PATIENCE) or pytest.fail("nothing was read ahead"),
    )
    assert named(50) == outcome.ids


@both
@pytest.mark.parametrize("pages", [False, True])
def test_break_leaves_nothing_running(kind: Kind, *, pages: bool) -> None:
    """What is under way when the consumer stops is over when the next statement runs."""
    server = ListServer(named(100), together=EVER)

    def use(_: object) -> None:
        if kind is Client:  # a thread cannot be stopped: it ends with its answer
            server.opened.set()

    outcome = drain(listed(kind, server, prefetch=4), pages=pages, stop_after=1, use=use)
    assert 1 == len(outcome.items)
    assert set(server.asked) <= {1, 2, 3, 4, 5}


@both
def test_error_of_the_consumer_leaves_nothing_running(kind: Kind) -> None:
    """So it is when the consumer raises."""
    server = ListServer(named(100))

    def use(identity: models.Identity) -> None:
        if identity.identity_id == "B15":
            raise LookupError

    outcome = drain(listed(kind, server, prefetch=4), use=use)
    assert isinstance(outcome.error, LookupError)
    assert named(15) == outcome.ids


@both
def test_error_of_a_page_leaves_nothing_running(kind: Kind) -> None:
    """So it is when a page fails, whatever else is under way."""
    server = ListServer(named(100), instead={3: httpx.Response(500)}, together=4)
    outcome = drain(listed(kind, server, prefetch=4))
    assert isinstance(outcome.error, ServerError)
    assert named(20) == outcome.ids


@pytest.mark.parametrize("pages", [False, True])
def test_closed_generator_leaves_no_thread(*, pages: bool) -> None:
    """An iterator that is closed ends its threads, and gives nothing more."""
    pager = listed(Client, ListServer(named(100)), prefetch=4)
    iterator = pager.pages() if pages else iter(pager)
    next(iterator)
    iterator.close()
    assert [] == reading_threads()
    assert [] == list(iterator)


def test_garbage_leaves_no_thread() -> None:
    """An iterator in a cycle ends its threads when it is collected."""
    cycle: list[Any] = [iter(listed(Client, ListServer(named(100)), prefetch=4))]
    next(cycle[0])
    cycle.append(cycle)
    del cycle
    gc.collect()
    assert [] == reading_threads()


def test_garbage_may_be_collected_by_a_reading_thread() -> None:
    """An iterator that is collected in one of its own threads does not wait for that one."""
    started, ended = threading.Event(), threading.Event()

    def read(_: int, __: Deadline) -> None:
        assert started.wait(PATIENCE)
        ahead.__exit__(None, None, None)
        ended.set()

    ahead = ReadAhead(read, Deadline.after(None), 2)
    ahead.start([2])
    started.set()
    assert ended.wait(PATIENCE)


def test_slow_server_does_not_hold_the_consumer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk that ends early waits only so long; its threads send nothing more after that."""
    monkeypatch.setattr(prefetch, "PATIENCE", 0)
    server = ListServer(named(100), together=EVER, instead={2: httpx.Response(503)})
    client = connect(Client, server, max_retries=2)
    assert isinstance(client, Client)
    iterator = iter(client.identities.list(prefetch=1))
    next(iterator)
    del iterator
    (thread,) = reading_threads()
    server.opened.set()
    thread.join(PATIENCE)
    assert [] == reading_threads()
    assert server.asked in ([1], [1, 2])


def test_no_thread_is_left_for_the_end_of_the_program() -> None:
    """A program that ends in the midst of a walk ends once its requests are answered."""
    program = f"""
import threading
import httpx
from messaging_engagement import Client
from tests.client.paging.lists import ListServer, named

server = ListServer(named(100), together=5)
http = httpx.Client(transport=httpx.MockTransport(server.answer))
iterator = iter(Client(**{CREDENTIALS!r}, http_client=http).identities.list(prefetch=5))
print(next(iterator).identity_id)
"""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=10 * PATIENCE,  # it imports much, and the machine may be busy
        check=False,
    )
    assert ("B1\n", "", 0) == (done.stdout, done.stderr, done.returncode)


def test_no_thread_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no thread can be started, pages are read one after the other."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    server = ListServer(named(50))
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert named(50) == drain(listed(Client, server, prefetch=4)).ids
    assert [1, 2, 3, 4, 5] == server.asked


def test_pager_is_shared_between_threads() -> None:
    """Threads that iterate the same pager have a walk each."""
    pager = listed(Client, ListServer(named(60)), prefetch=3)

    def walk(_: int) -> list[str]:
        return [identity.identity_id for identity in pager]

    with ThreadPoolExecutor(4) as pool:
        assert [named(60)] * 4 == list(pool.map(walk, range(4)))


def test_pager_is_shared_between_tasks() -> None:
    """So do tasks."""
    pager = listed(AsyncClient, ListServer(named(60)), prefetch=3)

    async def walk() -> list[str]:
        return [identity.identity_id async for identity in pager]

    async def main() -> list[list[str]]:
        return await asyncio.gather(*(walk() for _ in range(4)))

    assert [named(60)] * 4 == asyncio.run(main())


traced: contextvars.ContextVar[str] = contextvars.ContextVar("traced", default="nothing")


@both
def test_context_of_the_consumer_holds_for_pages(kind: Kind) -> None:
    """A page that is read ahead is read in the context of its consumer, as a trace needs it."""
    found: set[str] = set()
    server = ListServer(named(50), before=lambda _: found.add(traced.get()))
    token = traced.set("the consumer")
    try:
        drain(listed(kind, server, prefetch=3))
    finally:
        traced.reset(token)
    assert {"the consumer"} == found


def test_no_page_is_begun_after_one_that_failed_in_a_thread() -> None:
    """Once a page has failed, no later one is read: nobody would come to it."""
    asked: list[int] = []

    def read(number: int, _: Deadline) -> None:
        asked.append(number)
        raise LookupError(number)

    with ReadAhead(read, Deadline.after(None), 5) as ahead:
        ahead.start([2])
        for thread in reading_threads():
            thread.join(PATIENCE)
        ahead.start([2, 3])
        with pytest.raises(LookupError):
            ahead.get(2)
    assert [2] == asked


def test_no_page_is_begun_after_one_that_failed_in_a_task() -> None:
    """So it is with tasks; an error that nobody looks at is not reported as lost."""
    asked: list[int] = []
    lost: list[Any] = []

    async def read(number: int, _: Deadline) -> None:
        asked.append(number)
        raise LookupError(number)

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
        ahead = AsyncReadAhead(read, Deadline.after(None), 5)
        ahead.start([2])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        ahead.start([2, 3])
        await ahead.close()
        del ahead
        gc.collect()
        await asyncio.sleep(0)

    asyncio.run(main())
    assert [2] == asked
    assert [] == lost


def test_no_more_pages_are_held_than_were_asked_for() -> None:
    """Pages that wait for a walk that went back count, too."""

    async def read(number: int, _: Deadline) -> int:
        return number

    def read_now(number: int, _: Deadline) -> int:
        return number

    async def main() -> list[object]:
        ahead = AsyncReadAhead(read, Deadline.after(None), 2)
        ahead.start([5, 6])
        ahead.start([4, 5, 6, 7])
        tasks = {task.get_name() for task in asyncio.all_tasks()}
        assert {"page 5", "page 6"} == {name for name in tasks if name.startswith("page")}
        return [await ahead.get(number) for number in (4, 5, 6)]

    assert [4, 5, 6] == asyncio.run(main())
    with ReadAhead(read_now, Deadline.after(None), 2) as ahead:
        ahead.start([5, 6])
        ahead.start([4, 5, 6, 7])
        assert [4, 5, 6] == [ahead.get(number) for number in (4, 5, 6)]


def test_no_more_pages_are_read_than_may_be_held() -> None:
    """Threads read no page that there is no room for."""
    begun: list[int] = []

    def read(number: int, _: Deadline) -> int:
        begun.append(number)
        return number

    with ReadAhead(read, Deadline.after(None), 2) as ahead:
        ahead.start([5, 6, 7])
        ahead.start([4, 5, 6, 7])
        for thread in reading_threads():
            thread.join(PATIENCE)
        assert [5, 6] == sorted(begun)


def others() -> set[asyncio.Task[Any]]:
    """Find all other tasks of the event loop."""
    return asyncio.all_tasks() - {asyncio.current_task()}


async def begun(server: ListServer, *, pages: bool = False) -> AsyncIterator[Any]:
    """Begin a walk, and let the pages that are read ahead get under way."""
    pager = listed(AsyncClient, server, prefetch=4)
    iterator: AsyncIterator[Any] = pager.pages() if pages else aiter(pager)
    await anext(iterator)
    await until(lambda: len(server.asked) == 5)
    assert 4 == len(others())
    return iterator


@pytest.mark.parametrize("pages", [False, True])
def test_closed_walk_leaves_no_task(*, pages: bool) -> None:
    """``aclose`` ends the tasks before it returns; after it there is nothing more."""

    async def main() -> None:
        iterator: Any = await begun(ListServer(named(100), together=EVER), pages=pages)
        await iterator.aclose()
        assert set() == others()
        assert [] == [item async for item in iterator]

    asyncio.run(main())


@pytest.mark.parametrize("cycle", [False, True])
def test_garbage_leaves_no_task(*, cycle: bool) -> None:
    """An iterator that nobody has any more has no tasks after one turn of the event loop."""

    async def main() -> None:
        held: list[Any] = [await begun(ListServer(named(100), together=EVER))]
        if cycle:
            held.append(held)
        del held
        gc.collect()
        await asyncio.sleep(0)
        assert set() == others()

    asyncio.run(main())


def test_garbage_that_another_thread_collects_leaves_no_task() -> None:
    """The tasks end in their event loop, also when another thread drops the iterator."""

    async def main() -> None:
        held: list[Any] = [await begun(ListServer(named(100), together=EVER))]
        await asyncio.to_thread(held.clear)
        await until(lambda: not others())

    asyncio.run(main())


def test_garbage_after_its_event_loop() -> None:
    """An iterator that outlives its event loop is dropped without a word."""
    loop = asyncio.new_event_loop()
    iterator = loop.run_until_complete(begun(ListServer(named(100), together=EVER)))
    left = asyncio.all_tasks(loop)
    loop.close()
    del iterator
    gc.collect()
    for task in left:  # or asyncio reports that they were never finished
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # noqa: SLF001 - asyncio shows it nowhere
        task.get_coro().close()


@pytest.mark.parametrize("ahead", [0, 3])
def test_cancellation_leaves_no_task(ahead: int) -> None:
    """A task that is cancelled at any of its awaits leaves nothing, and the rest is to be had."""

    async def walk(server: ListServer, found: list[str]) -> None:
        async for identity in listed(AsyncClient, server, prefetch=ahead):
            found.append(identity.identity_id)
            await asyncio.sleep(0)

    async def cancel_after(turns: int) -> bool:
        server = ListServer(named(12), page_size=3)
        found: list[str] = []
        task = asyncio.create_task(walk(server, found))
        for _ in range(turns):
            await asyncio.sleep(0)
        was_running = task.cancel()
        results = await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0)
        assert set() == others()
        if was_running:
            assert isinstance(results[0], asyncio.CancelledError)
            assert named(12)[: len(found)] == found
        return was_running

    async def main() -> int:
        turns = 0
        while await cancel_after(turns):
            turns += 1
        return turns

    assert asyncio.run(main()) > 12


def test_timeout_around_a_walk() -> None:
    """A walk within ``asyncio.timeout`` ends with the timeout, and not with anything else."""

    async def main() -> None:
        iterator = await begun(ListServer(named(100), page_size=1, together=EVER))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await anext(iterator)
        assert set() == others()

    asyncio.run(main())


def test_one_walk_has_one_consumer() -> None:
    """Two tasks cannot wait for the same walk, as with an asynchronous generator."""

    async def main() -> None:
        server = ListServer(named(30), together=EVER)
        iterator: Any = listed(AsyncClient, server).pages()
        await anext(iterator)
        waiting = asyncio.create_task(anext(iterator))
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="waiting for a page"):
            await anext(iterator)
        with pytest.raises(RuntimeError, match="waiting for a page"):
            await iterator.aclose()
        server.opened.set()
        assert 2 == (await waiting).number
        assert 3 == (await anext(iterator)).number

    asyncio.run(main())


def test_wait_that_is_thrown_away_leaves_no_task() -> None:
    """A wait for a page whose coroutine is closed ends the walk, and its tasks."""

    async def main() -> None:
        iterator: Any = await begun(ListServer(named(100), together=EVER), pages=True)
        waiting = iterator.__anext__()
        waiting.send(None)
        waiting.close()
        await asyncio.sleep(0)
        assert set() == others()
        assert [] == [page async for page in iterator]

    asyncio.run(main())
