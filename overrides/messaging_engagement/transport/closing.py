"""Giving a connection back, whatever happens meanwhile; the asynchronous connections ask.

httpcore shields that from the cancel scopes of anyio, but not from a cancellation of asyncio, by a
timeout or by whoever waits for the task: the connection would be in use for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine


async def to_the_end(closing: Coroutine[Any, Any, None]) -> None:
    """Await something to its end, also if the task is cancelled meanwhile."""
    import asyncio  # noqa: PLC0415 - takes long, and synchronous programs do without

    task = asyncio.ensure_future(closing)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
