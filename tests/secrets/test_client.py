"""A sweep through the client: whatever goes wrong, the secret is in nothing that can be seen."""

from __future__ import annotations

import base64
import html
import importlib
import json
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import pytest
from attrs import define, field

from messaging_engagement import ApiError, AttemptEvent, Client, Hooks, models
from messaging_engagement.otel import traced
from messaging_engagement.testing import FakeTime
from messaging_engagement_contract import MockServer
from messaging_engagement_contract.mock.faults import known
from tests.client.sides import PERSON
from tests.secrets import leaky
from tests.secrets.kinds import KINDS, Kind, kind
from tests.secrets.marked import KEY, SECRET
from tests.secrets.showing import shown

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Mapping

    from tests.secrets.searching import Searcher

__all__ = ["kind"]

RICHLY = 4  # errors of a test that are shown by rich, too
PATH = "/v1/messaging-engagement/identities"
ACTS: Mapping[str, Callable[[Client], object]] = {
    "create": lambda client: client.identities.create(PERSON),
    "get": lambda client: client.identities.get("BLQKOPK"),
    "list": lambda client: client.identities.list(),
    "add": lambda client: client.numbers.add("C1DEB879", ["15550000001", "15550000002"]),
    "delete": lambda client: client.identities.delete("B000000"),
}


@define
class Seen:
    """All that was seen of calls, by hooks and spans too; nothing of it is in a variable's repr."""

    texts: list[str | bytes] = field(factory=list[str | bytes], repr=False)
    errors: int = 0

    def options(self, **more: Any) -> dict[str, Any]:
        """Give the options of a client whose hooks are seen."""
        hooks = Hooks(before_attempt=self.note, after_attempt=self.note)
        return {"hooks": hooks, "timeout": 0.4, "max_retries": 1, **more}

    def note(self, event: AttemptEvent) -> None:
        """Note an attempt."""
        self.texts += [repr(event), repr(event.headers), repr(event.attempt)]

    def watch(self, kind: Kind, act: Callable[[Client], object], **options: Any) -> None:
        """Make a call, and keep what it gives or raises."""
        try:
            with FakeTime():
                self.texts.append(repr(kind.call(act, **self.options(**options))))
        except Exception as error:
            self.errors += 1
            self.texts += shown(error, richly=self.errors <= RICHLY)
            logging.getLogger("a program").exception("it failed")


def test_no_fault_brings_it_out(kind: Kind, searcher: Searcher, logs: io.StringIO) -> None:
    """Each fault of the mock, met by each kind of call: errors, logs, events have no secret."""
    seen = Seen()
    with MockServer(accounts={KEY: SECRET}, seed_data="example") as server:
        for position, name in enumerate(known()):
            if position % len(KINDS) != KINDS.index(kind):  # each fault meets one kind of client
                continue
            act = list(ACTS.values())[position // len(KINDS) % len(ACTS)]
            seen.watch(kind, act, base_url=server.url, headers={"X-Mock-Fault": name})
    assert seen.errors > 4
    assert "httpcore" in logs.getvalue() or kind.aiohttp
    assert [] == searcher.found(*seen.texts, logs.getvalue())


def basic_of(head: bytes) -> bytes:
    """Give what a request is authenticated with."""
    (line,) = [one for one in head.split(b"\r\n") if one.lower().startswith(b"authorization:")]
    return line.partition(b":")[2].strip()


def secret_of(head: bytes) -> str:
    """Give the secret that a request carries."""
    return base64.b64decode(basic_of(head).split()[1]).decode().partition(":")[2]


ECHOES: Mapping[str, Callable[[str], str]] = {
    "as it is": str,
    "in a path": lambda secret: quote(secret, safe=""),
    "in lower percent": lambda secret: re.sub(
        "%..", lambda found: found[0].lower(), quote(secret, safe="")
    ),
    "in a form": quote_plus,
    "in HTML": html.escape,
    "in base64": lambda secret: base64.b64encode(secret.encode()).decode(),
}


@pytest.mark.parametrize("echo", ECHOES)
def test_what_a_server_echoes_is_blanked(searcher: Searcher, logs: io.StringIO, echo: str) -> None:
    """A server may tell a client what it sent: in JSON, in text, in a header, in a link."""
    seen = Seen()
    kind = KINDS[list(ECHOES).index(echo) % len(KINDS)]

    def problem(head: bytes) -> bytes:
        told = {"title": f"bad {ECHOES[echo](secret_of(head))}", "detail": basic_of(head).decode()}
        return leaky.answer(400, json.dumps(told).encode())

    def escaped(head: bytes) -> bytes:
        told = json.dumps({"title": ECHOES[echo](secret_of(head))}).replace("/", "\\/")
        return leaky.answer(500, told.encode())

    def text(head: bytes) -> bytes:
        return leaky.answer(200, f"<p>{ECHOES[echo](secret_of(head))}".encode())

    def cut(head: bytes) -> bytes:
        return leaky.answer(200, ECHOES[echo](secret_of(head)).encode(), length=9999)

    for answering in (problem, escaped, text, cut):
        with leaky.serving(answering) as (url, asked):
            seen.watch(kind, ACTS["get"], base_url=url)
        assert SECRET == secret_of(asked[0])
    assert 4 == seen.errors
    assert [] == searcher.found(*seen.texts, logs.getvalue())


@pytest.mark.parametrize("echo", ECHOES)
def test_header_that_a_server_echoes_is_blanked(
    searcher: Searcher, caplog: pytest.LogCaptureFixture, echo: str
) -> None:
    """A header is blanked in errors, hooks and this package's logs.

    What httpcore logs of it at DEBUG is its own: it shows the headers of answers as they came.
    """
    seen = Seen()
    kind = KINDS[list(ECHOES).index(echo) % len(KINDS)]

    def header(head: bytes) -> bytes:
        value = ECHOES[echo](secret_of(head)).encode()
        return leaky.answer(429, b"", b"x-request-id: " + value, b"retry-after: " + value)

    with caplog.at_level(1, "messaging_engagement"), leaky.serving(header) as (url, _):
        seen.watch(kind, ACTS["get"], base_url=url)
    assert 1 == seen.errors
    ours = [one.getMessage() for one in caplog.records if one.name == "messaging_engagement"]
    assert len(ours) > 1
    assert [] == searcher.found(*seen.texts, *ours)


def test_spans_have_none(searcher: Searcher) -> None:
    """What OpenTelemetry exports of calls has no secret, whatever became of them."""
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    exports = importlib.import_module("opentelemetry.sdk.trace.export")
    memory = importlib.import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    provider, exporter = sdk.TracerProvider(), memory.InMemorySpanExporter()
    provider.add_span_processor(exports.SimpleSpanProcessor(exporter))
    hooks = traced(tracer=provider.get_tracer("test"))
    sync = Kind("sync", is_async=False)
    with (
        leaky.serving(lambda head: leaky.answer(401, head)) as (url, _),
        pytest.raises(ApiError),
    ):
        sync.call(ACTS["get"], base_url=url, hooks=hooks)
    spans = exporter.get_finished_spans()
    provider.shutdown()
    assert 1 == len(spans)
    assert [] == searcher.found(*(span.to_json() for span in spans))


TARGETS = {
    301: "http://localhost:{port}",
    302: "http://127.0.0.1:{other}",
    303: "//localhost:{port}",
    307: "https://127.0.0.1:{port}",
    308: "http://localhost:{other}",
}


@pytest.mark.parametrize("status", TARGETS)
def test_redirect_elsewhere_carries_none(kind: Kind, status: int) -> None:
    """Another host, port or scheme gets no credentials, however it is named."""
    with leaky.serving(lambda _: leaky.answer(200, b"{}")) as (other, elsewhere):

        def redirect(head: bytes) -> bytes:
            host = head.lower().partition(b"host: ")[2].partition(b"\r\n")[0].decode()
            ports = {"port": host.rpartition(":")[2], "other": other.rpartition(":")[2]}
            place = TARGETS[status].format_map(ports)
            return leaky.answer(status, b"", f"location: {place}/there".encode())

        with leaky.serving(redirect) as (url, asked):
            Seen(errors=RICHLY).watch(kind, ACTS["get"], base_url=url, max_retries=0)
    assert b"authorization: basic" in asked[0].lower()
    for head in [*elsewhere, *(head for head in asked if b"/there" in head)]:
        assert b"authorization" not in head.lower()


def test_link_elsewhere_carries_none(kind: Kind) -> None:
    """Walking through a list never leaves the server, whatever its links say."""
    with leaky.serving(lambda _: leaky.answer(200, b"{}")) as (other, elsewhere):
        href = f"{other}{PATH}?page=2"
        page = {
            "page": 1,
            "page_size": 1,
            "total_pages": 2,
            "total_items": 2,
            "_links": {name: {"href": href} for name in ("self", "first", "prev", "next", "last")},
            "_embedded": {
                "identities": [{"identity_id": "B1", "_links": {"self": {"href": href}}}]
            },
        }
        with leaky.serving(lambda _: leaky.answer(200, json.dumps(page).encode())) as (url, asked):
            Seen(errors=RICHLY).watch(kind, lambda client: client.identities.list(), base_url=url)
            Seen(errors=RICHLY).watch(kind, lambda client: client.follow(href), base_url=url)
            Seen(errors=RICHLY).watch(
                kind, lambda client: client.follow(models.Link(href=href)), base_url=url
            )
    assert asked
    assert [] == elsewhere
