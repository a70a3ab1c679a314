"""What a pager is asked for: checked before anything is sent, and the same for all its walks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from attrs import frozen

from messaging_engagement.errors import DeadlineError, InvalidRequestError, PaginationError
from messaging_engagement.paging.results import Progress, ResumePoint
from messaging_engagement.paging.server_page import told
from messaging_engagement_api import UNSET, Listing, Paging, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ItemT = TypeVar("ItemT")
ErrorT = TypeVar("ErrorT", PaginationError, DeadlineError)

RANGES: Final[Mapping[str, tuple[int, float]]] = {
    "limit": (0, float("inf")),
    "page_size": (1, 100),
    "start_page": (1, float("inf")),
    "prefetch": (0, 100),
    "max_pages": (1, float("inf")),
}
"""The least and the most that each number may be."""


@frozen(kw_only=True)
class ListQuery(Generic[ItemT]):
    """What a pager was asked for.

    Attributes:
        listing: The operation, and where its pages have their items.
        begin: Where each walk begins.
        limit: How many items to give, at most.
        prefetch: How many pages to read ahead.
        max_pages: How many pages may be read before the walk is given up.
        on_progress: Called after each page.
        deadline: Seconds that a walk may take.
    """

    listing: Listing[ItemT, Any]
    begin: ResumePoint
    limit: int | None
    prefetch: int
    max_pages: int | None
    on_progress: Callable[[Progress], object] | None
    deadline: float | None

    @classmethod
    def of(
        cls, listing: Listing[ItemT, Any], paging: Paging, deadline: float | None
    ) -> ListQuery[ItemT]:
        """Check what a pager is asked for.

        Args:
            listing: The operation, and where its pages have their items.
            paging: What it is asked for; None is as good as nothing.
            deadline: Seconds that a walk may take.

        Raises:
            InvalidPathParameter: an id would lead to another URL.
            InvalidRequestError: a number is out of its range, or a point is not of this list.
            TypeError: there is nothing of that name to ask for.
        """
        unknown = paging.keys() - Paging.__annotations__.keys()
        if unknown:
            raise TypeError(f"list() got an unexpected keyword argument {min(unknown)!r}")
        for name, (least, most) in RANGES.items():
            _check_number(name, paging.get(name), least, most)
        on_progress = paging.get("on_progress")
        if on_progress is not None and not callable(on_progress):
            raise InvalidRequestError(f"on_progress must be a function, not {on_progress!r}")
        return cls(
            listing=listing,
            begin=_beginning(listing, paging),
            limit=paging.get("limit"),
            prefetch=paging.get("prefetch") or 0,
            max_pages=paging.get("max_pages"),
            on_progress=on_progress,
            deadline=deadline,
        )

    @property
    def operation_id(self) -> str:
        """The operation that gives the pages."""
        return self.listing.operation.id

    def request(self, number: int) -> Request[Any]:
        """Build the request for a page."""
        size = self.begin.page_size
        return self.listing.request(number, UNSET if size is None else size)

    def total_items(self, model: object) -> int:
        """Read out of the first page how many items there are.

        Raises:
            PaginationError: it does not tell.
        """
        total = told(model, "total_items")
        if total is None:
            raise self.error(PaginationError, "the first page does not tell total_items")
        return total

    def error(self, kind: type[ErrorT], reason: str) -> ErrorT:
        """Make an error of this list."""
        error = kind(self.operation_id, reason)
        error.method = self.listing.operation.method
        error.path = self.request(1).path
        return error


def _beginning(listing: Listing[Any, Any], paging: Paging) -> ResumePoint:
    # The request is not sent: it names the list, and an id that is wrong is refused here.
    first = listing.request(1, UNSET)
    place = f"{first.path}?{urlencode(first.params)}"
    size = paging.get("page_size")
    point: object = paging.get("resume_from")
    if point is None:
        page = paging.get("start_page") or 1
        return ResumePoint(place=place, page=page, page_size=size, first_page=page)
    if not isinstance(point, ResumePoint):
        raise InvalidRequestError(f"resume_from must be that of an error, not {point!r}")
    if point.place != place:
        raise InvalidRequestError(f"resume_from is of the list {point.place}, not of {place}")
    return point.with_page_size(size)


def _check_number(name: str, value: object, least: int, most: float) -> None:
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidRequestError(f"{name} must be an integer, not {value!r}")
    if not least <= value <= most:
        bounds = f"at least {least}" if most == float("inf") else f"from {least} to {most}"
        raise InvalidRequestError(f"{name} must be {bounds}, not {value}")
