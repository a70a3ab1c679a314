"""A client of httpx, or of httpx2, which has the same interface, in the place of our connections.

What it does of its own accord is undone: its authentication and its cookies are not for this API,
and a redirect is not followed.
"""

from __future__ import annotations

import inspect
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

from messaging_engagement.transport.closing import to_the_end
from messaging_engagement.transport.decompression import ACCEPTED
from messaging_engagement.transport.incoming import (
    AsyncStreamedResponse,
    StrayError,
    StreamedResponse,
)
from messaging_engagement.transport.timeouts import timeouts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Mapping

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
    ) -> Any:  # noqa: ANN401 - either library's
        """Send a request, and give the response, whose body is not read."""
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
    ) -> Any:  # noqa: ANN401 - either library's
        """Send a request, and give the response, whose body is not read."""
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
        try:
            response = self.http.send(request, stream=True, auth=auth, follow_redirects=False)
        except Exception as error:
            _refuse_stray(error, request)
            raise
        _forget_cookies(self.http, response)
        if not _is_of(response, request):
            response.close()
            raise StrayError(_NOT_OURS)
        return _Answer(response)

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
        try:
            response = await self.http.send(request, stream=True, auth=auth, follow_redirects=False)
        except Exception as error:
            _refuse_stray(error, request)
            raise
        _forget_cookies(self.http, response)
        if not _is_of(response, request):
            await to_the_end(response.aclose())
            raise StrayError(_NOT_OURS)
        return _AsyncAnswer(response)

    async def aclose(self) -> None:
        """Close all connections."""
        await self.http.aclose()


class _Head:
    """The head of an answer."""

    def __init__(self, response: Any) -> None:  # noqa: ANN401 - either library's
        self._response = response
        self.status_code: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self._is_read: bool = response.is_stream_consumed
        """Whether an event hook has read the body, or the transport had it as a whole."""
        self.codings = "" if self._is_read else self.headers.get("content-encoding", "")


class _Answer(_Head):
    """An answer whose body is read piece by piece."""

    def iter_raw(self) -> Iterator[bytes]:
        """Read the body as it comes."""
        if self._is_read:
            yield self._response.content
        else:
            yield from self._response.iter_raw()

    def close(self) -> None:
        """Give the connection back."""
        self._response.close()


class _AsyncAnswer(_Head):
    """An answer whose body is read piece by piece, asynchronously."""

    async def aiter_raw(self) -> AsyncGenerator[bytes]:
        """Read the body as it comes."""
        if self._is_read:
            yield self._response.content
            return
        # Not aiter_raw(), which closes the response at the end, and may be cancelled at that.
        async for piece in self._response.stream:
            yield piece

    async def aclose(self) -> None:
        """Give the connection back."""
        await to_the_end(self._response.aclose())


def _built(http: _Builder, outgoing: Outgoing) -> Any:  # noqa: ANN401 - either library's
    """Build the request of an attempt.

    What a user's own client authenticates others with stays at home; the API has no cookies.
    """
    request = http.build_request(
        outgoing.method,
        outgoing.url,
        # What decompresses is ours, so the client's own libraries for it do not matter.
        headers=(("accept-encoding", ACCEPTED), *outgoing.headers),
        content=outgoing.content,
        extensions={"timeout": timeouts(outgoing)},
    )
    for name in ("Authorization", "Cookie"):
        request.headers.pop(name, None)
    return request


def _forget_cookies(http: Any, response: Any) -> None:  # noqa: ANN401 - either library's
    """Take the cookies of an answer out of the client, which keeps them.

    They are never sent, but are put into each request all the same, and that fails for good where
    one is not ASCII.
    """
    if "set-cookie" in response.headers:
        for cookie in response.cookies.jar:
            with suppress(KeyError):
                http.cookies.jar.clear(cookie.domain, cookie.path, cookie.name)


_NOT_OURS = "the authentication ended with the answer to another request"


def _refuse_stray(error: Exception, request: Any) -> None:  # noqa: ANN401 - either library's
    """Take an error of another request for what it is: it says nothing about this one.

    An event hook, or an authentication, may send requests of its own. What became of ours is then
    unknown, even if theirs never left.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    if "HTTPStatusError" in names:
        is_ours = _is_of(getattr(error, "response", None), request)
    elif "RequestError" in names:
        is_ours = _is_of(error, request)
    else:
        return
    if not is_ours:
        raise StrayError(f"{type(error).__name__} of something else than the request") from None


def _is_of(found: object, request: Any) -> bool:  # noqa: ANN401 - either library's
    """Tell whether an error or a response belongs to a request, or to a copy of it."""
    try:
        theirs: Any = getattr(found, "request", None)
    except RuntimeError:  # it has none
        return False
    if theirs is None:
        return False
    return bool((theirs.method, theirs.url) == (request.method, request.url))


def sends(http_client: object, *, in_a_task: bool) -> bool:
    """Tell whether something sends requests as this kind of client does."""
    send = getattr(http_client, "send", None)
    return (
        not isinstance(http_client, type)
        and hasattr(http_client, "build_request")
        and callable(send)
        and inspect.iscoroutinefunction(send) is in_a_task
    )
