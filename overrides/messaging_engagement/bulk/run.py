"""A bulk call on its way: which numbers are sent next, and what each answer says of them. No I/O.

``numbers`` has the two loops that send what a run gives them, one for each client.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from attrs import define, evolve, field

from messaging_engagement.bulk.account import NumberOutcome, Status
from messaging_engagement.bulk.phone_numbers import MOST, normalized
from messaging_engagement.errors import (
    ApiError,
    BadRequestError,
    ConflictError,
    DeadlineError,
    InvalidRequestError,
    NoAnswerError,
    PayloadTooLargeError,
    StatusError,
    UnprocessableError,
)
from messaging_engagement.interruption import Interruption
from messaging_engagement.problems import ProblemDetails
from messaging_engagement.unsent import is_of_others, is_unsent
from messaging_engagement_api.models import BulkResult, PartialBulkResult

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from messaging_engagement.deadline import Deadline

BulkAnswer = BulkResult | PartialBulkResult

_OF_ITS_NUMBERS = (BadRequestError, ConflictError, UnprocessableError)
"""Errors that tell of the numbers of a request. All others would meet the next request, too."""


@define
class BulkRun:
    """A bulk call on its way. Several threads may take and record at once.

    Args:
        operation_id: The operation that is called.
        given: The numbers as they were given.
        deadline: When the call is over.

    Attributes:
        interruption: Ends what is under way.
    """

    operation_id: str
    given: Sequence[str]
    deadline: Deadline
    interruption: Interruption = field(factory=Interruption, init=False, repr=False, eq=False)
    _checked: list[NumberOutcome] = field(factory=list[NumberOutcome], init=False)
    _settled: dict[str, NumberOutcome] = field(factory=dict[str, NumberOutcome], init=False)
    _waiting: deque[str] = field(factory=deque[str], init=False)
    _most: int = field(default=MOST, init=False)
    _stopped_by: BaseException | None = field(default=None, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        self.deadline = evolve(self.deadline, interruption=self.interruption)
        for given in self.given:
            number, reason = None, None
            try:
                number = normalized(given)
            except InvalidRequestError as error:
                reason = str(error)
            self._checked.append(
                NumberOutcome(given=given, number=number, status=Status.NOT_SENT, reason=reason)
            )
        numbers = (outcome.number for outcome in self._checked if outcome.number is not None)
        self._waiting.extend(dict.fromkeys(numbers))

    def workers(self, concurrency: int) -> int:
        """Tell how many of so many workers would have something to send."""
        return min(concurrency, -(-len(self._waiting) // MOST))

    def chunks(self) -> Iterator[list[str]]:
        """Give chunks of numbers to send, until there are no more or something stops the call."""
        while chunk := self._take():
            yield chunk

    @contextmanager
    def sending(self, chunk: list[str]) -> Generator[Callable[[BulkAnswer], None]]:
        """Send a chunk within this block, and call what it gives with the answer.

        The error of the request ends here: it tells what became of the chunk. Anything else stops
        the call and is raised again, an :class:`ApiError` of what a hook asked for included; what
        became of the chunk is then unknown, unless none of it was sent.
        """
        try:
            yield lambda answer: self._record_answer(chunk, answer)
        except BaseException as error:
            if isinstance(error, ApiError) and not is_of_others(error):
                self._record_error(chunk, error)
                return
            self.stop(error)
            if is_unsent(error):
                self._put_back(chunk)
            raise

    def stop(self, error: BaseException) -> None:
        """Let nothing more be sent; what the first caller gives is told as the reason."""
        with self._lock:
            self._stopped_by = error if self._stopped_by is None else self._stopped_by

    def outcomes(self) -> tuple[NumberOutcome, ...]:
        """Give what became of every number that was given, as far as it is known now."""
        with self._lock:
            waiting = set(self._waiting)
            return tuple(self._outcome(checked, waiting) for checked in self._checked)

    def _outcome(self, checked: NumberOutcome, waiting: set[str]) -> NumberOutcome:
        number = checked.number
        if number is None:
            return checked
        if number in self._settled:
            return evolve(self._settled[number], given=checked.given)
        cause = self._stopped_by
        error = cause if isinstance(cause, ApiError) else None
        if number not in waiting:
            reason = f"it was being sent when {type(cause).__name__} interrupted the call"
            return evolve(checked, status=Status.UNKNOWN, reason=reason)
        if error is None:
            reason = f"not sent, for {type(cause).__name__} interrupted the call"
        else:
            reason = f"not sent, for an earlier request failed: {error}"
        return evolve(checked, reason=reason, error=error)

    def _take(self) -> list[str]:
        if self.deadline.remaining() <= 0 and self._waiting:
            error = DeadlineError(self.operation_id, "the deadline of the call was over")
            error.maybe_processed = False
            self.stop(error)
        with self._lock:
            count = 0 if self._stopped_by is not None else min(self._most, len(self._waiting))
            return [self._waiting.popleft() for _ in range(count)]

    def _put_back(self, chunk: list[str]) -> None:
        """Let numbers wait as if they had never been taken."""
        with self._lock:
            self._waiting.extendleft(reversed(chunk))

    def _record_answer(self, chunk: list[str], answer: BulkAnswer) -> None:
        """Record an answer of class 2xx: the numbers that were done, and why others were not."""
        refused = dict(_told(ProblemDetails.of(answer.to_dict())))
        listed: Any = answer.numbers
        done = {_comparable(number) for number in _items(listed)}
        for number in chunk:
            if number in done and number in refused:
                reason = f"the answer has it among both the done and the refused: {refused[number]}"
                self._settle(number, Status.UNKNOWN, reason)
            elif number in done:
                self._settle(number, Status.DONE)
            elif number in refused:
                self._settle(number, Status.REFUSED, refused[number])
            else:
                self._settle(number, Status.UNKNOWN, "the answer does not tell what became of it")

    def _record_error(self, chunk: list[str], error: ApiError) -> None:
        """Record that sending a chunk gave an error."""
        if isinstance(error, PayloadTooLargeError) and len(chunk) > 1:
            # It was refused for its size, unprocessed: it is sent again in halves.
            with self._lock:
                self._most = min(self._most, len(chunk) // 2)
            self._put_back(chunk)
            return
        if not isinstance(error, _OF_ITS_NUMBERS):
            self.stop(error)
        status = _status_after(error)
        refused: dict[str, str] = {}
        if status is Status.REFUSED and isinstance(error, StatusError):
            refused = dict(_told(error.details))
        for number in chunk:
            self._settle(number, status, refused.get(number, str(error)), error)

    def _settle(
        self, number: str, status: Status, reason: str | None = None, error: ApiError | None = None
    ) -> None:
        self._settled[number] = NumberOutcome(
            given=number, number=number, status=status, reason=reason, error=error
        )


def _status_after(error: ApiError) -> Status:
    """Tell what an error means for the numbers of its request."""
    if isinstance(error, StatusError) and not error.maybe_processed:
        return Status.REFUSED
    if isinstance(error, NoAnswerError) and not error.maybe_processed:
        return Status.NOT_SENT
    return Status.UNKNOWN


def _told(details: ProblemDetails) -> Iterator[tuple[str, str]]:
    """Give the numbers that a problem names, each with the reason."""
    for number, reason in details.numbers:
        yield _comparable(number), reason


def _items(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _comparable(number: object) -> str:
    """Give a number of an answer as it was sent, whatever its form."""
    try:
        return normalized(str(number))
    except InvalidRequestError:
        return str(number)
