"""A call that something else than the API ends raises it, with the account of what was sent."""

from __future__ import annotations

import asyncio
import concurrent.futures
import signal
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from messaging_engagement import (
    AsyncClient,
    AttemptEvent,
    Client,
    Hooks,
    Status,
    StatusError,
)
from messaging_engagement.bulk import numbers as bulk_numbers
from messaging_engagement.bulk.account import Account, AsyncBulkAccount, BulkAccount, keep
from tests.client.bulk.scripted import (
    CREDENTIALS,
    ENGAGEMENT,
    PROBLEM,
    Server,
    all_done,
    both_sides,
    numbers,
    statuses,
)
from tests.client.sides import PERSON

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from tests.client.bulk.scripted import Side

DONE, REFUSED, UNKNOWN, NOT_SENT = Status


class MistakeError(Exception):
    """A mistake in a hook."""


def failing_at(number: int) -> Hooks:
    """Make hooks that fail at the attempt of this number."""
    attempts: list[AttemptEvent] = []

    def before(event: AttemptEvent) -> None:
        attempts.append(event)
        if len(attempts) == number:
            raise MistakeError("a mistake")

    return Hooks(before_attempt=before)


@both_sides
def test_hook_that_raises(connect: type[Side]) -> None:
    """It is raised as it is, and what was done before is not forgotten."""
    side = connect(all_done, hooks=failing_at(2))
    with pytest.raises(MistakeError, match="a mistake") as caught:
        side.add(["bogus", *numbers(120)])
    account = Account.of(caught.value)
    assert account is not None
    assert [NOT_SENT] + [DONE] * 50 + [NOT_SENT] * 70 == statuses(account.outcomes)
    assert "not sent, for MistakeError interrupted the call" == account.not_sent[-1].reason
    (note,) = caught.value.__notes__
    assert f"{account}; {type(account).__name__}.of() gives the account" == note
    assert "121 numbers: 50 done" in note


@both_sides
def test_hook_that_raises_after_an_attempt(connect: type[Side]) -> None:
    """What it says came after the numbers were sent: look before you send them again."""

    def after(event: AttemptEvent) -> None:
        if len(side.server.sent) == 2:
            raise MistakeError(event.method)

    side = connect(all_done, hooks=Hooks(after_attempt=after))
    with pytest.raises(MistakeError) as caught:
        side.add(numbers(120))
    account = Account.of(caught.value)
    assert account is not None
    assert [DONE] * 50 + [UNKNOWN] * 50 + [NOT_SENT] * 20 == statuses(account.outcomes)
    assert "being sent when MistakeError interrupted the call" in str(account.unknown[0].reason)


@both_sides
@pytest.mark.parametrize("status", [400, 413, 429])
def test_hook_that_lets_an_error_of_another_call_out(connect: type[Side], status: int) -> None:
    """What another call was answered tells nothing of these numbers: they are not sent again."""

    def after(_: AttemptEvent) -> None:
        other = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status)))
        Client(**CREDENTIALS, http_client=other, max_retries=0).identities.get("B1")

    side = connect(all_done, hooks=Hooks(after_attempt=after))
    with pytest.raises(StatusError) as caught:
        side.add(numbers(120))
    account = Account.of(caught.value)
    assert account is not None
    assert [UNKNOWN] * 50 + [NOT_SENT] * 70 == statuses(account.outcomes)
    assert 1 == len(side.server.sent)


@both_sides
def test_hook_that_lets_an_error_of_another_call_out_before(connect: type[Side]) -> None:
    """If that comes before anything is sent, nothing of it is unknown."""

    def before(_: AttemptEvent) -> None:
        other = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(500)))
        Client(**CREDENTIALS, http_client=other, max_retries=0).identities.create(PERSON)

    side = connect(all_done, hooks=Hooks(before_attempt=before))
    with pytest.raises(StatusError) as caught:
        side.add(numbers(60))
    account = Account.of(caught.value)
    assert account is not None
    assert [NOT_SENT] * 60 == statuses(account.outcomes)
    assert [] == side.server.sent


@both_sides
def test_account_retries_after_an_interruption(connect: type[Side]) -> None:
    """The account that an error carries is one like any other."""
    side = connect(all_done, hooks=failing_at(2))
    with pytest.raises(MistakeError) as caught:
        side.add(numbers(120))
    account = Account.of(caught.value)
    assert account is not None
    assert 120 == len(side.retry(account).succeeded)


@both_sides
def test_hook_that_raises_in_one_of_several_workers(connect: type[Side]) -> None:
    """The others end what they are at, begin nothing more, and all of it is in the account."""
    side = connect(all_done, hooks=failing_at(3))
    with pytest.raises(MistakeError) as caught:
        side.add(numbers(1000), concurrency=2)
    account = Account.of(caught.value)
    assert account is not None
    assert () == account.unknown
    assert len(account.succeeded) == sum(len(sent) for sent in side.server.sent) <= 150
    assert 1000 == len(account.outcomes)


def test_account_is_found_behind_another_error() -> None:
    """An error that was raised from the one with the account leads to it."""
    inner, outer, last = KeyError(), ValueError(), TypeError()
    keep(BulkAccount(()), inner)
    outer.__cause__ = inner
    last.__context__ = outer
    assert BulkAccount(()) == BulkAccount.of(last)
    assert AsyncBulkAccount.of(last) is None


def test_error_without_an_account() -> None:
    """Whatever else is raised has none, also if errors lead in a circle."""
    first, second = KeyError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert BulkAccount.of(first) is None
    assert BulkAccount.of(KeyError()) is None


def test_closed_client_is_the_programmers_mistake() -> None:
    """It raises, with an account that says that nothing was sent before."""
    client = Client(**CREDENTIALS)
    client.close()
    with pytest.raises(RuntimeError, match="closed") as caught:
        client.numbers.add(ENGAGEMENT, numbers(60))
    account = BulkAccount.of(caught.value)
    assert account is not None
    assert () == account.succeeded


def test_keyboard_interrupt_waits_for_what_is_under_way() -> None:
    """Ctrl-C during a call with threads: no new request, and the account of those under way."""
    server = Server(all_done)
    interrupted = threading.Event()
    both = threading.Barrier(2)

    def handle(request: httpx.Request) -> httpx.Response:
        if not interrupted.is_set():
            both.wait(10)
        # Again and again, for one that comes just before a lock is waited for wakes nobody.
        while not interrupted.wait(0.05):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return server.answer(request)

    def on_interrupt(*_: object) -> None:
        if not interrupted.is_set():
            interrupted.set()
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, on_interrupt)
    http = httpx.Client(transport=httpx.MockTransport(handle), trust_env=False)
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            Client(**CREDENTIALS, http_client=http).numbers.add(
                ENGAGEMENT, numbers(1000), concurrency=2
            )
    finally:
        signal.signal(signal.SIGINT, before)
    account = BulkAccount.of(caught.value)
    assert account is not None
    assert 2 <= len(server.sent) <= 4
    assert len(server.sent) * 50 == len(account.succeeded)
    assert 1000 - len(server.sent) * 50 == len(account.not_sent)


def test_keyboard_interrupt_ends_a_wait_to_send_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """With Ctrl-C no thread waits any longer to repeat its request, nor repeats it."""
    both = threading.Barrier(2)
    waits: list[float | None] = []
    wait = concurrent.futures.wait

    def handle(request: httpx.Request) -> httpx.Response:
        answered = server.answer(request)
        both.wait(10)
        return answered

    def pressed(futures: Sequence[Future[None]], timeout: float | None = None) -> object:
        waits.append(timeout)
        if timeout is None:
            raise KeyboardInterrupt
        ended = wait(futures, timeout)
        assert not ended.not_done  # a minute is what the server asked for
        return ended

    server = Server(lambda _: httpx.Response(429, headers={"Retry-After": "60"}, json=PROBLEM))
    monkeypatch.setattr(bulk_numbers, "wait", pressed)
    monkeypatch.setattr(bulk_numbers, "PATIENCE", 40.0)
    http = httpx.Client(transport=httpx.MockTransport(handle), trust_env=False)
    with pytest.raises(KeyboardInterrupt) as caught:
        Client(**CREDENTIALS, http_client=http).numbers.add(ENGAGEMENT, numbers(120), concurrency=2)
    assert 40.0 == waits[1]
    assert 2 == len(server.sent)
    account = BulkAccount.of(caught.value)
    assert account is not None
    assert [REFUSED] * 100 + [NOT_SENT] * 20 == statuses(account.outcomes)
    said = "Not tried again: the call was interrupted meanwhile"
    assert said in str(account.refused[0].reason)


def test_keyboard_interrupt_without_threads() -> None:
    """With one request at a time, the one that Ctrl-C has ended is unknown."""
    server = Server(all_done)

    def handle(request: httpx.Request) -> httpx.Response:
        response = server.answer(request)
        if len(server.sent) == 2:
            raise KeyboardInterrupt
        return response

    http = httpx.Client(transport=httpx.MockTransport(handle), trust_env=False)
    with pytest.raises(KeyboardInterrupt) as caught:
        Client(**CREDENTIALS, http_client=http).numbers.add(ENGAGEMENT, numbers(120))
    account = BulkAccount.of(caught.value)
    assert account is not None
    assert [DONE] * 50 + [UNKNOWN] * 50 + [NOT_SENT] * 20 == statuses(account.outcomes)


def test_keyboard_interrupt_of_an_event_loop() -> None:
    """The KeyboardInterrupt that ``asyncio.run`` makes of a cancellation leads to the account."""

    async def interrupted() -> None:
        hanging = Hanging()
        adding = hanging.numbers.add(ENGAGEMENT, numbers(120), concurrency=1)
        interrupting = asyncio.ensure_future(interrupt(hanging))
        await adding
        await interrupting

    async def interrupt(hanging: Hanging) -> None:
        await hanging.hangs.wait()
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            asyncio.run(interrupted())
    finally:
        signal.signal(signal.SIGINT, before)
    account = AsyncBulkAccount.of(caught.value)
    assert account is not None
    assert [DONE] * 50 + [UNKNOWN] * 50 + [NOT_SENT] * 20 == statuses(account.outcomes)


class Hanging:
    """A server that answers the first request alone, and tells when so many others hang."""

    def __init__(self, hanging: int = 1) -> None:
        self.server = Server(all_done)
        self._hanging = hanging
        self.hangs = asyncio.Event()
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.handle), trust_env=False)
        self.numbers = AsyncClient(**CREDENTIALS, http_client=http).numbers

    async def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer the first request."""
        response = self.server.answer(request)
        if len(self.server.sent) > 1:
            if len(self.server.sent) > self._hanging:
                self.hangs.set()
            await asyncio.Event().wait()
        return response


@pytest.mark.parametrize("concurrency", [1, 2])
def test_cancelled_task(concurrency: int) -> None:
    """A task that is cancelled ends at once, leaves no task behind, and carries the account."""

    async def scenario() -> Account | None:
        hanging = Hanging(concurrency)
        adding = asyncio.ensure_future(
            hanging.numbers.add(ENGAGEMENT, numbers(200), concurrency=concurrency)
        )
        await hanging.hangs.wait()
        adding.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await adding
        assert {asyncio.current_task()} == asyncio.all_tasks()
        return AsyncBulkAccount.of(caught.value)

    account = asyncio.run(scenario())
    assert account is not None
    sent = 50 * concurrency
    assert [DONE] * 50 + [UNKNOWN] * sent + [NOT_SENT] * (150 - sent) == statuses(account.outcomes)
    assert "CancelledError interrupted the call" in str(account.unknown[0].reason)


def test_timeout_around_a_call() -> None:
    """The TimeoutError of ``asyncio.timeout`` leads to the account, too."""

    async def scenario() -> Account | None:
        with pytest.raises(TimeoutError) as caught:
            await limited(Hanging())
        return AsyncBulkAccount.of(caught.value)

    async def limited(hanging: Hanging) -> None:
        async with asyncio.timeout(None) as limit:
            ending = asyncio.ensure_future(end(limit, hanging))
            await hanging.numbers.add(ENGAGEMENT, numbers(120))
        await ending

    async def end(limit: asyncio.Timeout, hanging: Hanging) -> None:
        await hanging.hangs.wait()
        limit.reschedule(asyncio.get_running_loop().time())

    account = asyncio.run(scenario())
    assert account is not None
    assert [DONE] * 50 + [UNKNOWN] * 50 + [NOT_SENT] * 20 == statuses(account.outcomes)
