"""What a walk through the pages of a list gives and tells."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import evolve, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ItemT = TypeVar("ItemT")


@frozen(kw_only=True)
class Page(Generic[ItemT]):
    """One page of a list.

    Attributes:
        number: Its number, from 1.
        items: The items that no earlier page of the walk had, up to the limit.
        total_pages: How many pages there are, as this page tells.
        total_items: How many items there are, as this page tells.
        model: The answer as a model.
    """

    number: int
    items: Sequence[ItemT]
    total_pages: int
    total_items: int
    model: Any = field(repr=False)
    _point: Callable[[], ResumePoint] = field(alias="point", repr=False, eq=False)

    @property
    def resume_from(self) -> ResumePoint:
        """Where a walk that stops after this page goes on: for ``resume_from=``."""
        return self._point()


@frozen(kw_only=True)
class Drift:
    """A total that changed during a walk.

    Attributes:
        page: The page that told the new total.
        before: The total until then.
        after: The new total.
    """

    page: int
    before: int
    after: int


@frozen(kw_only=True)
class Progress:
    """How far a walk is.

    Attributes:
        pages: How many pages were read; one that was read again counts again.
        items: How many items were given, those before a resume included.
        total_pages: How many pages there are, as the last page told.
        total_items: How many items there are, as the last page told.
        drifts: Every change of the total so far.
    """

    pages: int
    items: int
    total_pages: int
    total_items: int
    drifts: tuple[Drift, ...] = ()


@frozen(kw_only=True)
class ResumePoint:
    """Where a walk that failed goes on; it pickles.

    Attributes:
        place: Which list it is: the path of its operation, and the query of its first page.
        page: The page to read next: all items of the pages before it were given.
        page_size: How many items to ask for on a page; by default the server's choice.
        first_page: The page with which the walk began. It reads none before that.
        total_items: How many items there were, as the last page told.
        removed: How many items are known to be gone since ``page`` was the one to read next.
        longest: How many items the longest page had.
        given: How many items were given; they count for ``limit``.
        may_repeat: How many of them may come again, for the list grew or the walk went back.
        seen: The ids of the items that were given.
        drifts: Every change of the total so far.
    """

    place: str
    page: int
    page_size: int | None
    first_page: int
    total_items: int | None = None
    removed: int = 0
    longest: int = 0
    given: int = 0
    may_repeat: int = 0
    seen: frozenset[str] = field(default=frozenset(), repr=False)
    drifts: tuple[Drift, ...] = ()

    def after(self, seen: Iterable[str], count: int) -> ResumePoint:
        """Give the same point with the first ids of some, in their order."""
        return evolve(self, seen=frozenset(islice(seen, count)))

    def with_page_size(self, size: int | None) -> ResumePoint:
        """Give the same point of the list, cut into pages of another size."""
        if size is None or size == self.page_size:
            return self
        before = self.longest or self.page_size  # since the last resume, no page may have been read
        if before is None or (self.given == 0 and self.total_items is None):
            return evolve(self, page_size=size)
        return evolve(
            self,
            page=(self.page - 1) * before // size + 1,
            page_size=size,
            first_page=(self.first_page - 1) * before // size + 1,
            longest=0,
        )
