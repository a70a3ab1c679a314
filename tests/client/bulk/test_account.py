"""An account tells what became of every number, raises if asked to, and can be kept."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest

from messaging_engagement import BadRequestError, BulkError, NumberOutcome, Status
from messaging_engagement.bulk.account import AsyncBulkAccount, BulkAccount
from tests.client.bulk.scripted import (
    all_done,
    answered,
    both_sides,
    in_turn,
    none_done,
    numbers,
    partly_done,
    statuses,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement.bulk.account import Account
    from tests.client.bulk.scripted import Side


def outcome(number: str, status: Status, reason: str | None = None) -> NumberOutcome:
    """Make an outcome."""
    return NumberOutcome(given=number, number=number, status=status, reason=reason)


ONE_OF_EACH = tuple(
    outcome(number, status, f"it is {status}")
    for number, status in zip(numbers(4), Status, strict=True)
)


@pytest.mark.parametrize("kind", [BulkAccount, AsyncBulkAccount])
def test_outcomes_by_status(kind: type[Account]) -> None:
    """Each status has its numbers, and all that were not done have failed."""
    account = kind(ONE_OF_EACH)
    done, refused, unknown, not_sent = ONE_OF_EACH
    assert (done,) == account.succeeded
    assert (refused,) == account.refused
    assert (unknown,) == account.unknown
    assert (not_sent,) == account.not_sent
    assert (refused, unknown, not_sent) == account.failed


def test_account_is_summed_up() -> None:
    """Its text counts the numbers by what became of them, and its repr does not list them."""
    account = BulkAccount(ONE_OF_EACH * 2)
    assert "8 numbers: 2 done, 2 refused, 2 unknown, 2 not sent" == str(account)
    assert "<BulkAccount of 8 numbers: 2 done, 2 refused, 2 unknown, 2 not sent>" == repr(account)
    assert "0 numbers: nothing to do" == str(BulkAccount(()))
    assert "1 number: 1 done" == str(AsyncBulkAccount(ONE_OF_EACH[:1]))


def test_raising_for_failures() -> None:
    """Each number that failed is an error with its reason, in one group that sums them up."""
    with pytest.raises(ExceptionGroup) as caught:
        BulkAccount(ONE_OF_EACH).raise_for_failures()
    summary = "not all numbers were processed (4 numbers: 1 done, 1 refused, 1 unknown, 1 not sent)"
    assert summary == caught.value.message
    errors = caught.value.exceptions
    assert [BulkError] * 3 == [type(error) for error in errors]
    expected = [(failed.given, failed.reason) for failed in ONE_OF_EACH[1:]]
    found = [(error.number, error.reason) for error in errors if isinstance(error, BulkError)]
    assert expected == found


def test_nothing_is_raised_without_failures() -> None:
    """If all numbers were processed, or there were none, nothing is raised."""
    BulkAccount(ONE_OF_EACH[:1]).raise_for_failures()
    BulkAccount(()).raise_for_failures()


def test_a_failure_without_a_reason_has_its_status() -> None:
    """An error always says something."""
    with pytest.raises(ExceptionGroup) as caught:
        BulkAccount((outcome("15550000000", Status.UNKNOWN),)).raise_for_failures()
    assert "15550000000: unknown" == str(caught.value.exceptions[0])


@both_sides
def test_failures_are_raised_from_the_errors_of_their_requests(connect: type[Side]) -> None:
    """The error of the request is the cause, with its status and its attempts."""
    account = connect(none_done).add(numbers(1))
    with pytest.raises(ExceptionGroup) as caught:
        account.raise_for_failures()
    cause = caught.value.exceptions[0].__cause__
    assert isinstance(cause, BadRequestError)
    assert 1 == len(cause.attempts)


def pickled(account: Account) -> Account:
    """Send an account through pickle."""
    through_pickle: Account = pickle.loads(pickle.dumps(account))  # noqa: S301 - our own bytes
    return through_pickle


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled])
@both_sides
def test_account_can_be_kept(connect: type[Side], duplicate: Callable[[Account], Account]) -> None:
    """It copies and pickles, with everything but the client."""
    account = connect(in_turn(all_done, 404)).add(numbers(60))
    kept = duplicate(account)
    assert account == kept
    assert str(account) == str(kept)
    assert str(account.refused[0].error) == str(kept.refused[0].error)


@both_sides
def test_kept_account_cannot_retry(connect: type[Side]) -> None:
    """It has no client any more, and says so."""
    side = connect(lambda _: answered(404))
    kept = pickled(side.add(numbers(1)))
    with pytest.raises(RuntimeError, match="has no client to retry with"):
        side.retry(kept)
    assert 1 == len(side.server.sent)


class TestRetry:
    """What failed can be sent once more, and nothing else is."""

    @both_sides
    def test_only_what_failed_is_sent(self, connect: type[Side]) -> None:
        """Done numbers stay done, and the account is of all numbers again, in order."""
        side = connect(in_turn(lambda sent: partly_done(sent[::2], sent[1::2]), all_done))
        given = ["+1 555 000 0000", *numbers(3, 1)]
        account = side.retry(side.add(given))
        assert [numbers(4), numbers(4)[1::2]] == side.server.sent
        assert given == [outcome.given for outcome in account.outcomes]
        assert 4 == len(account.succeeded)

    @both_sides
    def test_what_was_not_sent_is_sent(self, connect: type[Side]) -> None:
        """After a fatal error the refused and the rest are sent, as a new call would."""
        side = connect(in_turn(all_done, 401, all_done, all_done))
        account = side.add(numbers(120))
        assert 70 == len(account.failed)
        account = side.retry(account)
        assert [numbers(50, 50), numbers(20, 100)] == side.server.sent[2:]
        assert 120 == len(account.succeeded)

    @both_sides
    def test_what_is_no_number_stays_unsent(self, connect: type[Side]) -> None:
        """It cannot succeed, and stays in the account with its reason."""
        side = connect(all_done)
        account = side.retry(side.add(["bogus", *numbers(1)]))
        assert [numbers(1)] == side.server.sent
        assert [Status.NOT_SENT, Status.DONE] == statuses(account.outcomes)
        assert "is not a number" in str(account.outcomes[0].reason)

    @both_sides
    def test_unknown_numbers_are_sent_only_if_asked_for(self, connect: type[Side]) -> None:
        """They may have been processed, so the caller decides."""
        side = connect(in_turn(500, all_done, all_done))
        account = side.retry(side.add(numbers(60)))
        assert [Status.UNKNOWN] * 50 + [Status.DONE] * 10 == statuses(account.outcomes)
        account = side.retry(account, unknown=True)
        assert [numbers(50), numbers(10, 50), numbers(50)] == side.server.sent
        assert 60 == len(account.succeeded)

    @both_sides
    def test_nothing_failed(self, connect: type[Side]) -> None:
        """Then nothing is sent, and the account is the same."""
        side = connect(all_done)
        account = side.add(numbers(3))
        assert account == side.retry(account)
        assert 1 == len(side.server.sent)

    @both_sides
    def test_duplicates_share_the_new_outcome(self, connect: type[Side]) -> None:
        """A number that was given twice is sent again once."""
        side = connect(in_turn(404, all_done))
        account = side.retry(side.add(["+15550000000", "15550000000"]))
        assert [numbers(1), numbers(1)] == side.server.sent
        assert ["+15550000000", "15550000000"] == [done.given for done in account.succeeded]

    @both_sides
    def test_it_may_fail_again_and_be_retried_again(self, connect: type[Side]) -> None:
        """A new account retries as the first one does, in the same number of workers."""
        side = connect(in_turn(404, 404, all_done))
        account = side.add(numbers(1), concurrency=2)
        assert [Status.REFUSED] == statuses(side.retry(account).outcomes)
        assert [Status.DONE] == statuses(side.retry(account).outcomes)
