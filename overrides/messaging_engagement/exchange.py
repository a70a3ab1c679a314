"""One call, from the request to its result: attempts and waits; no I/O.

:func:`exchange` is a generator. It gives what is to be done next, an ``Outgoing`` request or a
``Pause``, and is sent what came of it. ``transport.sending`` has the two loops that do it, a
synchronous and an asynchronous one; so both clients behave alike because they are the same code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from messaging_engagement import unsent
from messaging_engagement.call import Call
from messaging_engagement.steps import Lost, Pause, Reply, Unsent

if TYPE_CHECKING:
    from messaging_engagement.call import Session
    from messaging_engagement.deadline import Deadline
    from messaging_engagement.options import Options
    from messaging_engagement.steps import Flow
    from messaging_engagement_api import Request

T = TypeVar("T")


def exchange(
    request: Request[T], session: Session, options: Options, deadline: Deadline
) -> Flow[T]:
    """Send a request until there is a result, or an error that it makes no sense to repeat.

    Returns:
        The result.

    Raises:
        CallError: one of its subclasses; see ``errors``.
        InvalidRequestError: the request cannot be sent.
    """
    call = Call(request, session, options, deadline)
    try:
        return (yield from _attempts(call))
    except BaseException as error:
        # Its own error tells by itself whether anything was sent.
        if error is not call.error:
            unsent.note(error, is_unsent=call.is_unsent)
        raise


def _attempts(call: Call[T]) -> Flow[T]:
    """Attempt the call until there is nothing more to attempt."""
    while True:
        outgoing = call.begin_attempt()
        try:
            outcome = cast("Reply | Lost | Unsent", (yield outgoing))
        except BaseException as interruption:
            # No failure of the transport: an event hook raised, the task was cancelled.
            call.interrupt_attempt(interruption)
            raise
        if isinstance(outcome, Unsent):
            call.interrupt_attempt(outcome.error, is_unsent=call.is_unsent)
            raise call.given_up(outcome.error)
        call.end_attempt(outcome)
        if isinstance(outcome, Reply) and call.is_done(outcome):
            return call.result(outcome)
        error, wait = call.failed(outcome)
        if wait is None:
            raise error
        interrupted = call.deadline.interrupted
        yield Pause(wait, interrupted)
        if interrupted is not None and interrupted.is_set():
            error.not_repeated = "the call was interrupted meanwhile"
            raise error
