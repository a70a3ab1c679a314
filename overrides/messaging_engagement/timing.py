"""The one place where time is read and waited for, so that a test can have a time of its own.

``testing.FakeTime`` puts itself in the place of the real time.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator


class Time(Protocol):
    """A time that passes."""

    def now(self) -> float:
        """Give the seconds since some fixed moment."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait in this thread."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Wait in this task."""
        ...


class RealTime:
    """The time of this machine."""

    def now(self) -> float:
        """Give the seconds since some fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait in this thread."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait in this task."""
        import asyncio  # noqa: PLC0415 - takes long, and synchronous programs do without

        await asyncio.sleep(seconds)


_times: list[Time] = [RealTime()]


def now() -> float:
    """Give the seconds since some fixed moment."""
    return _times[-1].now()


def sleep(seconds: float, until: threading.Event | None = None) -> None:
    """Wait in this thread, or until something happens."""
    passing = _times[-1]
    if until is not None and isinstance(passing, RealTime):
        until.wait(seconds)
    else:
        passing.sleep(seconds)


async def sleep_async(seconds: float) -> None:
    """Wait in this task."""
    await _times[-1].sleep_async(seconds)


@contextmanager
def replaced(by: Time) -> Generator[None]:
    """Let all clients of the process have another time, until the block ends."""
    _times.append(by)
    try:
        yield
    finally:
        _times.remove(by)
