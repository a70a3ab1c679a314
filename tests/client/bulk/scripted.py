"""A server that follows a script, and both clients behind one face.

A script is a function from the numbers of a request to its answer; it may raise what httpx raises
when there is none. What was sent is recorded.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias

import httpx
import pytest

from messaging_engagement import AsyncClient, Client, Hooks, NumberOutcome, Status
from messaging_engagement.bulk.account import Account, AsyncBulkAccount, BulkAccount

CREDENTIALS: dict[str, Any] = {"api_key": "abcd1234", "api_secret": "secret"}
ENGAGEMENT = "C1DEB879"
PROBLEM = {"type": "https://example.com/#problem", "title": "A problem", "detail": "In detail"}
GATE_SECONDS = 10

Script: TypeAlias = Callable[[list[str]], httpx.Response]


class Server:
    """Answers by its script, and records the numbers and the path of each request, in order."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.sent: list[list[str]] = []
        self.paths: list[str] = []
        self._lock = threading.Lock()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        numbers: list[str] = json.loads(request.content)["numbers"]
        with self._lock:
            self.sent.append(numbers)
            self.paths.append(request.url.path)
        return self.script(numbers)


class Side(Protocol):
    """One of the two clients, called in one way."""

    server: Server

    def __init__(
        self,
        script: Script,
        *,
        gate: int = 1,
        hooks: Hooks | None = None,
        deadline: float | None = None,
        strict: bool = False,
    ) -> None:
        """Make a client whose requests the script answers.

        Args:
            script: Gives the answers.
            gate: How many requests must be under way before the first is answered.
            hooks: Those of the client.
            deadline: That of the client.
            strict: Whether the client is.
        """
        ...

    def call(self, method: str, *arguments: object, **options: object) -> object:
        """Call a method of the numbers."""
        ...

    def add(self, numbers: object, **options: object) -> Account:
        """Add numbers."""
        ...

    def remove(self, numbers: object, **options: object) -> Account:
        """Remove numbers."""
        ...

    def retry(self, account: Account, *, unknown: bool = False) -> Account:
        """Send what failed again."""
        ...


class SyncSide:
    """The synchronous client."""

    def __init__(
        self,
        script: Script,
        *,
        gate: int = 1,
        hooks: Hooks | None = None,
        deadline: float | None = None,
        strict: bool = False,
    ) -> None:
        self.server = Server(script)
        is_open = threading.Event()
        lock = threading.Lock()
        awaited = gate

        def handle(request: httpx.Request) -> httpx.Response:
            nonlocal awaited
            with lock:
                awaited -= 1
                if awaited <= 0:
                    is_open.set()
            assert is_open.wait(GATE_SECONDS), "too few requests are under way"
            return self.server.answer(request)

        http = httpx.Client(transport=httpx.MockTransport(handle), trust_env=False)
        self._client = Client(
            **CREDENTIALS, http_client=http, hooks=hooks, deadline=deadline, strict=strict
        )

    def call(self, method: str, *arguments: object, **options: object) -> object:
        """Call a method of the numbers."""
        bound: Any = getattr(self._client.numbers, method)
        return bound(*arguments, **options)

    def add(self, numbers: object, **options: object) -> Account:
        """Add numbers."""
        account = self.call("add", ENGAGEMENT, numbers, **options)
        assert isinstance(account, BulkAccount)
        return account

    def remove(self, numbers: object, **options: object) -> Account:
        """Remove numbers."""
        account = self.call("remove", ENGAGEMENT, numbers, **options)
        assert isinstance(account, BulkAccount)
        return account

    def retry(self, account: Account, *, unknown: bool = False) -> Account:
        """Send what failed again."""
        assert isinstance(account, BulkAccount)
        return account.retry_failed(unknown=unknown)


class AsyncSide:
    """The asynchronous client."""

    def __init__(
        self,
        script: Script,
        *,
        gate: int = 1,
        hooks: Hooks | None = None,
        deadline: float | None = None,
        strict: bool = False,
    ) -> None:
        self.server = Server(script)
        is_open = asyncio.Event()
        awaited = gate

        async def handle(request: httpx.Request) -> httpx.Response:
            nonlocal awaited
            awaited -= 1
            if awaited <= 0:
                is_open.set()
            await asyncio.wait_for(is_open.wait(), GATE_SECONDS)
            await asyncio.sleep(0)  # others get their turn, as they do while a network is slow
            return self.server.answer(request)

        http = httpx.AsyncClient(transport=httpx.MockTransport(handle), trust_env=False)
        self._client = AsyncClient(
            **CREDENTIALS, http_client=http, hooks=hooks, deadline=deadline, strict=strict
        )

    def call(self, method: str, *arguments: object, **options: object) -> object:
        """Call a method of the numbers."""

        async def call() -> object:
            bound: Any = getattr(self._client.numbers, method)
            return await bound(*arguments, **options)

        return asyncio.run(call())

    def add(self, numbers: object, **options: object) -> Account:
        """Add numbers."""
        account = self.call("add", ENGAGEMENT, numbers, **options)
        assert isinstance(account, AsyncBulkAccount)
        return account

    def remove(self, numbers: object, **options: object) -> Account:
        """Remove numbers."""
        account = self.call("remove", ENGAGEMENT, numbers, **options)
        assert isinstance(account, AsyncBulkAccount)
        return account

    def retry(self, account: Account, *, unknown: bool = False) -> Account:
        """Send what failed again."""

        async def call() -> Account:
            assert isinstance(account, AsyncBulkAccount)
            return await account.retry_failed(unknown=unknown)

        return asyncio.run(call())


both_sides = pytest.mark.parametrize("connect", [SyncSide, AsyncSide], ids=["sync", "async"])
"""Runs a test once for each client."""


def numbers(count: int, start: int = 0) -> list[str]:
    """Make up so many numbers."""
    return [f"1555{number:07}" for number in range(start, start + count)]


def answered(status: int, body: object = None, **headers: str) -> httpx.Response:
    """Make an answer; without a body, one with a problem."""
    return httpx.Response(status, json=PROBLEM if body is None else body, headers=headers)


def all_done(sent: list[str]) -> httpx.Response:
    """Answer that all numbers were processed."""
    return answered(200, {"numbers": sent})


def partly_done(done: Iterable[str | int], failed: Iterable[str | int]) -> httpx.Response:
    """Answer that some numbers were processed, as the page's source has it."""
    errors = {**PROBLEM, "numbers": list(failed)}
    return answered(207, {"numbers": list(done), "errors": errors})


def none_done(failed: Iterable[str], detail: str = "Missing") -> httpx.Response:
    """Answer that no number was processed, with the reason for each."""
    errors = [{"title": "Missing number", "detail": detail, "numbers": list(failed)}]
    return answered(400, {**PROBLEM, "errors": errors})


def in_turn(*scripts: Script | int | Exception) -> Script:
    """Make a script of one answer after another: a script, a status, or an error to raise."""
    left = list(scripts)

    def script(sent: list[str]) -> httpx.Response:
        turn = left.pop(0)
        if isinstance(turn, Exception):
            raise turn
        return answered(turn) if isinstance(turn, int) else turn(sent)

    return script


def statuses(outcomes: Iterable[NumberOutcome]) -> list[Status]:
    """Give what became of each number."""
    return [outcome.status for outcome in outcomes]
