"""Attempts as spans of OpenTelemetry; needs the extra ``otel``.

>>> from messaging_engagement import Client
>>> from messaging_engagement.otel import traced
>>> client = Client(api_key="abcd1234", api_secret="secret", hooks=traced())  # doctest: +SKIP

Each attempt is a client span with the attributes of the semantic conventions for HTTP. It is made
when the attempt is over, with the time at which it began: so nothing is left open, whatever happens
to a call. Neither a body nor a query is in it.
"""

from __future__ import annotations

import importlib
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import evolve

from messaging_engagement.hooks import AttemptEvent, Hooks

if TYPE_CHECKING:
    from messaging_engagement.attempts import Attempt

__all__ = ["traced"]

_FAILED = 400
_PORTS = {"http": 80, "https": 443}
_NANOSECONDS = 1_000_000_000


def traced(hooks: Hooks | None = None, *, tracer: Any = None) -> Hooks:  # noqa: ANN401 - optional
    """Give hooks that make a span of each attempt.

    Args:
        hooks: Hooks to call as well.
        tracer: The ``opentelemetry.trace.Tracer`` to make the spans with; by default that of the
            global provider.

    Raises:
        ModuleNotFoundError: OpenTelemetry is not installed.
    """
    trace = _trace()
    using = trace.get_tracer("messaging_engagement") if tracer is None else tracer
    others = Hooks() if hooks is None else hooks

    def after_attempt(event: AttemptEvent) -> None:
        attempt = event.attempt
        if attempt is not None:  # as it is after an attempt
            ended = time.time_ns()
            span = using.start_span(
                f"{event.method} {event.route}",
                kind=trace.SpanKind.CLIENT,
                attributes=_attributes(event, attempt),
                start_time=ended - int(attempt.elapsed * _NANOSECONDS),
            )
            if attempt.status is None or attempt.status >= _FAILED:
                span.set_status(trace.Status(trace.StatusCode.ERROR, attempt.failure))
            span.end(end_time=ended)
        if others.after_attempt is not None:
            others.after_attempt(event)

    return evolve(others, after_attempt=after_attempt)


def _trace() -> Any:  # noqa: ANN401 - a module that may be missing
    try:
        return importlib.import_module("opentelemetry.trace")
    except ModuleNotFoundError as error:
        message = "OpenTelemetry is missing: pip install 'messaging-engagement[otel]'"
        raise ModuleNotFoundError(message, name=error.name) from None


def _attributes(event: AttemptEvent, attempt: Attempt) -> dict[str, str | int]:
    parts = urlsplit(event.url)
    attributes: dict[str, str | int] = {
        "http.request.method": event.method,
        "url.full": event.url,
        "url.template": event.route,
        "server.address": parts.hostname or "",
        "server.port": parts.port or _PORTS[parts.scheme],
        "messaging_engagement.operation_id": event.operation_id,
    }
    if attempt.number > 1:
        attributes["http.request.resend_count"] = attempt.number - 1
    if attempt.request_id is not None:
        attributes["messaging_engagement.request_id"] = attempt.request_id
    if attempt.status is not None:
        attributes["http.response.status_code"] = attempt.status
    if attempt.failure is not None:
        attributes["error.type"] = attempt.failure.partition(":")[0]
    elif attempt.status is not None and attempt.status >= _FAILED:
        attributes["error.type"] = str(attempt.status)
    return attributes
