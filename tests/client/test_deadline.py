"""One deadline covers all attempts of a call, and the waits between them."""

from __future__ import annotations

import asyncio
import math
import socket
import threading
import time as real_time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from attrs import evolve

from messaging_engagement import (
    AsyncClient,
    Client,
    DeadlineError,
    ServerError,
    TimedOutError,
)
from messaging_engagement.deadline import Deadline
from messaging_engagement.exchange import exchange
from messaging_engagement.interruption import Interruption
from messaging_engagement.steps import Outgoing, Pause, Reply
from messaging_engagement.testing import FakeTime
from messaging_engagement.unsent import is_of_others
from messaging_engagement_api.api.identities import get_identity
from tests.client.sides import CREDENTIALS, IDENTITY, Answer, Fault, Side, all_sides, answer, both

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_deadline_counts_down() -> None:
    """What is left of a deadline shrinks with time, below 0 once it is over."""
    moments = iter([10.0, 12.0, 20.0])
    deadline = Deadline.after(5, lambda: next(moments))
    assert [3.0, -5.0] == [deadline.remaining(), deadline.remaining()]
    assert math.inf == Deadline.after(None).remaining()


@both
def test_wait_beyond_the_deadline_is_not_begun(side: Side) -> None:
    """A retry that the deadline leaves no time for is not waited for: its error comes at once."""
    server = side.server(answer(503, headers={"Retry-After": "20"}))
    with FakeTime() as time, pytest.raises(ServerError) as caught:
        side.client(server, deadline=10).identities.get("B1")
    assert [] == time.waits
    assert "20" == caught.value.headers["retry-after"]
    assert "Not tried again: a wait of 20 s would not end before the deadline" in str(caught.value)


@both
def test_deadline_covers_attempts_and_waits(side: Side) -> None:
    """Each attempt takes from the same deadline; once it is over there is no other."""
    with FakeTime() as time:

        def slow(_: object) -> Answer:
            time.pass_by(4)
            return answer(503, headers={"Retry-After": "1"})

        server = side.server(slow)
        with pytest.raises(ServerError) as caught:
            side.client(server, deadline=10, max_retries=9).identities.get("B1")
    assert [1.0] == time.waits
    assert [4.0, 4.0] == [attempt.elapsed for attempt in caught.value.attempts]
    assert 2 == len(server.requests)


@all_sides
def test_timeouts_of_an_attempt_end_with_the_deadline(side: Side) -> None:
    """No phase of an attempt waits longer than the deadline leaves, nor longer than the timeout."""
    with FakeTime() as time:
        seen: list[dict[str, float | None]] = []

        def record(request: Any) -> Answer:
            timeouts = request.extensions["timeout"]
            assert (4, None) == (len(timeouts), timeouts.get("another phase"))
            seen.append(dict(timeouts))
            time.pass_by(6)
            seen.append(dict(request.extensions["timeout"]))
            return answer(200, IDENTITY)

        client = side.client(side.server(record), timeout=8, deadline=10)
        client.identities.get("B1")
        client.with_options(timeout=3).identities.get("B1")
        client.with_options(timeout=math.inf, deadline=math.inf).identities.get("B1")
    phases = ("connect", "pool", "read", "write")
    expected = [8.0, 4.0, 3.0, 3.0, None, None]
    assert [dict.fromkeys(phases, seconds) for seconds in expected] == seen


@all_sides
def test_timeout_at_the_deadline_is_the_deadlines(side: Side) -> None:
    """A timeout that the deadline shortened is told as the deadline, and not repeated."""
    with FakeTime() as time:

        def stall(_: object) -> Answer:
            time.pass_by(10)
            raise Fault("ReadTimeout").raised(side.library)

        server = side.server(stall)
        with pytest.raises(DeadlineError) as caught:
            side.client(server, deadline=10).identities.get("B1")
    assert 1 == len(server.requests)
    assert caught.value.maybe_processed
    assert "the deadline was over before the answer was there" in str(caught.value)


@both
def test_body_that_drips_ends_with_the_deadline(side: Side) -> None:
    """A server that sends its answer drop by drop is left when the deadline is over."""
    with FakeTime() as time:

        def drip(_: object) -> Answer:
            time.pass_by(11)
            return Answer(200, (b"{", b"}"))

        with pytest.raises(DeadlineError):
            side.client(side.server(drip), deadline=10).identities.get("B1")


def test_deadline_that_is_over_sends_nothing() -> None:
    """A request of a larger call whose deadline is over is not sent."""
    parts = vars(Client(**CREDENTIALS))["_parts"]
    request = get_identity.request("B1")
    call = exchange(request, parts.session, parts.options, Deadline.after(-1))
    with pytest.raises(DeadlineError) as caught:
        next(call)
    assert () == caught.value.attempts
    assert not caught.value.maybe_processed
    assert "getIdentity (GET /v1/messaging-engagement/identities/B1)" in str(caught.value)


def test_wait_that_something_ends() -> None:
    """A wait to send again is one for an interruption, too: then the last error tells of it."""
    parts = vars(Client(**CREDENTIALS))["_parts"]
    interruption = Interruption()
    deadline = evolve(Deadline.after(None), interruption=interruption)
    call = exchange(get_identity.request("B1"), parts.session, parts.options, deadline)
    busy = Reply(status_code=503, headers={"Retry-After": "60"}, content=b"", elapsed=0.1)
    assert isinstance(next(call), Outgoing)
    assert Pause(60, interruption.announced) == call.send(busy)
    assert isinstance(next(call), Outgoing)
    assert Pause(60, interruption.announced) == call.send(busy)
    interruption.announce()
    with pytest.raises(ServerError, match="Not tried again: the call was interrupted") as caught:
        next(call)
    assert 2 == len(caught.value.attempts)
    assert not is_of_others(caught.value)


@both
def test_view_can_lift_the_deadline(side: Side) -> None:
    """``math.inf`` is a deadline that never comes."""
    with FakeTime() as time:

        def slow(_: object) -> Answer:
            time.pass_by(1e6)
            return answer(200, IDENTITY)

        client = side.client(side.server(slow), deadline=1)
        with pytest.raises(DeadlineError):
            client.identities.get("B1")
        assert "B1" == client.with_options(deadline=math.inf).identities.get("B1").identity_id


@pytest.fixture
def silent_server() -> Iterator[str]:
    """A server that takes connections, and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_silent_server_is_left_at_the_deadline(silent_server: str) -> None:
    """On a real connection, too, a call ends with its deadline; and with its timeout."""
    with Client(**CREDENTIALS, base_url=silent_server, deadline=0.05) as client:
        started = real_time.monotonic()
        with pytest.raises(DeadlineError):
            client.identities.get("B1")
        with pytest.raises(TimedOutError):
            client.with_options(timeout=0.05, deadline=math.inf, max_retries=0).identities.get("B1")
        assert real_time.monotonic() - started < 10


def test_silent_server_is_left_at_the_deadline_by_a_task(silent_server: str) -> None:
    """The same for the asynchronous client, which ends a wait that has begun."""

    async def scenario() -> None:
        async with AsyncClient(**CREDENTIALS, base_url=silent_server, deadline=0.05) as client:
            with pytest.raises(DeadlineError):
                await client.identities.get("B1")

    asyncio.run(scenario())


def test_task_is_woken_in_the_middle_of_a_wait() -> None:
    """An asynchronous transport that knows no timeouts is left at the deadline, too."""

    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def scenario() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(never))
        client = AsyncClient(**CREDENTIALS, http_client=http, deadline=0.02)
        with pytest.raises(DeadlineError):
            await client.identities.get("B1")

    asyncio.run(scenario())


def test_deadline_of_others_is_a_timeout() -> None:
    """A TimeoutError that is not of the deadline is told as a timeout."""

    def handler(_: httpx.Request) -> httpx.Response:
        raise TimeoutError("theirs")

    http = httpx.Client(transport=httpx.MockTransport(handler))
    with pytest.raises(TimedOutError, match="theirs"):
        Client(**CREDENTIALS, http_client=http, max_retries=0).identities.get("B1")


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_answer_that_comes_drop_by_drop_ends_with_the_deadline(head: bytes) -> None:
    """A server that never ends its answer, head or body, holds no call beyond its deadline."""
    dropped = 0
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            nonlocal dropped
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                connection.sendall(head)
                for _ in range(400):
                    connection.sendall(b"x")
                    dropped += 1
                    real_time.sleep(0.02)

        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        client = Client(**CREDENTIALS, base_url=url, deadline=0.2)
        with client, pytest.raises(DeadlineError):
            client.identities.get("B1")
        thread.join()
    assert dropped < 400
