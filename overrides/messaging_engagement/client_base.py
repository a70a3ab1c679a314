"""What the two clients have in common: their options, their parts, and that they never change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar

from attrs import evolve, field, frozen

from messaging_engagement.call import Session
from messaging_engagement.credentials import GivenCredentials
from messaging_engagement.deadline import Deadline
from messaging_engagement.exchange import exchange
from messaging_engagement.hooks import Hooks
from messaging_engagement.links import following
from messaging_engagement.options import Options
from messaging_engagement.paging.query import ListQuery
from messaging_engagement.settings import Settings, resolved_base_url
from messaging_engagement.transport.pool import Pool
from messaging_engagement.transport.sending import RateLimiter, checked_limiter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement.credentials import Authentication
    from messaging_engagement.steps import Flow
    from messaging_engagement_api import Listing, Paging, Request, Unset, models

T = TypeVar("T")
ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT")
ConnectionsT = TypeVar("ConnectionsT")
ClientT = TypeVar("ClientT")


@frozen
class Parts(Generic[ConnectionsT]):
    """What a client is made of."""

    session: Session
    options: Options
    pool: Pool[ConnectionsT] = field(repr=False)
    rate_limit: RateLimiter | None
    is_view: bool = False


class ClientBase(ABC, Generic[ConnectionsT, ClientT]):
    """What the two clients have in common."""

    _parts: Parts[ConnectionsT]

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
            Parts(
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

        >>> from messaging_engagement import Client
        >>> client = Client(api_key="abcd1234", api_secret="secret", timeout=30)
        >>> patient = client.with_options(timeout=120, deadline=600)
        """
        options = self._parts.options.changed(
            timeout=timeout, max_retries=max_retries, headers=headers, deadline=deadline
        )
        view = object.__new__(type(self))
        view._begin(evolve(self._parts, options=options, is_view=True))
        return view

    def _new_deadline(self) -> Deadline:
        """Set the deadline of a call that begins now."""
        return Deadline.after(self._parts.options.deadline)

    def _begin(self, parts: Parts[ConnectionsT]) -> None:
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
