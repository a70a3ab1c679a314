"""Trouble at every byte of every kind of call: what is tried, and what must be true of it."""

from __future__ import annotations

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

from attrs import frozen

from messaging_engagement import CallError, NoAnswerError, timing
from tests.reliability.calls import CALLS, NUMBERS, WAYS, Call, HurriedTime, Made, Way, made, told
from tests.reliability.wire import Act, Received, Side, Trouble, WireServer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TIMEOUT: Final = 0.1
"""Seconds that a client waits for a piece of an answer, where a server stalls."""
DEADLINE: Final = 0.5
"""Seconds that a call may take there."""
AMPLE: Final = 20.0
"""Seconds that a call may take elsewhere."""
MARGIN: Final = 10.0
"""Seconds that a call may be late, on a machine that has other things to do."""
HALF: Final = 0.5
AT_ONCE: Final = 8
"""Scenarios that are tried at once."""


@frozen
class Scenario:
    """A call in trouble."""

    call: Call
    way: Way
    trouble: Trouble

    def __str__(self) -> str:
        return f"{self.call.name} ({self.way}): {self.trouble}"


@frozen
class Verdict:
    """What came of a scenario.

    Attributes:
        outcome: The result or the class of the error, in a word.
        faults: Which promises were broken.
    """

    scenario: Scenario
    outcome: str
    faults: tuple[str, ...]


@cache
def sizes(call: Call, way: Way) -> tuple[tuple[int, int], ...]:
    """Give the bytes of each request of a call without trouble, and of its answer."""
    with WireServer(call.answered) as server:
        outcome = made(call, way, server.url)
        assert outcome == Made(call.expected), outcome
        received = [*server.received]
    return tuple((len(each.content), len(call.answered(each.content))) for each in received)


def every(seed: int, *, in_turn: bool = False) -> Iterator[Scenario]:
    """Give a scenario for every byte, of every kind of call, with every act.

    Args:
        seed: Where it comes from whether a trouble lasts, and what noise is.
        in_turn: Whether each byte meets the ways of sending in turn, and not each of them.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    for call, way in product(CALLS, WAYS):
        for first, (request, answer) in enumerate(sizes(call, way)):
            for side, size in ((Side.REQUEST, request), (Side.ANSWER, answer)):
                for offset, act in product(range(size), Act):
                    if in_turn and (offset + seed) % len(WAYS) != WAYS.index(way):
                        continue
                    trouble = Trouble(
                        side=side,
                        offset=offset + (side is Side.REQUEST),
                        act=act,
                        first=first,
                        lasting=chance.random() < HALF,
                        noise=chance.randrange(256),
                    )
                    yield Scenario(call, way, trouble)


def sample(seed: int, count: int) -> list[Scenario]:
    """Choose some of all scenarios: as many of each kind of call."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    found = [*every(seed)]
    return [
        scenario
        for call in CALLS
        for scenario in chance.sample([each for each in found if each.call is call], count)
    ]


def tried(scenarios: Iterable[Scenario]) -> Iterator[Verdict]:
    """Try scenarios, several at once."""
    with timing.replaced(HurriedTime()), ThreadPoolExecutor(AT_ONCE) as threads:
        yield from threads.map(judged, scenarios)


def judged(scenario: Scenario) -> Verdict:
    """Try a scenario, and judge it."""
    call, trouble = scenario.call, scenario.trouble
    stalls = trouble.act in {Act.STALL, Act.GARBLE}
    limits = {"timeout": TIMEOUT, "deadline": DEADLINE} if stalls else {"deadline": AMPLE}
    with WireServer(call.answered, trouble) as server:
        started = time.monotonic()
        outcome = made(call, scenario.way, server.url, **limits)
        took = time.monotonic() - started
        left_open = server.left_open()
        received = [*server.received]
    faults = [*outcome.left]
    if stalls and scenario.way.is_async and scenario.way.library is not None:
        # httpcore does not shield its own cleaning up from a deadline that comes just then, and a
        # client of the user is none of ours; the page says so. That it closes the connection in
        # the end is looked at all the same.
        faults = [left for left in faults if "HTTP/1.1, ACTIVE" not in left]
    if left_open:
        faults.append(f"{left_open} connections are left open")
    if took > limits["deadline"] + MARGIN:
        faults.append(f"it took {took:.1f} s")
    faults += _sent_twice(received)
    faults += _mistaken(scenario, outcome, received)
    return Verdict(scenario, told(outcome), tuple(faults))


def _sent_twice(received: Iterable[Received]) -> Iterator[str]:
    """Tell of what must not be sent twice, and was, if only in part."""
    bodies: set[bytes] = set()
    for each in received:
        if each.method == "POST" and each.body in bodies:
            yield f"sent twice: {each.body[:60]!r}"
        bodies.add(each.body)


def _mistaken(scenario: Scenario, outcome: Made, received: list[Received]) -> Iterator[str]:
    """Tell of a result that is wrong, and of an error that no page names or that misleads."""
    call, error, trouble = scenario.call, outcome.error, scenario.trouble
    is_true = trouble.act is not Act.GARBLE
    arrived = any(each.is_whole for each in received[trouble.first :])
    if error is None and is_true:
        if call.is_bulk:
            yield from _misaccounted(outcome.result, received)
        elif outcome.result != call.expected:
            yield f"the result is wrong: {outcome.result!r}"
    if error is not None and not isinstance(error, CallError):
        yield f"raised {error!r}"
    if isinstance(error, NoAnswerError) and arrived and not error.maybe_processed:
        yield f"it arrived, but the error says that it did not: {error}"
    is_passing = is_true and trouble.act is not Act.STALL and not trouble.lasting
    if is_passing and call.is_repeatable and error is not None:
        yield f"was not repeated: {error!r}"


def _misaccounted(statuses: list[str], received: Iterable[Received]) -> Iterator[str]:
    """Tell of numbers whose account is another than what the server got."""
    arrived = {number for each in received if each.is_whole for number in _numbers(each.body)}
    for number, status in zip(NUMBERS, statuses, strict=True):
        if status == ("not sent" if number in arrived else "done"):
            yield f"{number} is told to be {status}"


def _numbers(body: bytes) -> list[str]:
    found: list[str] = json.loads(body)["numbers"]
    return found
