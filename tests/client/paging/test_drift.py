"""A list that changes while it is read loses nothing that was there all the time."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import Client, Drift, Hooks, NotFoundError, Progress
from tests.client.paging.lists import (
    CREDENTIALS,
    Kind,
    ListServer,
    both,
    connect,
    drain,
    listed,
    named,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement import AttemptEvent, models


def at(server: ListServer, request: int, change: Callable[[list[str]], object]) -> None:
    """Change the list before a request is answered, counted from 1."""
    count = 0

    def before(_: int) -> None:
        nonlocal count
        count += 1
        if count == request:
            change(server.items)

    server.before = before


def removing(*items: str) -> Callable[[list[str]], object]:
    """Remove items from a list."""

    def change(found: list[str]) -> None:
        for item in items:
            found.remove(item)

    return change


def adding(place: int, *items: str) -> Callable[[list[str]], object]:
    """Add items to a list."""

    def change(found: list[str]) -> None:
        found[place:place] = items

    return change


@both
def test_items_added_before_the_place_come_once(kind: Kind) -> None:
    """What moves to the next page, where it comes again, is given once."""
    server = ListServer(named(25))
    at(server, 2, adding(0, "new 1", "new 2"))
    assert named(25) == drain(listed(kind, server)).ids
    assert [1, 2, 3] == server.asked


@both
def test_whole_page_of_items_added_before_the_place(kind: Kind) -> None:
    """As many new items as pages have make them come again as a whole: that is no error."""
    server = ListServer(named(25))
    at(server, 3, adding(0, *[f"new {number}" for number in range(20)]))
    assert named(25) == drain(listed(kind, server)).ids
    assert [1, 2, 3, 4, 5] == server.asked


@both
def test_items_added_after_the_place_are_given(kind: Kind) -> None:
    """What is added after the place that was reached is given in its order."""
    server = ListServer(named(25))
    at(server, 2, adding(25, "last"))
    assert [*named(25), "last"] == drain(listed(kind, server)).ids


@both
def test_items_removed_before_the_place_lose_no_other(kind: Kind) -> None:
    """When the total falls, the page before is read again: what moved there is given in order."""
    server = ListServer(named(35))
    at(server, 3, removing("B1", "B2"))
    assert named(35) == drain(listed(kind, server)).ids
    # Page 3 is not read again: it was read when page 2 was, as far as the total tells.
    assert [1, 2, 3, 2, 4] == server.asked


@both
def test_more_items_removed_than_a_page_has(kind: Kind) -> None:
    """The walk goes back as many pages as may hold what moved."""
    server = ListServer(named(45))
    at(server, 4, removing(*named(15)))
    assert named(45) == drain(listed(kind, server)).ids
    assert [1, 2, 3, 4, 2, 3] == server.asked


@both
def test_items_removed_after_the_place_cost_one_page(kind: Kind) -> None:
    """Where the items were removed is not known: the page before is read again in any case."""
    server = ListServer(named(35))
    at(server, 2, removing("B34", "B35"))
    pages = drain(listed(kind, server), pages=True).items
    assert named(33) == [item.identity_id for page in pages for item in page.items]
    assert [1, 2, 1, 3, 4] == server.asked
    # A page that was read again and has nothing new is not given again.
    assert [1, 2, 3, 4] == [page.number for page in pages]


@both
@pytest.mark.parametrize("ends", [False, True])
def test_last_page_that_is_gone(kind: Kind, *, ends: bool) -> None:
    """A page that the list no longer has is the end of it, be it empty or not found."""
    server = ListServer(named(45), ends=ends)
    at(server, 5, removing(*named(22)))
    assert named(45) == drain(listed(kind, server)).ids
    assert [1, 2, 3, 4, 5, *([1] if ends else []), 2, 3] == server.asked


@both
@pytest.mark.parametrize("prefetch", [0, 3])
def test_list_that_is_gone(kind: Kind, prefetch: int) -> None:
    """A page that is not found is an error if the first page is not found either."""
    server = ListServer(named(45))
    gone = httpx.Response(404)

    def before(number: int) -> None:
        if number > 1:
            server.instead = dict.fromkeys(range(1, 6), gone)

    server.before = before
    outcome = drain(listed(kind, server, prefetch=prefetch))
    assert named(10) == outcome.ids
    assert isinstance(outcome.error, NotFoundError)


@both
def test_page_that_is_not_found_though_it_is_told(kind: Kind) -> None:
    """A page that is still told of is asked for once more, and then not found."""
    server = ListServer(named(45), instead={3: httpx.Response(404)})
    outcome = drain(listed(kind, server))
    assert named(20) == outcome.ids
    assert isinstance(outcome.error, NotFoundError)
    assert [1, 2, 3, 1, 3] == server.asked


@both
@pytest.mark.parametrize("prefetch", [0, 3])
@pytest.mark.parametrize("before", [False, True])
def test_hook_that_lets_a_not_found_of_another_call_out(
    kind: Kind, prefetch: int, *, before: bool
) -> None:
    """What another call did not find is no end of the list: it is raised, and tells where."""
    server = ListServer(named(45))
    attempts: list[AttemptEvent] = []
    gone = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(404)))

    def hook(event: AttemptEvent) -> None:
        attempts.append(event)
        if len(attempts) == 2:
            Client(**CREDENTIALS, http_client=gone).engagements.get("ELSEWHERE")

    hooks = Hooks(before_attempt=hook) if before else Hooks(after_attempt=hook)
    outcome = drain(connect(kind, server, hooks=hooks).identities.list(prefetch=prefetch))
    assert isinstance(outcome.error, NotFoundError)
    assert "getEngagement" == outcome.error.operation_id
    assert 1 == server.asked.count(1)  # nobody looked there for another end
    given = len(outcome.ids)  # of pages that are read ahead, any may be the second
    assert named(45)[:given] == outcome.ids
    rest = drain(listed(kind, server, resume_from=outcome.error.resume_from))
    assert named(45)[given:] == rest.ids


@both
@pytest.mark.parametrize("prefetch", [0, 3])
@pytest.mark.parametrize("every", [1, 3, 40])
def test_items_removed_by_their_consumer(kind: Kind, every: int, prefetch: int) -> None:
    """A program may remove what it is given, and is given all the same."""
    server = ListServer(named(95))

    def use(identity: models.Identity) -> None:
        if int(identity.identity_id[1:]) % every == 0:
            server.items.remove(identity.identity_id)

    assert named(95) == drain(listed(kind, server, prefetch=prefetch), use=use).ids
    assert len(server.asked) <= 2 * 10 + 10


@both
def test_walk_never_reads_a_page_before_its_first(kind: Kind) -> None:
    """A walk from a later page gives nothing of the pages before, also when the total falls."""
    server = ListServer(named(45))
    at(server, 2, removing("B1", "B2"))
    assert named(45)[20:] == drain(listed(kind, server, start_page=3)).ids
    at(server, 2, removing(*named(25)[2:]))
    assert named(32)[22:] == drain(listed(kind, server, start_page=3)).ids


@both
def test_page_that_is_another_one_is_not_used_later(kind: Kind) -> None:
    """A server that gives the last page in place of one that is gone is followed, too."""

    def alter(body: dict[str, Any]) -> None:
        body["page"] = min(body["page"], body["total_pages"])

    server = ListServer(named(35), alter=alter)
    at(server, 4, removing(*named(12)))
    assert named(35) == drain(listed(kind, server)).ids
    assert [1, 2, 3, 4, 2, 3] == server.asked


@both
def test_drift_is_reported(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    """Each change of the total is logged, and told with the progress."""
    caplog.set_level(logging.INFO, "messaging_engagement")
    told: list[Progress] = []
    server = ListServer(named(15))
    at(server, 2, adding(0, "new"))
    drain(listed(kind, server, on_progress=told.append))
    drift = Drift(page=2, before=15, after=16)
    assert [(), (drift,)] == [progress.drifts for progress in told]
    messages = [record.getMessage() for record in caplog.records if record.levelname == "INFO"]
    place = "/v1/messaging-engagement/identities?page=1"
    assert [f"{place} changed while it was read: {drift}"] == messages


@both
@pytest.mark.parametrize("prefetch", [2, 5])
def test_page_read_ahead_may_be_the_older_one(kind: Kind, prefetch: int) -> None:
    """A page that was read before the one before it may not lose what was added meanwhile."""
    server = ListServer(named(45), together=2)
    late: list[int] = []

    def before(number: int) -> None:
        # Page 3 is answered as the list was before, whichever comes first.
        if number == 2 and not late:
            late.append(number)
            server.items.insert(0, "new")

    def alter(body: dict[str, Any]) -> None:
        if body["page"] == 3 and server.asked.count(3) == 1:
            shown = named(45)[20:30]
            body["total_items"] = 45
            body["_embedded"]["identities"] = [{"identity_id": item} for item in shown]

    server.before, server.alter = before, alter
    assert named(45) == drain(listed(kind, server, prefetch=prefetch)).ids
