"""Pages that do not fit together end a walk with an error, and every walk ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging_engagement import Client, PaginationError, ResumePoint
from messaging_engagement.paging import walk
from tests.client.paging.lists import Kind, ListServer, both, drain, listed, named

if TYPE_CHECKING:
    from collections.abc import Callable


def without(*names: str) -> Callable[[dict[str, Any]], object]:
    """Leave fields out of a page."""

    def alter(body: dict[str, Any]) -> None:
        for name in names:
            del body[name]

    return alter


def told(**fields: object) -> Callable[[dict[str, Any]], object]:
    """Let a page tell something else."""
    return lambda body: body.update(fields)


def failed(kind: Kind, server: ListServer, **paging: Any) -> str:
    """Walk until the error, and give its message and what was given before."""
    outcome = drain(listed(kind, server, **paging))
    assert isinstance(outcome.error, PaginationError)
    assert isinstance(outcome.error.resume_from, ResumePoint)
    assert ("GET", "/v1/messaging-engagement/identities") == (
        outcome.error.method,
        outcome.error.path,
    )
    return f"{len(outcome.items)} items, then {outcome.error.reason}"


@both
@pytest.mark.parametrize("prefetch", [0, 3])
def test_page_that_says_it_is_another_one(kind: Kind, prefetch: int) -> None:
    """A page that tells another number than was asked for is an error."""

    def alter(body: dict[str, Any]) -> None:
        body["page"] = min(2, body["page"])

    server = ListServer(named(40), alter=alter)
    expected = "20 items, then asked for page 3 and was given page 2"
    assert expected == failed(kind, server, prefetch=prefetch)


@both
@pytest.mark.parametrize("prefetch", [0, 3])
def test_page_that_repeats_the_one_before_it(kind: Kind, prefetch: int) -> None:
    """A server that always gives the same items is found out at the second page."""

    def alter(body: dict[str, Any]) -> None:
        body["_embedded"]["identities"] = [{"identity_id": item} for item in named(10)]

    server = ListServer(named(40), alter=alter)
    expected = "10 items, then page 2 repeats items of earlier pages"
    assert expected == failed(kind, server, prefetch=prefetch)


@both
def test_pages_that_take_turns(kind: Kind) -> None:
    """A page that repeats any earlier one is found out, not only that of the one before."""

    def alter(body: dict[str, Any]) -> None:
        first = 10 * ((body["page"] - 1) % 2)
        shown = named(20)[first : first + 10]
        body["_embedded"]["identities"] = [{"identity_id": item} for item in shown]

    server = ListServer(named(40), alter=alter)
    assert "20 items, then page 3 repeats items of earlier pages" == failed(kind, server)


@both
def test_item_that_comes_twice_is_given_once(kind: Kind) -> None:
    """An item that two pages have, or one page has twice, is given once."""
    server = ListServer(["B1", "B1", "B2", "B2", "B3", "B1", "B4"], page_size=3)
    assert named(4) == drain(listed(kind, server)).ids


@both
def test_items_without_id_are_all_given(kind: Kind) -> None:
    """Items that cannot be told apart are given as they come."""

    def alter(body: dict[str, Any]) -> None:
        body["_embedded"]["identities"] = [{"display_name": "Zoë"}, None, None]

    outcome = drain(listed(kind, ListServer(named(6), page_size=3, alter=alter)))
    assert outcome.error is None
    assert ["Zoë", None, None] * 2 == [
        None if item is None else item.display_name for item in outcome.items
    ]


@both
@pytest.mark.parametrize("prefetch", [0, 3])
def test_page_that_is_empty_before_the_end(kind: Kind, prefetch: int) -> None:
    """An empty page is an error if there have to be items on it."""

    def alter(body: dict[str, Any]) -> None:
        if body["page"] == 3:
            body["_embedded"]["identities"] = []

    server = ListServer(named(40), alter=alter)
    expected = "20 items, then page 3 is empty, of 4 pages with 40 items in all"
    assert expected == failed(kind, server, prefetch=prefetch)


@both
def test_first_page_that_is_empty_before_the_end(kind: Kind) -> None:
    """So is an empty first page, whatever size pages have."""

    def alter(body: dict[str, Any]) -> None:
        body["_embedded"]["identities"] = []
        del body["page_size"]

    server = ListServer(named(4), alter=alter)
    expected = "0 items, then page 1 is empty, of 1 pages with 4 items in all"
    assert expected == failed(kind, server)


@both
def test_empty_page_before_the_last_number(kind: Kind) -> None:
    """Without a total of items, the number of pages says whether a page may be empty."""

    def alter(body: dict[str, Any]) -> None:
        del body["total_items"]
        if body["page"] == 2:
            body["_embedded"]["identities"] = []

    server = ListServer(named(30), alter=alter)
    expected = "10 items, then page 2 is empty, of 3 pages with None items in all"
    assert expected == failed(kind, server)
    server = ListServer(named(20), alter=alter)
    assert named(10) == drain(listed(kind, server)).ids


@both
def test_too_many_pages_are_told(kind: Kind) -> None:
    """A walk ends with the last item that there is, whatever the number of pages."""
    server = ListServer(named(20), alter=told(total_pages=100))
    assert named(20) == drain(listed(kind, server)).ids
    assert named(20) == drain(listed(kind, server, prefetch=50)).ids
    assert 2 * [1, 2, 3] == server.asked


@both
def test_too_few_pages_are_told(kind: Kind) -> None:
    """A last page after which items are missing is an error: nothing is left out silently."""
    server = ListServer(named(20), alter=told(total_pages=1))
    expected = "0 items, then page 1 is the last of 1 pages, but there are 20 items"
    assert expected == failed(kind, server)


@both
@pytest.mark.parametrize("prefetch", [0, 2])
@pytest.mark.parametrize("count", [0, 5, 20, 25])
@pytest.mark.parametrize(
    "missing",
    [
        ["page"],
        ["page_size"],
        ["total_pages"],
        ["total_items"],
        ["total_pages", "page_size"],
        ["page", "page_size", "total_pages", "total_items"],
    ],
)
def test_numbers_that_are_not_told_are_not_needed(
    kind: Kind, missing: list[str], count: int, prefetch: int
) -> None:
    """A list is read to its end whichever numbers its pages do not tell."""
    server = ListServer(named(count), alter=without(*missing))
    assert named(count) == drain(listed(kind, server, prefetch=prefetch)).ids


@both
@pytest.mark.parametrize("nonsense", [None, "3", 1.5, True, -1, [], {}])
def test_numbers_that_are_none_are_not_used(kind: Kind, nonsense: object) -> None:
    """A number that is no count is as good as one that is not told."""
    names = ("page", "page_size", "total_pages", "total_items")
    server = ListServer(named(25), alter=told(**dict.fromkeys(names, nonsense)))
    first = drain(listed(kind, server), pages=True).items[0]
    assert (1, 10) == (first.total_pages, first.total_items)
    assert named(25) == drain(listed(kind, server)).ids


@both
@pytest.mark.parametrize("page_size", [None, 7])
def test_page_after_the_end_is_empty_if_the_size_is_unknown(
    kind: Kind, page_size: int | None
) -> None:
    """A walk that begins after the end has nothing, even where no page tells its size."""
    server = ListServer(named(12), alter=without("page_size"))
    assert [] == drain(listed(kind, server, start_page=3, page_size=page_size)).ids


@both
def test_smaller_pages_than_asked_for(kind: Kind) -> None:
    """A server that gives less on a page than it was asked for is read to its end."""

    def alter(body: dict[str, Any]) -> None:
        first = 5 * (body["page"] - 1)
        shown = named(23)[first : first + 5]
        body |= {"total_pages": 5, "total_items": 23, "page_size": 100}
        body["_embedded"]["identities"] = [{"identity_id": item} for item in shown]

    server = ListServer([], alter=alter)
    assert named(23) == drain(listed(kind, server, page_size=100)).ids


@both
@pytest.mark.parametrize("prefetch", [0, 3])
@pytest.mark.parametrize("embedded", [{}, {"elsewhere": 3}, {"identities": 3}, None, []])
def test_page_without_the_collection(kind: Kind, embedded: object, prefetch: int) -> None:
    """A page without a collection is an error, not an empty page."""

    def alter(body: dict[str, Any]) -> None:
        if body["page"] == 2:
            body["_embedded"] = embedded

    server = ListServer(named(30), alter=alter)
    expected = "10 items, then page 2 does not have the collection 'identities'"
    assert expected == failed(kind, server, prefetch=prefetch)


@both
@pytest.mark.parametrize("prefetch", [0, 5])
def test_no_more_than_max_pages_are_read(kind: Kind, prefetch: int) -> None:
    """A walk is given up after ``max_pages``, without asking for another; it can be resumed."""
    server = ListServer(named(50))
    expected = "20 items, then gave up after 2 pages: allow for more with max_pages"
    assert expected == failed(kind, server, max_pages=2, prefetch=prefetch)
    assert [1, 2] == sorted(server.asked)
    assert named(50) == drain(listed(kind, server, max_pages=5, prefetch=prefetch)).ids


@both
@pytest.mark.parametrize("prefetch", [0, 4])
def test_list_without_end(kind: Kind, prefetch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that always has another page is given up, in proportion to what it told at first."""
    monkeypatch.setattr(walk, "MOST_PAGES", 8)
    monkeypatch.setattr(walk, "MOST_TIMES", 3)

    def alter(body: dict[str, Any]) -> None:
        number = body["page"]
        body |= {"total_pages": number + 1, "total_items": 10 * (number + 1)}
        shown = named(10 * number)[-10:]
        body["_embedded"]["identities"] = [{"identity_id": item} for item in shown]

    server = ListServer([], alter=alter)
    assert failed(kind, server, prefetch=prefetch).startswith("140 items, then gave up after 14")
    assert 14 == len(server.asked)


@both
def test_list_that_changes_all_the_time(kind: Kind) -> None:
    """A walk that is sent back time and again without anything new is given up."""

    def alter(body: dict[str, Any]) -> None:
        body["total_items"] = 60 - len(server.asked)

    server = ListServer(named(3), page_size=1, alter=alter)
    assert "nothing new" in failed(kind, server)


NUMBERS = st.none() | st.integers(-1, 4) | st.sampled_from([10**6, 10**400, "2", 1.5])


@settings(derandomize=True, database=None, deadline=None, max_examples=60)
@given(
    pages=st.lists(
        st.fixed_dictionaries(
            {
                "number": st.just("right") | NUMBERS,
                "page_size": NUMBERS,
                "total_pages": NUMBERS,
                "total_items": NUMBERS,
                "items": st.none() | st.just("new") | st.lists(st.integers(0, 5), max_size=4),
                "status": st.sampled_from([200] * 9 + [404]),
            }
        ),
        min_size=1,
        max_size=6,
    ),
    prefetch=st.sampled_from([0, 0, 3]),
)
def test_every_walk_ends(pages: list[dict[str, Any]], prefetch: int) -> None:
    """Whatever a server answers, a walk ends within the bound, and gives no item twice."""
    bound = 30
    asked = 0

    def respond(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        page = pages[asked % len(pages)]
        asked += 1
        items = page["items"]
        if items == "new":
            items = [f"new {asked}"]
        number = int(request.url.params["page"]) if page["number"] == "right" else page["number"]
        body = {name: page[name] for name in ("page_size", "total_pages", "total_items")}
        listed = None if items is None else [{"identity_id": f"{item}"} for item in items]
        body |= {"page": number, "_embedded": {"identities": listed}}
        return httpx.Response(page["status"], json=body)

    told_first: list[int] = []
    http = httpx.Client(transport=httpx.MockTransport(respond))
    api = Client(api_key="abcd1234", api_secret="mock-secret", http_client=http, max_retries=0)
    pager = api.identities.list(
        prefetch=prefetch, on_progress=lambda progress: told_first.append(progress.total_pages)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walk, "MOST_PAGES", bound)
        patch.setattr(walk, "MOST_TIMES", 0)
        outcome = drain(pager)
    assert len(set(outcome.ids)) == len(outcome.ids)
    assert asked <= 2 * bound + prefetch


@both
def test_pages_that_repeat_as_many_items_as_were_added(kind: Kind) -> None:
    """A page of nothing but known items is no error where as many were added before it."""
    server = ListServer(named(30))

    def grow(number: int) -> None:
        if number == 2 and len(server.items) == 30:
            server.items[:0] = [f"N{new}" for new in range(10)]

    server.before = grow
    outcome = drain(listed(kind, server))
    assert (named(30), None) == (outcome.ids, outcome.error)


@both
def test_pages_that_repeat_more_than_was_added(kind: Kind) -> None:
    """What was added explains so many known items, and once; one that stands still is found."""

    def stand_still(body: dict[str, Any]) -> None:
        if body["page"] > 1:
            body["total_items"], body["total_pages"] = 50, 5
            body["_embedded"] = {"identities": [{"identity_id": one} for one in named(10)]}

    expected = "10 items, then page 3 repeats items of earlier pages"
    assert expected == failed(kind, ListServer(named(40), alter=stand_still))
