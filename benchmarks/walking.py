"""A list of a hundred pages, each answered after 50 ms, read ahead: beside the ideal.

Ideally, nothing takes time but the server: the first page tells how many there are, and the others
come in rounds.
"""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from typing import TYPE_CHECKING

from benchmarks.calls import KEY, SECRET, row
from benchmarks.rows import Effort, Row
from benchmarks.server import running
from benchmarks.side_by_side import Times
from messaging_engagement import AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = 100
LATENCY = 0.05
GOALS = {8: 1.10, 16: 1.15, 32: 1.45}
ROUNDS = 4
"""The wall is what it is measured by: a round takes a second, and more rounds tell little more."""
FEW, MANY = 25, 100
FLAT = 1.1
"""What memory may be at most in the longer list, by that in the shorter one."""


def rows(effort: Effort) -> Iterator[Row]:
    """Measure the time on the clock, and what is held at once."""
    rounds = min(effort.rounds, ROUNDS)
    with running(pages=PAGES, latency=LATENCY) as url:
        for prefetch, goal in GOALS.items():
            ideal = LATENCY * (1 + -(-(PAGES - 1) // prefetch))
            for name, walk in (("", _walk), (", asynchronously", _walk_in_tasks)):
                walk(url, prefetch)
                taken = [_timed(walk, url, prefetch) for _ in range(rounds)]
                times = Times({"ours": taken, "the ideal": [ideal] * rounds})
                title = f"{PAGES} pages, prefetch={prefetch}{name}"
                yield row(title, times, ("ours", "the ideal"), goal=goal, measure="wall")
    yield _memory()


def _timed(walk: object, url: str, prefetch: int) -> float:
    assert callable(walk)  # noqa: S101 - one of the two below
    begin = time.perf_counter()
    walk(url, prefetch)
    return time.perf_counter() - begin


def _walk(url: str, prefetch: int) -> int:
    with Client(api_key=KEY, api_secret=SECRET, base_url=url) as client:
        return sum(1 for _ in client.identities.list(page_size=100, prefetch=prefetch))


def _walk_in_tasks(url: str, prefetch: int) -> int:
    async def walk() -> int:
        async with AsyncClient(api_key=KEY, api_secret=SECRET, base_url=url) as client:
            found = client.identities.list(page_size=100, prefetch=prefetch)
            return len([None async for _ in found])

    return asyncio.run(walk())


def _memory() -> Row:
    """Compare the most that is held at once in a long list and in a short one."""
    peaks = {pages: float(_peak(pages)) for pages in (FEW, MANY)}
    return Row(
        name=f"memory held at most, a list of {MANY} pages",
        against=f"one of {FEW} pages",
        measure="bytes",
        ratio=peaks[MANY] / peaks[FEW],
        goal=FLAT,
        ours=peaks[MANY],
        theirs=peaks[FEW],
        note="the ids of all items are kept, to tell items that come again",
    )


def _peak(pages: int) -> int:
    with running(pages=pages) as url:
        _walk(url, 8)
        tracemalloc.start()
        try:
            _walk(url, 8)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
