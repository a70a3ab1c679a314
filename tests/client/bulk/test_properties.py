"""Any mix of outcomes, any failure: every number is accounted for once, and processed once at most.

The server of these tests knows what it did. So what an account says can be held against the truth.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging_engagement import NumberOutcome, Status
from messaging_engagement.testing import FakeTime
from tests.client.bulk.scripted import (
    PROBLEM,
    AsyncSide,
    Side,
    SyncSide,
    answered,
    both_sides,
    none_done,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from messaging_engagement.bulk.account import Account


@define
class Truth:
    """What a server really did with each number, and what it told of it."""

    processed: Counter[str] = field(factory=Counter[str])
    done: set[str] = field(factory=set[str])
    told_done: set[str] = field(factory=set[str])
    told_refused: set[str] = field(factory=set[str])
    arrived: set[str] = field(factory=set[str])
    _lock: threading.Lock = field(factory=threading.Lock)

    def process(self, sent: list[str], done: list[str]) -> None:
        """Take a request, and do some of it."""
        with self._lock:
            self.arrived.update(sent)
            self.processed.update(sent)
            self.done.update(done)

    def tell(self, done: list[str], refused: list[str]) -> dict[str, Any]:
        """Write an answer that accounts for some of it."""
        with self._lock:
            self.told_done.update(done)
            self.told_refused.update(refused)
        return {"numbers": done, "errors": {**PROBLEM, "numbers": refused}}


Reaction = Callable[[Truth, list[str]], httpx.Response]


def succeeding(status: int, share: int, silent: int) -> Reaction:
    """React with a success of which some numbers are refused, and some not mentioned."""

    def react(truth: Truth, sent: list[str]) -> httpx.Response:
        done = sent[: len(sent) * share // 4]
        refused = sent[len(done) :]
        truth.process(sent, done)
        keep = len(sent) if silent == 0 else len(sent) // silent
        mentioned = set(sent[:keep])
        told = truth.tell(
            [number for number in done if number in mentioned],
            [number for number in refused if number in mentioned],
        )
        return answered(status, told)

    return react


def refusing(status: int, *, reasons: bool, **headers: str) -> Reaction:
    """React with an error that processes nothing."""
    return lambda _, sent: none_done(sent) if reasons else answered(status, **headers)


def failing(make: Callable[[], httpx.Response | Exception], *, did: bool) -> Reaction:
    """React without an account; nobody but the server knows whether it did something."""

    def react(truth: Truth, sent: list[str]) -> httpx.Response:
        truth.process(sent, sent if did else [])
        outcome = make()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return react


def unconnected(_: Truth, __: list[str]) -> httpx.Response:
    """React as if there were no server."""
    raise httpx.ConnectError("refused")


def too_large_for(most: int) -> Reaction:
    """React with 413 to more than so many numbers."""
    taking = succeeding(200, 4, 0)

    def react(truth: Truth, sent: list[str]) -> httpx.Response:
        return taking(truth, sent) if len(sent) <= most else answered(413)

    return react


REACTIONS: SearchStrategy[Reaction] = st.one_of(
    st.builds(
        succeeding,
        st.sampled_from([200, 201, 207]),
        st.integers(0, 4),
        st.sampled_from([0, 0, 0, 1, 2]),
    ),
    st.builds(refusing, st.sampled_from([400, 409, 422]), reasons=st.booleans()),
    st.builds(
        refusing, st.sampled_from([401, 403, 404, 429, 307]), reasons=st.sampled_from([False])
    ),
    st.just(refusing(503, reasons=False, **{"Retry-After": "1"})),
    st.builds(
        failing,
        st.sampled_from(
            [
                lambda: answered(500),
                lambda: answered(408),
                lambda: httpx.Response(200, content=b"<html>"),
                lambda: httpx.ReadError("reset"),
                lambda: httpx.ReadTimeout("slow"),
            ]
        ),
        did=st.booleans(),
    ),
    st.just(unconnected),
    st.builds(too_large_for, st.integers(0, 49)),
)

GIVEN: SearchStrategy[list[str]] = st.lists(
    st.one_of(
        st.integers(0, 200).map(lambda number: f"1555{number:07}"),
        st.integers(0, 200).map(lambda number: f"+1 (555) {number:07}"),
        st.sampled_from(["bogus", "", "123", "0015556660001"]),
    ),
    max_size=20,
).flatmap(
    lambda few: st.integers(0, 180).map(
        lambda many: [*few, *(f"1666{number:07}" for number in range(many)), *few[:3]]
    )
)


def script(truth: Truth, reactions: list[Reaction]) -> Callable[[list[str]], httpx.Response]:
    """Let each request have a reaction, by what it holds, so that threads change nothing."""
    seen: Counter[str] = Counter()
    lock = threading.Lock()

    def react(sent: list[str]) -> httpx.Response:
        with lock:
            turn = int(sent[0]) + seen[sent[0]]
            seen[sent[0]] += 1
        return reactions[turn % len(reactions)](truth, sent)

    return react


def assert_true(account: Account, truth: Truth, texts: list[str]) -> None:
    """Hold an account against what the server did."""
    assert texts == [outcome.given for outcome in account.outcomes]
    assert set() == {number for number, times in truth.processed.items() if times > 1}
    for outcome in account.outcomes:
        number, status = outcome.number, outcome.status
        assert (outcome.reason is None) == (status is Status.DONE)
        if number is None:
            assert Status.NOT_SENT is status
        elif status is Status.DONE:
            assert number in truth.done & truth.told_done
        elif status is Status.REFUSED:
            assert number not in truth.done
            assert number in truth.told_refused or number not in truth.arrived
        elif status is Status.UNKNOWN:
            assert number in truth.arrived - truth.told_done - truth.told_refused
        else:
            assert number not in truth.arrived
    by_number = {outcome.number: outcome.status for outcome in account.outcomes if outcome.number}
    assert truth.told_done <= {number for number, s in by_number.items() if s is Status.DONE}
    for outcome in account.outcomes:
        assert outcome.number is None or by_number[outcome.number] is outcome.status


@both_sides
@settings(derandomize=True, database=None, deadline=None, max_examples=60)
@given(
    texts=GIVEN,
    reactions=st.lists(REACTIONS, min_size=1, max_size=6),
    concurrency=st.integers(1, 3),
)
def test_account_is_true(
    connect: type[Side], texts: list[str], reactions: list[Reaction], concurrency: int
) -> None:
    """What an account says is what happened, in the order given; no number is processed twice."""
    truth = Truth()
    with FakeTime():
        account = connect(script(truth, reactions)).add(texts, concurrency=concurrency)
    assert_true(account, truth, texts)


@both_sides
@settings(derandomize=True, database=None, deadline=None, max_examples=30)
@given(texts=GIVEN, reactions=st.lists(REACTIONS, min_size=1, max_size=6))
def test_retrying_processes_nothing_twice(
    connect: type[Side], texts: list[str], reactions: list[Reaction]
) -> None:
    """A retry sends what was refused or not sent, so nothing that was done is done again."""
    truth = Truth()
    side = connect(script(truth, reactions))
    with FakeTime():
        first = side.add(texts)
        done_before = set(truth.done)
        unknown = {outcome.number for outcome in first.unknown}
        sent_before = len(side.server.sent)
        side.server.script = script(truth, [succeeding(200, 4, 0)])
        account = side.retry(first)
    sent_again = {number for sent in side.server.sent[sent_before:] for number in sent}
    assert set() == sent_again & (done_before | unknown)
    assert texts == [outcome.given for outcome in account.outcomes]
    assert {outcome.number for outcome in account.failed} - {None} == unknown


def test_both_sides_are_tested() -> None:
    """The two clients give the same account of the same script."""
    accounts: list[tuple[NumberOutcome, ...]] = []
    for connect in (SyncSide, AsyncSide):
        truth = Truth()
        reactions = [
            succeeding(207, 2, 0),
            refusing(400, reasons=True),
            failing(lambda: answered(500), did=True),
        ]
        side = connect(script(truth, reactions))
        accounts.append(side.add([f"1666{number:07}" for number in range(500)]).outcomes)
    assert accounts[0] == accounts[1]
