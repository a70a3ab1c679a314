"""A client that many use at once, and that is cut off at any moment, by any means."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from attrs import evolve

from messaging_engagement import (
    AttemptEvent,
    CallError,
    Client,
    ConnectionFailedError,
    Hooks,
    NotFoundError,
    Status,
    TimedOutError,
    timing,
)
from messaging_engagement.bulk import numbers
from messaging_engagement.bulk.account import Account, AsyncBulkAccount, BulkAccount
from messaging_engagement.interruption import Interruption
from messaging_engagement.paging import prefetch
from messaging_engagement_contract import MockServer
from tests.client.paging.lists import reading_threads, until
from tests.reliability.calls import (
    CALLS,
    CREDENTIALS,
    NUMBERS,
    TURNS,
    WAYS,
    Call,
    HurriedTime,
    PlainAsyncClient,
    Way,
    connections_of,
    in_use,
)
from tests.reliability.wire import Act, Side, Trouble, WireServer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

PATIENCE = 30
THREADS = 8
ASYNC_WAYS = [way for way in WAYS if way.is_async]
SYNC_WAYS = [way for way in WAYS if not way.is_async]
GET = CALLS[0]
LIST, ADD = (next(each for each in CALLS if each.name == name) for name in ("list", "add in bulk"))
WHOLE = 10**9
"""More bytes than a request has."""
SILENT = Trouble(side=Side.ANSWER, offset=0, act=Act.STALL, lasting=True)


BEGINNING = "NEW, Request Count: 0"
"""How httpcore tells of a connection that was cut off between being made and its first request.

A client of the user keeps it until that is closed; docs/reliability.md says so.
"""


class CutOff:
    """Awaits a coroutine, and cancels the task at its nth suspension, and those after it."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], at: int, times: int = 1) -> None:
        self._coroutine = coroutine
        self._at = range(at, at + times)
        self.was_cut = False

    def __await__(self) -> Generator[Any, Any, Any]:
        """Pass everything on until then."""
        steps = self._coroutine.__await__()
        count = 0
        try:
            step = next(steps)
            while True:
                count += 1
                if count in self._at:
                    self.was_cut = True
                    task = asyncio.current_task()
                    assert task is not None
                    task.cancel()
                try:
                    sent = yield step
                except BaseException as error:  # noqa: BLE001 - the coroutine is to see it
                    step = steps.throw(error)
                else:
                    step = steps.send(sent)
        except StopIteration as end:
            return end.value


async def some_turns() -> None:
    """Let what was cancelled or closed come to its end."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def listed(client: Any, **options: Any) -> list[Any]:
    """Walk through a list."""
    return [item async for item in client.identities.list(page_size=2, **options)]


AWAITED: dict[str, Callable[[Any], Coroutine[Any, Any, Any]]] = {
    **{call.name: call.begin for call in CALLS if call.name != "list"},
    "list": listed,
    "list, read ahead": lambda client: listed(client, prefetch=2),
    "add in bulk, at once": lambda client: client.numbers.add("C1DEB879", NUMBERS, concurrency=2),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("way", ASYNC_WAYS, ids=str)
@pytest.mark.parametrize("name", AWAITED)
def test_cancellation_at_every_await(way: Way, name: str) -> None:
    """Wherever a task is cancelled: nothing is left, nothing is sent again, the client goes on."""
    call = next(each for each in CALLS if name.startswith(each.name))

    async def cut_off(at: int) -> bool:
        with WireServer(each_connection(call)) as server:
            http = None if way.library is None else way.library()
            client: Any = way.make(**CREDENTIALS, base_url=server.url, http_client=http)
            async with client:
                cut = CutOff(AWAITED[name](client), at)
                try:
                    await cut
                except asyncio.CancelledError as error:
                    check_account(name, error)
                await some_turns()
                assert {asyncio.current_task()} == asyncio.all_tasks()
                assert [] == in_use(client, http, but="nothing" if http is None else BEGINNING)
                before = [each.body for each in server.received if each.method == "POST"]
                assert len({*before}) == len(before)
                assert "BLQKOPK" in repr(await client.identities.get("BLQKOPK"))
            if http is not None:
                await http.aclose()
            # A connection that was just being made is closed as garbage, where anyio makes it.
            gc.collect()
            await some_turns()
            assert 0 == server.left_open()
            return cut.was_cut

    async def main() -> int:
        at = 1
        while await cut_off(at):
            at += 1
        return at

    assert asyncio.run(main()) > 2


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("trouble", [None, evolve(SILENT, offset=60)], ids=["answer", "silence"])
def test_cancellation_while_another_is_cleaned_up_after(trouble: Trouble | None) -> None:
    """A task that is cancelled again, at any await of the end of its call, keeps no connection."""

    async def cut_off(at: int, times: int) -> bool:
        with WireServer(GET.answered, trouble) as server:
            async with PlainAsyncClient(**CREDENTIALS, base_url=server.url, timeout=0.05) as client:
                cut = CutOff(client.identities.get("BLQKOPK"), at, times)
                with suppress(asyncio.CancelledError, TimedOutError):
                    await cut
                await some_turns()
                assert [] == in_use(client, None)
            gc.collect()
            await some_turns()
            assert 0 == server.left_open()
            return cut.was_cut

    async def main(times: int) -> int:
        at = 1
        with timing.replaced(HurriedTime()):
            while await cut_off(at, times):
                at += 1
        return at

    assert asyncio.run(main(1)) > 2
    assert asyncio.run(main(2)) > 2


def check_account(name: str, error: BaseException) -> None:
    """See to it that a bulk call that was cancelled accounts for all numbers."""
    if name.startswith("add"):
        account = AsyncBulkAccount.of(error)
        assert account is not None
        assert len(NUMBERS) == len(account.outcomes)


def each_connection(call: Call) -> Callable[[bytes], bytes]:
    """Answer the requests of a call, and that for one identity."""

    def answer(request: bytes) -> bytes:
        is_get = request.startswith(b"GET /v1/messaging-engagement/identities/BLQKOPK")
        return (GET if is_get else call).answered(request)

    return answer


@pytest.mark.parametrize("way", ASYNC_WAYS, ids=str)
def test_cancel_scopes_and_timeouts_of_others(way: Way) -> None:
    """A cancel scope of anyio and a timeout of asyncio end a call, and are told as their own."""

    async def main() -> None:
        with WireServer(GET.answered, SILENT) as server:
            http = None if way.library is None else way.library()
            client: Any = way.make(**CREDENTIALS, base_url=server.url, http_client=http)
            async with client:
                with anyio.move_on_after(0.05) as scope:
                    await client.identities.get("B1")
                assert scope.cancelled_caught
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await client.identities.get("B1")
            if http is not None:
                await http.aclose()
            assert 0 == server.left_open()

    asyncio.run(main())


@pytest.mark.parametrize("way", SYNC_WAYS, ids=str)
def test_threads_share_a_client_on_a_bad_wire(way: Way) -> None:
    """Each thread gets its own answer or an error, whatever becomes of the others' connections."""
    http = None if way.library is None else way.library()
    with MockServer(faults=["cut-in-body;p=0.2", "connection-reset;p=0.1"]) as server:
        client: Any = way.make(**CREDENTIALS, base_url=server.url, http_client=http)

        def ask(number: int) -> None:
            try:
                client.identities.get(f"B{number}")
            except NotFoundError as error:
                found = {*re.findall(r"'(B\d+)'", str(error))}  # none where the body was cut
                assert found <= {f"B{number}"}
            except CallError:
                pass

        with client, ThreadPoolExecutor(THREADS) as threads, timing.replaced(HurriedTime()):
            assert [None] * 200 == list(threads.map(ask, range(200)))
            if http is None:
                (connections,) = connections_of(client)
                shown: dict[str, Any] = connections.__dict__
                assert "Requests: 0 active, 0 queued" in repr(shown["_pool"])
    if http is not None:
        http.close()


def wait_in_a_thread(call: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    """Make a call in a thread, and keep what it raises."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_client_that_is_closed_in_the_midst_of_a_call() -> None:
    """The call of another thread ends at once, and not with its timeout; nothing is sent after."""
    with WireServer(GET.answered, SILENT) as server:
        client = Client(**CREDENTIALS, base_url=server.url, timeout=3600)
        thread, raised = wait_in_a_thread(lambda: client.identities.delete("B1"))
        wait_for(lambda: len(server.received) == 1)
        client.close()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert 0 == server.left_open()
        assert 1 == len(server.received)
    # It is repeatable; but a client that is closed repeats nothing.
    assert isinstance(raised[0], ConnectionFailedError)
    assert raised[0].maybe_processed


@pytest.mark.parametrize("way", ASYNC_WAYS[:2], ids=str)
def test_client_that_is_closed_in_the_midst_of_a_task(way: Way) -> None:
    """So it is with tasks."""

    async def main() -> None:
        with WireServer(GET.answered, SILENT) as server:
            client: Any = way.make(**CREDENTIALS, base_url=server.url, timeout=3600)
            task = asyncio.ensure_future(client.identities.get("B1"))
            await until(lambda: len(server.received) == 1)
            await client.close()
            with pytest.raises(ConnectionFailedError):
                async with asyncio.timeout(PATIENCE):
                    await task
            assert 0 == server.left_open()

    asyncio.run(main())


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until another thread has done something."""
    given_up = threading.Event()
    for _ in range(PATIENCE * 1000):
        if condition():
            return
        given_up.wait(0.001)
    pytest.fail("it did not happen")


@pytest.mark.parametrize("way", ASYNC_WAYS[:2], ids=str)
def test_client_in_two_event_loops_at_once(way: Way) -> None:
    """Each loop has connections of its own; closing the client in one closes those of the other."""
    with WireServer(GET.answered) as server:
        client: Any = way.make(**CREDENTIALS, base_url=server.url)
        loops = [asyncio.new_event_loop() for _ in range(2)]
        threads = [threading.Thread(target=loop.run_forever) for loop in loops]
        for thread in threads:
            thread.start()
        for _ in range(3):
            for loop in loops:
                getting = asyncio.run_coroutine_threadsafe(client.identities.get("BLQKOPK"), loop)
                assert "BLQKOPK" == getting.result(PATIENCE).identity_id
        assert 2 == server.connections
        asyncio.run_coroutine_threadsafe(client.close(), loops[0]).result(PATIENCE)
        assert 0 == server.left_open()
        for loop, thread in zip(loops, threads, strict=True):
            asyncio.run_coroutine_threadsafe(some_turns(), loop).result(PATIENCE)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(PATIENCE)
            loop.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_connections_of_a_loop_that_is_closed_are_forgotten() -> None:
    """A program that runs one event loop after the other does not gather connections.

    What a loop that is closed had open can be closed by nobody; Python warns of it, rightly.
    """
    with WireServer(GET.answered) as server:
        client: Any = ASYNC_WAYS[1].make(**CREDENTIALS, base_url=server.url)
        for _ in range(3):
            asyncio.run(client.identities.get("BLQKOPK"))
        assert 1 == len(connections_of(client))
        asyncio.run(client.close())


def long_list(request: bytes) -> bytes:
    """Answer with a page of a list that has more of them."""
    page = LIST.answered(request).replace(b'"total_pages": 2', b'"total_pages": 5')
    return page.replace(b'"total_items": 3', b'"total_items": 9')


def test_walk_that_is_left_early_waits_for_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its threads end at once, though the server never answers."""
    monkeypatch.setattr(prefetch, "PATIENCE", PATIENCE)
    silent = evolve(SILENT, first=1)

    with WireServer(long_list, silent) as server:
        client = Client(**CREDENTIALS, base_url=server.url, timeout=3600)
        with client:
            pages = client.identities.list(page_size=2, prefetch=3).pages()
            next(pages)
            wait_for(lambda: len(server.received) > 2)
            pages.close()
            assert [] == reading_threads()
        assert 0 == server.left_open()


def test_wait_before_a_repetition_ends_with_the_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that waits to try again does not wait any longer, and does not try."""
    monkeypatch.setattr(prefetch, "PATIENCE", PATIENCE)
    refused = threading.Event()

    def answer(request: bytes) -> bytes:
        if b"page=1" in request:
            return long_list(request)
        return b"HTTP/1.1 503 Later\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"

    def look(event: AttemptEvent) -> None:
        if "retry-after" in event.headers:
            refused.set()

    hooks = Hooks(after_attempt=look)
    with WireServer(answer) as server:
        with Client(**CREDENTIALS, base_url=server.url, hooks=hooks) as client:
            pages = client.identities.list(page_size=2, prefetch=1).pages()
            next(pages)
            assert refused.wait(PATIENCE)
            pages.close()
            assert [] == reading_threads()
        assert 2 == len(server.received)


def interrupted(monkeypatch: pytest.MonkeyPatch, server: WireServer, *, again: bool) -> BulkAccount:
    """Add numbers with two requests under way, which are never answered; press Ctrl-C."""
    waited: list[float | None] = []
    wait = concurrent.futures.wait

    def pressed(futures: Any, timeout: float | None = None) -> Any:
        waited.append(timeout)
        if len(waited) == 1 or (again and len(waited) == 2):
            wait_for(lambda: len(server.received) == 2)
            raise KeyboardInterrupt
        return wait(futures, timeout)

    monkeypatch.setattr(numbers, "wait", pressed)
    before = {*threading.enumerate()}
    client = Client(**CREDENTIALS, base_url=server.url, timeout=3600)
    with client, pytest.raises(KeyboardInterrupt) as caught:
        client.numbers.add("C1DEB879", [f"1555{n:07}" for n in range(200)], concurrency=2)
    for thread in {*threading.enumerate()} - before:
        if thread.name.startswith("messaging-engagement"):
            thread.join(PATIENCE)
            assert not thread.is_alive()
    account = Account.of(caught.value)
    assert isinstance(account, BulkAccount)
    return account


@pytest.mark.parametrize("again", [False, True])
def test_keyboard_interrupt_of_a_bulk_call(monkeypatch: pytest.MonkeyPatch, *, again: bool) -> None:
    """What is not answered soon is unknown, and nothing more is sent; pressed again, at once."""
    monkeypatch.setattr(numbers, "PATIENCE", PATIENCE if again else 0.05)
    with WireServer(ADD.answered, SILENT) as server:
        account = interrupted(monkeypatch, server, again=again)
        assert [Status.UNKNOWN] * 100 + [Status.NOT_SENT] * 100 == [
            outcome.status for outcome in account.outcomes
        ]
        assert 2 == len(server.received)
        assert 0 == server.left_open()


def test_credentials_that_cannot_be_had() -> None:
    """A function for credentials that raises ends a call before any of it is sent, and says so."""

    def fail() -> tuple[str, str]:
        raise LookupError("the vault is sealed")

    with WireServer(ADD.answered) as server:
        client = Client(auth=fail, base_url=server.url)
        with pytest.raises(LookupError, match="sealed") as caught, client:
            client.numbers.add("C1DEB879", NUMBERS)
        assert [] == server.received
    account = Account.of(caught.value)
    assert account is not None
    assert [Status.NOT_SENT] * len(NUMBERS) == [one.status for one in account.outcomes]


def test_limiter_that_is_interrupted() -> None:
    """Nor is anything sent when Ctrl-C comes while a permit is waited for."""

    class Limiter:
        def try_acquire(self, *_: object, **__: object) -> bool:
            raise KeyboardInterrupt

        async def try_acquire_async(self, *_: object, **__: object) -> bool:
            raise KeyboardInterrupt

    client = Client(**CREDENTIALS, rate_limit=Limiter())
    with pytest.raises(KeyboardInterrupt) as caught, client:
        client.numbers.add("C1DEB879", NUMBERS)
    account = Account.of(caught.value)
    assert account is not None
    assert () == account.unknown


PROGRAMS = {
    "a client that is open": """
client.identities.get("BLQKOPK")
""",
    "a walk in the midst": """
walk = iter(client.identities.list(page_size=2, prefetch=2))
next(walk)
""",
    "an asynchronous client that is open": """
import asyncio
from messaging_engagement import AsyncClient
asynchronous = AsyncClient(**credentials, base_url=url)
asyncio.run(asynchronous.identities.get("BLQKOPK"))
""",
    "a fork in the midst of a walk that reads ahead": """
import os, warnings
warnings.simplefilter("ignore")
expected = [identity.identity_id for identity in client.identities.list(page_size=20)]
assert len(expected) > 20
walk = iter(client.identities.list(page_size=20, prefetch=4))
got = [next(walk).identity_id for _ in range(5)]
child = os.fork()
got += [identity.identity_id for identity in walk]
if child == 0:
    os._exit(0 if got == expected else 1)
assert got == expected
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
""",
    "a fork in the midst of calls": """
import os, threading, warnings
warnings.simplefilter("ignore")
threads = [threading.Thread(target=lambda: [client.identities.get("BLQKOPK") for _ in range(50)])
           for _ in range(4)]
for thread in threads:
    thread.start()
children = []
for _ in range(5):
    child = os.fork()
    if child == 0:
        os._exit(0 if client.identities.get("BLQKOPK").identity_id == "BLQKOPK" else 1)
    children.append(child)
for thread in threads:
    thread.join()
for child in children:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_end_of_a_program(name: str, tmp_path: Path) -> None:
    """A program ends by itself and without a word, whatever it leaves open."""
    if "fork" in name and not hasattr(os, "fork"):
        pytest.skip("this system does not fork")
    with MockServer(seed_data="large" if "ahead" in name else "example") as server:
        program = f"""
from messaging_engagement import Client
url, credentials = {server.url!r}, {CREDENTIALS!r}
client = Client(**credentials, base_url=url)
{PROGRAMS[name]}
print("done")
"""
        said = tmp_path / "said"
        with said.open("wb") as output:  # a pipe would be waited for as long as a child has it
            done = subprocess.run(
                [sys.executable, "-c", program],
                cwd=Path(__file__).parents[2],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdout=output,
                stderr=output,
                timeout=PATIENCE * 2,
                check=False,
            )
    assert ("done\n", 0) == (said.read_text(encoding="utf-8"), done.returncode)


def test_dripping_body_is_left_by_a_users_own_client() -> None:
    """Between two drops of a body the deadline is looked at, also if they decompress to nothing."""
    stop = threading.Event()

    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            while not stop.wait(0.01):
                yield b"\x00\x00\x00\xff\xff"

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "deflate"}, stream=Dripping())

    http = httpx.Client(transport=httpx.MockTransport(answer), trust_env=False)
    client = Client(**CREDENTIALS, http_client=http, deadline=0.1)
    thread, raised = wait_in_a_thread(lambda: client.identities.get("B1"))
    thread.join(PATIENCE)
    is_over = not thread.is_alive()
    stop.set()
    assert is_over
    assert "the deadline was over" in str(raised[0])


def test_a_child_leaves_the_connections_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that leaves a walk which it shares by a fork does not end what its parent reads."""
    ended: list[str] = []
    interruption = Interruption()
    with interruption.ending(lambda: ended.append("ended")):
        with monkeypatch.context() as child:
            child.setattr(os, "getpid", lambda: -1)
            interruption.come()
        assert [] == ended
        interruption.come()
    assert ["ended"] == ended
