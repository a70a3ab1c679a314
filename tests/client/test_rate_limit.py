"""A limiter is asked before each attempt, within the deadline."""

from __future__ import annotations

import asyncio
import importlib
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define, field

from messaging_engagement import DeadlineError
from messaging_engagement.testing import FakeTime
from tests.client.sides import IDENTITY, Side, answer, both

if TYPE_CHECKING:
    from messaging_engagement.transport.sending import RateLimiter

OK = answer(200, IDENTITY)


@define
class Limiter:
    """Grants so many permits, and notes how long each was asked to be waited for."""

    permits: int
    asked: list[float] = field(factory=list[float])

    def try_acquire(self, name: str, *, timeout: float = -1) -> bool:
        """Give a permit, if there is one left."""
        assert "messaging-engagement" == name
        self.asked.append(timeout)
        return len(self.asked) <= self.permits

    async def try_acquire_async(self, name: str, *, timeout: float = -1) -> bool:  # noqa: ASYNC109 - as a limiter has it
        """Give a permit, if there is one left."""
        await asyncio.sleep(0)
        return self.try_acquire(name, timeout=timeout)


@both
def test_limiter_is_asked_for_each_attempt(side: Side) -> None:
    """Each attempt needs a permit; without a deadline it is waited for as long as it takes."""
    limiter = Limiter(permits=9)
    server = side.server(answer(503), OK)
    with FakeTime():
        side.client(server, rate_limit=limiter).identities.get("B1")
    assert [-1, -1] == limiter.asked


@both
def test_limiter_is_waited_for_within_the_deadline(side: Side) -> None:
    """If there is no permit before the deadline, nothing is sent, and the error says so."""
    limiter = Limiter(permits=0)
    server = side.server(OK)
    with FakeTime() as time:
        time.pass_by(100)
        with pytest.raises(DeadlineError, match="the rate limit let nothing through") as caught:
            side.client(server, rate_limit=limiter, deadline=5).identities.get("B1")
    assert [5.0] == limiter.asked
    assert [] == server.requests
    assert not caught.value.maybe_processed


@both
def test_views_share_the_limiter(side: Side) -> None:
    """A view asks the limiter of its client."""
    limiter = Limiter(permits=9)
    client = side.client(side.server(OK), rate_limit=limiter)
    client.identities.get("B1")
    client.with_options(timeout=5).identities.get("B1")
    assert 2 == len(limiter.asked)


@both
@pytest.mark.skipif(find_spec("pyrate_limiter") is None, reason="pyrate-limiter is not installed")
def test_limiter_of_pyrate_limiter(side: Side) -> None:
    """A ``pyrate_limiter.Limiter`` is one: beyond its rate, a call waits for its deadline."""
    pyrate_limiter: Any = importlib.import_module("pyrate_limiter")
    rate = pyrate_limiter.Rate(2, pyrate_limiter.Duration.HOUR)
    limiter: RateLimiter = pyrate_limiter.Limiter(rate)
    server = side.server(OK)
    client = side.client(server, rate_limit=limiter, deadline=0.01)
    lasting = client.with_options(deadline=60)
    lasting.identities.get("B1")
    lasting.identities.get("B1")
    with pytest.raises(DeadlineError, match="the rate limit let nothing through"):
        client.identities.get("B1")
    assert 2 == len(server.requests)
