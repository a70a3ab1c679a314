"""What an operation is, what a call of it asks for, and how its answer is read.

The resource classes build a :class:`Request` and hand it to a :class:`Sender`. Sending is left to
others: whoever implements the protocol decides on connections, credentials, retries and errors, and
at the end gives ``request.operation.parse(response)`` back.
"""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from enum import Enum
from typing import Any, Generic, Protocol, TypedDict, TypeGuard, TypeVar, cast
from urllib.parse import quote

from attrs import field, frozen

from .codec import Exact, Model, as_json, as_text
from .errors import ErrorStatus, InvalidPathParameter, UnreadableBody
from .types import UNSET, Unset

T = TypeVar("T")
ItemT = TypeVar("ItemT")
ItemT_co = TypeVar("ItemT_co", covariant=True)
PageT = TypeVar("PageT")
T_co = TypeVar("T_co", covariant=True)


Load = Callable[[bytes], Any]
"""Reads JSON; like ``json.loads`` it raises ValueError for what is none.

It may give an :class:`Exact` for an object, where the answer has a model.
"""


class Response(Protocol):
    """An HTTP response that was read to its end; an ``httpx.Response`` is one."""

    @property
    def status_code(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def content(self) -> bytes: ...


@frozen
class Answer(Generic[T_co]):
    """How the body of an answer is read whose status is from ``first`` to ``last``.

    Attributes:
        read: Reads the body.
        model: The model that it becomes, if it is one model.
    """

    first: int
    last: int
    read: Callable[[bytes, Load], T_co] = field(repr=False)
    model: type[Model] | None = None


@frozen(kw_only=True)
class Operation(Generic[T_co]):
    """One operation of the description.

    Attributes:
        id: Its ``operationId``.
        method: The HTTP method, in capitals.
        path: The path with its parameters in braces.
        results: The answers of class 2xx that the description names, one at least.
        problems: All other answers that it names.
        bodies: The models that its body may be.
        body_required: Whether a body, if it has any, must be sent.
        collection: The key of the embedded collection, if the operation gives pages of one.
    """

    id: str
    method: str
    path: str
    results: tuple[Answer[T_co], ...]
    problems: tuple[Answer[Any], ...] = ()
    bodies: tuple[type[Model], ...] = ()
    body_required: bool = True
    collection: str | None = None

    def parse(self, response: Response, load: Load = json.loads) -> T_co:
        """Read the answer to the operation.

        Args:
            response: The response. A status of class 2xx that the description does not name is read
                as the first one that it names.
            load: Reads JSON.

        Returns:
            What the description says that the operation gives.

        Raises:
            ErrorStatus: the status is not of class 2xx.
            UnreadableBody: the status is, but the body is not what the operation gives.
        """
        status = response.status_code
        if not 200 <= status < 300:
            raise ErrorStatus(
                self.id, status, dict(response.headers), response.content, self.problem(response)
            )
        try:
            return self.result(status).read(response.content, load)
        except (ValueError, RecursionError) as error:
            raise UnreadableBody(self.id, status, response.content, str(error)) from error

    def result(self, status: int) -> Answer[T_co]:
        """Say how the body of an answer of class 2xx is read."""
        return _find(self.results, status) or self.results[0]

    def problem(self, response: Response) -> Any:
        """Read the body of an answer that is an error.

        Returns:
            The model that the description names for the status, else whatever JSON the body is,
            else None: this never raises, for the error is worth more than its body.
        """
        answer = _find(self.problems, response.status_code)
        reads: list[Callable[[bytes, Load], Any]] = [answer.read] if answer else []
        for read in (*reads, _read_any):
            try:
                return read(response.content, json.loads)
            except (ValueError, RecursionError):
                continue
        return None


def _find(answers: tuple[Answer[T], ...], status: int) -> Answer[T] | None:
    return next((answer for answer in answers if answer.first <= status <= answer.last), None)


@frozen(kw_only=True)
class Request(Generic[T_co]):
    """One call of an operation: what to send, without where and by whom.

    Attributes:
        operation: The operation that is called.
        path: Its path with the parameters filled in and quoted.
        params: The query parameters that are set, in order.
        headers: The header parameters that are set.
        body: The body as it was given, or :data:`UNSET` for none.
        json: The body as JSON values, or :data:`UNSET` for none.
    """

    operation: Operation[T_co]
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: object = field(default=UNSET, repr=False)
    json: Any = field(default=UNSET, repr=False)


class Progress(Protocol):
    """How far a walk through a list is."""

    @property
    def pages(self) -> int:
        """How many pages were read; one that was read again counts again."""
        ...

    @property
    def items(self) -> int:
        """How many items were given, those before a resume included."""
        ...

    @property
    def total_pages(self) -> int:
        """How many pages there are, as the last page told."""
        ...

    @property
    def total_items(self) -> int:
        """How many items there are, as the last page told."""
        ...

    @property
    def drifts(self) -> Sequence[Any]:
        """Every change of the total so far."""
        ...


class Paging(TypedDict, total=False):
    """What the pager of a list may be asked for.

    Attributes:
        limit: How many items to give, at most.
        page_size: How many items to ask for on a page; by default the server's choice.
        start_page: The page to begin with, from 1.
        prefetch: How many pages to read ahead.
        max_pages: How many pages may be read before the walk is given up.
        resume_from: The point that the error of an earlier walk carries.
        on_progress: Called after each page.
    """

    limit: int | None
    page_size: int | None
    start_page: int
    prefetch: int
    max_pages: int | None
    resume_from: Any
    on_progress: Callable[[Progress], object] | None


@frozen
class Listing(Generic[ItemT, PageT]):
    """An operation that gives the pages of a list.

    Attributes:
        operation: The operation.
        request: Builds the request for the page of a number and a size.
        items: Gives the items of a page, None if it has no such collection.
    """

    operation: Operation[PageT]
    request: Callable[[int, int | Unset], Request[PageT]] = field(repr=False)
    items: Callable[[PageT], list[ItemT] | None] = field(repr=False)


class Page(Protocol[ItemT_co]):
    """One page of a list, with the items that no earlier page of the walk had."""

    @property
    def number(self) -> int:
        """The number of the page, from 1."""
        ...

    @property
    def items(self) -> Sequence[ItemT_co]:
        """The items that no earlier page of the walk had."""
        ...

    @property
    def total_pages(self) -> int:
        """How many pages there are, as this page tells."""
        ...

    @property
    def total_items(self) -> int:
        """How many items there are, as this page tells."""
        ...

    @property
    def model(self) -> Any:
        """The answer as a model."""
        ...

    @property
    def resume_from(self) -> Any:
        """Where a walk that stops after this page goes on: for ``resume_from=``."""
        ...


class AsyncWalk(Protocol[T_co]):
    """A walk through a list, which ends early if it is closed."""

    def __aiter__(self) -> AsyncWalk[T_co]:
        """Give itself."""
        ...

    async def __anext__(self) -> T_co:
        """Give the next one."""
        ...

    async def aclose(self) -> None:
        """End the walk, and all that is under way for it."""
        ...


class Pager(Protocol[ItemT_co]):
    """The items of a list, read page by page when they are asked for."""

    def __iter__(self) -> Generator[ItemT_co, None, None]:
        """Walk through the items of all pages."""
        ...

    def pages(self) -> Generator[Page[ItemT_co], None, None]:
        """Walk through the pages."""
        ...

    @property
    def total_items(self) -> int:
        """How many items there are, as the first page tells; it is read anew each time."""
        ...


class AsyncPager(Protocol[ItemT_co]):
    """The items of a list, read page by page when they are asked for."""

    def __aiter__(self) -> AsyncWalk[ItemT_co]:
        """Walk through the items of all pages."""
        ...

    def pages(self) -> AsyncWalk[Page[ItemT_co]]:
        """Walk through the pages."""
        ...

    async def total_items(self) -> int:
        """Tell how many items there are, as the first page does; it is read anew each time."""
        ...


class RawResponse(Protocol[T_co]):
    """The result of a call with what is known of its answer."""

    @property
    def parsed(self) -> T_co:
        """The result, as the method without ``with_raw_response`` gives it."""
        ...

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        ...

    @property
    def content(self) -> bytes:
        """The body as it came."""
        ...

    @property
    def attempts(self) -> Sequence[Any]:
        """Every attempt of the call, in order; the last one gave the answer."""
        ...

    @property
    def elapsed(self) -> float:
        """Seconds that the call took, with all attempts and waits."""
        ...

    @property
    def request_id(self) -> str | None:
        """The provider's id of the answer, if it has one."""
        ...


class Sender(Protocol):
    """Sends requests; what the resource classes need of a client."""

    def send(self, request: Request[T], /) -> T:
        """Send the request and give what its operation reads from the answer."""
        ...

    def send_raw(self, request: Request[T], /) -> RawResponse[T]:
        """Send the request and give its result with what is known of the answer."""
        ...

    def paginate(self, listing: Listing[ItemT, PageT], paging: Paging, /) -> Pager[ItemT]:
        """Give the pager of a list; nothing is sent before it is used."""
        ...


class AsyncSender(Protocol):
    """Sends requests; what the asynchronous resource classes need of a client."""

    async def send(self, request: Request[T], /) -> T:
        """Send the request and give what its operation reads from the answer."""
        ...

    async def send_raw(self, request: Request[T], /) -> RawResponse[T]:
        """Send the request and give its result with what is known of the answer."""
        ...

    def paginate(self, listing: Listing[ItemT, PageT], paging: Paging, /) -> AsyncPager[ItemT]:
        """Give the pager of a list; nothing is sent before it is used."""
        ...


def embedded(page: object, holder: str, attribute: str) -> list[Any] | None:
    """Give the items of a page; None if the answer does not have them."""
    items: object = getattr(getattr(page, holder, None), attribute, None)
    return items if _is_list(items) else None


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def fill(path: str, /, **parameters: object) -> str:
    """Fill the parameters into a path, each as one segment of it.

    >>> fill("/identities/{identity_id}", identity_id="B/1 ü")
    '/identities/B%2F1%20%C3%BC'

    Raises:
        InvalidPathParameter: a value would lead to another URL: it is empty, ``.`` or ``..``, or it
            has a control character.
    """
    for name, value in parameters.items():
        path = path.replace("{" + name + "}", _segment(name, value))  # which has no braces
    return path


def _segment(name: str, value: object) -> str:
    if type(value) is str and value.isalnum() and value.isascii():  # most ids are
        return value
    if isinstance(value, bool | Unset) or not isinstance(
        value, str | int | float | uuid.UUID | datetime.date | Enum
    ):
        raise InvalidPathParameter(name, value, f"must be a string, not {type(value).__name__}")
    text = as_text(value)
    if not text.strip():
        raise InvalidPathParameter(name, value, "must not be empty")
    if text in {".", ".."}:
        raise InvalidPathParameter(name, value, "must not be a dot segment")
    if re.search(r"[\x00-\x1f\x7f-\x9f]", text):
        raise InvalidPathParameter(name, value, "must not have control characters")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise InvalidPathParameter(name, value, "must be text that UTF-8 can encode") from None


def pairs(*parameters: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    """Write query or header parameters: those that are set, an array as one pair for each item.

    >>> pairs(("page", 2), ("deep", True), ("tag", ["a", "b"]), ("filter", UNSET))
    (('page', '2'), ('deep', 'true'), ('tag', 'a'), ('tag', 'b'))
    """
    written: list[tuple[str, str]] = []
    for name, value in parameters:
        if value is None or isinstance(value, Unset):
            continue
        if isinstance(value, Model):
            written += pairs(*value.to_dict().items())
            continue
        wire = as_json(value)
        items = cast("list[object]", wire) if isinstance(wire, list) else [wire]
        written += [(name, as_text(item)) for item in items]
    return tuple(written)


def _read_any(content: bytes, load: Load) -> Any:
    return load(content)


def read_nothing(content: bytes, load: Load) -> None:
    """Read an answer that has no body, or none that says anything."""


def read_bytes(content: bytes, load: Load) -> bytes:
    """Read a body that is not text."""
    return content


def read_text(content: bytes, load: Load) -> str:
    """Read a body of text; what is not UTF-8 is replaced."""
    return content.decode("utf-8", errors="replace")


def read_json(
    read: Callable[[Any], T], kind: type[dict[str, Any]] | type[list[Any]] | None = None
) -> Callable[[bytes, Load], T]:
    """Read a body of JSON.

    Args:
        read: Reads the JSON value.
        kind: The kind of JSON value that it must be, if the description says it.

    Returns:
        A function that reads the body. It raises ValueError for a body that is not JSON, or not of
        the kind.
    """

    def read_body(content: bytes, load: Load) -> T:
        if not content.strip():
            raise ValueError("the body is empty")
        value = load(content)
        if kind is not None and not isinstance(value, (kind, Exact)):
            expected = "an object" if kind is dict else "an array"
            raise ValueError(f"the body is not {expected}")
        return read(value)

    return read_body
