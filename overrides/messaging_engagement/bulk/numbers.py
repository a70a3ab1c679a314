"""The numbers of an engagement: lists as the API has them, additions and removals in any count.

What is sent when, and what an answer means, is decided in ``run``; here are the two loops that
send it, and the threads and tasks that they run in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, Final, overload

from attrs import frozen

from messaging_engagement.bulk.account import Account, AsyncBulkAccount, BulkAccount, keep
from messaging_engagement.bulk.phone_numbers import given_numbers
from messaging_engagement.bulk.run import BulkAnswer, BulkRun
from messaging_engagement.errors import InvalidRequestError
from messaging_engagement_api.api import numbers as generated
from messaging_engagement_api.api.numbers import add_numbers, remove_numbers
from messaging_engagement_api.models import NumberList

if TYPE_CHECKING:
    from collections.abc import Generator

    from messaging_engagement.deadline import Deadline
    from messaging_engagement_api import AsyncSender, Request, Sender

PATIENCE: Final = 5.0
"""Seconds that a call which something else ends, such as Ctrl-C, waits for what is under way."""
MOMENT: Final = 0.2
"""Seconds for a thread to notice that its connection was shut down."""

Build = Callable[[str, NumberList], "Request[BulkAnswer]"]


@frozen
class BulkSending:
    """How the requests of one bulk call are sent.

    Attributes:
        new_deadline: Sets the deadline of a call that begins now.
        send: Sends a request within that deadline, and gives its result.
    """

    new_deadline: Callable[[], Deadline]
    send: Callable[[Request[BulkAnswer], Deadline], BulkAnswer]


@frozen
class AsyncBulkSending:
    """How the requests of one bulk call are sent, asynchronously; see :class:`BulkSending`."""

    new_deadline: Callable[[], Deadline]
    send: Callable[[Request[BulkAnswer], Deadline], Awaitable[BulkAnswer]]


class Numbers(generated.Numbers):
    """The phone numbers of an engagement.

    ``add`` and ``remove`` take any count of numbers, as people write them, and account for each.
    With a :class:`NumberList` they are the operations as the description has them: one request of
    up to 50 numbers, its answer as a model, its failure as an error.
    """

    __slots__ = ("_bulk",)

    def __init__(self, sender: Sender, bulk: BulkSending) -> None:
        super().__init__(sender)
        self._bulk = bulk

    @overload
    def add(self, engagement_id: str, body: NumberList) -> BulkAnswer: ...
    @overload
    def add(
        self, engagement_id: str, body: Iterable[str], *, concurrency: int = 1
    ) -> BulkAccount: ...
    def add(
        self, engagement_id: str, body: NumberList | Iterable[str], *, concurrency: int = 1
    ) -> BulkAnswer | BulkAccount:
        """Add numbers to an engagement.

        They are sent 50 at a time, each number once, and every one is accounted for, whatever
        happens: a number that the server refuses, a connection that breaks halfway and wrong
        credentials raise nothing. What would stop the next request, too, ends the call, and the
        account says so of each number.

        Args:
            engagement_id: The id of the engagement.
            body: The numbers: any count of texts such as ``"+1 555 666 0001"``. A text that is not
                a number is not sent, and its outcome says why.
            concurrency: How many requests may be under way at once. With more than one, Ctrl-C
                lets those under way be answered for five seconds; pressed again, it does not wait.

        Returns:
            The account of every number, in the order given. Look at its ``failed``, or call its
            ``raise_for_failures()``.

        Raises:
            InvalidRequestError: a number is no text, or ``concurrency`` is no positive integer;
                nothing was sent.
            InvalidPathParameter: the id is empty or would lead to another URL; nothing was sent.
        """
        if isinstance(body, NumberList):
            return super().add(engagement_id, body)
        return self._run(add_numbers.request, engagement_id, body, concurrency)

    @overload
    def remove(self, engagement_id: str, body: NumberList) -> BulkAnswer: ...
    @overload
    def remove(
        self, engagement_id: str, body: Iterable[str], *, concurrency: int = 1
    ) -> BulkAccount: ...
    def remove(
        self, engagement_id: str, body: NumberList | Iterable[str], *, concurrency: int = 1
    ) -> BulkAnswer | BulkAccount:
        """Remove numbers from an engagement.

        Arguments, result and errors are those of :meth:`add`.
        """
        if isinstance(body, NumberList):
            return super().remove(engagement_id, body)
        return self._run(remove_numbers.request, engagement_id, body, concurrency)

    def _run(
        self, build: Build, engagement_id: str, numbers: Iterable[str], concurrency: int
    ) -> BulkAccount:
        run = _begin(build, engagement_id, numbers, concurrency, self._bulk.new_deadline)

        def work() -> None:
            for chunk in run.chunks():
                with run.sending(chunk) as record:
                    request = build(engagement_id, NumberList(numbers=chunk))
                    record(self._bulk.send(request, run.deadline))

        def again(failed: Sequence[str]) -> BulkAccount:
            return self._run(build, engagement_id, failed, concurrency)

        with _kept(run, lambda: BulkAccount(run.outcomes(), again)):
            _in_threads(work, run.workers(concurrency), run)
        return BulkAccount(run.outcomes(), again)


class AsyncNumbers(generated.AsyncNumbers):
    """The phone numbers of an engagement, asynchronously; see :class:`Numbers`."""

    __slots__ = ("_bulk",)

    def __init__(self, sender: AsyncSender, bulk: AsyncBulkSending) -> None:
        super().__init__(sender)
        self._bulk = bulk

    @overload
    async def add(self, engagement_id: str, body: NumberList) -> BulkAnswer: ...
    @overload
    async def add(
        self, engagement_id: str, body: Iterable[str], *, concurrency: int = 1
    ) -> AsyncBulkAccount: ...
    async def add(
        self, engagement_id: str, body: NumberList | Iterable[str], *, concurrency: int = 1
    ) -> BulkAnswer | AsyncBulkAccount:
        """Add numbers to an engagement.

        Arguments, result and errors are those of :meth:`Numbers.add`.
        """
        if isinstance(body, NumberList):
            return await super().add(engagement_id, body)
        return await self._run(add_numbers.request, engagement_id, body, concurrency)

    @overload
    async def remove(self, engagement_id: str, body: NumberList) -> BulkAnswer: ...
    @overload
    async def remove(
        self, engagement_id: str, body: Iterable[str], *, concurrency: int = 1
    ) -> AsyncBulkAccount: ...
    async def remove(
        self, engagement_id: str, body: NumberList | Iterable[str], *, concurrency: int = 1
    ) -> BulkAnswer | AsyncBulkAccount:
        """Remove numbers from an engagement.

        Arguments, result and errors are those of :meth:`Numbers.add`.
        """
        if isinstance(body, NumberList):
            return await super().remove(engagement_id, body)
        return await self._run(remove_numbers.request, engagement_id, body, concurrency)

    async def _run(
        self, build: Build, engagement_id: str, numbers: Iterable[str], concurrency: int
    ) -> AsyncBulkAccount:
        run = _begin(build, engagement_id, numbers, concurrency, self._bulk.new_deadline)

        async def work() -> None:
            for chunk in run.chunks():
                with run.sending(chunk) as record:
                    request = build(engagement_id, NumberList(numbers=chunk))
                    record(await self._bulk.send(request, run.deadline))

        def again(failed: Sequence[str]) -> Awaitable[AsyncBulkAccount]:
            return self._run(build, engagement_id, failed, concurrency)

        with _kept(run, lambda: AsyncBulkAccount(run.outcomes(), again)):
            await _in_tasks(work, run.workers(concurrency))
        return AsyncBulkAccount(run.outcomes(), again)


def _begin(
    build: Build,
    engagement_id: str,
    numbers: Iterable[str],
    concurrency: object,
    new_deadline: Callable[[], Deadline],
) -> BulkRun:
    """Check a call before anything is sent."""
    if not isinstance(concurrency, int) or isinstance(concurrency, bool) or concurrency < 1:
        raise InvalidRequestError(
            f"concurrency must be an integer of 1 or more, not {concurrency!r}"
        )
    # Builds a request only to have an id that is wrong refused also when there are no numbers.
    request = build(engagement_id, NumberList(numbers=[]))
    return BulkRun(request.operation.id, given_numbers(numbers), new_deadline())


@contextmanager
def _kept(run: BulkRun, account: Callable[[], Account]) -> Generator[None]:
    """Leave the account with whatever is raised within this block."""
    try:
        yield
    except BaseException as error:
        run.stop(error)
        keep(account(), error)
        raise


def _in_threads(work: Callable[[], None], workers: int, run: BulkRun) -> None:
    """Do the work in so many threads, and wait for all of them; in this one if one is enough."""
    if workers <= 1:
        work()
        return
    pool = ThreadPoolExecutor(workers, "messaging-engagement-numbers")
    futures: list[Future[None]] = []
    try:
        # What a tracer or a logger keeps in the context is the same in every thread.
        futures += (pool.submit(copy_context().run, work) for _ in range(workers))
        wait(futures)
    except BaseException as error:
        run.stop(error)
        run.interruption.announce()
        try:
            wait(futures, PATIENCE)
        finally:  # also when Ctrl-C is pressed again
            run.interruption.come()
            wait(futures, MOMENT)
            pool.shutdown(wait=False)
        raise
    pool.shutdown()
    for future in futures:
        future.result()


async def _in_tasks(work: Callable[[], Awaitable[None]], workers: int) -> None:
    """Do the work in so many tasks, and wait for all of them; in this one if one is enough."""
    if workers <= 1:
        await work()
        return
    import asyncio  # noqa: PLC0415 - takes long, and synchronous programs do without

    tasks = [asyncio.ensure_future(work()) for _ in range(workers)]
    try:
        # If one fails, the others end by themselves, when their requests are answered.
        await asyncio.wait(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in tasks:
        task.result()
