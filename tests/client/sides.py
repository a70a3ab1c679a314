"""One scenario for both clients and both HTTP libraries: written once, as synchronous code.

``@both`` gives a test its ``side``. ``side.server(...)`` answers from a list, without a network;
``side.client(server)`` is a client that sends to it. An asynchronous client is wrapped, so that its
methods are called without ``await``; each call runs in an event loop of its own.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, cast

import httpx
import pytest
from attrs import define, field, frozen

from messaging_engagement import AsyncClient, Client, models

CREDENTIALS: dict[str, Any] = {"api_key": "abcd1234", "api_secret": "marked-secret"}

PERSON = models.IndividualPerson(
    display_name="Zoë",
    phone="+15556660001",
    country="US",
    email="zoe@example.com",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
)
IDENTITY = {"identity_id": "B1", **PERSON.to_dict()}
SERVER = "https://api.nexmo.com"
IDENTITIES = "/v1/messaging-engagement/identities"


@frozen
class Fault:
    """An exception of the HTTP library, by its name."""

    name: str
    text: str = "it broke"

    def raised(self, library: Any, request: Any = None) -> Exception:
        """Make the exception."""
        kind = getattr(library, self.name)
        error: Exception = kind(self.text) if request is None else kind(self.text, request=request)
        return error


@frozen
class Answer:
    """An answer of the server.

    Attributes:
        pieces: The body, piece by piece; a fault breaks it off.
    """

    status: int
    pieces: tuple[bytes | Fault, ...] = ()
    headers: Mapping[str, str] = field(factory=dict[str, str])


def answer(
    status: int = 200, body: object = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Describe an answer: the body is bytes as they are, or a JSON value."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, () if body is None else (content,), headers or {})


Step = Answer | Fault | BaseException | Callable[[Any], Answer]


@define
class Server:
    """Answers from a list, and keeps the requests that it got. The last answer is repeated."""

    library: Any
    steps: Sequence[Step]
    requests: list[Any] = field(factory=list[Any], init=False)

    def __call__(self, request: Any) -> Any:
        """Answer a request."""
        step = self.steps[min(len(self.requests), len(self.steps) - 1)]
        self.requests.append(request)
        if isinstance(step, Fault):
            raise step.raised(self.library, request)
        if isinstance(step, BaseException):
            raise step
        reply = step if isinstance(step, Answer) else step(request)
        body = _body(self.library, reply.pieces)
        return self.library.Response(reply.status, headers=dict(reply.headers), stream=body)

    @property
    def paths(self) -> list[str]:
        """The path and the query of each request."""
        return [request.url.raw_path.decode("ascii") for request in self.requests]


def _body(library: Any, pieces: tuple[bytes | Fault, ...]) -> Any:
    def each() -> Iterator[bytes]:
        for piece in pieces:
            if isinstance(piece, Fault):
                raise piece.raised(library)
            yield piece

    class Body(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc] # of either library
        def __iter__(self) -> Iterator[bytes]:
            return each()

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in each():
                yield piece

    return Body()


@frozen
class Side:
    """One of the two clients, with one of the two HTTP libraries."""

    library_name: str
    is_async: bool

    @property
    def library(self) -> Any:
        """The HTTP library."""
        return importlib.import_module(self.library_name)

    @property
    def kind(self) -> type[Client | AsyncClient]:
        """The class of the client."""
        return AsyncClient if self.is_async else Client

    def make(self, **options: Any) -> Client | AsyncClient:
        """Make a client with these options and no others."""
        return self.kind(**options)

    def server(self, *steps: Step) -> Server:
        """Make a server that answers with each step in turn."""
        return Server(self.library, steps or (answer(200, IDENTITY),))

    def http_client(self, server: Server, **options: Any) -> Any:
        """Make a client of the HTTP library that sends to a server."""
        kind = self.library.AsyncClient if self.is_async else self.library.Client
        return kind(transport=self.library.MockTransport(server), **options)

    def client(self, server: Server, **options: Any) -> Client:
        """Make a client that sends to a server."""
        http = self.http_client(server)
        return self.wrapped(self.make(**{**CREDENTIALS, "http_client": http, **options}))

    def wrapped(self, client: Client | AsyncClient) -> Client:
        """Let an asynchronous client be called as if it were not."""
        return cast("Client", Awaited(client)) if self.is_async else cast("Client", client)

    def __str__(self) -> str:
        return f"{'async' if self.is_async else 'sync'}-{self.library_name}"


class Awaited:
    """An asynchronous object, called as if it were synchronous."""

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        return _called(getattr(self._target, name))

    def __iter__(self) -> Iterator[Any]:
        async def collect() -> list[Any]:
            return [item async for item in self._target]

        return iter(asyncio.run(collect()))


def _called(value: Any) -> Any:
    def call(*args: Any, **options: Any) -> Any:
        return _called(value(*args, **options))

    if inspect.iscoroutine(value):
        return _called(asyncio.run(value))
    if inspect.ismethod(value):
        return call
    return Awaited(value) if type(value).__name__.startswith("Async") else value


def _sides(library: str) -> list[Any]:
    reason = f"{library} is not installed"
    missing = pytest.mark.skipif(find_spec(library) is None, reason=reason)
    sides = [Side(library, is_async) for is_async in (False, True)]
    return [pytest.param(side, marks=missing, id=str(side)) for side in sides]


both = pytest.mark.parametrize("side", _sides("httpx"))
"""Runs a test for the synchronous and for the asynchronous client."""

all_sides = pytest.mark.parametrize("side", [*_sides("httpx"), *_sides("httpx2")])
"""Runs a test for both clients, each with both HTTP libraries."""


def basic(key: str, secret: str) -> str:
    """Give the header that authenticates a request."""
    auth = httpx.BasicAuth(key, secret)
    request = next(auth.sync_auth_flow(httpx.Request("GET", SERVER)))
    return request.headers["Authorization"]
