"""What helps to test code that uses a client.

For the answers there is nothing to learn: a client takes any httpx client, and so one with an
``httpx.MockTransport``, an ``httpx.WSGITransport`` or an ``httpx.ASGITransport``. What is left is
the time that a client waits before it repeats a request.

>>> import httpx
>>> from messaging_engagement import Client, ServerError
>>> transport = httpx.MockTransport(lambda request: httpx.Response(503))
>>> client = Client(
...     api_key="abcd1234", api_secret="secret", http_client=httpx.Client(transport=transport)
... )
>>> with FakeTime() as time:
...     try:
...         client.identities.get("BLQKOPK")
...     except ServerError as error:
...         len(error.attempts)
3
>>> len(time.waits)
2
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from messaging_engagement.timing import replaced

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["FakeTime"]


class FakeTime:
    """A time in which every wait of a client is over at once, for all clients of the process.

    Use it in a ``with`` block. It passes only while a client waits, and when it is told to
    :meth:`pass_by`; deadlines follow it.

    Attributes:
        waits: The seconds of each wait, in order.
    """

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._now = 0.0
        self._lock = threading.Lock()
        self._stack = ExitStack()

    def now(self) -> float:
        """Give the seconds that have passed."""
        return self._now

    def pass_by(self, seconds: float) -> None:
        """Let time pass, as a slow server would."""
        with self._lock:
            self._now += seconds

    def sleep(self, seconds: float) -> None:
        """Note a wait, and end it at once."""
        self.waits.append(seconds)
        self.pass_by(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Note a wait, and end it once others have had their turn."""
        self.sleep(seconds)
        await asyncio.sleep(0)

    def __enter__(self) -> Self:
        self._stack.enter_context(replaced(self))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()
