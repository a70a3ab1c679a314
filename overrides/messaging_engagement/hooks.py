"""What people can watch: every attempt and every deviation, as calls of their own functions.

The loggers ``messaging_engagement`` (attempts at DEBUG, repetitions at INFO) and
``messaging_engagement.quirks`` tell the same. Neither has a body, a query, a header of a request,
or a header of an answer that is not in :data:`SHOWN_HEADERS`.

The loggers of httpx (at INFO, with the query) and httpcore (at DEBUG, with all headers of answers)
have no header of a request, either. With HTTP/2, which a client of one's own may speak, the logger
``hpack`` has them at DEBUG, credentials included: leave it off.
"""

from __future__ import annotations

import inspect
import logging
from typing import TYPE_CHECKING, Any

from attrs import Attribute, field, frozen

from messaging_engagement.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messaging_engagement.attempts import Attempt
    from messaging_engagement.quirks.deviations import Deviation

logger = logging.getLogger("messaging_engagement")

SHOWN_HEADERS = frozenset(
    {
        *("content-length", "content-type", "date", "location", "retry-after", "server"),
        *("x-request-id", "x-nexmo-trace-id"),
    }
)
"""Headers that a log may show; any other one might hold a secret."""


@frozen(kw_only=True)
class AttemptEvent:
    """One attempt, as a hook sees it: without the body, and without any header that may be secret.

    Attributes:
        operation_id: The operation that is called.
        method: The HTTP method.
        url: The URL, without its query.
        route: The path of the operation, with its parameters in braces.
        number: Which attempt of the call it is, from 1.
        attempt: How the attempt went; None before it is made.
        headers: Those headers of the answer that a log may show, with names in lower case.
    """

    operation_id: str
    method: str
    url: str
    route: str
    number: int
    attempt: Attempt | None = None
    headers: Mapping[str, str] = field(factory=dict[str, str])


def _is_plain(_: object, attribute: Attribute[Any], value: object) -> None:
    if value is not None and not callable(value):
        raise SettingsError(f"the hook {attribute.name} must be a function, not {value!r}")
    if inspect.iscoroutinefunction(value):
        raise SettingsError(f"the hook {attribute.name} must not be a coroutine function")


@frozen(kw_only=True)
class Hooks:
    """Functions that are called when something happens. What they raise, the call raises.

    They are plain functions, for an :class:`AsyncClient`, too, and should not wait for anything.

    Attributes:
        before_attempt: Called before a request is sent, each time.
        after_attempt: Called after its answer, or after it failed: once for each attempt that
            ``before_attempt`` was called for.
        quirks: Called once for each kind of deviation from the description.

    Raises:
        SettingsError: one of them is no plain function.

    >>> hooks = Hooks(after_attempt=lambda event: print(event.method, event.attempt.status))
    """

    before_attempt: Callable[[AttemptEvent], Any] | None = field(default=None, validator=_is_plain)
    after_attempt: Callable[[AttemptEvent], Any] | None = field(default=None, validator=_is_plain)
    quirks: Callable[[Deviation], Any] | None = field(default=None, validator=_is_plain)


def shown(headers: Mapping[str, str]) -> dict[str, str]:
    """Keep the headers that a log may show; a location without its query, which may be secret."""
    kept = {name.lower(): value for name, value in headers.items() if name.lower() in SHOWN_HEADERS}
    if "location" in kept:
        kept["location"] = kept["location"].partition("?")[0]
    return kept
