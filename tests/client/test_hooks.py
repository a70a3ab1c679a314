"""Hooks are told of each attempt, the log as well; what a hook raises, the call raises."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx
import pytest

from messaging_engagement import (
    AsyncClient,
    Attempt,
    AttemptEvent,
    ClientClosedError,
    Deviation,
    Hooks,
    NoAnswerError,
    NotFoundError,
)
from messaging_engagement.testing import FakeTime
from tests.client.sides import (
    CREDENTIALS,
    IDENTITY,
    SERVER,
    Answer,
    Fault,
    Side,
    all_sides,
    answer,
    both,
)

ROUTE = "/v1/messaging-engagement/identities/{identity_id}"
URL = f"{SERVER}/v1/messaging-engagement/identities/B1"


def before(number: int) -> AttemptEvent:
    """Give the event before an attempt to get an identity."""
    return AttemptEvent(
        operation_id="getIdentity", method="GET", url=URL, route=ROUTE, number=number
    )


@all_sides
def test_hooks_see_each_attempt(side: Side) -> None:
    """A hook is called before and after each attempt, with what is known of it then."""
    seen: list[AttemptEvent] = []
    with FakeTime() as time:

        def busy(_: object) -> Answer:
            time.pass_by(2)
            return answer(503, headers={"Retry-After": "5", "Set-Cookie": "c", "Server": "s"})

        server = side.server(busy, Fault("ReadTimeout", "slow"), answer(200, IDENTITY))
        hooks = Hooks(before_attempt=seen.append, after_attempt=seen.append)
        side.client(server, hooks=hooks).identities.get("B1")
    assert [1, 1, 2, 2, 3, 3] == [event.number for event in seen]
    assert [before(1), before(2), before(3)] == seen[::2]
    assert {"retry-after": "5", "server": "s"} == seen[1].headers
    assert [
        Attempt(number=1, waited=0.0, elapsed=2.0, status=503),
        Attempt(number=2, waited=5.0, elapsed=0.0, failure="ReadTimeout: slow"),
        Attempt(number=3, waited=time.waits[1], elapsed=0.0, status=200),
    ] == [event.attempt for event in seen[1::2]]


@both
def test_hook_that_raises_ends_the_call(side: Side) -> None:
    """What a hook raises is raised by the call, and nothing is repeated."""

    def fail(_: object) -> None:
        raise LookupError("mine")

    server = side.server(answer(503))
    with pytest.raises(LookupError, match="mine"):
        side.client(server, hooks=Hooks(before_attempt=fail)).identities.get("B1")
    assert [] == server.requests
    with pytest.raises(LookupError, match="mine"):
        side.client(server, hooks=Hooks(after_attempt=fail)).identities.get("B1")
    assert 1 == len(server.requests)


@both
def test_every_attempt_that_begins_ends(side: Side) -> None:
    """An attempt that something else ends, such as an error of one's own, is told of, too."""
    seen: list[AttemptEvent] = []
    hooks = Hooks(before_attempt=seen.append, after_attempt=seen.append)
    with pytest.raises(ZeroDivisionError):
        side.client(side.server(ZeroDivisionError("x")), hooks=hooks).identities.get("B1")
    client = side.client(side.server(), hooks=hooks)
    client.close()
    with pytest.raises(ClientClosedError):
        client.identities.get("B1")
    attempts = [event.attempt for event in seen]
    assert [None, "ZeroDivisionError", None, "ClientClosedError"] == [
        attempt and attempt.failure for attempt in attempts
    ]


@both
def test_attempt_that_is_ended_took_its_time(side: Side) -> None:
    """Its time runs from its own beginning, as that of any other attempt."""
    seen: list[AttemptEvent] = []
    with FakeTime() as time:

        def slow(_: object) -> Answer:
            time.pass_by(3)
            raise ZeroDivisionError

        time.pass_by(10)
        server = side.server(answer(503, headers={"Retry-After": "5"}), slow)
        with pytest.raises(ZeroDivisionError):
            side.client(server, hooks=Hooks(after_attempt=seen.append)).identities.get("B1")
    expected = Attempt(number=2, waited=5.0, elapsed=3.0, failure="ZeroDivisionError")
    assert expected == seen[-1].attempt


def test_attempt_that_is_cancelled_ends() -> None:
    """A task that is cancelled while it waits for an answer tells its hooks."""
    seen: list[AttemptEvent] = []
    under_way = asyncio.Event()

    async def never(_: httpx.Request) -> httpx.Response:
        under_way.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def scenario() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(never))
        hooks = Hooks(after_attempt=seen.append)
        client = AsyncClient(**CREDENTIALS, http_client=http, hooks=hooks)
        task = asyncio.create_task(client.identities.get("B1"))
        await under_way.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scenario())
    assert ["CancelledError"] == [event.attempt and event.attempt.failure for event in seen]


@both
@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (answer(200, IDENTITY, headers={"X-Request-Id": "r-1"}), "r-1"),
        (answer(200, IDENTITY, headers={"x-nexmo-trace-id": "t-1"}), "t-1"),
        (answer(200, IDENTITY), None),
        (answer(200, {**IDENTITY, "instance": "i"}), None),
        (answer(404, {"instance": "i-1"}), "i-1"),
        (answer(404, {"instance": "i-1"}, headers={"X-Request-Id": "r-1"}), "r-1"),
        (answer(404, b"<html>"), None),
    ],
)
def test_request_id_is_found(side: Side, reply: Answer, expected: str | None) -> None:
    """The provider's id of an answer is in a header, or in the body of an error."""
    seen: list[AttemptEvent] = []
    client = side.client(side.server(reply), hooks=Hooks(after_attempt=seen.append))
    try:
        found = client.identities.with_raw_response.get("B1").request_id
    except NotFoundError as error:
        found = error.request_id
    assert expected == found
    assert [expected] == [event.attempt and event.attempt.request_id for event in seen]


@both
def test_log_tells_of_attempts_and_repetitions(
    side: Side, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has each attempt at DEBUG and each repetition at INFO, without the query."""
    page: dict[str, Any] = {
        "_embedded": {"engagements": []},
        "page": 1,
        "total_items": 0,
        "total_pages": 1,
    }
    server = side.server(
        answer(429, headers={"Retry-After": "5", "X-Other": "hidden"}), answer(200, page)
    )
    with FakeTime(), caplog.at_level(logging.DEBUG, "messaging_engagement"):
        side.client(server).engagements.with_raw_response.list(identity_id="B1")
    url = f"{SERVER}/v1/messaging-engagement/engagements"
    records = [record for record in caplog.records if record.name == "messaging_engagement"]
    assert [logging.DEBUG, logging.INFO, logging.DEBUG] == [record.levelno for record in records]
    assert [
        f"GET {url}: 429 in 0.000 s (attempt 1) {{'retry-after': '5'}}",
        f"GET {url}: 429, again in 5.000 s",
        f"GET {url}: 200 in 0.000 s (attempt 2) {{}}",
    ] == [record.getMessage() for record in records]
    assert "hidden" not in caplog.text


@both
def test_log_tells_of_failures(side: Side, caplog: pytest.LogCaptureFixture) -> None:
    """An attempt without an answer is logged with its reason."""
    client = side.client(side.server(Fault("ReadError")), max_retries=0)
    with caplog.at_level(logging.DEBUG, "messaging_engagement"), pytest.raises(NoAnswerError):
        client.identities.get("B1")
    assert f"GET {URL}: ReadError: it broke in 0." in caplog.text


@both
def test_location_is_told_without_its_query(side: Side) -> None:
    """The place of a redirect may have a secret in its query, which no hook sees."""
    seen: list[AttemptEvent] = []
    reply = answer(302, headers={"Location": "https://elsewhere.example/login?token=secret"})
    client = side.client(side.server(reply), hooks=Hooks(after_attempt=seen.append))
    with pytest.raises(Exception, match="302"):
        client.identities.get("B1")
    assert {"location": "https://elsewhere.example/login"} == seen[0].headers


@both
def test_quirks_hook_is_told_of_deviations_once(side: Side) -> None:
    """Each kind of deviation is reported once for a client and its views."""
    seen: list[Deviation] = []
    body = {**IDENTITY, "_links": {"engagements": {"href": {"value": "https://x/"}}}}
    client = side.client(side.server(answer(200, body)), hooks=Hooks(quirks=seen.append))
    client.identities.get("B1")
    count = len(seen)
    client.with_options(timeout=5).identities.get("B1")
    assert count == len(seen) > 0
    assert "Q09" in {deviation.quirk for deviation in seen}
    assert {"getIdentity"} == {deviation.operation_id for deviation in seen}


@both
def test_strict_raises_for_the_first_deviation(side: Side) -> None:
    """With ``strict=True`` a deviation is an error, after one attempt."""
    body: dict[str, Any] = {**IDENTITY, "_links": {"engagements": {"href": {"value": "/x"}}}}
    server = side.server(answer(200, body))
    with pytest.raises(Exception, match=r"getIdentity \(GET .*Q09") as caught:
        side.client(server, strict=True).identities.get("B1")
    assert "DeviationError" == type(caught.value).__name__
    assert 1 == len(server.requests)
    client = side.client(side.server(answer(200, {"identity_id": "B1"})), strict=True)
    assert "B1" == client.identities.get("B1").identity_id
