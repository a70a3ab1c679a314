"""The clients: the resource classes of the API over httpx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

import httpx

from messaging_engagement.settings import USER_AGENT, Settings
from messaging_engagement_api import UNSET, Api, AsyncApi

if TYPE_CHECKING:
    from types import TracebackType

    from messaging_engagement_api import Request

T = TypeVar("T")

TIMEOUT = 30.0
"""Seconds that a client waits for a connection, and for each piece of an answer."""


class Client(Api):
    """A client of the API.

    It may be shared between threads. Close it, or use it in a ``with`` block.

    Args:
        api_key: The API key of the account; by default ``VONAGE_API_KEY`` of the environment.
        api_secret: Its secret; by default ``VONAGE_API_SECRET``.
        base_url: The root of the server; by default ``MESSAGING_ENGAGEMENT_BASE_URL``, else the
            published one. Plain http only to this machine.
        timeout: Seconds to wait for a connection, and for each piece of an answer.
        http_client: Sends the requests, in place of one that this client makes. It is not closed
            with this client.

    Raises:
        ValueError: a credential is missing, or the URL is not one to send credentials to.

    >>> Client(api_key="abcd1234", api_secret="mock-secret", base_url="http://127.0.0.1:4010")
    Client(base_url='http://127.0.0.1:4010')
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        http_client: httpx.Client | None = None,
    ) -> None:
        self._settings = Settings.resolve(api_key=api_key, api_secret=api_secret, base_url=base_url)
        self._owns_http = http_client is None
        self._http = httpx.Client(timeout=timeout) if http_client is None else http_client
        super().__init__(self)

    def send(self, request: Request[T], /) -> T:
        """Send one request and read its answer.

        Raises:
            ErrorStatus: the server answered with a status that is not of class 2xx.
            UnreadableBody: it did, but the body cannot be read.
            httpx.TransportError: there was no answer.
        """
        response = self._http.request(**_arguments(request, self._settings))
        return request.operation.parse(response)

    def close(self) -> None:
        """Close the connections that this client made."""
        if self._owns_http:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client(base_url={self._settings.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(NOT_PICKLED)


class AsyncClient(AsyncApi):
    """An asynchronous client of the API; all arguments are those of :class:`Client`.

    It may be shared between tasks of one event loop. Close it, or use it in an ``async with``
    block.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        self._settings = Settings.resolve(api_key=api_key, api_secret=api_secret, base_url=base_url)
        self._owns_http = http_client is None
        self._http = httpx.AsyncClient(timeout=timeout) if http_client is None else http_client
        super().__init__(self)

    async def send(self, request: Request[T], /) -> T:
        """Send one request and read its answer; it raises what :meth:`Client.send` raises."""
        response = await self._http.request(**_arguments(request, self._settings))
        return request.operation.parse(response)

    async def close(self) -> None:
        """Close the connections that this client made."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncClient(base_url={self._settings.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(NOT_PICKLED)


NOT_PICKLED = (
    "a client holds connections and credentials and cannot be copied or pickled: "
    "make one in each process"
)


def _arguments(request: Request[Any], settings: Settings) -> dict[str, Any]:
    """Say to httpx what to send; a redirect is an answer like any other, and is not followed."""
    return {
        "method": request.operation.method,
        "url": settings.url(request.path),
        "params": list(request.params) or None,
        "headers": [("Accept", "application/json"), ("User-Agent", USER_AGENT), *request.headers],
        "json": None if request.json is UNSET else request.json,
        "auth": settings.auth,
        "follow_redirects": False,
    }
