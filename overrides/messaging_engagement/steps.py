"""What an exchange asks for, and what comes of it: ``exchange`` and ``transport`` talk in these."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import field, frozen

if TYPE_CHECKING:
    import threading

    from messaging_engagement.attempts import Attempt
    from messaging_engagement.credentials import Authorization
    from messaging_engagement.deadline import Deadline
    from messaging_engagement.errors import NoAnswerError
    from messaging_engagement.retries import Failure

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Pairs = tuple[tuple[str, str], ...]


@frozen(kw_only=True)
class Outgoing:
    """A request to send now.

    Attributes:
        url: The URL, its query included.
        timeout: Seconds to wait for a connection, and for each piece of an answer.
        deadline: When all of it is over.
        max_body: Bytes that an answer may have, decompressed.
    """

    method: str
    url: str
    headers: Pairs = field(repr=False)
    content: bytes | None = field(repr=False)
    authorization: Authorization
    timeout: float
    deadline: Deadline
    max_body: int


@frozen
class Pause:
    """Seconds to wait now, or until something happens."""

    seconds: float
    until: threading.Event | None = None


@frozen(kw_only=True)
class Reply:
    """An answer.

    Attributes:
        content: The body, decompressed, as far as it could be read.
        elapsed: Seconds from sending to the end of the answer.
        fault: Why the body could not be read to its end, if it could not.
    """

    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    elapsed: float
    fault: str | None = None


@frozen(kw_only=True)
class Lost:
    """Why there is no answer.

    Attributes:
        failure: What it means for a repetition.
        error: The class of the error for it.
        reason: What happened, in words without a secret.
        elapsed: Seconds from sending to the failure.
        is_final: Whether no other attempt can be made: the client was closed.
    """

    failure: Failure
    error: type[NoAnswerError]
    reason: str
    elapsed: float
    is_final: bool = False


@frozen(kw_only=True)
class RawResponse(Generic[T_co]):
    """The result of a call with what is known of its answer.

    Attributes:
        parsed: The result, as the method without ``with_raw_response`` gives it.
        status_code: The HTTP status.
        headers: The headers of the answer.
        content: The body as it came, decompressed.
        attempts: Every attempt of the call, in order; the last one gave the answer.
        elapsed: Seconds that the call took, with all attempts and waits.
    """

    parsed: T_co
    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    attempts: tuple[Attempt, ...]
    elapsed: float

    @property
    def request_id(self) -> str | None:
        """The provider's id of the answer, if it has one."""
        return self.attempts[-1].request_id


@frozen
class Unsent:
    """What was raised before any of a request was sent, by a rate limiter or by Ctrl-C."""

    error: BaseException


Flow = Generator[Outgoing | Pause, Reply | Lost | Unsent | None, RawResponse[T]]
"""An exchange on its way: it gives steps, and is sent what came of each."""


def is_success(status: int) -> bool:
    """Tell whether a status is of class 2xx."""
    return 200 <= status < 300  # noqa: PLR2004 - the class
