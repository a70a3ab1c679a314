"""What comes out of a walk is what the server had all the time, each item once, in order.

The list changes before any answer, at any place, and any request may fail. Between two answers it
either grows or shrinks: what a change of both kinds hides, the totals do not tell.
"""

from __future__ import annotations

import pickle
from typing import Any

from attrs import define, field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging_engagement import PaginationError
from tests.client.paging.lists import Kind, ListServer, both, drain, listed, named


@frozen
class Edit:
    """A change of a list.

    Attributes:
        adds: Whether it adds items; else it removes some.
        places: Where, from 0 for the first to 1 for the last.
    """

    adds: bool
    places: tuple[float, ...]


@define
class ChangingServer(ListServer):
    """A server whose list changes before its answers, and that fails at times.

    Attributes:
        edits: What changes before each answer that tells a total.
        failures: Which requests fail, counted from 1.
        stable: The items that were there all the time.
        ever: All items that there were at any time.
    """

    edits: list[tuple[Edit, ...]] = field(factory=list[tuple[Edit, ...]])
    failures: frozenset[int] = frozenset()
    stable: list[str] = field(factory=list[str], init=False)
    ever: set[str] = field(factory=set[str], init=False)
    _requests: int = field(default=0, init=False)
    _told: bool = field(default=True, init=False)

    def __attrs_post_init__(self) -> None:
        self.stable = list(self.items)
        self.ever = set(self.items)
        self.before = self._change

    def _change(self, number: int) -> None:
        self._requests += 1
        if self._requests in self.failures:
            raise ConnectionAbortedError("the server failed")
        if self._told and self.edits:
            for edit in self.edits.pop(0):
                self._edit(edit)
        # That a page is not found tells no total: no other change comes before one is told.
        self._told = not self.ends or (number - 1) * self.page_size < max(1, len(self.items))

    def _edit(self, edit: Edit) -> None:
        for place in edit.places:
            if edit.adds:
                item = f"new {len(self.ever)}"
                self.ever.add(item)
                self.items.insert(round(place * len(self.items)), item)
            elif self.items:
                item = self.items.pop(round(place * (len(self.items) - 1)))
                if item in self.stable:
                    self.stable.remove(item)


def walked(kind: Kind, server: ChangingServer, **paging: Any) -> list[str]:
    """Walk to the end of a list, resuming after each error."""
    found: list[str] = []
    point = None
    for _ in range(len(server.failures) + 5):
        outcome = drain(listed(kind, server, resume_from=point, **paging))
        found += outcome.ids
        error: Any = outcome.error
        if error is None:
            return found
        # A walk may find that the list changes too fast; it goes on like any other.
        assert type(error) in {ConnectionAbortedError, PaginationError}
        point = pickle.loads(pickle.dumps(error.resume_from))  # noqa: S301 - just made
    raise AssertionError("the walk does not end")


def check(server: ChangingServer, found: list[str]) -> None:
    """Check that what was there all the time was found once and in order, and nothing twice."""
    stable = set(server.stable)
    assert server.stable == [item for item in found if item in stable]
    assert len(set(found)) == len(found)
    assert set(found) <= server.ever


@frozen
class Case:
    """A list, and how it is read."""

    count: int
    size: int
    prefetch: int = 0
    ends: bool = False
    edits: tuple[tuple[Edit, ...], ...] = ()
    failures: frozenset[int] = frozenset()
    limit: int | None = None
    start_page: int = 1

    def server(self) -> ChangingServer:
        """Make the server."""
        return ChangingServer(
            named(self.count),
            page_size=self.size,
            ends=self.ends,
            edits=list(self.edits),
            failures=self.failures,
        )


places = st.lists(st.floats(0, 1), max_size=4).map(tuple)
edits = st.builds(Edit, adds=st.booleans(), places=places)
adding = st.builds(Edit, adds=st.just(value=True), places=places)
removing = st.builds(Edit, adds=st.just(value=False), places=places)


def before_answers(edit: st.SearchStrategy[Edit], most: int = 1) -> st.SearchStrategy[Any]:
    """Make the edits before each answer."""
    return st.lists(st.lists(edit, max_size=most).map(tuple), max_size=40).map(tuple)


counts = st.integers(0, 50)
sizes = st.integers(1, 12)
prefetches = st.integers(0, 5)
failures = st.frozensets(st.integers(1, 30), max_size=4)
checked = settings(derandomize=True, database=None, deadline=None, max_examples=50)


@both
@checked
@given(
    case=st.builds(
        Case,
        count=counts,
        size=sizes,
        ends=st.booleans(),
        edits=before_answers(edits),
        failures=failures,
    )
)
def test_list_that_grows_and_shrinks(kind: Kind, case: Case) -> None:
    """Whatever comes and goes, what stays is given once and in order, also after failures."""
    server = case.server()
    check(server, walked(kind, server))


@both
@checked
@given(
    case=st.builds(
        Case,
        count=counts,
        size=sizes,
        prefetch=prefetches,
        ends=st.booleans(),
        edits=before_answers(adding) | before_answers(removing),
        failures=failures,
    )
)
def test_list_that_grows_or_shrinks_under_prefetch(kind: Kind, case: Case) -> None:
    """So it is when pages are read ahead, whichever of them is answered first."""
    server = case.server()
    check(server, walked(kind, server, prefetch=case.prefetch))


@both
@checked
@given(
    case=st.builds(
        Case, count=counts, size=sizes, prefetch=prefetches, edits=before_answers(edits, most=3)
    )
)
def test_list_that_changes_in_every_way_at_once(kind: Kind, case: Case) -> None:
    """Even what totals do not tell makes no walk endless, and no item come twice."""
    server = case.server()
    found = walked(kind, server, prefetch=case.prefetch)
    assert len(set(found)) == len(found)
    assert set(found) <= server.ever


@both
@checked
@given(
    case=st.builds(
        Case,
        count=counts,
        size=sizes,
        prefetch=prefetches,
        failures=failures,
        limit=st.none() | st.integers(0, 60),
        start_page=st.integers(1, 4),
    )
)
def test_limit_and_start_page_cut_a_piece_out(kind: Kind, case: Case) -> None:
    """A walk gives what a slice of the list has, also in pieces, and reads no page beyond it."""
    server = case.server()
    paging = {"prefetch": case.prefetch, "limit": case.limit, "start_page": case.start_page}
    found = walked(kind, server, **paging)
    first = (case.start_page - 1) * case.size
    end = case.count if case.limit is None else min(case.count, first + case.limit)
    assert named(case.count)[first:end] == found
    assert max(server.asked, default=0) <= max(case.start_page, -(-end // case.size))
