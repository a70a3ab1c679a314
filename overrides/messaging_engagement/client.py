"""The clients: every resource of the API, with all that a description cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from messaging_engagement.bulk.numbers import (
    AsyncBulkSending,
    AsyncNumbers,
    BulkSending,
    Numbers,
)
from messaging_engagement.checks import check
from messaging_engagement.client_base import ClientBase
from messaging_engagement.errors import SettingsError
from messaging_engagement.paging.pager import AsyncPager, Pager
from messaging_engagement.transport.connections import Connections, async_connections, tls_context
from messaging_engagement.transport.http_clients import (
    AsyncGivenClient,
    AsyncHttpClient,
    GivenClient,
    HttpClient,
    sends,
)
from messaging_engagement.transport.pool import anywhere
from messaging_engagement.transport.sending import (
    AsyncSending,
    Sending,
    drive,
    drive_async,
)
from messaging_engagement_api import Api, AsyncApi

if TYPE_CHECKING:
    from types import TracebackType

    from messaging_engagement.client_base import Parts
    from messaging_engagement.deadline import Deadline
    from messaging_engagement.settings import Settings
    from messaging_engagement.steps import RawResponse
    from messaging_engagement_api import Listing, Paging, Request, Unset, models

T = TypeVar("T")
ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT")


class Client(ClientBase[Sending, HttpClient], Api):
    """A client of the API.

    It never changes, and may be shared between threads. Close it, or use it in a ``with`` block.
    After a fork the child makes connections of its own; but an ``http_client`` that was given stays
    that of the parent, so give each process one.

    Args:
        api_key: The API key of the account; by default ``VONAGE_API_KEY`` of the environment.
        api_secret: Its secret; by default ``VONAGE_API_SECRET``.
        auth: Another way to authenticate: a function that returns ``(api_key, api_secret)`` and is
            asked for each attempt, a :class:`BearerToken`, or any ``httpx.Auth``.
        base_url: The root of the server; by default ``MESSAGING_ENGAGEMENT_BASE_URL``, else the
            published one.
        insecure: Whether plain http to another machine is allowed.
        timeout: Seconds to wait for a connection, and for each piece of an answer; 30 by default.
        max_retries: How many times a request is repeated, at most; 2 by default. A POST is only
            repeated if it was provably not processed.
        deadline: Seconds that a whole call may take, with all attempts, pages and chunks. With an
            ``http_client`` of one's own, a server that sends its answer drop by drop can exceed it,
            for a thread cannot be woken; not so with :class:`AsyncClient`.
        headers: Headers to send beside the client's own.
        rate_limit: A ``pyrate_limiter.Limiter`` that each attempt asks first.
        hooks: Functions to call for each attempt and each deviation.
        strict: Whether an answer that is not as the description says raises.
        http_client: An ``httpx.Client`` or ``httpx2.Client`` to send with, in place of one that
            this client makes. It is not closed with this client. Neither its own authentication nor
            its cookies are sent, and it follows no redirect.

    Raises:
        SettingsError: a credential is missing, the URL is not one to send credentials to, or an
            option is out of its range.

    >>> Client(api_key="abcd1234", api_secret="mock-secret", base_url="http://127.0.0.1:4010")
    Client(base_url='http://127.0.0.1:4010')
    """

    def _begin(self, parts: Parts[Sending]) -> None:
        super()._begin(parts)
        Api.__init__(self, self)
        bulk = BulkSending(self._new_deadline, self._send_within)
        self._bulk_numbers = Numbers(self, bulk)

    @property
    def numbers(self) -> Numbers:
        """The phone numbers of an engagement."""
        return self._bulk_numbers

    def send(self, request: Request[T], /) -> T:
        """Send a request, with retries, and give its result.

        Args:
            request: What an operation of ``messaging_engagement_api.api`` builds.

        Raises:
            CallError: one of its subclasses; see ``messaging_engagement.errors``.
            InvalidRequestError: the request breaks a rule; it was not sent.
            ClientClosedError: the client is closed.
        """
        return self.send_raw(request).parsed

    def send_raw(self, request: Request[T], /) -> RawResponse[T]:
        """Send a request, with retries, and give its result with what is known of the answer.

        Args and errors are those of :meth:`send`.
        """
        check(request)
        return self._drive(request, self._new_deadline())

    def _send_within(self, request: Request[T], deadline: Deadline, /) -> T:
        """Send a request within the deadline of a larger call, and give its result."""
        check(request)
        return self._drive(request, deadline).parsed

    def paginate(self, listing: Listing[ItemT, PageT], paging: Paging, /) -> Pager[ItemT]:
        """Give the pager of a list."""
        return Pager(self._list_query(listing, paging), self._send_within)

    def follow(self, link: models.Link | str | Unset) -> Any:  # noqa: ANN401 - as the link says
        """Give what a link leads to.

        Args:
            link: A link of an answer, such as ``identity.links.engagements``, or its URL. It may be
                relative, or misspelt as published.

        Returns:
            The result of the operation that reads it, such as an identity or a page.

        Raises:
            InvalidRequestError: it leads to another server, or to no operation of this API. Nothing
                was sent.
            CallError: as with :meth:`send`.
        """
        return self._drive(self._following(link), self._new_deadline()).parsed

    def close(self) -> None:
        """Close the connections that this client made; it cannot be used any more.

        A call that another thread is in the midst of ends with :class:`ConnectionFailedError`; what
        became of its request is then unknown.
        """
        for connections in self._close().values():
            connections.close()

    def _drive(self, request: Request[T], deadline: Deadline) -> RawResponse[T]:
        return drive(self._flow(request, deadline), self._parts.pool, self._parts.rate_limit)

    @staticmethod
    def _made(settings: Settings) -> Sending:
        if settings.needs_httpx:
            import httpx  # noqa: PLC0415 - takes long, and most clients do without

            return GivenClient(httpx.Client(verify=tls_context()))
        return Connections(settings.base_url)

    _place = staticmethod(anywhere)

    @staticmethod
    def _given(http_client: HttpClient | None) -> Sending | None:
        if http_client is None:
            return None
        if not sends(http_client, in_a_task=False):
            raise SettingsError(f"http_client must be an httpx.Client, not {http_client!r}")
        return GivenClient(http_client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient(ClientBase[AsyncSending, AsyncHttpClient], AsyncApi):
    """An asynchronous client of the API; its arguments are those of :class:`Client`.

    It may be shared between the tasks of an asyncio event loop, and between event loops: in each it
    has connections of its own. Close it, or use it in an ``async with`` block. ``http_client`` is
    an ``httpx.AsyncClient`` or an ``httpx2.AsyncClient``.

    >>> AsyncClient(api_key="abcd1234", api_secret="mock-secret")
    AsyncClient(base_url='https://api.nexmo.com')
    """

    def _begin(self, parts: Parts[AsyncSending]) -> None:
        super()._begin(parts)
        AsyncApi.__init__(self, self)
        self._bulk_numbers = AsyncNumbers(
            self, AsyncBulkSending(self._new_deadline, self._send_within)
        )

    @property
    def numbers(self) -> AsyncNumbers:
        """The phone numbers of an engagement."""
        return self._bulk_numbers

    async def send(self, request: Request[T], /) -> T:
        """Send a request, with retries, and give its result; see :meth:`Client.send`."""
        return (await self.send_raw(request)).parsed

    async def send_raw(self, request: Request[T], /) -> RawResponse[T]:
        """Send a request, with retries, and give its result with what is known of the answer."""
        check(request)
        return await self._drive(request, self._new_deadline())

    async def _send_within(self, request: Request[T], deadline: Deadline, /) -> T:
        """Send a request within the deadline of a larger call, and give its result."""
        check(request)
        return (await self._drive(request, deadline)).parsed

    def paginate(self, listing: Listing[ItemT, PageT], paging: Paging, /) -> AsyncPager[ItemT]:
        """Give the pager of a list."""
        return AsyncPager(self._list_query(listing, paging), self._send_within)

    async def follow(self, link: models.Link | str | Unset) -> Any:  # noqa: ANN401 - as above
        """Give what a link leads to; see :meth:`Client.follow`."""
        return (await self._drive(self._following(link), self._new_deadline())).parsed

    async def close(self) -> None:
        """Close the connections that this client made; it cannot be used any more.

        Those that it made in other event loops are closed there, soon. A call that another task is
        in the midst of ends with :class:`ConnectionFailedError`; what became of its request is then
        unknown.
        """
        here = self._place()
        for place, connections in self._close().items():
            if place is here:
                await connections.aclose()
            else:
                _close_in(place, connections)

    async def _drive(self, request: Request[T], deadline: Deadline) -> RawResponse[T]:
        flow = self._flow(request, deadline)
        return await drive_async(flow, self._parts.pool, self._parts.rate_limit)

    @staticmethod
    def _made(settings: Settings) -> AsyncSending:
        if settings.needs_httpx:
            import httpx  # noqa: PLC0415 - as above

            return AsyncGivenClient(httpx.AsyncClient(verify=tls_context()))
        return async_connections(settings.base_url)

    @staticmethod
    def _place() -> object:
        import asyncio  # noqa: PLC0415 - takes long, and synchronous programs do without

        return asyncio.get_running_loop()

    @staticmethod
    def _given(http_client: AsyncHttpClient | None) -> AsyncSending | None:
        if http_client is None:
            return None
        if not sends(http_client, in_a_task=True):
            raise SettingsError(f"http_client must be an httpx.AsyncClient, not {http_client!r}")
        return AsyncGivenClient(http_client)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


def _close_in(loop: Any, connections: AsyncSending) -> None:  # noqa: ANN401 - asyncio is not loaded
    """Close connections in their event loop, which another thread runs; or nobody does any more."""
    import asyncio  # noqa: PLC0415 - as above

    closing = connections.aclose()
    try:
        asyncio.run_coroutine_threadsafe(closing, loop)
    except RuntimeError:  # it was closed meanwhile
        closing.close()
