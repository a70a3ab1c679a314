"""The connections that a client makes for itself: those of httpx's own pool, to one server.

``httpx.Client`` makes URL, headers, cookies and the flow of redirects and authentication anew for
each request, and nothing of that ever changes here. So an attempt goes straight to httpcore, the
pool beneath it.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import httpcore

from messaging_engagement.forks import not_while_forking
from messaging_engagement.transport.closing import to_the_end
from messaging_engagement.transport.decompression import ACCEPTED
from messaging_engagement.transport.headers import Headers
from messaging_engagement.transport.streams import Backend
from messaging_engagement.transport.timeouts import timeouts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping

    from messaging_engagement.steps import Outgoing
    from messaging_engagement.transport.sending import AsyncSending

LIMITS: Final[Mapping[str, Any]] = {
    "max_connections": 100,
    "max_keepalive_connections": 20,
    "keepalive_expiry": 5.0,
}
"""Those of httpx."""

WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})

_tls: list[ssl.SSLContext] = []


def tls_context() -> ssl.SSLContext:
    """Load the certificates, once for all clients of the process."""
    import httpx  # noqa: PLC0415 - plain http does without it

    with not_while_forking:
        if not _tls:
            _tls.append(httpx.create_ssl_context())
        return _tls[0]


def _unused_context() -> ssl.SSLContext:
    """Give a context for plain http, where there is nothing to check: loading takes long."""
    with not_while_forking:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Connections:
    """Connections to one server.

    Args:
        base_url: The root of the server.
    """

    def __init__(self, base_url: str) -> None:
        self._server = _Server(base_url)
        self._backend = Backend()
        self._pool = httpcore.ConnectionPool(
            self._server.tls, network_backend=self._backend, **LIMITS
        )

    def open(self, outgoing: Outgoing) -> _Answer:
        """Send a request, and read the head of its answer."""
        self._backend.deadline = outgoing.deadline
        try:
            return _Answer(self._pool.handle_request(self._server.request(outgoing)))
        except (KeyboardInterrupt, SystemExit) as error:
            # The frames that an interruption passed hold the bytes of the request.
            raise error.with_traceback(None) from None

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class AsyncConnections:
    """Connections to one server, asynchronously.

    Args:
        base_url: The root of the server.
    """

    def __init__(self, base_url: str) -> None:
        self._server = _Server(base_url)
        self._pool = _AsyncPool(self._server.tls)

    async def open(self, outgoing: Outgoing) -> _AsyncAnswer:
        """Send a request, and read the head of its answer."""
        try:
            response = await self._pool.handle_async_request(self._server.request(outgoing))
        except Exception:
            raise
        except BaseException as error:  # noqa: BLE001 - as above: a task can be cancelled, too
            # The frames that an interruption passed hold the bytes of the request.
            raise error.with_traceback(None) from None
        return _AsyncAnswer(response)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def async_connections(base_url: str) -> AsyncSending:
    """Make connections to one server, by aiohttp where it is installed.

    Args:
        base_url: The root of the server.
    """
    try:
        from messaging_engagement.transport.aiohttp_connections import (  # noqa: PLC0415 - of an extra
            AiohttpConnections,
        )
    except ImportError:
        return AsyncConnections(base_url)
    return AiohttpConnections(base_url)


class _Server:
    """Makes the requests to one server.

    Attributes:
        tls: Checks the certificate of the server.
    """

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._url = httpcore.URL(base_url)
        self._host = (b"host", parts.netloc.encode("ascii"))
        self.tls = _unused_context() if parts.scheme == "http" else tls_context()

    def request(self, outgoing: Outgoing) -> httpcore.Request:
        headers = [self._host, (b"accept-encoding", ACCEPTED.encode())]
        headers += [(name.encode(), value.encode()) for name, value in outgoing.headers]
        if outgoing.content is not None or outgoing.method in WITH_BODY:
            headers.append((b"content-length", b"%d" % len(outgoing.content or b"")))
        if outgoing.authorization.header is not None:
            headers.append((b"authorization", outgoing.authorization.header.reveal().encode()))
        return httpcore.Request(
            outgoing.method,
            httpcore.URL(
                scheme=self._url.scheme,
                host=self._url.host,
                port=self._url.port,
                target=outgoing.url.removeprefix(self._origin).encode("ascii"),
            ),
            headers=headers,
            content=outgoing.content,
            extensions={"timeout": timeouts(outgoing)},
        )


class _AsyncPool(httpcore.AsyncConnectionPool):
    def __init__(self, tls: ssl.SSLContext) -> None:
        super().__init__(tls, **LIMITS)
        self._tls = tls

    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        expiry: float = LIMITS["keepalive_expiry"]
        return _AsyncConnection(origin, ssl_context=self._tls, keepalive_expiry=expiry)


class _AsyncConnection(httpcore.AsyncHTTPConnection):
    """A connection that is never left half used.

    Where a task is cancelled just before its request begins, or while httpcore cleans up after
    another failure, httpcore takes the connection for one in use, for ever: neither moment is
    shielded from a cancellation of asyncio.
    """

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        try:
            response = await super().handle_async_request(request)
        except httpcore.ConnectionNotAvailable:
            raise  # another request has it
        except BaseException:
            await self.end()
            raise
        return httpcore.Response(
            response.status, headers=response.headers, content=_AsyncBody(response, self)
        )

    async def end(self) -> None:
        """Close it, unless it is ready for another request."""
        if not (self.is_idle() or self.is_closed()):
            await to_the_end(self.aclose())


class _AsyncBody:
    """The body of an answer, and its connection."""

    def __init__(self, response: httpcore.Response, connection: _AsyncConnection) -> None:
        self._response = response
        self._connection = connection

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        stream: Any = self._response.stream
        try:
            async for piece in stream:
                yield piece
        except BaseException:
            await self._connection.end()
            raise

    async def aclose(self) -> None:
        await self._response.aclose()


class _Answer:
    """An answer whose body is read piece by piece."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response
        self.status_code = response.status
        self.headers = Headers(response.headers)
        self.codings = self.headers.get("content-encoding", "")

    def iter_raw(self) -> Iterator[bytes]:
        """Read the body as it comes."""
        return iter(cast("Iterable[bytes]", self._response.stream))

    def close(self) -> None:
        """Give the connection back."""
        self._response.close()


class _AsyncAnswer:
    """An answer whose body is read piece by piece, asynchronously."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response
        self.status_code = response.status
        self.headers = Headers(response.headers)
        self.codings = self.headers.get("content-encoding", "")

    async def aiter_raw(self) -> AsyncGenerator[bytes]:
        """Read the body as it comes."""
        stream: Any = self._response.stream
        async for piece in stream:
            yield piece

    async def aclose(self) -> None:
        """Give the connection back."""
        await to_the_end(self._response.aclose())
