"""Whole calls over a connection that stays open: ours, beside the same request by bare httpx."""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from unittest import mock

import httpx

from benchmarks import samples
from benchmarks.rows import Effort, Row
from benchmarks.server import running
from benchmarks.side_by_side import Contender, Times, compare
from messaging_engagement import AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence

    from messaging_engagement_api.models import Identity

KEY, SECRET = "abcd1234", "mock-secret"
IN_FLIGHT = 32
TRANSPORT = "messaging_engagement.transport.aiohttp_connections"
"""The module of the optional transport."""
ONE = "GET one identity"
PAGE = f"GET a page of {samples.SIZE} identities"


def rows(effort: Effort) -> Iterator[Row]:
    """Measure one call, a page, and calls in flight at once."""
    with running() as url:
        yield from _synchronous(url, effort)
        yield from _asynchronous(url, effort)


def row(
    name: str,
    times: Times,
    contenders: tuple[str, str],
    *,
    goal: float | None = None,
    measure: str = "CPU",
) -> Row:
    """Make a row of two contenders."""
    ours, theirs = contenders
    return Row(
        name=name,
        against=theirs,
        measure=measure,
        ratio=times.ratio(ours, theirs),
        spread=times.spread(ours, theirs),
        goal=goal,
        ours=times.median(ours),
        theirs=times.median(theirs),
    )


def _synchronous(url: str, effort: Effort) -> Iterator[Row]:
    with (
        Client(api_key=KEY, api_secret=SECRET, base_url=url) as client,
        httpx.Client(auth=(KEY, SECRET)) as http,
    ):
        one = {
            "ours": lambda: client.identities.get("B000001"),
            "httpx": lambda: http.request("GET", f"{url}{samples.PATH}/B000001").json(),
        }
        times = compare(one, rounds=effort.rounds, calls=effort.calls(200))
        yield row(ONE, times, ("ours", "httpx"), goal=0.7)
        wanted = {"page": 1, "page_size": samples.SIZE}

        def ours() -> Sequence[Identity]:
            return next(client.identities.list(page_size=samples.SIZE).pages()).items

        def bare() -> list[Any]:
            found = http.request("GET", f"{url}{samples.PATH}", params=wanted).json()
            items: list[Any] = found["_embedded"]["identities"]
            return items

        def ours_read() -> list[Any]:
            return [item.display_name for item in ours()]

        def bare_read() -> list[Any]:
            return [item["display_name"] for item in bare()]

        for name, contenders in (
            (PAGE, {"ours": ours, "httpx": bare}),
            (f"{PAGE}, a field of each read", {"ours": ours_read, "httpx": bare_read}),
        ):
            times = compare(contenders, rounds=effort.rounds, calls=effort.calls(40))
            yield row(name, times, ("ours", "httpx"), goal=1.0)


def _asynchronous(url: str, effort: Effort) -> Iterator[Row]:
    name = f"{ONE}, asynchronously, {IN_FLIGHT} in flight"
    each = effort.calls(8)
    with tasks(url, each) as contenders:
        times = compare(contenders, rounds=effort.rounds).divided_by(IN_FLIGHT * each)
        yield row(name, times, ("ours", "httpx"), goal=1.0)
        if "ours with aiohttp" in contenders:
            with_extra = f"{name}, with aiohttp"
            yield row(with_extra, times, ("ours with aiohttp", "httpx"), goal=0.2)


@contextmanager
def tasks(url: str, each: int) -> Generator[Mapping[str, Contender]]:
    """Give asynchronous contenders; each has many calls in flight, as often as it is told."""
    with asyncio.Runner() as runner, ExitStack() as stack:
        http = httpx.AsyncClient(auth=(KEY, SECRET))
        stack.callback(lambda: runner.run(http.aclose()))

        async def bare() -> None:
            (await http.request("GET", f"{url}{samples.PATH}/B000001")).json()

        def in_flight(call: Callable[[], Awaitable[object]]) -> Contender:
            async def one_after_the_other() -> None:
                for _ in range(each):
                    await call()

            async def all_at_once() -> None:
                await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))

            return lambda: runner.run(all_at_once())

        def ours() -> Contender:
            client = AsyncClient(api_key=KEY, api_secret=SECRET, base_url=url)
            stack.callback(lambda: runner.run(client.close()))
            contender = in_flight(lambda: client.identities.get("B000001"))
            contender()  # it makes its connections when they are first needed
            return contender

        contenders = {"httpx": in_flight(bare)}
        with without(TRANSPORT):
            contenders["ours"] = ours()
        if find_spec("aiohttp") is not None:
            contenders["ours with aiohttp"] = ours()
        yield contenders


@contextmanager
def without(module: str) -> Generator[None]:
    """Let a module be one that cannot be imported."""
    with mock.patch.dict(sys.modules, {module: None}):
        yield
