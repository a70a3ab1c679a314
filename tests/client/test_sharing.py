"""A client is shared: between threads, between tasks, with its views, and not with a fork."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import (
    AsyncClient,
    Client,
    ClientClosedError,
    ConnectionFailedError,
    NotFoundError,
    ServerError,
)
from messaging_engagement.testing import FakeTime
from messaging_engagement.transport import connections, pool
from messaging_engagement.transport.connections import tls_context
from messaging_engagement.transport.http_clients import AsyncGivenClient, GivenClient
from messaging_engagement.transport.pool import Pool
from messaging_engagement_contract import MockServer
from tests.client.sides import CREDENTIALS, IDENTITY, PERSON, Answer, Side, answer, both

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = 8


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every HTTP client that clients make for themselves; they need no network."""
    clients: list[Any] = []
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=IDENTITY))

    def recorded(kind: Callable[..., Any], given: Callable[..., Any]) -> Callable[..., Any]:
        def make(_: str) -> Any:
            clients.append(kind(transport=transport))
            return given(clients[-1])

        return make

    # These tests call an asynchronous client in one event loop after the other.
    monkeypatch.setattr(AsyncClient, "_place", staticmethod(pool.anywhere))
    sync, asynchronous = (httpx.Client, GivenClient), (httpx.AsyncClient, AsyncGivenClient)
    monkeypatch.setattr("messaging_engagement.client.Connections", recorded(*sync))
    monkeypatch.setattr("messaging_engagement.client.async_connections", recorded(*asynchronous))
    return clients


@both
def test_connections_are_made_when_they_are_needed(side: Side, made: list[Any]) -> None:
    """A client that is only made has no connections; all its calls and views share one pool."""
    client = side.wrapped(side.make(**CREDENTIALS))
    assert [] == made
    client.identities.get("B1")
    client.with_options(timeout=5).identities.get("B1")
    client.with_options(max_retries=0).with_options(deadline=5).engagements.get("C1")
    client.close()
    assert [True] == [http.is_closed for http in made]


def test_threads_that_begin_at_once_share_one_pool(made: list[Any]) -> None:
    """However many threads use a client for the first time at once, it makes one pool."""
    client = Client(**CREDENTIALS)
    barrier = threading.Barrier(THREADS)

    def get(_: int) -> str:
        barrier.wait()
        return client.identities.get("B1").identity_id

    with ThreadPoolExecutor(THREADS) as threads:
        assert ["B1"] * THREADS == list(threads.map(get, range(THREADS)))
    assert 1 == len(made)


def test_certificates_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All clients of a process have one TLS context, also if threads ask for it at once."""
    monkeypatch.setattr(connections, "_tls", [])
    barrier = threading.Barrier(THREADS)

    def load(_: int) -> object:
        barrier.wait()
        return tls_context()

    with ThreadPoolExecutor(THREADS) as threads:
        contexts = list(threads.map(load, range(THREADS)))
    assert 1 == len({id(context) for context in contexts})


@both
def test_closed_client_refuses(side: Side) -> None:
    """After it is closed, a client and its views say so, whoever made the HTTP client."""
    server = side.server()
    client = side.client(server)
    view = client.with_options(timeout=5)
    client.close()
    for closed in (client, view, client.with_options(timeout=5)):
        with pytest.raises(ClientClosedError, match="the client is closed: make a new one"):
            closed.identities.get("B1")
    client.close()
    assert [] == server.requests


@both
def test_closing_a_view_closes_nothing(side: Side, made: list[Any]) -> None:
    """A view shares the connections of its client, and leaves them to it."""
    client = side.wrapped(side.make(**CREDENTIALS))
    view = client.with_options(timeout=5)
    view.identities.get("B1")
    view.close()
    assert [False] == [http.is_closed for http in made]
    client.identities.get("B1")
    view.identities.get("B1")


@both
def test_unused_client_closes(side: Side, made: list[Any]) -> None:
    """Closing a client that was never used makes no connections."""
    side.wrapped(side.make(**CREDENTIALS)).close()
    assert [] == made


@both
def test_clients_of_the_user_stay_open(side: Side) -> None:
    """An HTTP client that was given is the user's to close."""
    http = side.http_client(side.server())
    side.wrapped(side.make(**CREDENTIALS, http_client=http)).close()
    assert not http.is_closed


def test_context_closes_the_client(made: list[Any]) -> None:
    """The end of a ``with`` block closes a client, also after an error."""

    def fail(client: Client) -> None:
        client.identities.get("B1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), Client(**CREDENTIALS) as client:
        fail(client)

    async def scenario() -> None:
        async with AsyncClient(**CREDENTIALS) as client:
            await client.identities.get("B1")

    asyncio.run(scenario())
    assert [True, True] == [http.is_closed for http in made]


@both
def test_client_that_is_closed_meanwhile(side: Side) -> None:
    """A call that is under way when the client is closed says so, and sends nothing more."""
    pools: list[Pool[Any]] = []

    def close(_: object) -> Answer:
        pools[-1].close()  # as another thread would
        raise side.library.ReadError("the connection is closed")

    server = side.server(close)
    http = side.http_client(server)
    inner = side.make(**CREDENTIALS, http_client=http, max_retries=0)
    pools.append(vars(inner)["_parts"].pool)
    calls: list[Callable[[Client], object]] = [
        lambda client: client.identities.delete("B1"),
        lambda client: client.identities.create(PERSON),
    ]
    for times, call in enumerate(calls, 1):
        inner = side.make(**CREDENTIALS, http_client=http)
        pools.append(vars(inner)["_parts"].pool)
        with pytest.raises(
            ConnectionFailedError, match="the client was closed while it waited"
        ) as caught:
            call(side.wrapped(inner))
        assert caught.value.maybe_processed
        assert 1 == len(caught.value.attempts)
        assert times == len(server.requests)


@both
def test_client_that_is_closed_before_a_repetition(side: Side) -> None:
    """A call that waits to repeat a request tells what came of it, and does not wait any longer."""
    pools: list[Pool[Any]] = []

    def close(_: object) -> Answer:
        pools[-1].close()  # as another thread would
        return answer(502, {"title": "Bad Gateway"})

    server = side.server(close)
    inner = side.make(**CREDENTIALS, http_client=side.http_client(server))
    pools.append(vars(inner)["_parts"].pool)
    with FakeTime() as time, pytest.raises(ServerError) as caught:
        side.wrapped(inner).identities.delete("B1")
    assert caught.value.maybe_processed
    assert "Not tried again: the client was closed meanwhile." in str(caught.value)
    assert [] == time.waits
    assert 1 == len(server.requests)


@both
def test_client_that_is_closed_while_a_permit_is_waited_for(side: Side) -> None:
    """Nothing is sent any more."""
    pools: list[Pool[Any]] = []

    class Limiter:
        def try_acquire(self, *_: object, **__: object) -> bool:
            pools[-1].close()
            return True

        async def try_acquire_async(self, *_: object, **__: object) -> bool:
            return self.try_acquire()

    server = side.server()
    http = side.http_client(server)
    inner = side.make(**CREDENTIALS, http_client=http, rate_limit=Limiter())
    pools.append(vars(inner)["_parts"].pool)
    with pytest.raises(ClientClosedError):
        side.wrapped(inner).identities.get("B1")
    assert [] == server.requests


def test_client_that_a_handler_of_a_signal_closes() -> None:
    """It may come while connections are made, in the same thread: nobody waits for himself."""
    raised: list[BaseException] = []

    def make() -> object:
        shared.close()  # as the handler would, while certificates are loaded
        return object()

    def use() -> None:
        try:
            shared.get()
        except ClientClosedError as error:
            raised.append(error)

    shared = Pool[object](None, make)
    thread = threading.Thread(target=use, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    assert 1 == len(raised)
    assert {} == shared.close()


@both
def test_views_differ_only_in_their_options(side: Side) -> None:
    """A view leaves its client as it was, and has all that was not changed."""
    timeouts: list[float] = []

    def record(request: Any) -> Answer:
        timeouts.append(request.extensions["timeout"]["read"])
        return answer(200, IDENTITY)

    client = side.client(side.server(record), timeout=7)
    view = client.with_options(timeout=3)
    for each in (client, view, client, view.with_options(max_retries=1)):
        each.identities.get("B1")
    assert [7.0, 3.0, 7.0, 3.0] == timeouts


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_pool_after_a_fork_is_another() -> None:
    """A child process makes connections of its own; those of the parent go on in the parent."""
    with (
        MockServer() as server,
        Client(api_key="abcd1234", api_secret="mock-secret", base_url=server.url) as client,
    ):
        with pytest.raises(NotFoundError):
            client.identities.get("B1")
        mine = vars(client)["_parts"].pool.get()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.write(writer, b"same" if vars(client)["_parts"].pool.get() is mine else b"other")
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        os.close(writer)
        with os.fdopen(reader) as told:
            assert "other" == told.read()
        assert mine is vars(client)["_parts"].pool.get()


def test_lock_that_a_thread_of_the_parent_held_is_free() -> None:
    """A child has connections of its own, and does not wait for a thread that it does not have."""
    shared = Pool[object](None, object)
    before = shared.get()
    with vars(shared)["_lock"]:  # as a thread of the parent would hold it
        pool.after_fork()
        vars(shared)["_lock"].renew()
        assert before is not shared.get()
        vars(shared)["_lock"].__enter__()


def test_pool_that_was_given_stays_after_a_fork() -> None:
    """A client that the user made is the user's to make anew."""
    given = object()
    shared = Pool[object](given, object)
    pool.after_fork()
    assert given is shared.get()


def test_tasks_share_a_client() -> None:
    """Tasks use one asynchronous client at once, each with its own answer."""

    async def echo(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return httpx.Response(200, json={"identity_id": request.url.path.rsplit("/", 1)[1]})

    async def scenario() -> list[str]:
        http = httpx.AsyncClient(transport=httpx.MockTransport(echo))
        client = AsyncClient(**CREDENTIALS, http_client=http)
        ids = [f"B{number}" for number in range(20)]
        found = await asyncio.gather(*(client.identities.get(one) for one in ids))
        assert ids == [identity.identity_id for identity in found]
        return ids

    assert 20 == len(asyncio.run(scenario()))


def test_threads_share_a_client() -> None:
    """Threads use one client at once over real connections, each with its own answer."""
    with (
        MockServer() as server,
        Client(api_key="abcd1234", api_secret="mock-secret", base_url=server.url) as client,
        ThreadPoolExecutor(THREADS) as threads,
    ):

        def message(number: int) -> str:
            with pytest.raises(NotFoundError) as caught:
                client.identities.get(f"B{number}")
            return str(caught.value)

        for number, text in enumerate(threads.map(message, range(40))):
            assert f"ID 'B{number}' does not exist" in text


def test_client_outlives_an_event_loop() -> None:
    """In another event loop an asynchronous client makes connections anew."""
    made: list[object] = []

    def make() -> object:
        made.append(object())
        return made[-1]

    shared = Pool[object](None, make, asyncio.get_running_loop)

    async def twice() -> tuple[object, object]:
        return shared.get(), shared.get()

    assert asyncio.run(twice()) == (made[0], made[0])
    assert asyncio.run(twice()) == (made[1], made[1])
    given = object()
    shared = Pool[object](given, make, asyncio.get_running_loop)
    assert (given, given) == asyncio.run(twice())
