"""The mock in process: a transport for httpx that calls it, without a port and without waiting."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import httpx

from messaging_engagement_contract.mock.asgi import exception
from messaging_engagement_contract.mock.messages import Answer, Request

if TYPE_CHECKING:
    from messaging_engagement_contract.mock.application import Mock


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for ``httpx.Client`` and ``httpx.AsyncClient`` that hands requests to a mock.

    Faults of transport raise what a broken connection would. A delay that is longer than the
    client's timeout raises at once; a shorter one is waited for.

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
        return _response(answer)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an asynchronous client."""
        answer, delay = self._answer(request, await request.aread())
        if delay:
            await asyncio.sleep(delay)
        return _response(answer)

    def _answer(self, request: httpx.Request, body: bytes) -> tuple[Answer, float]:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        origin = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
        answer = self._mock.handle(Request(request.method, path, query, headers, body, origin))
        wire = answer.wire
        if wire is not None and (error := exception(wire)):
            raise error
        delay = self._mock.latency + (wire.delay if wire else 0.0)
        patience = request.extensions.get("timeout", {}).get("read")
        if patience is not None and delay > patience:
            raise httpx.ReadTimeout("The mock answers later than the client waits.")
        return answer, delay


def _response(answer: Answer) -> httpx.Response:
    headers = list(answer.headers)
    if answer.body is not None and answer.media_type is not None:
        headers.append(("Content-Type", answer.media_type))
    if answer.body is not None:
        headers.append(("Content-Length", str(len(answer.body))))
    return httpx.Response(
        answer.status, headers=headers, stream=httpx.ByteStream(answer.body or b"")
    )
