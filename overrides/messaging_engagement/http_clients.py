"""A client of httpx, or of httpx2, which has the same interface, in the place of our connections.

What it does of its own accord is undone: its authentication and its cookies are not for this API,
and a redirect is not followed.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

from messaging_engagement.reading import (
    AsyncStreamedResponse,
    StreamedResponse,
    Timeouts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement.steps import Outgoing, Pairs


class _Builder(Protocol):
    def build_request(
        self,
        method: str,
        url: str,
        *,
        headers: Pairs,
        content: bytes | None,
        extensions: Mapping[str, Any],
    ) -> Any:  # noqa: ANN401 - either library's
        """Build a request, with what the client adds to each."""
        ...


class HttpClient(_Builder, Protocol):
    """What is needed of an HTTP client: ``httpx.Client`` and ``httpx2.Client`` have it."""

    def send(
        self,
        request: Any,  # noqa: ANN401 - either library's
        /,
        *,
        stream: bool,
        auth: Any,  # noqa: ANN401 - either library's
        follow_redirects: bool,
    ) -> StreamedResponse:
        """Send a request."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class AsyncHttpClient(_Builder, Protocol):
    """What is needed of one: ``httpx.AsyncClient`` and ``httpx2.AsyncClient`` have it."""

    async def send(
        self,
        request: Any,  # noqa: ANN401 - either library's
        /,
        *,
        stream: bool,
        auth: Any,  # noqa: ANN401 - either library's
        follow_redirects: bool,
    ) -> AsyncStreamedResponse:
        """Send a request."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


@frozen
class GivenClient:
    """Sends through an HTTP client."""

    http: HttpClient

    def open(self, outgoing: Outgoing) -> StreamedResponse:
        """Send a request, and read the head of its answer."""
        request = _built(self.http, outgoing)
        auth = outgoing.authorization.auth
        return self.http.send(request, stream=True, auth=auth, follow_redirects=False)

    def close(self) -> None:
        """Close all connections."""
        self.http.close()


@frozen
class AsyncGivenClient:
    """Sends through an HTTP client, asynchronously."""

    http: AsyncHttpClient

    async def open(self, outgoing: Outgoing) -> AsyncStreamedResponse:
        """Send a request, and read the head of its answer."""
        request = _built(self.http, outgoing)
        auth = outgoing.authorization.auth
        return await self.http.send(request, stream=True, auth=auth, follow_redirects=False)

    async def aclose(self) -> None:
        """Close all connections."""
        await self.http.aclose()


def _built(http: _Builder, outgoing: Outgoing) -> Any:  # noqa: ANN401 - either library's
    """Build the request of an attempt.

    What a user's own client authenticates others with stays at home; the API has no cookies.
    """
    request = http.build_request(
        outgoing.method,
        outgoing.url,
        headers=outgoing.headers,
        content=outgoing.content,
        extensions={"timeout": Timeouts(outgoing)},
    )
    for name in ("Authorization", "Cookie"):
        request.headers.pop(name, None)
    return request


def sends(http_client: object, *, in_a_task: bool) -> bool:
    """Tell whether something sends requests as this kind of client does."""
    send = getattr(http_client, "send", None)
    return (
        hasattr(http_client, "build_request")
        and callable(send)
        and inspect.iscoroutinefunction(send) is in_a_task
    )
