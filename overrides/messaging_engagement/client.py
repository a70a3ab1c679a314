"""The clients: every resource of the API, with all that a description cannot say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar

from attrs import evolve, field, frozen

from messaging_engagement.bulk.numbers import AsyncNumbers, Numbers
from messaging_engagement.call import Session
from messaging_engagement.checks import check
from messaging_engagement.credentials import GivenCredentials
from messaging_engagement.deadline import Deadline
from messaging_engagement.errors import SettingsError
from messaging_engagement.exchange import exchange
from messaging_engagement.hooks import Hooks
from messaging_engagement.links import following
from messaging_engagement.options import Options
from messaging_engagement.paging.pager import AsyncPager, Pager
from messaging_engagement.paging.query import ListQuery
from messaging_engagement.settings import Settings, resolved_base_url
from messaging_engagement.transport.connections import Connections, async_connections, tls_context
from messaging_engagement.transport.http_clients import (
    AsyncGivenClient,
    AsyncHttpClient,
    GivenClient,
    HttpClient,
    sends,
)
from messaging_engagement.transport.pool import Pool, anywhere
from messaging_engagement.transport.sending import (
    AsyncSending,
    RateLimiter,
    Sending,
    checked_limiter,
    drive,
    drive_async,
)
from messaging_engagement_api import Api, AsyncApi

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from messaging_engagement.credentials import Authentication
    from messaging_engagement.steps import Flow, RawResponse
    from messaging_engagement_api import Listing, Paging, Request, Unset, models

T = TypeVar("T")
ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT")
ConnectionsT = TypeVar("ConnectionsT")
ClientT = TypeVar("ClientT")


@frozen
class _Parts(Generic[ConnectionsT]):
    """What a client is made of."""

    session: Session
    options: Options
    pool: Pool[ConnectionsT] = field(repr=False)
    rate_limit: RateLimiter | None
    is_view: bool = False


class _Base(ABC, Generic[ConnectionsT, ClientT]):
    """What the two clients have in common."""

    _parts: _Parts[ConnectionsT]

    def __init__(  # noqa: PLR0913 - each has a name, and a default
        self,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        auth: Authentication | None = None,
        base_url: str | None = None,
        insecure: bool = False,
        timeout: float | None = None,
        max_retries: int | None = None,
        deadline: float | None = None,
        headers: Mapping[str, str] | None = None,
        rate_limit: RateLimiter | None = None,
        hooks: Hooks | None = None,
        strict: bool = False,
        http_client: ClientT | None = None,
    ) -> None:
        credentials = GivenCredentials.wrap(api_key, api_secret, auth)
        del api_key, api_secret, auth  # a traceback may show the variables of this frame
        url = resolved_base_url(base_url, insecure=insecure)
        settings = Settings(url, credentials.identity())
        options = Options(strict=strict, hooks=Hooks() if hooks is None else hooks)
        self._begin(
            _Parts(
                session=Session(settings=settings),
                options=options.changed(
                    timeout=timeout, max_retries=max_retries, headers=headers, deadline=deadline
                ),
                pool=Pool(self._given(http_client), partial(self._made, settings), self._place),
                rate_limit=checked_limiter(rate_limit),
            )
        )

    def with_options(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        deadline: float | None = None,
    ) -> Self:
        """Give a view of this client that has other options, on the same connections.

        Args:
            timeout: Seconds to wait for a connection, and for each piece of an answer.
            max_retries: How many times a request is repeated, at most.
            headers: Headers to send beside those that this client sends.
            deadline: Seconds that a whole call may take, with all attempts, pages and chunks;
                ``math.inf`` for no limit.

        Returns:
            A client. Closing it does nothing: close this one.

        Raises:
            SettingsError: an option is out of its range.

        >>> client = Client(api_key="abcd1234", api_secret="secret", timeout=30)
        >>> patient = client.with_options(timeout=120, deadline=600)
        """
        options = self._parts.options.changed(
            timeout=timeout, max_retries=max_retries, headers=headers, deadline=deadline
        )
        view = object.__new__(type(self))
        view._begin(evolve(self._parts, options=options, is_view=True))
        return view

    def new_deadline(self) -> Deadline:
        """Set the deadline of a call that begins now."""
        return Deadline.after(self._parts.options.deadline)

    def _begin(self, parts: _Parts[ConnectionsT]) -> None:
        """Take the parts, and make the resources send through this client."""
        self._parts = parts

    @staticmethod
    @abstractmethod
    def _made(settings: Settings) -> ConnectionsT:
        """Make connections."""

    @staticmethod
    @abstractmethod
    def _given(http_client: ClientT | None) -> ConnectionsT | None:
        """Check the HTTP client of a user."""

    @staticmethod
    @abstractmethod
    def _place() -> object:
        """Give what connections are bound to."""

    def _flow(self, request: Request[T], deadline: Deadline) -> Flow[T]:
        return exchange(request, self._parts.session, self._parts.options, deadline)

    def _following(self, link: models.Link | str | Unset) -> Request[Any]:
        return following(link, self._parts.session.settings.base_url)

    def _list_query(self, listing: Listing[ItemT, PageT], paging: Paging) -> ListQuery[ItemT]:
        return ListQuery[ItemT].of(listing, paging, self._parts.options.deadline)

    def _close(self) -> Mapping[object, ConnectionsT]:
        """Refuse all further use, unless this is a view; give what is to be closed, and where."""
        return {} if self._parts.is_view else self._parts.pool.close()

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_"):
            raise AttributeError("a client does not change: with_options() gives another one")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        if "_parts" not in vars(self):  # shown in the traceback of an error of its making
            return f"<{type(self).__name__} in the making>"
        return f"{type(self).__name__}(base_url={self._parts.session.settings.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a client holds connections and credentials and cannot be copied or pickled: "
            "make one in each process"
        )


class Client(_Base[Sending, HttpClient], Api):
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

    def _begin(self, parts: _Parts[Sending]) -> None:
        super()._begin(parts)
        Api.__init__(self, self)
        self._bulk_numbers = Numbers(self, self)

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
        return self._drive(request, self.new_deadline())

    def send_within(self, request: Request[T], deadline: Deadline, /) -> T:
        """Send a request within the deadline of a larger call, and give its result."""
        check(request)
        return self._drive(request, deadline).parsed

    def paginate(self, listing: Listing[ItemT, PageT], paging: Paging, /) -> Pager[ItemT]:
        """Give the pager of a list."""
        return Pager(self._list_query(listing, paging), self.send_within)

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
        return self._drive(self._following(link), self.new_deadline()).parsed

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


class AsyncClient(_Base[AsyncSending, AsyncHttpClient], AsyncApi):
    """An asynchronous client of the API; its arguments are those of :class:`Client`.

    It may be shared between the tasks of an asyncio event loop, and between event loops: in each it
    has connections of its own. Close it, or use it in an ``async with`` block. ``http_client`` is
    an ``httpx.AsyncClient`` or an ``httpx2.AsyncClient``.

    >>> AsyncClient(api_key="abcd1234", api_secret="mock-secret")
    AsyncClient(base_url='https://api.nexmo.com')
    """

    def _begin(self, parts: _Parts[AsyncSending]) -> None:
        super()._begin(parts)
        AsyncApi.__init__(self, self)
        self._bulk_numbers = AsyncNumbers(self, self)

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
        return await self._drive(request, self.new_deadline())

    async def send_within(self, request: Request[T], deadline: Deadline, /) -> T:
        """Send a request within the deadline of a larger call, and give its result."""
        check(request)
        return (await self._drive(request, deadline)).parsed

    def paginate(self, listing: Listing[ItemT, PageT], paging: Paging, /) -> AsyncPager[ItemT]:
        """Give the pager of a list."""
        return AsyncPager(self._list_query(listing, paging), self.send_within)

    async def follow(self, link: models.Link | str | Unset) -> Any:  # noqa: ANN401 - as above
        """Give what a link leads to; see :meth:`Client.follow`."""
        return (await self._drive(self._following(link), self.new_deadline())).parsed

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
