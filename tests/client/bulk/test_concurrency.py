"""Requests may be under way at once: the account is the same, and a failure stops the next ones."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING

import pytest

from messaging_engagement import Hooks, Status
from tests.client.bulk.scripted import (
    all_done,
    answered,
    both_sides,
    numbers,
    partly_done,
    statuses,
)

if TYPE_CHECKING:
    import httpx

    from tests.client.bulk.scripted import Side

request_id: ContextVar[str] = ContextVar("request_id", default="lost")


@both_sides
def test_so_many_requests_are_under_way_at_once(connect: type[Side]) -> None:
    """The server answers only once three requests are there; without them the test would fail."""
    side = connect(all_done, gate=3)
    account = side.add(numbers(300), concurrency=3)
    assert 6 == len(side.server.sent)
    assert numbers(300) == [outcome.given for outcome in account.succeeded]


@both_sides
def test_no_more_than_so_many_are(connect: type[Side]) -> None:
    """The limit is kept, however many numbers there are."""
    under_way = 0
    most = 0
    lock = threading.Lock()

    def enter(_: object) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)

    def leave(_: object) -> None:
        nonlocal under_way
        with lock:
            under_way -= 1

    side = connect(all_done, gate=2, hooks=Hooks(before_attempt=enter, after_attempt=leave))
    side.add(numbers(400), concurrency=2)
    assert 2 == most


@pytest.mark.parametrize("concurrency", [1, 2, 100])
@both_sides
def test_account_is_in_the_order_of_the_numbers(connect: type[Side], concurrency: int) -> None:
    """Whichever request is answered first, outcomes are in the order in which numbers came."""
    side = connect(lambda sent: partly_done(sent[::2], sent[1::2]))
    account = side.add(numbers(500), concurrency=concurrency)
    assert numbers(500) == [outcome.given for outcome in account.outcomes]
    assert [Status.DONE, Status.REFUSED] * 250 == statuses(account.outcomes)


@both_sides
def test_one_request_needs_no_other_worker(connect: type[Side]) -> None:
    """Up to fifty numbers are sent where the call is made, whatever the concurrency."""
    threads: list[threading.Thread] = []
    hooks = Hooks(before_attempt=lambda _: threads.append(threading.current_thread()))
    connect(all_done, hooks=hooks).add(numbers(50), concurrency=8)
    assert [threading.current_thread()] == threads


@both_sides
def test_a_failure_stops_the_next_requests_only(connect: type[Side]) -> None:
    """A request that is under way when another one fails is answered, and accounted for."""
    side = connect(
        lambda sent: answered(401) if sent[0] == numbers(1)[0] else all_done(sent), gate=2
    )
    account = side.add(numbers(5000), concurrency=2)
    begun = len(side.server.sent)
    assert begun < 100  # the other worker may have begun some more before it knew
    done = [Status.DONE] * 50 * (begun - 1)
    not_sent = [Status.NOT_SENT] * (5000 - 50 * begun)
    assert [Status.REFUSED] * 50 + done + not_sent == statuses(account.outcomes)


@both_sides
def test_too_large_requests_are_cut_while_others_are_under_way(connect: type[Side]) -> None:
    """Each number is processed once, whichever worker sends it the second time."""
    processed: list[str] = []

    def script(sent: list[str]) -> httpx.Response:
        if len(sent) > 10:
            return answered(413)
        processed.extend(sent)
        return all_done(sent)

    account = connect(script).add(numbers(203), concurrency=4)
    assert numbers(203) == sorted(processed)
    assert 203 == len(account.succeeded)


@both_sides
def test_hooks_see_the_context_of_the_call(connect: type[Side]) -> None:
    """What a tracer keeps in a context variable is there in every worker."""
    seen: list[str] = []
    hooks = Hooks(before_attempt=lambda _: seen.append(request_id.get()))
    token = request_id.set("42")
    try:
        connect(all_done, gate=3, hooks=hooks).add(numbers(150), concurrency=3)
    finally:
        request_id.reset(token)
    assert ["42"] * 3 == seen
