"""A run hands out chunks and takes what came of them, in whatever order that is."""

from __future__ import annotations

import pytest

from messaging_engagement import (
    DeadlineError,
    ForbiddenError,
    PayloadTooLargeError,
    Status,
    UnauthorizedError,
    models,
)
from messaging_engagement.bulk.run import BulkRun
from messaging_engagement.deadline import Deadline
from tests.client.bulk.scripted import numbers, statuses

NEVER = Deadline.after(None)


def record(run: BulkRun, chunk: list[str], outcome: list[str] | Exception) -> None:
    """Record what came of a chunk."""
    with run.sending(chunk) as answered:
        if isinstance(outcome, Exception):
            raise outcome
        answered(models.BulkResult(numbers=outcome))


def test_first_reason_to_stop_is_the_one_that_is_told() -> None:
    """When two requests fail at once, the rest is not sent for the first of them."""
    run = BulkRun("addNumbers", numbers(150), NEVER)
    chunks = run.chunks()
    first, second = next(chunks), next(chunks)
    errors = (
        ForbiddenError("addNumbers", 403, {}, b"", None),
        UnauthorizedError("addNumbers", 401, {}, b"", None),
    )
    for chunk, error in zip((second, first), errors, strict=True):
        record(run, chunk, error)
    assert [] == list(chunks)
    outcomes = run.outcomes()
    expected = [errors[1]] * 50 + [errors[0]] * 100
    assert expected == [outcome.error for outcome in outcomes]
    assert "403" in str(outcomes[-1].reason)


def test_chunks_never_grow() -> None:
    """A larger chunk that was under way does not undo what a smaller one has taught."""
    run = BulkRun("addNumbers", numbers(100), NEVER)
    chunks = run.chunks()
    too_large = PayloadTooLargeError("addNumbers", 413, {}, b"", None)
    first, second = next(chunks), next(chunks)
    record(run, first, too_large)
    record(run, next(chunks), too_large)
    record(run, second, too_large)
    assert [12] * 8 + [4] == [len(chunk) for chunk in chunks]


def test_interruption_ends_what_is_left_of_the_deadline() -> None:
    """What is under way goes on after its announcement, and ends when it comes."""
    run = BulkRun("addNumbers", numbers(1), NEVER)
    interrupted = run.deadline.interrupted
    assert interrupted is not None
    assert not interrupted.is_set()
    run.interruption.announce()
    assert interrupted.is_set()
    assert run.deadline.remaining() > 0
    run.interruption.come()
    assert 0 == run.deadline.remaining()


def test_interruption_that_was_not_announced() -> None:
    """It ends the waits, too."""
    run = BulkRun("addNumbers", numbers(1), NEVER)
    run.interruption.come()
    interrupted = run.deadline.interrupted
    assert interrupted is not None
    assert interrupted.is_set()


@pytest.mark.parametrize("late", [0, 1])
def test_deadline_is_over_at_its_moment(late: int) -> None:
    """Nothing is sent from then on; the error tells of the call, and that nothing was sent."""
    run = BulkRun("addNumbers", numbers(1), Deadline(at=10, clock=lambda: 10 + late))
    assert [] == list(run.chunks())
    (outcome,) = run.outcomes()
    assert isinstance(outcome.error, DeadlineError)
    assert ("addNumbers", "the deadline of the call was over", False) == (
        outcome.error.operation_id,
        outcome.error.reason,
        outcome.error.maybe_processed,
    )


def test_deadline_that_is_over_says_that_nothing_was_sent() -> None:
    """The numbers are not sent, and the reason does not tell to look for them."""
    run = BulkRun("addNumbers", numbers(3), Deadline.after(0))
    assert [] == list(run.chunks())
    outcome = run.outcomes()[0]
    assert Status.NOT_SENT is outcome.status
    assert isinstance(outcome.error, DeadlineError)
    assert not outcome.error.maybe_processed


def test_deadline_that_is_over_at_the_end_does_not_matter() -> None:
    """Without numbers left, a late end is an end like any other."""
    run = BulkRun("addNumbers", numbers(3), Deadline(0, lambda: -1.0))
    for chunk in run.chunks():
        record(run, chunk, chunk)
        run.deadline = Deadline.after(0)
    assert [Status.DONE] * 3 == statuses(run.outcomes())


@pytest.mark.parametrize(("count", "workers"), [(0, 0), (1, 1), (50, 1), (51, 2), (1000, 5)])
def test_no_more_workers_than_chunks(count: int, workers: int) -> None:
    """A worker without anything to send is not begun."""
    assert workers == BulkRun("addNumbers", numbers(count), NEVER).workers(5)
