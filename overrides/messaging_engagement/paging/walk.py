"""A walk through the pages of a list: which page is next, and what of it is new. No I/O.

A list may change while it is read. An item that was added before the place that was reached moves
others to the next page, where they come a second time: items are told apart by their ids. One that
was removed moves others back, to a page that was read already: when the total falls, the walk goes
back as many pages as may hold what moved. So an item that is there all the time is given once and
in its order, however much is added, or removed, between two pages.

What totals cannot tell is lost: an item that moved back because one before it was removed, while
one after it was added between the same two pages. To see that, each page would have to overlap the
one before it; pages of one size never do, so every page would have to be read twice.

Pages that are read ahead are not read in order. That changes nothing: whichever of two pages is the
older one, the total of the second is compared with that of the first.

A walk ends, whatever the server does. Unless ``max_pages`` says it, it reads at most ``MOST_PAGES``
pages and ``MOST_TIMES`` times as many as the first page told of. It gives up earlier if more pages
in a row have nothing new than going back to the beginning can explain.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from attrs import evolve

from messaging_engagement.errors import DeadlineError, NotFoundError, PaginationError
from messaging_engagement.paging.results import Drift, Page, Progress, ResumePoint
from messaging_engagement.paging.server_page import ServerPage, pages_for, read_page
from messaging_engagement.unsent import is_of_others

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from messaging_engagement.deadline import Deadline
    from messaging_engagement.paging.query import ListQuery

ItemT = TypeVar("ItemT")

logger = logging.getLogger("messaging_engagement")

MOST_PAGES: Final = 1000
MOST_TIMES: Final = 10
MOST_IDLE: Final = 20
"""Pages in a row that may have nothing new, beside two for each page that was reached."""


class Walk(Generic[ItemT]):
    """One walk.

    Args:
        query: What was asked for.
        deadline: When the walk must be over.
    """

    def __init__(self, query: ListQuery[ItemT], deadline: Deadline) -> None:
        self._query = query
        self._deadline = deadline
        self._at = query.begin  # without the ids: those are in _seen, which can grow
        self._seen = dict.fromkeys(query.begin.seen)  # a set that keeps the order
        self._most = query.max_pages or MOST_PAGES
        self._reads = 0
        self._reached = query.begin.page - 1
        self._idle = 0
        self._not_found: int | None = None
        self._last_page = 0  # none was taken yet
        self._kept: ServerPage[ItemT] | None = None
        self.next_page = None if self._left == 0 else query.begin.page
        """The page to read next; None at the end."""

    def ask(self) -> int:
        """Give the number of the page that is to be read now.

        Raises:
            DeadlineError: no time is left for it.
            PaginationError: the walk is given up.
        """
        if self._deadline.remaining() <= 0:
            error = self._query.error(DeadlineError, f"no time was left for page {self.next_page}")
            error.maybe_processed = False
            raise error
        if self._reads >= self._most:
            raise self._query.error(
                PaginationError,
                f"gave up after {self._reads} page{'s'[self._reads == 1 :]}: allow for more with "
                "max_pages",
            )
        if self._idle > MOST_IDLE + 2 * self._reached:
            raise self._query.error(
                PaginationError, f"the list changes too fast: {self._idle} pages had nothing new"
            )
        self._reads += 1
        return self.next_page or 1

    def read(self, model: object) -> ServerPage[ItemT]:
        """Read the page that was asked for.

        Raises:
            PaginationError: it does not have the collection.
        """
        number = self.next_page or 1
        listing = self._query.listing
        items = listing.items(model)
        if items is None:
            collection = listing.operation.collection
            raise self._query.error(
                PaginationError, f"page {number} does not have the collection {collection!r}"
            )
        at = self._at
        return read_page(number, model, items, longest=at.longest, asked=at.page_size)

    def recall(self) -> ServerPage[ItemT] | None:
        """Give the next page if it was read before the walk went back, and is still good."""
        kept = self._kept
        return kept if kept is not None and kept.number == self.next_page else None

    def take(self, served: ServerPage[ItemT]) -> Page[ItemT] | None:
        """Take the page that was read into the walk.

        Returns:
            The page with its new items. None if another one has to come first, and if it was read
            again and has nothing new.

        Raises:
            PaginationError: it does not fit.
        """
        if served is self._kept:
            self._kept = None
            return self._accept(served)
        self._note_total(served)
        at = self._at
        needed = max(at.first_page, at.page - pages_for(at.removed, served.least or 1))
        if served.number == needed:
            return self._accept(served)
        if served.number > needed and served.is_itself and served.total_items is not None:
            self._kept = served
        self.next_page = needed
        self._idle += 1
        return None

    def ahead(self) -> Sequence[int]:
        """Give the pages to have under way now, in order; none before a page was taken."""
        if self.next_page is None or self._not_found:
            return ()
        count = min(self._query.prefetch, self._most - self._reads)
        if self._left is not None:
            count = min(count, pages_for(self._left, self._at.longest or 1))
        end = min(self.next_page + count, self._last_page + 1)
        kept = None if self._kept is None else self._kept.number
        return [number for number in range(self.next_page, end) if number != kept]

    @contextmanager
    def step(self) -> Generator[None]:
        """Tell an error, of whatever kind, where the walk goes on."""
        try:
            yield
        except BaseException as error:
            is_own = isinstance(error, NotFoundError) and not is_of_others(error)
            if is_own and self._look_for_end():
                return
            point = self._at.after(self._seen, len(self._seen))
            with suppress(AttributeError):  # a few exceptions have no room for it
                error.resume_from = point  # type: ignore[attr-defined] # of any class
            raise

    def _look_for_end(self) -> bool:
        """Go to the first page if a later one is not found: it tells how many there are now.

        A server may answer 404 for a page after the last.
        """
        at, number = self._at, self.next_page
        if at.total_items is None or number in {at.first_page, self._not_found}:
            return False
        self._not_found = number
        self.next_page = at.first_page
        return True

    @property
    def _left(self) -> int | None:
        """How many items the limit leaves."""
        limit = self._query.limit
        return None if limit is None else max(0, limit - self._at.given)

    def _note_total(self, served: ServerPage[ItemT]) -> None:
        """Note by how much the list grew or shrank since the page before."""
        at, total = self._at, served.total_items
        if total is None:
            return
        before = total if at.total_items is None else at.total_items
        self._at = evolve(at, total_items=total)
        if total == before:
            return
        drift = Drift(page=served.number, before=before, after=total)
        logger.info("%s changed while it was read: %s", at.place, drift)
        if total > before:
            # Of what was added since a page was kept, it might be that it belongs before it.
            self._kept = None
        self._at = evolve(
            self._at,
            removed=at.removed + max(0, before - total),
            may_repeat=at.may_repeat + max(0, total - before),
            drifts=(*at.drifts, drift),
        )

    def _accept(self, served: ServerPage[ItemT]) -> Page[ItemT] | None:
        """Give what is new on the page, and go on to the next one."""
        if served.flaw:
            raise self._query.error(PaginationError, served.flaw)
        unseen = self._unseen(served)
        new = unseen[: self._left]
        after = self._after(served, known=len(served.items) - len(unseen), new=len(new))
        ids = dict.fromkeys(key for key, _ in new if key is not None)
        page = Page(
            number=served.number,
            items=[item for _, item in new],
            total_pages=served.pages or served.number,
            total_items=after.given if after.total_items is None else after.total_items,
            model=served.model,
            point=partial(after.after, self._seen, len(self._seen) + len(ids)),
        )
        self._tell(page, after)
        # Nothing was changed until here: had anything been raised, the page would not be given.
        is_news = bool(new) or page.number > self._reached
        if not self._last_page and self._query.max_pages is None:
            self._most += MOST_TIMES * page.total_pages
        self._seen |= ids
        self._at = after
        self._reached = max(self._reached, page.number)
        self._last_page = min(page.total_pages, served.counted or page.total_pages)
        self._idle = 0 if new else self._idle + 1
        self._not_found = None
        self.next_page = None if served.is_last or self._left == 0 else after.page
        return page if is_news else None

    def _unseen(self, served: ServerPage[ItemT]) -> list[tuple[str | None, ItemT]]:
        """Give the items of a page that were not given; one without an id is always new."""
        unseen: dict[object, tuple[str | None, ItemT]] = {}
        for key, item in served.items:
            if key not in self._seen:
                unseen.setdefault(object() if key is None else key, (key, item))
        return list(unseen.values())

    def _after(self, served: ServerPage[ItemT], *, known: int, new: int) -> ResumePoint:
        """Give the point after a page.

        Args:
            served: The page.
            known: How many of its items were given before.
            new: How many of them are given now.

        Raises:
            PaginationError: it repeats pages before it, and nothing can explain that.
        """
        at = self._at
        may_repeat = at.may_repeat + (at.page - served.number) * at.longest
        # After a resume, nobody knows what happened before the first page.
        if known == len(served.items) > may_repeat and self._last_page:
            reason = f"page {served.number} repeats items of earlier pages"
            raise self._query.error(PaginationError, reason)
        return evolve(
            at,
            page=served.number + 1,
            # A page that was kept is as old as its total.
            removed=max(0, (served.total_items or 0) - (at.total_items or 0)),
            longest=max(at.longest, len(served.items)),
            given=at.given + new,
            may_repeat=max(0, may_repeat - known),
        )

    def _tell(self, page: Page[ItemT], after: ResumePoint) -> None:
        """Tell how far the walk is."""
        if self._query.on_progress is not None:
            self._query.on_progress(
                Progress(
                    pages=self._reads,
                    items=after.given,
                    total_pages=page.total_pages,
                    total_items=page.total_items,
                    drifts=after.drifts,
                )
            )
