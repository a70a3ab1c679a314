"""A pager gives every item of a list, lazily, as often as it is iterated."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from messaging_engagement import (
    AsyncClient,
    Client,
    DeadlineError,
    InvalidPathParameter,
    InvalidRequestError,
    NotFoundError,
    PaginationError,
    ResumePoint,
    models,
)
from messaging_engagement.paging.results import Progress
from messaging_engagement.testing import FakeTime
from messaging_engagement_contract import MockServer
from tests.client.paging.lists import (
    CREDENTIALS,
    Kind,
    ListServer,
    both,
    connect,
    drain,
    listed,
    named,
    total_items,
)

PERSON = models.IndividualPerson(
    display_name="Zoë",
    phone="+15556660001",
    country="US",
    email="zoe@example.com",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
)


@both
@pytest.mark.parametrize("prefetch", [0, 1, 3, 100])
@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 35])
def test_every_item_is_given_in_order(kind: Kind, count: int, prefetch: int) -> None:
    """A pager gives each item of each page once, in the order of the server."""
    server = ListServer(named(count))
    outcome = drain(listed(kind, server, prefetch=prefetch))
    assert named(count) == outcome.ids
    assert list(range(1, max(1, -(-count // 10)) + 1)) == sorted(server.asked)


@both
@pytest.mark.parametrize("prefetch", [0, 2])
def test_every_paged_operation_gives_a_pager(kind: Kind, prefetch: int) -> None:
    """Identities, the engagements of one of them, and numbers are listed over HTTP."""
    numbers = [f"1555666{number:04}" for number in range(25)]
    with MockServer() as mock, Client(**CREDENTIALS, base_url=mock.url) as client:
        senders = [client.identities.create(PERSON).identity_id for _ in range(12)]
        made = [
            client.engagements.create(
                models.NewEngagement(
                    identity_id=sender, vertical="TECHNOLOGY", use_case="2FA", description="Codes"
                )
            ).engagement_id
            for sender in (senders[0], senders[1], senders[0], senders[0])
        ]
        client.numbers.add(made[0], numbers)

        def lists(api: Any) -> list[Any]:
            return [
                api.identities.list(prefetch=prefetch),
                api.engagements.list(identity_id=senders[0], page_size=2, prefetch=prefetch),
                api.numbers.list(made[0], page_size=7, prefetch=prefetch),
            ]

        async def collect() -> list[list[Any]]:
            async with AsyncClient(**CREDENTIALS, base_url=mock.url) as api:
                return [[item async for item in pager] for pager in lists(api)]

        found = (
            [list(pager) for pager in lists(client)] if kind is Client else asyncio.run(collect())
        )
    assert senders == [identity.identity_id for identity in found[0]]
    assert [made[0], *made[2:]] == [engagement.engagement_id for engagement in found[1]]
    assert numbers == found[2]


@both
def test_nothing_is_sent_before_iteration(kind: Kind) -> None:
    """A pager sends nothing by itself, nor does an iteration that is not begun."""
    server = ListServer(named(3))
    pager = listed(kind, server, prefetch=2)
    pager.pages()
    assert "identities" in repr(pager).lower()
    assert [] == server.asked


@both
def test_pages_are_read_when_they_are_reached(kind: Kind) -> None:
    """A page is asked for once the items of the one before it are used up."""
    server = ListServer(named(30))
    asked: list[int] = []
    drain(listed(kind, server), use=lambda _: asked.append(len(server.asked)))
    assert [1] * 10 + [2] * 10 + [3] * 10 == asked


@both
@pytest.mark.parametrize("prefetch", [0, 2])
def test_pages_are_given_with_their_totals(kind: Kind, prefetch: int) -> None:
    """``pages()`` gives each page with its number, its items, the totals and the model."""
    server = ListServer(named(25))
    pages = drain(listed(kind, server, prefetch=prefetch), pages=True).items
    assert [1, 2, 3] == [page.number for page in pages]
    assert [10, 10, 5] == [len(page.items) for page in pages]
    assert {(3, 25)} == {(page.total_pages, page.total_items) for page in pages}
    assert list(pages[2].items) == pages[2].model.embedded.identities


@both
def test_empty_list_is_one_empty_page(kind: Kind) -> None:
    """A list without items gives none; its only page tells so."""
    (page,) = drain(listed(kind, ListServer([])), pages=True).items
    assert ([], 1, 0) == (page.items, page.total_pages, page.total_items)


@both
def test_each_iteration_is_a_new_walk(kind: Kind) -> None:
    """A pager that is iterated again reads the list again, as it is then."""
    server = ListServer(named(3))
    pager = listed(kind, server)
    assert named(3) == drain(pager).ids
    server.items.append("B4")
    assert named(4) == drain(pager).ids


@both
@pytest.mark.parametrize("prefetch", [0, 8])
@pytest.mark.parametrize(
    ("limit", "pages"), [(0, 0), (1, 1), (10, 1), (11, 2), (20, 2), (30, 3), (99, 3)]
)
def test_limit_needs_no_further_page(kind: Kind, limit: int, pages: int, prefetch: int) -> None:
    """A limit ends the items, and no page is read that it does not need; 0 reads none."""
    server = ListServer(named(30))
    assert named(30)[:limit] == drain(listed(kind, server, limit=limit, prefetch=prefetch)).ids
    assert list(range(1, pages + 1)) == sorted(server.asked)


@both
def test_limit_holds_for_pages(kind: Kind) -> None:
    """The last page that a limit allows has as many items as are left of it."""
    pages = drain(listed(kind, ListServer(named(30)), limit=14), pages=True).items
    assert [10, 4] == [len(page.items) for page in pages]


@both
def test_page_size_is_asked_for(kind: Kind) -> None:
    """A page size is sent with each page; without one, the server chooses."""
    server = ListServer(named(5))
    assert named(5) == drain(listed(kind, server, page_size=2)).ids
    assert [{"page": str(page), "page_size": "2"} for page in (1, 2, 3)] == server.queries
    drain(listed(kind, server))
    assert {"page": "1"} == server.queries[-1]


@both
def test_start_page_skips_the_pages_before(kind: Kind) -> None:
    """A walk can begin with a later page; one after the end has nothing."""
    server = ListServer(named(25))
    assert named(25)[20:] == drain(listed(kind, server, start_page=3)).ids
    assert [3] == server.asked
    assert [] == drain(listed(kind, server, start_page=4)).ids


@both
def test_total_is_told_by_one_page(kind: Kind) -> None:
    """``total_items`` reads the first page, and no other."""
    server = ListServer(named(35))
    pager = listed(kind, server, prefetch=4, limit=3, start_page=2)
    assert 35 == total_items(pager)
    assert [1] == server.asked


@both
def test_total_that_is_not_told_is_an_error(kind: Kind) -> None:
    """A first page without a total has none to give."""
    server = ListServer(named(3), alter=lambda body: body.pop("total_items"))
    with pytest.raises(PaginationError) as caught:
        total_items(listed(kind, server))
    assert "the first page does not tell total_items" == caught.value.reason
    assert "listIdentities" == caught.value.operation_id
    assert ("GET", "/v1/messaging-engagement/identities") == (
        caught.value.method,
        caught.value.path,
    )


@both
@pytest.mark.parametrize("prefetch", [0, 2])
def test_progress_is_told_after_each_page(kind: Kind, prefetch: int) -> None:
    """``on_progress`` is told of each page before its items are given, the limit included."""
    told: list[Progress] = []
    server = ListServer(named(25))
    drain(listed(kind, server, limit=23, prefetch=prefetch, on_progress=told.append))
    expected = [
        Progress(pages=pages, items=items, total_pages=3, total_items=25)
        for pages, items in ((1, 10), (2, 20), (3, 23))
    ]
    assert expected == told


@both
@pytest.mark.parametrize("prefetch", [0, 2])
def test_deadline_covers_the_whole_walk(kind: Kind, prefetch: int) -> None:
    """A deadline runs from the first page to the last, also while the items are used."""
    with FakeTime() as time:
        server = ListServer(named(30))
        pager = connect(kind, server, deadline=10).identities.list(prefetch=prefetch)
        outcome = drain(pager, use=lambda _: time.pass_by(0.6))
        assert named(20) == outcome.ids
        assert isinstance(outcome.error, DeadlineError)
        assert "no time was left for page 3" in str(outcome.error)
        assert not outcome.error.maybe_processed
        assert isinstance(outcome.error.resume_from, ResumePoint)
        # Each iteration has a deadline of its own.
        assert named(30) == drain(pager).ids


@both
@pytest.mark.parametrize(
    ("paging", "reason"),
    [
        ({"page_size": 0}, "page_size must be from 1 to 100, not 0"),
        ({"page_size": 101}, "page_size must be from 1 to 100, not 101"),
        ({"page_size": "10"}, "page_size must be an integer, not '10'"),
        ({"page_size": True}, "page_size must be an integer, not True"),
        ({"limit": -1}, "limit must be at least 0, not -1"),
        ({"start_page": 0}, "start_page must be at least 1, not 0"),
        ({"prefetch": 101}, "prefetch must be from 0 to 100, not 101"),
        ({"max_pages": 0}, "max_pages must be at least 1, not 0"),
        ({"on_progress": "print"}, "on_progress must be a function, not 'print'"),
        ({"resume_from": 3}, "resume_from must be that of an error, not 3"),
    ],
)
def test_wrong_argument_is_refused_at_once(kind: Kind, paging: dict[str, Any], reason: str) -> None:
    """A number out of its range is refused by ``list()`` itself; nothing is sent."""
    server = ListServer(named(3))
    with pytest.raises(InvalidRequestError) as caught:
        listed(kind, server, **paging)
    assert reason == str(caught.value)
    assert [] == server.asked


@both
def test_unknown_argument_is_refused_at_once(kind: Kind) -> None:
    """A misspelt argument is refused like that of any function."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'limits'"):
        listed(kind, ListServer([]), limits=3)


@both
def test_none_is_as_good_as_nothing(kind: Kind) -> None:
    """None for an argument asks for nothing."""
    names = ("limit", "page_size", "start_page", "prefetch", "max_pages", "resume_from")
    pager = listed(kind, ListServer(named(12)), **dict.fromkeys([*names, "on_progress"]))
    assert named(12) == drain(pager).ids


@both
def test_wrong_id_is_refused_at_once(kind: Kind) -> None:
    """An id that would lead to another URL is refused by ``list()`` itself."""
    with pytest.raises(InvalidPathParameter):
        connect(kind, ListServer([])).numbers.list("..")


@both
def test_list_that_is_not_there_is_an_error(kind: Kind) -> None:
    """A first page that is not found is no end of a list, but an error."""
    server = ListServer(named(3), ends=True)
    outcome = drain(listed(kind, server, start_page=2))
    assert isinstance(outcome.error, NotFoundError)
    assert [2] == server.asked
