"""Every fault that the mock knows, met by every kind of call, made in every way."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from attrs import frozen

from messaging_engagement import CallError, timing
from messaging_engagement_contract import MockServer
from messaging_engagement_contract.mock.faults.registry import known
from tests.reliability.calls import CALLS, WAYS, Call, HurriedTime, Way, made, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from messaging_engagement_contract.mock.journal import Seen

TIMEOUT: Final = 0.3
DEADLINE: Final = 3.0
MARGIN: Final = 10.0
AT_ONCE: Final = 8
TOO_MANY_REQUESTS: Final = 429
REFUSED: Final = frozenset({TOO_MANY_REQUESTS, 503})
"""Statuses by which a server says that it did nothing."""


@frozen
class Met:
    """What came of a call that met a fault."""

    name: str
    call: Call
    way: Way
    outcome: str
    faults: tuple[str, ...]


def orders(groups: Iterable[str] | None = None) -> Iterator[tuple[str, Way]]:
    """Give each fault of some groups, or of all, with each way of sending."""
    wanted = None if groups is None else {*groups}
    for fault in known().values():
        if wanted is None or fault.group in wanted:
            for way in WAYS:
                yield fault.name, way


def tried_on_mock(chosen: Iterable[tuple[str, Way]]) -> Iterator[Met]:
    """Let every kind of call meet faults, each of them on a server of its own."""
    with timing.replaced(HurriedTime()), ThreadPoolExecutor(AT_ONCE) as threads:
        for found in threads.map(_all_met, chosen):
            yield from found


def _all_met(order: tuple[str, Way]) -> list[Met]:
    return [*_met(*order)]


def _met(name: str, way: Way) -> Iterator[Met]:
    with MockServer(seed_data="example", faults=[name]) as server:
        for call in CALLS:
            if call.is_compressed:  # the mock compresses nothing
                continue
            before = len(server.mock.requests)
            started = time.monotonic()
            outcome = made(call, way, server.url, timeout=TIMEOUT, deadline=DEADLINE)
            took = time.monotonic() - started
            faults = [*outcome.left, *_sent_again(server.mock.requests[before:])]
            if took > DEADLINE + MARGIN:
                faults.append(f"it took {took:.1f} s")
            if outcome.error is not None and not isinstance(outcome.error, CallError):
                faults.append(f"raised {outcome.error!r}")
            yield Met(name, call, way, told(outcome), tuple(faults))


def _sent_again(requests: Iterable[Seen]) -> Iterator[str]:
    """Tell of what was sent again although it may have been done."""
    last: dict[bytes, int | None] = {}
    for request in requests:
        if request.method == "POST":
            if last.get(request.body, TOO_MANY_REQUESTS) not in REFUSED:
                yield f"sent again after {last[request.body]}: {request.body[:60]!r}"
            last[request.body] = request.status
