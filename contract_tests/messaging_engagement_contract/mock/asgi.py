"""Between ASGI and the mock: reads requests whole, writes answers, breaks the wire if told to.

Only the mock's own server (the command and ``MockServer``) can break a connection: its protocol
puts the transport into the scope. Where there is no connection (``httpx.ASGITransport``) the
client's exception is raised. Another server, such as plain uvicorn, lets no application break its
connections: there a fault of transport is answered 501.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from messaging_engagement_contract.mock import admin, page, problems
from messaging_engagement_contract.mock.messages import Answer, Request, Wire
from messaging_engagement_contract.mock.parts import parts_of
from messaging_engagement_contract.mock.stores import StateFileLockedError

if TYPE_CHECKING:
    import httpx

    from messaging_engagement_contract.mock.application import Mock

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 2**20
MAX_DRAINED = 2**24
TRANSPORT = "messaging_engagement.transport"
PIECES = 16
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # such requests change nothing
_JSON = (b"content-type", b"application/json")
_HOST = re.compile(
    r"(?:\[(?P<address>[0-9A-Fa-f:.]+)\]|(?P<name>(?:[\w.~-]|%[0-9A-Fa-f]{2})*))(?::\d*)?", re.ASCII
)
_IN_PATHS = "/:@!$&'()*+,;=-._~"
_UNBREAKABLE = (
    "This server lets no application break a connection: for faults of transport use MockServer"
    " or `messaging-engagement mock`"
)


class DisconnectedError(Exception):
    """The client left in the middle of its request."""


async def serve(mock: Mock, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve what a scope asks for."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    problems.INSTANCES.set(parts_of(mock).instances)
    if scope["type"] != "http":
        raise ValueError(f"the mock speaks HTTP, not {scope['type']}")
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        key = name.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    prefix, path = _split_path(scope)
    host = headers.get("host", "")
    request = Request(
        scope["method"],
        path,
        scope["query_string"].decode("latin-1"),
        headers,
        b"",
        f"{scope.get('scheme', 'http')}://{host or _address(scope)}",
        prefix=prefix,
    )
    try:
        if "host" not in headers and scope.get("http_version") == "1.1":
            raise problems.problem(400, "A request of HTTP/1.1 has a Host (RFC 9110, 7.2)")
        _check_host(mock, host)
        if "transfer-encoding" in headers or headers.get("content-length", "0") != "0":
            request.body = await _read(receive, headers.get("content-length", ""))
        await _until_writable(mock, request)
        if path == "/" or path.startswith("/__mock"):
            await _steer(mock, scope, request, receive, send)
            return
        answer = mock.handle(request)
    except problems.ProblemError as problem:
        answer = problem.answer
        with parts_of(mock).lock:
            parts_of(mock).journal.note(request, answer, 0.0)
    except StateFileLockedError as error:
        answer = problems.unusable(error)
        with parts_of(mock).lock:
            parts_of(mock).journal.note(request, answer, 0.0)
    except DisconnectedError:
        return
    await _answer(mock, scope, request, answer, receive, send)


async def _until_writable(mock: Mock, request: Request) -> None:
    """Wait for other programs to end their writes, where a wait in the store held up everybody."""
    if request.method not in _SAFE or parts_of(mock).throttle.rate is not None or mock.faults:
        await parts_of(mock).store.until_free()


def _split_path(scope: Scope) -> tuple[str, str]:
    """Give where the mock is mounted, and the path from there, both as they were sent."""
    path = (scope.get("raw_path") or quote(scope["path"], _IN_PATHS).encode()).decode("latin-1")
    prefix = quote(scope.get("root_path", "").rstrip("/"), _IN_PATHS)
    if not prefix:
        return "", path
    if path != prefix and not path.startswith(f"{prefix}/"):
        return prefix, path  # of a server that has taken the prefix off
    return prefix, path[len(prefix) :] or "/"


async def _answer(  # noqa: PLR0913, PLR0917 - an exchange and its three channels
    mock: Mock, scope: Scope, request: Request, answer: Answer, receive: Receive, send: Send
) -> None:
    wire = answer.wire
    delay = mock.latency + (wire.delay if wire else 0.0)
    if delay:
        await asyncio.sleep(delay)
    if wire is not None and (wire.breaks or wire.pause):
        transport = scope.get("extensions", {}).get(TRANSPORT, {}).get("transport")
        if transport is None:
            if "spec_version" in scope["asgi"] and wire.breaks:  # a server; ASGITransport has none
                wire, answer = None, problems.problem(501, _UNBREAKABLE).answer
            elif error := exception(wire):
                raise error
        elif wire.breaks:
            await _break(transport, wire, answer, request.method, receive)
            return
    body = b"" if answer.body is None or request.method == "HEAD" else answer.body
    await send({"type": "http.response.start", "status": answer.status, "headers": _head(answer)})
    if wire is not None and wire.pause:
        size = max(1, len(body) // PIECES)
        for start in range(0, len(body), size):
            await send(
                {
                    "type": "http.response.body",
                    "body": body[start : start + size],
                    "more_body": True,
                }
            )
            await asyncio.sleep(wire.pause)
        body = b""
    await send({"type": "http.response.body", "body": body})


def exception(wire: Wire) -> httpx.TransportError | None:
    """Give the exception by which a client without a connection learns of a broken one."""
    import httpx

    if wire.silent:
        return httpx.ReadTimeout("The mock was told not to answer.")
    if wire.reset:
        return httpx.ReadError("The mock was told to reset the connection.")
    if wire.breaks:
        return httpx.RemoteProtocolError("The mock was told to break off its answer.")
    return None


async def _break(
    transport: asyncio.Transport, wire: Wire, answer: Answer, method: str, receive: Receive
) -> None:
    """Write to the connection what no server should, and end it."""
    if not wire.silent:
        transport.write(written(wire, answer, method))
        if wire.reset:
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        else:
            transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


def written(wire: Wire, answer: Answer, method: str) -> bytes:
    """Give an answer as the bytes that a fault lets over the connection."""
    if wire.raw is not None:
        return wire.raw
    body = b"" if answer.body is None or method == "HEAD" else answer.body
    length = len(body) if wire.told_length is None else len(body) + wire.told_length
    lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}".encode("latin-1")]
    for name, value in _head(answer):
        told = str(max(0, length)).encode() if name == b"content-length" else value
        lines.append(name + b": " + told)
    head = b"\r\n".join([*lines, b"connection: close", b"", b""])
    if wire.head is not None:
        return head[: wire.head]
    return head + (body if wire.keep is None else body[: wire.keep]) + wire.extra


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _head(answer: Answer) -> list[tuple[bytes, bytes]]:
    head = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers
    ]
    if answer.body is not None:
        if answer.media_type == "application/json":
            head.append(_JSON)
        elif answer.media_type is not None:
            head.append((b"content-type", answer.media_type.encode("latin-1")))
        head.append((b"content-length", str(len(answer.body)).encode()))
    return head


async def _read(receive: Receive, declared: str) -> bytes:
    """Read the body; one that is too large is refused without being kept.

    It is read to its end even so, for the client to hear the answer, unless that is too much too.
    """
    too_large = f"A body may have {MAX_BODY} bytes"
    pieces: list[bytes] = []
    size = 0
    while True:
        if size > MAX_DRAINED or (declared.isdecimal() and int(declared[:20]) > MAX_DRAINED):
            raise problems.problem(413, too_large, headers=(("Connection", "close"),))
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DisconnectedError
        size += len(message.get("body", b""))
        if size <= MAX_BODY:
            pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    if size > MAX_BODY:
        raise problems.problem(413, too_large)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _check_host(mock: Mock, host: str) -> None:
    """Refuse a name that is not the server's: a web page may have led its own name here."""
    parts = _HOST.fullmatch(host)
    if parts is None:
        raise problems.problem(400, f"{host!r} is no host (RFC 9110, 7.2)")
    if mock.hosts is None:
        return
    name = (parts["name"] or "").lower()
    address = parts["address"] is not None or name.replace(".", "").isdigit()
    if name and not address and name not in mock.hosts and not name.endswith(".localhost"):
        raise problems.problem(421, f"This server is not {name!r}; --allow-host makes it so")


def _address(scope: Scope) -> str:
    host, port = scope.get("server") or ("localhost", None)
    return f"{host}:{port}" if port else str(host)


async def _steer(mock: Mock, scope: Scope, request: Request, receive: Receive, send: Send) -> None:
    """Serve the page, and what steers the mock."""
    if request.path.startswith("/__mock/page/") or request.path == "/":
        answer: Answer | AsyncIterator[bytes] = page.asset(request)
    else:
        client = (scope.get("client") or ("", 0))[0]
        answer = admin.answer(mock, request, client)
    if isinstance(answer, Answer):
        head = answer.headers
        body = b"" if request.method == "HEAD" else answer.body or b""
        raw = [(n.lower().encode(), v.encode("latin-1")) for n, v in head]
        if answer.body is not None:
            raw.append((b"content-type", (answer.media_type or "application/json").encode()))
            raw.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        await send({"type": "http.response.body", "body": body})
        return
    await _stream(answer, receive, send)


async def _stream(events: Any, receive: Receive, send: Send) -> None:  # noqa: ANN401 - an async iterator
    """Send events as they come (text/event-stream), until the client leaves."""
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def left() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def feed() -> None:
        async for event in events:
            await send({"type": "http.response.body", "body": event, "more_body": True})

    tasks = {asyncio.ensure_future(left()), asyncio.ensure_future(feed())}
    _, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in running:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await events.aclose()
    await send({"type": "http.response.body", "body": b""})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
