"""Pages read ahead, in threads or in tasks, and nothing of it left when a walk ends.

The two classes do the same: ``start`` has pages read, ``get`` waits for one of them, ``close`` ends
what is under way. A page that was not started is read when it is asked for.
"""

from __future__ import annotations

import contextvars
import os
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Self

from attrs import evolve, field, frozen

from messaging_engagement.interruption import Interruption

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine, Iterable

    from messaging_engagement.deadline import Deadline

PATIENCE: Final = 5.0
"""Seconds that a walk which ends early waits for its threads.

Those that read from a connection of the client's own end at once. One that cannot be stopped, for
it connects, or sends through a client of the user, ends with that request, and sends no more.
"""
IDLE: Final = 0.2
"""Seconds that a thread without work waits for some; the end of the program may wait for it."""


@frozen(eq=False)
class _Work:
    """A page that a thread has to read."""

    number: int
    page: Future[object] = field(factory=Future[object])
    context: contextvars.Context = field(factory=contextvars.copy_context)


class ReadAhead:
    """Reads pages in threads; a context that ends them.

    Args:
        read: Reads a page, by its number.
        deadline: When reading must be over.
        most: How many pages to have at once, read or under way.
    """

    def __init__(
        self, read: Callable[[int, Deadline], object], deadline: Deadline, most: int
    ) -> None:
        self._read = read
        self._deadline = deadline
        self._most = most
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._end = Interruption()
        self._until_closed = evolve(self._deadline, interruption=self._end)
        self._pages: dict[int, _Work] = {}
        self._todo: deque[_Work] = deque()
        self._changed = threading.Condition()
        self._waiting = 0
        self._threads: list[threading.Thread] = []

    def _leave_to_parent(self) -> None:
        """Begin anew in a forked child: nobody reads there what the threads of its parent read."""
        if self._process != os.getpid():
            self._begin()

    def start(self, numbers: Iterable[int]) -> None:
        """Have pages read, unless they are; none after one that failed, or beyond the most."""
        self._leave_to_parent()
        for number in numbers:
            if number in self._pages:
                continue
            failed = any(_failed(work.page) for work in self._pages.values())
            if failed or len(self._pages) >= self._most:
                return
            self._pages[number] = _Work(number)
            self._hand_over(self._pages[number])

    def get(self, number: int) -> object:
        """Give a page.

        Raises:
            BaseException: what reading it raised.
        """
        self._leave_to_parent()
        work = self._pages.pop(number, None)
        if work is None or self._takes_back(work):
            return self._read(number, self._deadline)
        return work.page.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave_to_parent()
        with self._changed:
            self._end.come()
            self._pages.clear()
            self._changed.notify_all()
        until = time.monotonic() + PATIENCE
        for thread in self._threads:
            # An iterator may be collected as garbage anywhere, even in one of its own threads.
            if thread is not threading.current_thread():
                thread.join(max(0.0, until - time.monotonic()))

    def _hand_over(self, work: _Work) -> None:
        """Give a page to a thread that waits for one, or to a new thread."""
        with self._changed:
            self._todo.append(work)
            if self._waiting >= len(self._todo):
                self._changed.notify()
                return
        thread = threading.Thread(target=self._run, name="page reader", daemon=False)
        # There may be too many threads, or an end of the interpreter: then nobody takes the page.
        with suppress(RuntimeError):
            thread.start()
            self._threads = [*filter(threading.Thread.is_alive, self._threads), thread]

    def _takes_back(self, work: _Work) -> bool:
        """Take a page back, if no thread has begun to read it."""
        with self._changed:
            is_there = work in self._todo
            if is_there:
                self._todo.remove(work)
        return is_there

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                model = work.context.run(self._read, work.number, self._until_closed)
                work.page.set_result(model)
            except BaseException as error:  # noqa: BLE001 - raised where the page is wanted
                work.page.set_exception(error)
            del work  # a traceback refers to this frame: no cycle shall be left

    def _next(self) -> _Work | None:
        """Wait for a page to read; None if there is none for a while, or ever."""
        with self._changed:
            while not self._end.has_come:
                if self._todo:
                    return self._todo.popleft()
                self._waiting += 1
                is_told = self._changed.wait(IDLE)
                self._waiting -= 1
                if not (is_told or self._todo):
                    break
        return None


class AsyncReadAhead:
    """Reads pages in tasks; they are cancelled when it is closed, or collected as garbage.

    Args:
        read: Reads a page, by its number.
        deadline: When reading must be over.
        most: How many pages to have at once, read or under way.
    """

    def __init__(
        self,
        read: Callable[[int, Deadline], Coroutine[Any, Any, object]],
        deadline: Deadline,
        most: int,
    ) -> None:
        self._read = read
        self._deadline = deadline
        self._most = most
        self._pages: dict[int, asyncio.Task[object]] = {}

    def start(self, numbers: Iterable[int]) -> None:
        """Have pages read, unless they are; none after one that failed, or beyond the most."""
        import asyncio  # noqa: PLC0415 - takes long, and synchronous programs do without

        for number in numbers:
            if number in self._pages:
                continue
            if len(self._pages) >= self._most or any(map(_failed, self._pages.values())):
                return
            page = asyncio.create_task(self._read(number, self._deadline), name=f"page {number}")
            page.add_done_callback(_failed)  # looks at the error, or asyncio reports it as unseen
            self._pages[number] = page

    async def get(self, number: int) -> object:
        """Give a page.

        Raises:
            BaseException: what reading it raised.
        """
        page = self._pages.get(number)
        if page is None:
            return await self._read(number, self._deadline)
        try:
            return await page
        finally:
            page.cancel()  # the wait may be thrown away before the page is there
            self._pages.pop(number, None)

    async def close(self) -> None:
        """Cancel what is under way, and wait until it has ended."""
        import asyncio  # noqa: PLC0415 - takes long, and synchronous programs do without

        pages = list(self._pages.values())
        self.cancel()
        await asyncio.gather(*pages, return_exceptions=True)

    def cancel(self) -> None:
        """Cancel what is under way."""
        pages = [page for page in self._pages.values() if not page.done()]
        self._pages.clear()
        for page in pages:
            with suppress(RuntimeError):  # the event loop is closed: nothing runs any more
                if _is_running(page.get_loop()):
                    page.cancel()
                else:  # garbage may be collected in any thread
                    page.get_loop().call_soon_threadsafe(page.cancel)

    def __del__(self) -> None:
        self.cancel()


def _failed(page: Future[object] | asyncio.Task[object]) -> bool:
    return page.done() and (page.cancelled() or page.exception() is not None)


def _is_running(loop: asyncio.AbstractEventLoop) -> bool:
    import asyncio  # noqa: PLC0415 - takes long, and synchronous programs do without

    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False
