"""The connections that an asynchronous client makes for itself where the extra ``fast`` is there.

httpcore looks at all requests under way, and at all connections, whenever one begins or ends: with
32 at once it takes several times as long for each as with one. aiohttp does not. What it raises is
told here in httpcore's terms, so that everything else is the same with either.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import aiohttp
import httpcore
from yarl import URL

from messaging_engagement.transport.connections import LIMITS, WITH_BODY, tls_context
from messaging_engagement.transport.decompression import ACCEPTED
from messaging_engagement.transport.headers import Headers
from messaging_engagement.transport.timeouts import timeouts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from messaging_engagement.steps import Outgoing

LARGEST_HEAD: Final = 100 * 1024
"""Bytes that the head of an answer may have: as many as with httpcore."""


class AiohttpConnections:
    """Connections to one server, asynchronously.

    Args:
        base_url: The root of the server.
    """

    def __init__(self, base_url: str) -> None:
        self._session = aiohttp.ClientSession(
            connector=_Connector(
                limit=LIMITS["max_connections"],
                keepalive_timeout=LIMITS["keepalive_expiry"],
                # Over plain http there is nothing to check, and loading certificates takes long.
                ssl=True if urlsplit(base_url).scheme == "http" else tls_context(),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"accept-encoding": ACCEPTED},
            auto_decompress=False,
            max_line_size=LARGEST_HEAD,
            max_field_size=LARGEST_HEAD,
        )

    async def open(self, outgoing: Outgoing) -> _Answer:
        """Send a request, and read the head of its answer."""
        try:
            with _in_terms_of_httpcore():
                return _Answer(await self._request(outgoing))
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit) as error:
            # The frames that an interruption passed hold the headers of the request.
            raise error.with_traceback(None) from None

    async def _request(self, outgoing: Outgoing) -> aiohttp.ClientResponse:
        headers = dict(outgoing.headers)
        if outgoing.authorization.header is not None:
            headers["authorization"] = outgoing.authorization.header.reveal()
        if outgoing.content is None and outgoing.method in WITH_BODY:
            headers["content-length"] = "0"
        seconds = timeouts(outgoing)
        return await self._session.request(
            outgoing.method,
            URL(outgoing.url, encoded=True),
            headers=headers,
            data=outgoing.content,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(
                total=None, connect=seconds["connect"], sock_read=seconds["read"]
            ),
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._session.close()

    def __del__(self) -> None:
        # It would warn when a client was not closed; its connections go with the connector.
        with suppress(AttributeError):  # it was never made
            self._session.detach()


class _Connector(aiohttp.TCPConnector):
    """Connections that say nothing when a client was not closed; like httpcore's."""

    def __del__(self, *_: object) -> None:
        with suppress(RuntimeError, AttributeError):  # the event loop may be closed
            self._close_immediately()  # type: ignore[attr-defined,unused-ignore] # private, and not in every version


class _Answer:
    """An answer whose body is read piece by piece."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status_code = response.status
        self.headers = Headers(response.raw_headers)
        self.codings = self.headers.get("content-encoding", "")

    async def aiter_raw(self) -> AsyncGenerator[bytes]:
        """Read the body as it comes."""
        with _in_terms_of_httpcore():
            async for piece in self._response.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        """Give the connection back, or close it if the body was not read to its end."""
        self._response.release()


@contextmanager
def _in_terms_of_httpcore() -> Generator[None]:
    """Raise what httpcore would."""
    try:
        yield
    except aiohttp.ClientPayloadError as error:
        raise httpcore.RemoteProtocolError(str(error)) from None
    except aiohttp.ConnectionTimeoutError as error:
        raise httpcore.ConnectTimeout(str(error)) from None
    except aiohttp.ServerTimeoutError as error:
        raise httpcore.ReadTimeout(str(error)) from None
    except aiohttp.ClientConnectorError as error:
        raise httpcore.ConnectError(str(error)) from None
    except aiohttp.ClientOSError as error:
        raise httpcore.ReadError(str(error)) from None
    except aiohttp.ClientError as error:
        # Its text may show the head of an answer.
        said = "it disconnected" if isinstance(error, aiohttp.ServerDisconnectedError) else ""
        raise httpcore.RemoteProtocolError(said or "the answer is not valid HTTP") from None
