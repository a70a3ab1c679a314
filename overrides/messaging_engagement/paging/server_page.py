"""A page as a server tells it: what it says of the list, and whether that makes sense.

A server may tell less than the description says, or nonsense. A number that is missing, or is none,
is None here.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import field, frozen

from messaging_engagement_api.codec import Model, peek

if TYPE_CHECKING:
    from collections.abc import Sequence

ItemT = TypeVar("ItemT")


@frozen(kw_only=True)
class ServerPage(Generic[ItemT]):
    """A page that was read, before it has its place in a walk.

    Attributes:
        number: The number that was asked for.
        told: The number that the page gives itself.
        items: Its items, each with its id.
        total_pages: How many pages there are.
        total_items: How many items there are.
        least: How many items a full page has at least, as far as is known.
        most: How many items a full page has at most, as far as is known.
        model: The answer as a model.
    """

    number: int
    told: int | None
    items: Sequence[tuple[str | None, ItemT]] = field(repr=False)
    total_pages: int | None
    total_items: int | None
    least: int
    most: int
    model: object = field(repr=False)

    @property
    def is_itself(self) -> bool:
        """Whether it is the page that was asked for, or does not tell."""
        return self.told in {None, self.number}

    @property
    def pages(self) -> int | None:
        """How many pages there are, if the page tells or it can be counted."""
        return self.counted if self.total_pages is None else self.total_pages

    @property
    def counted(self) -> int | None:
        """How many pages the items need."""
        if self.total_items is None or not self.least:
            return None
        return max(1, pages_for(self.total_items, self.least))

    @property
    def is_last(self) -> bool:
        """Whether there is no page after it."""
        return not self.items or (self.pages is not None and self.number >= self.pages)

    @property
    def flaw(self) -> str | None:
        """What about it cannot be true, if anything."""
        if not self.is_itself:
            return f"asked for page {self.number} and was given page {self.told}"
        total, pages = self.total_items, self.total_pages
        if not self.items:
            if total is None:
                early = pages is not None and self.number < pages
            else:
                # Where the size is not known, only the first page has items for certain.
                early = total > (self.number - 1) * (self.least or total)
            if early:
                return f"page {self.number} is empty, of {pages} pages with {total} items in all"
        elif self.is_last and total is not None and total > self.number * self.most:
            return f"page {self.number} is the last of {pages} pages, but there are {total} items"
        return None


def read_page(
    number: int, model: object, items: Sequence[ItemT], *, longest: int, asked: int | None
) -> ServerPage[ItemT]:
    """Read what a page tells.

    Args:
        number: The number that was asked for.
        model: The answer as a model.
        items: Its items.
        longest: How many items the longest page before it had.
        asked: How many items on a page were asked for.
    """
    sizes = [size for size in (told(model, "page_size"), longest or len(items)) if size]
    return ServerPage(
        number=number,
        told=told(model, "page"),
        items=[(identify(item), item) for item in items],
        total_pages=told(model, "total_pages"),
        total_items=told(model, "total_items"),
        least=min(sizes, default=asked or 0),
        most=max([len(items), *sizes]),
        model=model,
    )


def pages_for(items: int, size: int) -> int:
    """Count the pages that so many items need.

    >>> pages_for(21, 10)
    3
    """
    return -(-items // size)


def told(model: object, name: str) -> int | None:
    """Give a number that a page tells; None if it does not, or if it is no count."""
    found = getattr(model, name, None)
    is_count = isinstance(found, int) and not isinstance(found, bool) and found >= 0
    return found if is_count else None


def identify(item: object) -> str | None:
    """Give the id of an item: the ``identity_id`` of an Identity and so on, a number as it is.

    Only an id that has the name of the item's own class counts: one that it has of something else
    would make different items look alike.

    >>> identify("15556660001")
    '15556660001'
    """
    if isinstance(item, str | int):
        return str(item)
    found = peek(item, _id_field(type(item).__name__)) if isinstance(item, Model) else None
    return found if isinstance(found, str) else None


@functools.cache
def _id_field(model: str) -> str:
    words = re.findall(r"[A-Z]+[^A-Z]*", model)
    return "_".join([*words, "id"]).lower()
