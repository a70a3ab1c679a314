"""With OpenTelemetry each attempt is a span; without it, only what asks for spans fails."""

from __future__ import annotations

import importlib
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import define, field

from messaging_engagement import AttemptEvent, Hooks, NotFoundError
from messaging_engagement.otel import traced
from messaging_engagement.testing import FakeTime
from tests.client.sides import IDENTITY, SERVER, Answer, Fault, Side, answer, both

ROUTE = "/v1/messaging-engagement/identities/{identity_id}"
COMMON = {
    "http.request.method": "GET",
    "url.full": f"{SERVER}/v1/messaging-engagement/identities/B1",
    "url.template": ROUTE,
    "server.address": "api.nexmo.com",
    "server.port": 443,
    "messaging_engagement.operation_id": "getIdentity",
}


@define
class Span:
    """A span as it was made."""

    name: str
    kind: Any
    attributes: dict[str, Any]
    start_time: int
    status: Any = None
    end_time: int = 0

    def set_status(self, status: Any) -> None:
        """Note the status."""
        self.status = status

    def end(self, end_time: int) -> None:
        """Note the end."""
        self.end_time = end_time


@define
class Tracer:
    """Keeps the spans that it makes."""

    spans: list[Span] = field(factory=list[Span])

    def start_span(self, name: str, **given: Any) -> Span:
        """Make a span."""
        self.spans.append(Span(name, **given))
        return self.spans[-1]


@pytest.fixture(autouse=True)
def api(monkeypatch: pytest.MonkeyPatch) -> Tracer:
    """What is needed of OpenTelemetry, with one tracer, so that it need not be installed."""
    tracer = Tracer()

    def get_tracer(name: str) -> Tracer:
        assert "messaging_engagement" == name
        return tracer

    def status(code: str, description: str | None) -> object:
        return code, description

    trace = SimpleNamespace(
        get_tracer=get_tracer,
        SpanKind=SimpleNamespace(CLIENT="client"),
        StatusCode=SimpleNamespace(ERROR="error"),
        Status=status,
    )
    monkeypatch.setitem(sys.modules, "opentelemetry", SimpleNamespace(trace=trace))
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", trace)
    return tracer


@both
def test_each_attempt_is_a_span(side: Side, api: Tracer) -> None:
    """A span has the attributes of the conventions for HTTP, and the time of its attempt."""
    with FakeTime() as time:

        def busy(_: object) -> Answer:
            time.pass_by(2)
            return answer(503, headers={"X-Request-Id": "r-1"})

        server = side.server(busy, Fault("ReadTimeout", "slow"), answer(200, IDENTITY))
        side.client(server, hooks=traced()).identities.get("B1")
    first, second, third = api.spans
    assert [("client", f"GET {ROUTE}")] * 3 == [(span.kind, span.name) for span in api.spans]
    assert first.attributes == {
        **COMMON,
        "messaging_engagement.request_id": "r-1",
        "http.response.status_code": 503,
        "error.type": "503",
    }
    assert second.attributes == {
        **COMMON,
        "http.request.resend_count": 1,
        "error.type": "ReadTimeout",
    }
    assert third.attributes == {
        **COMMON,
        "http.request.resend_count": 2,
        "http.response.status_code": 200,
    }
    assert [("error", None), ("error", "ReadTimeout: slow"), None] == [
        span.status for span in api.spans
    ]
    assert 2_000_000_000 == first.end_time - first.start_time


@both
def test_hooks_of_ones_own_are_called_as_well(side: Side) -> None:
    """Other hooks go on, and a tracer of one's own makes the spans."""
    seen: list[AttemptEvent] = []
    tracer = Tracer()
    hooks = traced(Hooks(before_attempt=seen.append, after_attempt=seen.append), tracer=tracer)
    with pytest.raises(NotFoundError):
        side.client(
            side.server(answer(404)), hooks=hooks, base_url="http://127.0.0.1:4010"
        ).identities.get("B1")
    assert 2 == len(seen)
    assert 4010 == tracer.spans[0].attributes["server.port"]


def test_port_of_plain_http_is_80() -> None:
    """A URL without a port has that of its scheme; an event before an attempt is no span."""
    tracer = Tracer()
    hooks = traced(tracer=tracer)
    event = AttemptEvent(
        operation_id="x", method="GET", url="http://localhost/x", route="/x", number=1
    )
    assert hooks.after_attempt is not None
    hooks.after_attempt(event)
    assert [] == tracer.spans


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without OpenTelemetry, asking for spans says what is missing."""
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    monkeypatch.delitem(sys.modules, "opentelemetry")
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'messaging-engagement\[otel\]'"):
        traced()


def test_real_library_takes_the_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenTelemetry itself makes these spans."""
    monkeypatch.undo()
    sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="opentelemetry-sdk is missing")
    exports = importlib.import_module("opentelemetry.sdk.trace.export")
    memory = importlib.import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    provider, exporter = sdk.TracerProvider(), memory.InMemorySpanExporter()
    provider.add_span_processor(exports.SimpleSpanProcessor(exporter))
    side = Side("httpx", is_async=False)
    hooks = traced(tracer=provider.get_tracer("test"))
    with pytest.raises(NotFoundError):
        side.client(side.server(answer(404)), hooks=hooks).identities.get("B1")
    (span,) = exporter.get_finished_spans()
    assert (f"GET {ROUTE}", "404") == (span.name, span.attributes["error.type"])
    assert "ERROR" == span.status.status_code.name
    provider.shutdown()
