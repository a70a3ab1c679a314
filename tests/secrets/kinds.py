"""The ways in which a client sends: each with connections of its own, or with a client of httpx."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from contextlib import AsyncExitStack, ExitStack
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
from attrs import frozen

from messaging_engagement import AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Callable


@frozen
class Kind:
    """A way to send.

    Attributes:
        own_http: Whether the user passes a client of httpx.
        aiohttp: Whether aiohttp is there.
    """

    name: str
    is_async: bool
    own_http: bool = False
    aiohttp: bool = False

    def call(self, act: Callable[[Client], object], **options: Any) -> object:
        """Make a client, let it do something, and close it; whatever it raises is raised."""
        if self.is_async:
            return asyncio.run(self._call(act, options), debug=True)
        with ExitStack() as stack:
            if self.own_http:
                options["http_client"] = stack.enter_context(httpx.Client(follow_redirects=True))
            result = act(stack.enter_context(Client(**options)))
            return (
                list(cast("Iterable[object]", result)) if isinstance(result, Iterable) else result
            )

    async def _call(self, act: Callable[[Client], object], options: dict[str, Any]) -> object:
        async with AsyncExitStack() as stack:
            if self.own_http:
                http = httpx.AsyncClient(follow_redirects=True)
                options["http_client"] = await stack.enter_async_context(http)
            client = await stack.enter_async_context(AsyncClient(**options))
            result: Any = act(client)  # type: ignore[arg-type]  # the same methods, awaited
            if hasattr(result, "__aiter__"):
                return [one async for one in result]
            return await result

    def __str__(self) -> str:
        return self.name


KINDS = (
    Kind("sync", is_async=False),
    Kind("async", is_async=True),
    Kind("async, aiohttp", is_async=True, aiohttp=True),
    Kind("sync, own httpx", is_async=False, own_http=True),
    Kind("async, own httpx", is_async=True, own_http=True),
)


@pytest.fixture(params=KINDS, ids=str)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Kind:
    """Give each way to send."""
    chosen: Kind = request.param
    if chosen.aiohttp:
        pytest.importorskip("aiohttp")
    else:
        monkeypatch.setitem(sys.modules, "messaging_engagement.transport.aiohttp_connections", None)
    return chosen
