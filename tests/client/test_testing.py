"""What people get to test their own code: a time without waits, and transports of their own."""

from __future__ import annotations

import asyncio
import threading
import time as real_time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import AsyncClient, Client, NotFoundError, timing
from messaging_engagement.testing import FakeTime
from messaging_engagement_contract import MockServer
from tests.client.sides import CREDENTIALS, IDENTITY, PERSON, Side, answer, both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

ACCOUNT = {"api_key": "abcd1234", "api_secret": "mock-secret"}


def test_fake_time_waits_at_once() -> None:
    """A wait is noted and over; the time passes by as much."""
    with FakeTime() as time:
        timing.sleep(1000)
        time.pass_by(5)
        asyncio.run(timing.sleep_async(2))
        assert 1007.0 == timing.now() == time.now()
    assert [1000, 2] == time.waits


def test_fake_time_ends_with_its_block() -> None:
    """After the block, and after an error in it, time is real again."""
    with pytest.raises(ZeroDivisionError), FakeTime():
        raise ZeroDivisionError
    before = real_time.monotonic()
    assert before <= timing.now() <= real_time.monotonic()
    timing.sleep(0)
    asyncio.run(timing.sleep_async(0))


def test_fake_times_nest() -> None:
    """The innermost fake time holds."""
    with FakeTime() as outer:
        with FakeTime() as inner:
            timing.sleep(1)
        timing.sleep(2)
    assert ([2], [1]) == (outer.waits, inner.waits)


def test_threads_share_a_fake_time() -> None:
    """Threads that wait at once add up; none of it is lost."""
    with FakeTime() as time:
        threads = [threading.Thread(target=timing.sleep, args=(1.0,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert 20.0 == time.now()


@both
def test_mock_transport_needs_no_network(side: Side) -> None:
    """A client of one's own with an ``httpx.MockTransport`` is all that a test needs."""
    assert "B1" == side.client(side.server(answer(200, IDENTITY))).identities.get("B1").identity_id


def test_application_in_process_synchronously() -> None:
    """A WSGI application is called in the process."""

    def application(
        environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        assert environ["HTTP_AUTHORIZATION"].startswith("Basic ")
        start_response("404 Not Found", [("Content-Type", "application/json")])
        return [b'{"title": "Not Found"}']

    http = httpx.Client(transport=httpx.WSGITransport(app=application))
    with pytest.raises(NotFoundError, match="404 Not Found: Not Found"):
        Client(**CREDENTIALS, http_client=http).identities.get("B1")


def test_application_in_process_asynchronously() -> None:
    """An ASGI application is called in the process."""

    async def application(
        scope: MutableMapping[str, Any],
        receive: Callable[..., Any],  # noqa: ARG001 - its interface
        send: Callable[..., Any],
    ) -> None:
        assert "/v1/messaging-engagement/identities/B1" == scope["path"]
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"identity_id": "B1"}'})

    async def scenario() -> str:
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app=application))
        async with http, AsyncClient(**CREDENTIALS, http_client=http) as client:
            return (await client.identities.get("B1")).identity_id

    assert "B1" == asyncio.run(scenario())


def test_mock_server_over_real_connections() -> None:
    """Both clients create, list and delete on the mock server, over connections of their own."""

    async def scenario(url: str) -> None:
        account: dict[str, Any] = {**ACCOUNT, "base_url": url}
        async with AsyncClient(**account) as client:
            created = await client.identities.create(PERSON)
            assert [created] == [identity async for identity in client.identities.list()]
            with Client(**account) as other:
                assert [created] == list(other.identities.list())
                other.identities.delete(created.identity_id)
            with pytest.raises(NotFoundError):
                await client.identities.get(created.identity_id)

    with MockServer() as server:
        asyncio.run(scenario(server.url))
