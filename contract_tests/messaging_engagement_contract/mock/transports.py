"""The mock in process: a transport for httpx that calls it, without a port and without waiting."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import httpcore
import httpx

from messaging_engagement_contract.mock.asgi import exception, written
from messaging_engagement_contract.mock.messages import Answer, Request, Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from messaging_engagement_contract.mock.application import Mock

_URL = "http://mock/"
_ORIGIN = httpcore.URL(_URL).origin
_ASKING = [("Host", "mock")]
_WHOLE = Wire()
_PIECE = 2**16  # what a client reads at a time
_LONG = 2**15  # a header with which a client may have trouble


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for ``httpx.Client`` and ``httpx.AsyncClient`` that hands requests to a mock.

    Faults of transport do what they would do on a connection: an answer that is broken is read by
    httpcore, as httpx reads it. A delay that is longer than the client's timeout raises at once; a
    shorter one is waited for. Only ``slow-body`` cannot be told from an answer without a fault.

    Args:
        mock: the mock that answers.

    >>> from messaging_engagement_contract.mock import Mock
    >>> with httpx.Client(transport=MockTransport(Mock()), base_url="http://mock") as client:
    ...     client.get("/v1/messaging-engagement/identities").status_code
    401
    """

    def __init__(self, mock: Mock) -> None:
        self._mock = mock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a synchronous client."""
        answer, delay = self._answer(request, request.read())
        if delay:
            time.sleep(delay)
        return _response(answer, request.method)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an asynchronous client."""
        answer, delay = self._answer(request, await request.aread())
        if delay:
            await asyncio.sleep(delay)
        return _response(answer, request.method)

    def _answer(self, request: httpx.Request, body: bytes) -> tuple[Answer, float]:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        origin = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
        answer = self._mock.handle(Request(request.method, path, query, headers, body, origin))
        wire = answer.wire
        if wire is not None and (wire.silent or wire.reset) and (error := exception(wire)):
            raise error
        delay = self._mock.latency + (wire.delay if wire else 0.0)
        patience = request.extensions.get("timeout", {}).get("read")
        if patience is not None and delay > patience:
            raise httpx.ReadTimeout("The mock answers later than the client waits.")
        return answer, delay


def _response(answer: Answer, method: str) -> httpx.Response:
    wire = answer.wire or _WHOLE
    if wire.breaks or any(len(value) > _LONG for _, value in answer.headers):
        return _received(written(wire, answer, method), method)
    headers = list(answer.headers)
    if answer.body is not None and answer.media_type is not None:
        headers.append(("Content-Type", answer.media_type))
    if answer.body is not None:
        headers.append(("Content-Length", str(len(answer.body))))
    return httpx.Response(
        answer.status, headers=headers, stream=httpx.ByteStream(answer.body or b"")
    )


def _received(sent: bytes, method: str) -> httpx.Response:
    """Give what a client makes of these bytes when the connection ends after them."""
    pieces = [sent[start : start + _PIECE] for start in range(0, len(sent), _PIECE)]
    with httpcore.HTTP11Connection(_ORIGIN, httpcore.MockStream(pieces)) as connection:
        try:
            head = connection.handle_request(httpcore.Request(method, _URL, headers=_ASKING))
        except httpcore.ProtocolError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        body: list[bytes] = []
        broken = ""
        try:
            body.extend(head.iter_stream())
        except httpcore.ProtocolError as error:
            broken = str(error)
    return httpx.Response(head.status, headers=head.headers, stream=_Body(body, broken))


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that may end before its time."""

    def __init__(self, pieces: Sequence[bytes], broken: str) -> None:
        self._pieces = pieces
        self._broken = broken

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        if self._broken:
            raise httpx.RemoteProtocolError(self._broken)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece
