"""The state of one call: what is sent, what happened, and what follows from it; no I/O.

``exchange`` asks it, attempt by attempt.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from urllib.parse import quote, urlencode

from attrs import define, evolve, field, frozen

from messaging_engagement import timing
from messaging_engagement.attempts import Attempt
from messaging_engagement.errors import (
    CallError,
    ClientClosedError,
    DeadlineError,
    DecodingError,
    DeviationError,
    InvalidRequestError,
    class_of_status,
)
from messaging_engagement.hooks import AttemptEvent, shown
from messaging_engagement.problems import ProblemDetails, load
from messaging_engagement.quirks.deviations import Reporter
from messaging_engagement.quirks.inspection import Inspection
from messaging_engagement.retries import (
    Failure,
    RetryBudget,
    Verdict,
    judge,
    may_be_processed,
    may_repeat_failure,
    may_repeat_status,
    named_wait,
)
from messaging_engagement.settings import user_agent
from messaging_engagement.steps import Lost, Outgoing, RawResponse, Reply, is_success
from messaging_engagement_api import UNSET, Request, UnreadableBody

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from messaging_engagement.credentials import Authorization
    from messaging_engagement.deadline import Deadline
    from messaging_engagement.options import Options
    from messaging_engagement.quirks.deviations import Deviation
    from messaging_engagement.settings import Settings

T = TypeVar("T")
ErrorT = TypeVar("ErrorT", bound=CallError)

logger = logging.getLogger("messaging_engagement")

NOT_FOUND = 404
LONGEST_ID = 200
"""How much is kept of an id that the server gives an answer."""
REQUEST_ID_HEADERS = ("x-request-id", "x-nexmo-trace-id")


@frozen(kw_only=True)
class Session:
    """What all calls of a client and its views share."""

    settings: Settings
    budget: RetryBudget = field(factory=RetryBudget)
    reporter: Reporter = field(factory=Reporter)


@define
class Call(Generic[T]):
    """The state of a call: what is sent, what happened, and what follows.

    Attributes:
        is_unsent: Whether certainly nothing was sent that the server may have acted upon.
        error: The error that tells of the latest failure, if there was one.
    """

    request: Request[T]
    session: Session
    options: Options
    deadline: Deadline
    is_unsent: bool = field(default=True, init=False)
    error: CallError | None = field(default=None, init=False)
    _content: bytes | None = field(init=False, repr=False)
    _url: str = field(init=False)
    _attempts: list[Attempt] = field(factory=list[Attempt], init=False)
    _maybe_processed: bool = field(default=False, init=False)
    _waited: float = field(default=0.0, init=False)
    _started: float = field(factory=timing.now, init=False)
    _attempt_started: float = field(default=0.0, init=False)
    _authorization: Authorization = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._content = _encoded(self.request)
        self._url = self.session.settings.url(self.request.path)

    def begin_attempt(self) -> Outgoing:
        """Give the request to send now."""
        self.is_unsent = not self._maybe_processed
        if self.deadline.remaining() <= 0:
            error = DeadlineError(self.request.operation.id, "the deadline was over")
            error.maybe_processed = self._maybe_processed
            raise self._tell(error)
        self._authorization = self.session.settings.identity.authorization()
        own = {"accept": "application/json", "user-agent": user_agent()}
        typed = {} if self._content is None else {"content-type": "application/json"}
        asked = {name.lower(): value for name, value in self.request.headers}
        headers = {**own, **asked, **self.options.headers, **typed}
        if self.options.hooks.before_attempt is not None:
            self.options.hooks.before_attempt(self._event())
        self._attempt_started = timing.now()
        params = self.request.params
        return Outgoing(
            method=self.request.operation.method,
            url=f"{self._url}?{urlencode(params, quote_via=quote)}" if params else self._url,
            headers=tuple(headers.items()),
            content=self._content,
            authorization=self._authorization,
            timeout=self.options.timeout,
            deadline=self.deadline,
            max_body=self.options.max_body,
        )

    def end_attempt(self, outcome: Reply | Lost) -> None:
        """Note what came of an attempt."""
        self.is_unsent = False
        if isinstance(outcome, Reply):
            self._note(
                Attempt(
                    number=len(self._attempts) + 1,
                    waited=self._waited,
                    elapsed=outcome.elapsed,
                    status=outcome.status_code,
                    request_id=self._redacted(_request_id(outcome))[:LONGEST_ID] or None,
                ),
                outcome.headers,
            )
        else:
            self._maybe_processed |= outcome.failure is Failure.UNKNOWN
            self._note_failure(self._redacted(outcome.reason), outcome.elapsed)

    def interrupt_attempt(self, error: BaseException, *, is_unsent: bool = False) -> None:
        """Note that an attempt was ended by something else than its answer."""
        self.is_unsent = is_unsent
        self._note_failure(type(error).__name__, timing.now() - self._attempt_started)

    def given_up(self, error: BaseException) -> BaseException:
        """Give what a call raises that is kept from its next attempt.

        A client that was closed meanwhile says nothing of the attempts before, which may have been
        processed: their error does.
        """
        if self.error is None or not isinstance(error, ClientClosedError):
            return error
        self.error.not_repeated = "the client was closed meanwhile"
        return self.error

    def is_done(self, reply: Reply) -> bool:
        """Tell whether the server did what it was asked to."""
        return is_success(reply.status_code) or self._is_gone(reply)

    def result(self, reply: Reply) -> RawResponse[T]:
        """Give the result.

        Raises:
            DecodingError: it cannot be read.
            DeviationError: it is not as the description says, which the options do not allow.
        """
        self.session.budget.give_back()
        return RawResponse(
            parsed=cast("T", None) if self._is_gone(reply) else self._read(reply),
            status_code=reply.status_code,
            headers=reply.headers,
            content=reply.content,
            attempts=tuple(self._attempts),
            elapsed=timing.now() - self._started,
        )

    def failed(self, outcome: Reply | Lost) -> tuple[CallError, float | None]:
        """Give the error of an attempt, and the seconds to wait if the next one may do better."""
        error: CallError
        named = None
        if isinstance(outcome, Reply):
            named = named_wait(outcome.headers, load(outcome.content))
            self._maybe_processed |= may_be_processed(outcome.status_code, named)
            repeatable = may_repeat_status(self._method, outcome.status_code, named)
            error = self._status_error(outcome, named)
        else:
            is_over = outcome.is_final or outcome.error is DeadlineError
            repeatable = not is_over and may_repeat_failure(self._method, outcome.failure)
            error = outcome.error(self.request.operation.id, self._redacted(outcome.reason))
        error.maybe_processed = self._maybe_processed
        verdict = self._verdict(named) if repeatable else Verdict(None)
        error.not_repeated = verdict.reason
        if verdict.wait is not None:
            self._waited = verdict.wait
            event = self._event()
            last = self._attempts[-1]
            why = last.status or last.failure
            logger.info("%s %s: %s, again in %.3f s", event.method, event.url, why, verdict.wait)
        return self._tell(error), verdict.wait

    @property
    def _method(self) -> str:
        return self.request.operation.method

    def _verdict(self, named: float | None) -> Verdict:
        return judge(
            self.options.retry,
            self.session.budget,
            retries=len(self._attempts) - 1,
            named=named,
            remaining=self.deadline.remaining(),
        )

    def _is_gone(self, reply: Reply) -> bool:
        """Tell whether a DELETE that may have been processed before finds nothing: it was."""
        return self._maybe_processed and (self._method, reply.status_code) == ("DELETE", NOT_FOUND)

    def _read(self, reply: Reply) -> T:
        operation = self.request.operation
        inspection = Inspection(operation, reply.status_code)
        reason = reply.fault
        if reason is None:
            try:
                result = operation.parse(reply, inspection.load)
            except UnreadableBody as error:
                reason = error.reason
            else:
                self._report(inspection.deviations(result), result)
                return result
        content = self._authorization.redact(reply.content)
        raise self._tell(DecodingError(operation.id, reply.status_code, content, reason))

    def _report(self, deviations: Iterable[Deviation], result: object) -> None:
        if self.options.strict:
            for deviation in deviations:
                error = DeviationError(self.request.operation.id, str(deviation))
                error.result = result
                raise self._tell(error)
        self.session.reporter.report_all(deviations, self.options.hooks.quirks)

    def _status_error(self, reply: Reply, named: float | None) -> CallError:
        redacted = evolve(reply, content=self._authorization.redact(reply.content))
        operation = self.request.operation
        error = class_of_status(reply.status_code)(
            operation.id,
            reply.status_code,
            self._shown(reply.headers),
            redacted.content,
            operation.problem(redacted),
        )
        error.retry_after = named
        return error

    def _tell(self, error: ErrorT) -> ErrorT:
        """Tell an error of the call that it ends."""
        error.method = self._method
        error.path = self.request.path
        error.attempts = tuple(self._attempts)
        self.error = error
        return error

    def _note_failure(self, reason: str, elapsed: float) -> None:
        self._note(
            Attempt(
                number=len(self._attempts) + 1,
                waited=self._waited,
                elapsed=elapsed,
                failure=reason,
            ),
            {},
        )

    def _redacted(self, text: str) -> str:
        """Blank the credentials out of a text, should the server repeat them."""
        return self._authorization.redact_text(text)

    def _shown(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {name: self._redacted(value) for name, value in shown(headers).items()}

    def _note(self, attempt: Attempt, headers: Mapping[str, str]) -> None:
        heard = logger.isEnabledFor(logging.DEBUG) or self.options.hooks.after_attempt is not None
        event = self._event() if heard else None
        self._attempts.append(attempt)
        if event is not None:
            self._tell_of(evolve(event, attempt=attempt, headers=self._shown(headers)), attempt)

    def _tell_of(self, event: AttemptEvent, attempt: Attempt) -> None:
        logger.debug(
            "%s %s: %s in %.3f s (attempt %d) %s",
            event.method,
            event.url,
            attempt.status or attempt.failure,
            attempt.elapsed,
            attempt.number,
            event.headers,
        )
        if self.options.hooks.after_attempt is not None:
            self.options.hooks.after_attempt(event)

    def _event(self) -> AttemptEvent:
        return AttemptEvent(
            operation_id=self.request.operation.id,
            method=self._method,
            url=self._url,
            route=self.request.operation.path,
            number=len(self._attempts) + 1,
        )


def _encoded(request: Request[Any]) -> bytes | None:
    if request.json is UNSET:
        return None
    try:
        text = json.dumps(request.json, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        message = f"{request.operation.id}: the body is not JSON: {error}"
    raise InvalidRequestError(message)


def _request_id(reply: Reply) -> str:
    for name in REQUEST_ID_HEADERS:
        if found := reply.headers.get(name):
            return found
    if is_success(reply.status_code):
        return ""
    return ProblemDetails.of(load(reply.content)).instance or ""
