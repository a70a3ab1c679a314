"""A client that many use at once, and that is cut off at any moment, by any means."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from attrs import evolve

from messaging_engagement import (
    AsyncClient,
    CallError,
    Client,
    ClientClosedError,
    ConnectionFailedError,
    Hooks,
    NotFoundError,
    Status,
    numbers,
    prefetch,
    timing,
)
from messaging_engagement.bulk import Account, AsyncBulkAccount, BulkAccount
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
    Way,
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


class CutOff:
    """Awaits a coroutine, and cancels the task at its nth suspension."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], at: int) -> None:
        self._coroutine = coroutine
        self._at = at
        self.was_cut = False

    def __await__(self) -> Generator[Any, Any, Any]:
        """Pass everything on until then."""
        steps = self._coroutine.__await__()
        count = 0
        try:
            step = next(steps)
            while True:
                count += 1
                if count == self._at:
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


async def listed(client: Any, **options: Any) -> list[Any]:
    """Walk through a list."""
    return [item async for item in client.identities.list(page_size=2, **options)]


AWAITED: dict[str, Callable[[Any], Coroutine[Any, Any, Any]]] = {
    **{call.name: call.begin for call in CALLS if call.name != "list"},
    "list": listed,
    "list, read ahead": lambda client: listed(client, prefetch=2),
    "add in bulk, at once": lambda client: client.numbers.add("C1DEB879", NUMBERS, concurrency=2),
}


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
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                assert {asyncio.current_task()} == asyncio.all_tasks()
                before = [each.body for each in server.received if each.method == "POST"]
                assert len({*before}) == len(before)
                assert "BLQKOPK" in repr(await client.identities.get("BLQKOPK"))
            if http is not None:
                await http.aclose()
            assert 0 == server.left_open()
            return cut.was_cut

    async def main() -> int:
        at = 1
        while await cut_off(at):
            at += 1
        return at

    assert asyncio.run(main()) > 2


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
