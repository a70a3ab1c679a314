"""The two loops that do what an exchange asks for, a synchronous and an asynchronous one."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from attrs import evolve

from messaging_engagement import timing
from messaging_engagement.errors import ConnectionFailedError, DeadlineError, SettingsError
from messaging_engagement.retries import Failure
from messaging_engagement.steps import Flow, Lost, Outgoing, Pause, RawResponse, Reply, Unsent
from messaging_engagement.transport.incoming import Incoming
from messaging_engagement.transport.timeouts import LONGEST_TIMEOUT

if TYPE_CHECKING:
    from messaging_engagement.transport.incoming import AsyncStreamedResponse, StreamedResponse
    from messaging_engagement.transport.pool import Pool

T = TypeVar("T")

LIMITED = "messaging-engagement"
"""The name under which a limiter counts the attempts."""
WITHOUT_LIMIT = -1
"""What a limiter takes for a wait of any length."""


class Sending(Protocol):
    """Connections that requests are sent over."""

    def open(self, outgoing: Outgoing) -> StreamedResponse:
        """Send a request, and read the head of its answer."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class AsyncSending(Protocol):
    """Connections that requests are sent over, asynchronously."""

    async def open(self, outgoing: Outgoing) -> AsyncStreamedResponse:
        """Send a request, and read the head of its answer."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


class RateLimiter(Protocol):
    """What is needed of a limiter: ``pyrate_limiter.Limiter`` has it, from version 4."""

    def try_acquire(self, name: str, /, *, timeout: float) -> Any:  # noqa: ANN401 - a bool, or an awaitable of one
        """Wait for a permit; False if there is none in so many seconds."""
        ...

    async def try_acquire_async(self, name: str, /, *, timeout: float) -> bool:  # noqa: ASYNC109 - theirs
        """Wait for a permit; False if there is none in so many seconds."""
        ...


def checked_limiter(limiter: RateLimiter | None) -> RateLimiter | None:
    """Check a limiter of a user.

    Raises:
        SettingsError: it is none.
    """
    if limiter is not None and not (
        hasattr(limiter, "try_acquire") and hasattr(limiter, "try_acquire_async")
    ):
        raise SettingsError(f"rate_limit must be a pyrate_limiter.Limiter, not {limiter!r}")
    return limiter


def drive(flow: Flow[T], pool: Pool[Sending], limiter: RateLimiter | None) -> RawResponse[T]:
    """Do what the exchange asks for until it has a result."""
    try:
        step = next(flow)
        while True:
            if isinstance(step, Pause):
                if not pool.closed:
                    timing.sleep(step.seconds, step.until)
                step = next(flow)
                continue
            try:
                outcome = _attempt(step, pool, limiter)
            except BaseException as error:  # noqa: BLE001 - the exchange raises it again
                step = flow.throw(error)
            else:
                step = flow.send(outcome)
    except StopIteration as end:
        result: RawResponse[T] = end.value
        return result


async def drive_async(
    flow: Flow[T], pool: Pool[AsyncSending], limiter: RateLimiter | None
) -> RawResponse[T]:
    """Do what the exchange asks for until it has a result."""
    try:
        step = next(flow)
        while True:
            if isinstance(step, Pause):
                if not pool.closed:
                    await timing.sleep_async(step.seconds)
                step = next(flow)
                continue
            try:
                outcome = await _attempt_async(step, pool, limiter)
            except BaseException as error:  # noqa: BLE001 - the exchange raises it again
                step = flow.throw(error)
            else:
                step = flow.send(outcome)
    except StopIteration as end:
        result: RawResponse[T] = end.value
        return result


def _attempt(
    outgoing: Outgoing, pool: Pool[Sending], limiter: RateLimiter | None
) -> Reply | Lost | Unsent:
    incoming = Incoming(outgoing)
    try:
        connections = pool.get()
        if limiter is not None:
            if not limiter.try_acquire(LIMITED, timeout=_patience(outgoing)):
                return _limited(incoming)
            connections = pool.get()  # the client may have been closed meanwhile
    except BaseException as error:  # noqa: BLE001 - the exchange raises it again
        return Unsent(error)
    try:
        response = connections.open(outgoing)
        try:
            incoming.begin(response)
            for piece in response.iter_raw():
                incoming.add(piece)
            return incoming.end(response)
        finally:
            response.close()
    except Exception as error:  # noqa: BLE001 - libraries share names, not classes
        return _closed(incoming) if pool.closed else incoming.failed(error)


async def _attempt_async(
    outgoing: Outgoing, pool: Pool[AsyncSending], limiter: RateLimiter | None
) -> Reply | Lost | Unsent:
    import asyncio  # noqa: PLC0415 - takes long, and synchronous programs do without

    incoming = Incoming(outgoing)
    try:
        connections = pool.get()
        if limiter is not None:
            if not await limiter.try_acquire_async(LIMITED, timeout=_patience(outgoing)):
                return _limited(incoming)
            connections = pool.get()  # the client may have been closed meanwhile
    except GeneratorExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the exchange raises it again
        return Unsent(error)
    try:
        # Unlike a thread, a task can be woken when the deadline is over.
        async with asyncio.timeout(min(outgoing.deadline.remaining(), LONGEST_TIMEOUT)):
            response = await connections.open(outgoing)
            try:
                incoming.begin(response)
                async with aclosing(response.aiter_raw()) as pieces:
                    async for piece in pieces:
                        incoming.add(piece)
                return incoming.end(response)
            finally:
                await response.aclose()
    except Exception as error:  # noqa: BLE001 - libraries share names, not classes
        return _closed(incoming) if pool.closed else incoming.failed(error)


def _patience(outgoing: Outgoing) -> float:
    seconds = outgoing.deadline.remaining()
    return WITHOUT_LIMIT if seconds > LONGEST_TIMEOUT else max(0.0, seconds)


def _limited(incoming: Incoming) -> Lost:
    reason = "the rate limit let nothing through before the deadline"
    return incoming.lost(Failure.NOT_SENT, DeadlineError, reason)


def _closed(incoming: Incoming) -> Lost:
    reason = "the client was closed while it waited for the answer"
    return evolve(incoming.lost(Failure.UNKNOWN, ConnectionFailedError, reason), is_final=True)
