"""The account of a bulk call: what became of every number, and what to do about it.

A call may take any count of numbers, in any number of requests, and a request may succeed in part.
Whatever happens, each number that was given ends with one outcome, in the order in which it was
given.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve, field, frozen

from messaging_engagement.errors import ApiError, BulkError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

_KEPT = "bulk_account"


class Status(StrEnum):
    """What became of a number."""

    DONE = "done"
    """It was added or removed."""
    REFUSED = "refused"
    """The server said no: to it, or to the whole request that it was in."""
    UNKNOWN = "unknown"
    """It was sent, but nothing tells what became of it: look before you send it again."""
    NOT_SENT = "not sent"
    """It was not sent."""


@frozen(kw_only=True)
class NumberOutcome:
    """What became of one number.

    Attributes:
        given: The number as it was given.
        number: The number as it is sent: digits alone. None if it is not one.
        status: What became of it.
        reason: Why, unless it was done.
        error: The error of the request, if there was one.
    """

    given: str
    number: str | None
    status: Status
    reason: str | None = None
    error: ApiError | None = field(default=None, repr=False, eq=False)


@frozen(repr=False)
class Account:
    """What became of every number of a bulk call; both clients' accounts have this.

    Attributes:
        outcomes: One for every number, in the order in which they were given.
    """

    outcomes: tuple[NumberOutcome, ...]
    _again: Callable[[Sequence[str]], Any] | None = field(default=None, eq=False)

    @property
    def succeeded(self) -> tuple[NumberOutcome, ...]:
        """The numbers that were added or removed."""
        return self._with(Status.DONE)

    @property
    def failed(self) -> tuple[NumberOutcome, ...]:
        """All other numbers, each with the reason."""
        return self._with(Status.REFUSED, Status.UNKNOWN, Status.NOT_SENT)

    @property
    def refused(self) -> tuple[NumberOutcome, ...]:
        """The numbers that the server refused."""
        return self._with(Status.REFUSED)

    @property
    def unknown(self) -> tuple[NumberOutcome, ...]:
        """The numbers that were sent without anything telling what became of them."""
        return self._with(Status.UNKNOWN)

    @property
    def not_sent(self) -> tuple[NumberOutcome, ...]:
        """The numbers that were not sent."""
        return self._with(Status.NOT_SENT)

    def raise_for_failures(self) -> None:
        """Raise if any number failed.

        Raises:
            ExceptionGroup: of one :class:`BulkError` for each number that failed, in order.
        """
        errors: list[BulkError] = []
        for outcome in self.failed:
            error = BulkError(outcome.given, outcome.reason or outcome.status)
            error.__cause__ = outcome.error
            errors.append(error)
        if errors:
            raise ExceptionGroup(f"not all numbers were processed ({self})", errors)

    @classmethod
    def of(cls, error: BaseException) -> Self | None:
        """Give the account of a call that something else than the API ended, from what was raised.

        A hook that raises, Ctrl-C, a task that is cancelled: the call raises it, and it carries the
        account of what was sent before.

        Args:
            error: What the call raised, or what was raised from it.

        Returns:
            The account, or None if there is none.
        """
        link: BaseException | None = error
        seen: set[int] = set()
        while link is not None and id(link) not in seen:
            seen.add(id(link))
            account = getattr(link, _KEPT, None)
            if isinstance(account, cls):
                return account
            link = link.__cause__ or link.__context__
        return None

    def _with(self, *statuses: Status) -> tuple[NumberOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.status in statuses)

    def _to_retry(self, *, unknown: bool) -> tuple[Callable[[Sequence[str]], Any], list[str]]:
        """Give what sends numbers again, and which ones it should."""
        if self._again is None:
            raise RuntimeError("an account that was pickled or copied has no client to retry with")
        outcomes = [*self.refused, *self.not_sent, *(self.unknown if unknown else ())]
        return self._again, [outcome.number for outcome in outcomes if outcome.number is not None]

    def _renewed(self, later: Account) -> tuple[NumberOutcome, ...]:
        """Give the outcomes, with those of a later call in the place of these."""
        renewed = {outcome.number: outcome for outcome in later.outcomes}
        return tuple(
            evolve(renewed[outcome.number], given=outcome.given)
            if outcome.number in renewed
            else outcome
            for outcome in self.outcomes
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.outcomes,)

    def __str__(self) -> str:
        counts = Counter(outcome.status for outcome in self.outcomes)
        told = [f"{counts[status]} {status}" for status in Status if counts[status]]
        count = len(self.outcomes)
        return f"{count} number{'s'[count == 1 :]}: {', '.join(told) or 'nothing to do'}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self}>"


def keep(account: Account, error: BaseException) -> None:
    """Leave an account with what a call is about to raise."""
    setattr(error, _KEPT, account)
    error.add_note(f"{account}; {type(account).__name__}.of() gives the account")


@frozen(repr=False)
class BulkAccount(Account):
    """What became of every number of a bulk call, in the order in which they were given.

    Attributes:
        outcomes: One for every number.
    """

    def retry_failed(self, *, unknown: bool = False) -> BulkAccount:
        """Send the numbers that were refused or not sent once more, and no others.

        What is not a number is never sent. Nor are numbers whose status is unknown, unless you ask
        for it: they may have been processed, and the server would then refuse them.

        Args:
            unknown: Whether to send those whose status is unknown, too.

        Returns:
            The account of all numbers, with the new outcomes of those that were sent again.
        """
        again, numbers = self._to_retry(unknown=unknown)
        return evolve(self, outcomes=self._renewed(again(numbers)))


@frozen(repr=False)
class AsyncBulkAccount(Account):
    """What became of every number of a bulk call of the asynchronous client.

    Attributes:
        outcomes: One for every number, in the order in which they were given.
    """

    async def retry_failed(self, *, unknown: bool = False) -> AsyncBulkAccount:
        """Send the numbers that failed once more; see :meth:`BulkAccount.retry_failed`."""
        again, numbers = self._to_retry(unknown=unknown)
        renewing: Awaitable[Account] = again(numbers)
        return evolve(self, outcomes=self._renewed(await renewing))
