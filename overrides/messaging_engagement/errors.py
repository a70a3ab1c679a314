"""Everything that can go wrong, in one tree.

ApiError                            what a call did not give
├── CallError                       a call gave no result
│   ├── StatusError                     the server answered with a status that is not of class 2xx
│   │   ├── BadRequestError                 400  something is wrong with the request
│   │   ├── UnauthorizedError               401  the credentials are missing or wrong
│   │   ├── ForbiddenError                  403  the account may not do this
│   │   ├── NotFoundError                   404  there is no such thing, or not for this account
│   │   ├── ConflictError                   409  the state of the resource does not allow it
│   │   ├── PayloadTooLargeError            413  too much in one request
│   │   ├── UnprocessableError              422  the content of the request is not valid
│   │   ├── RateLimitError                  429  too many requests
│   │   └── ServerError                     5xx  the server failed
│   ├── NoAnswerError                   there is no answer
│   │   ├── ConnectionFailedError           no connection was made, or it broke
│   │   ├── TimedOutError                   the answer took too long
│   │   └── DeadlineError                   the deadline of the call was over
│   ├── DecodingError                   the server did it, but its answer cannot be read
│   ├── DeviationError                  the answer is not as described (strict=True only)
│   └── PaginationError                 the pages of a list do not fit together
└── BulkError                       one number of a bulk call was not processed
ValueError
├── SettingsError                   a client cannot be made of these settings
└── InvalidRequestError             the request breaks a rule; it was not sent
    └── InvalidPathParameter            an id would lead to another URL
RuntimeError
└── ClientClosedError               the client was closed before

A StatusError is an ``ErrorStatus``, too, and a DecodingError an ``UnreadableBody``: the names that
the generated package has for them. Every error pickles and copies, and none holds a credential.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from messaging_engagement.problems import ProblemDetails, load
from messaging_engagement.retries import REPEATABLE, SAFE
from messaging_engagement.wording import cut, excerpt, phrase, printable
from messaging_engagement_api import (
    ApiError,
    ErrorStatus,
    InvalidPathParameter,
    InvalidRequestError,
    UnreadableBody,
)

if TYPE_CHECKING:
    from messaging_engagement.attempts import Attempt
    from messaging_engagement.paging.results import ResumePoint

__all__ = [
    "ApiError",
    "BadRequestError",
    "BulkError",
    "CallError",
    "ClientClosedError",
    "ConflictError",
    "ConnectionFailedError",
    "DeadlineError",
    "DecodingError",
    "DeviationError",
    "ErrorStatus",
    "ForbiddenError",
    "InvalidPathParameter",
    "InvalidRequestError",
    "NoAnswerError",
    "NotFoundError",
    "PaginationError",
    "PayloadTooLargeError",
    "RateLimitError",
    "ServerError",
    "SettingsError",
    "StatusError",
    "TimedOutError",
    "UnauthorizedError",
    "UnprocessableError",
    "UnreadableBody",
]

SHOWN_FIELDS = 10
"""How many of the fields that are wrong a message shows."""
SHOWN_NUMBERS = 3
"""How many of the numbers that failed a message shows."""
REDIRECTS: Final = range(300, 400)
SERVER_FAILED: Final = range(500, 600)


class SettingsError(ValueError):
    """A client cannot be made of these settings."""


class ClientClosedError(RuntimeError):
    """The client was closed before; nothing was sent."""

    def __init__(self, message: str = "the client is closed: make a new one") -> None:
        super().__init__(message)


class CallError(ApiError):
    """A call gave no result."""

    advice: ClassVar[str] = ""
    """What to do."""

    operation_id: str
    """The ``operationId`` of the operation that was called."""
    method: str = ""
    """Its HTTP method."""
    path: str = ""
    """Its path, with its parameters filled in."""
    attempts: tuple[Attempt, ...] = ()
    """Every attempt of the call, in order."""
    maybe_processed: bool = False
    """Whether the server may have acted upon the request. If so, look before you repeat a POST."""
    not_repeated: str = ""
    """Why it was not repeated, where that is not plain."""
    resume_from: ResumePoint | None = None
    """Where the walk through a list goes on, if the call was part of one: for ``resume_from=``."""

    @property
    def request_id(self) -> str | None:
        """The provider's id of the last answer, for its support."""
        return self.attempts[-1].request_id if self.attempts else None

    def __str__(self) -> str:
        asked = f" ({self.method} {self.path})" if self.method else ""
        tried = f"Tried {len(self.attempts)} times" if len(self.attempts) > 1 else ""
        known = f"Request id {cut(self.request_id)}" if self.request_id else ""
        repeated = f"Not tried again: {self.not_repeated}" if self.not_repeated else ""
        what = f"{self.operation_id}{asked}{self._what()}"
        texts = [what, self._advice(), tried, repeated, known]
        return " ".join(f"{text.rstrip('.')}." for text in map(printable, texts) if text)

    def _what(self) -> str:
        """Say what came of it, after the name of the operation."""
        raise NotImplementedError

    def _advice(self) -> str:
        return self.advice


class StatusError(CallError, ErrorStatus):
    """The server answered with a status that is not of class 2xx.

    Its ``headers`` are those that a log may show, with names in lower case; its ``content`` is the
    body as it came.
    """

    retry_after: float | None = None
    """Seconds that the server asked to wait, when it answered."""

    @property
    def details(self) -> ProblemDetails:
        """What the server says about it, whatever the shape of its answer."""
        return ProblemDetails.of(load(self.content))

    @property
    def request_id(self) -> str | None:
        """The provider's id of the answer, for its support."""
        return super().request_id or self.details.instance

    def _what(self) -> str:
        details = self.details
        said = [text for text in (details.title, details.detail) if text]
        said += [f"{each.name}: {each.reason}" for each in details.fields[:SHOWN_FIELDS]]
        said += ["…"] if len(details.fields) > SHOWN_FIELDS else []
        said += [f"{number}: {reason}" for number, reason in details.numbers[:SHOWN_NUMBERS]]
        answer = f" was answered {self.status_code} {phrase(self.status_code)}".rstrip()
        told = f": {'; '.join(map(cut, said))}" if said else f" with {excerpt(self.content)}"
        return answer + told

    def _advice(self) -> str:
        if self.retry_after is not None:
            return f"The server asks to wait {round(self.retry_after, 1):.12g} s"
        if self.status_code in REDIRECTS:
            to = f" to {cut(self.headers['location'])}" if "location" in self.headers else ""
            return f"A redirect{to} is not followed: check base_url"
        return self.advice


class BadRequestError(StatusError):
    """Something is wrong with the request (400)."""

    advice = "Correct the request"


class UnauthorizedError(StatusError):
    """The credentials are missing or wrong (401)."""

    advice = "Check the API key and secret"


class ForbiddenError(StatusError):
    """The account may not do this (403)."""

    advice = "Ask the provider whether the account is provisioned for this API"


class NotFoundError(StatusError):
    """There is no such thing, or not for this account (404)."""

    advice = "Check the id, and that it belongs to this account"


class ConflictError(StatusError):
    """The state of the resource does not allow it (409)."""

    advice = "Read the resource, and decide anew"


class PayloadTooLargeError(StatusError):
    """Too much in one request (413)."""

    advice = "Send less in one request"


class UnprocessableError(StatusError):
    """The content of the request is not valid (422)."""

    advice = "Correct the request"


class RateLimitError(StatusError):
    """Too many requests (429)."""

    advice = "Send fewer requests at once, or set rate_limit"


class ServerError(StatusError):
    """The server failed (5xx)."""

    advice = "Try again later"

    def _advice(self) -> str:
        if self.maybe_processed and self.method not in REPEATABLE:
            return "It may have acted upon the request all the same: look before you repeat it"
        return super()._advice()


BY_STATUS: Final[dict[int, type[StatusError]]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    413: PayloadTooLargeError,
    422: UnprocessableError,
    429: RateLimitError,
}


def class_of_status(status: int) -> type[StatusError]:
    """Give the class of the error for a status."""
    return BY_STATUS.get(status, ServerError if status in SERVER_FAILED else StatusError)


class _ReasonError(CallError):
    """An error of a call, with the reason as its message."""

    def __init__(self, operation_id: str, reason: str) -> None:
        super().__init__(operation_id, reason)
        self.operation_id = operation_id
        self.reason = reason
        """What happened."""

    def _what(self) -> str:
        return f": {self.reason}"


class NoAnswerError(_ReasonError):
    """There is no answer; whether the server acted upon the request may be unknown."""

    def _advice(self) -> str:
        if not self.maybe_processed:
            known = "It never reached the server"
        elif self.method in REPEATABLE:
            known = "It may have reached the server, and can be repeated all the same"
        else:
            known = "The server may have acted upon it: look before you repeat it"
        return f"{known}. {self.advice}".rstrip(". ")


class ConnectionFailedError(NoAnswerError):
    """No connection was made, or it broke."""

    advice = "Check base_url, the network and the proxy, if there is one"


class TimedOutError(NoAnswerError):
    """The answer took too long."""

    advice = "Allow a longer timeout, or try again later"


class DeadlineError(NoAnswerError):
    """The deadline of the call was over."""

    advice = "Allow a longer deadline, or try again later"


class DecodingError(CallError, UnreadableBody):
    """The server did what it was asked to, but its answer cannot be read."""

    maybe_processed = True

    def _advice(self) -> str:
        if self.method in SAFE:
            return "Check base_url: was it the API that answered?"
        return "The server did what it was asked to: look before you repeat it"

    def _what(self) -> str:
        answer = f" was answered {self.status_code} {phrase(self.status_code)}".rstrip()
        return f"{answer}, but its body cannot be read: {self.reason}: {excerpt(self.content)}"


class DeviationError(_ReasonError):
    """The answer is not as the description says; raised with ``strict=True`` only."""

    maybe_processed = True
    advice = "The server did what it was asked to; without strict=True its answer is given"
    result: object = None
    """The result of the call, such as the identity that was created."""


class PaginationError(_ReasonError):
    """The pages of a list do not fit together."""

    advice = "Walk again from the start, or from the error's resume_from"


class BulkError(ApiError):
    """One number of a bulk call was not processed."""

    def __init__(self, number: str, reason: str) -> None:
        super().__init__(number, reason)
        self.number = number
        """The number, as it was given."""
        self.reason = reason
        """Why it was not processed."""

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"
