"""A request is sent again only where that can help, and a POST only if it was not processed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging_engagement import (
    NoAnswerError,
    NotFoundError,
    RateLimitError,
    ServerError,
    StatusError,
    models,
)
from messaging_engagement.retries import (
    REPEATABLE,
    TRANSIENT,
    Failure,
    RetryBudget,
    RetryPolicy,
    Verdict,
    judge,
    may_repeat_failure,
    may_repeat_status,
    named_wait,
)
from messaging_engagement.testing import FakeTime
from tests.client.sides import IDENTITY, PERSON, Fault, Side, Step, all_sides, answer, both

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement import Client

METHODS = st.sampled_from([*sorted(REPEATABLE), "POST"])
SECONDS = st.floats(0, 1e6)
OK = answer(200, IDENTITY)
REPLACEMENT = models.IdentityReplacement(
    entity_type=models.EntityType.INDIVIDUAL,
    display_name="Zoë",
    phone="+15556660001",
    country="US",
    email="zoe@example.com",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
)

CALLS: dict[str, Callable[[Client], object]] = {
    "GET": lambda client: client.identities.get("B1"),
    "PUT": lambda client: client.identities.replace("B1", REPLACEMENT),
    "PATCH": lambda client: client.identities.update("B1", models.IdentityChanges(city="Rome")),
    "DELETE": lambda client: client.identities.delete("B1"),
    "POST": lambda client: client.identities.create(PERSON),
}
call_by_method = pytest.mark.parametrize("method", CALLS)


def sent(side: Side, method: str, *steps: Step, **options: Any) -> int:
    """Call an operation, and count how often its request was sent."""
    server = side.server(*steps)
    with FakeTime(), suppress(StatusError, NoAnswerError):
        CALLS[method](side.client(server, **options))
    return len(server.requests)


@all_sides
@call_by_method
@pytest.mark.parametrize("fault", ["ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"])
def test_request_that_never_left_is_repeated(side: Side, method: str, fault: str) -> None:
    """Whatever the method, a request of which no byte left is sent again."""
    assert 2 == sent(side, method, Fault(fault), OK)


@all_sides
@call_by_method
@pytest.mark.parametrize(
    "fault", ["ReadTimeout", "WriteTimeout", "ReadError", "WriteError", "RemoteProtocolError"]
)
def test_request_that_may_have_arrived_is_repeated_unless_it_is_a_post(
    side: Side, method: str, fault: str
) -> None:
    """A connection that broke leaves open what the server did, so a POST is not sent again."""
    expected = 1 if method == "POST" else 2
    assert expected == sent(side, method, Fault(fault), OK)


@both
@call_by_method
@pytest.mark.parametrize("status", sorted(TRANSIENT))
def test_passing_failure_of_the_server_is_repeated_unless_it_is_a_post(
    side: Side, method: str, status: int
) -> None:
    """A status that may pass is tried again; a POST only if the server refused it unprocessed."""
    expected = 1 if method == "POST" and status != 429 else 2
    assert expected == sent(side, method, answer(status), OK)


@both
@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_statuses_that_may_pass(side: Side, status: int) -> None:
    """These are the statuses after which the same request may succeed."""
    assert 2 == sent(side, "GET", answer(status), OK)


@both
@call_by_method
@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 413, 422, 501, 505, 520])
def test_lasting_failure_is_not_repeated(side: Side, method: str, status: int) -> None:
    """A status that will not change is not tried again."""
    assert 1 == sent(side, method, answer(status), OK)


@both
@pytest.mark.parametrize(("headers", "expected"), [({}, 1), ({"Retry-After": "1"}, 2)])
def test_post_is_repeated_after_503_only_if_that_names_a_time(
    side: Side, headers: dict[str, str], expected: int
) -> None:
    """A 503 with Retry-After says that the request was refused, one without does not."""
    assert expected == sent(side, "POST", answer(503, headers=headers), OK)


@both
@pytest.mark.parametrize("max_retries", [0, 1, 2, 5])
def test_request_is_repeated_so_many_times_at_most(side: Side, max_retries: int) -> None:
    """``max_retries`` bounds the repetitions; without any there is one attempt."""
    assert max_retries + 1 == sent(side, "GET", answer(503), max_retries=max_retries)


@both
def test_request_is_repeated_twice_by_default(side: Side) -> None:
    """Unless said otherwise, there are three attempts, with random waits of growing bounds."""
    server = side.server(answer(500))
    with FakeTime() as time, pytest.raises(ServerError) as caught:
        side.client(server).identities.get("B1")
    assert 3 == len(server.requests)
    assert [500, 500, 500] == [attempt.status for attempt in caught.value.attempts]
    assert [1, 2, 3] == [attempt.number for attempt in caught.value.attempts]
    assert [0.0, *time.waits] == [attempt.waited for attempt in caught.value.attempts]
    assert all(0 <= wait <= bound for wait, bound in zip(time.waits, (0.5, 1.0), strict=True))


@both
def test_body_of_a_repeated_request_is_the_same(side: Side) -> None:
    """Every attempt sends the whole body, and is authenticated."""
    server = side.server(answer(429), OK)
    with FakeTime():
        side.client(server).identities.create(PERSON)
    first, second = server.requests
    assert first.content == second.content != b""
    assert first.headers["Authorization"] == second.headers["Authorization"]


@both
@pytest.mark.parametrize(
    "refusal",
    [
        answer(429, headers={"Retry-After": "7"}),
        answer(429, headers={"retry-after": " 7 "}),
        answer(429, {"title": "Too many requests", "retry_after": 7}),
        answer(503, {"retry_after": 2}, headers={"Retry-After": "7"}),
    ],
)
def test_server_names_the_wait(side: Side, refusal: Step) -> None:
    """Retry-After, or ``retry_after`` in the body, is waited for exactly; the header goes first."""
    with FakeTime() as time:
        side.client(side.server(refusal, OK)).identities.create(PERSON)
    assert [7.0] == time.waits


@both
def test_server_names_the_moment(side: Side) -> None:
    """Retry-After may be a date; it is waited for it."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    with FakeTime() as time:
        server = side.server(answer(429, headers={"Retry-After": date}), OK)
        side.client(server).identities.get("B1")
    assert 25 < time.waits[0] <= 30


@both
def test_wait_that_is_too_long_is_not_waited_for(side: Side) -> None:
    """A server that asks to wait for an hour gives an error at once, with the time in it."""
    server = side.server(answer(429, headers={"Retry-After": "3600"}))
    with FakeTime() as time, pytest.raises(RateLimitError) as caught:
        side.client(server).identities.get("B1")
    assert [] == time.waits
    assert 3600.0 == caught.value.retry_after
    assert "3600" == caught.value.headers["retry-after"]
    assert "The server asks to wait 3600 s" in str(caught.value)
    assert "Not tried again: 3600 s are more than the 60 s that are waited" in str(caught.value)


@both
@pytest.mark.parametrize("first", [Fault("ReadTimeout"), answer(500), answer(504)])
def test_delete_that_may_have_been_done_and_finds_nothing_was_done(side: Side, first: Step) -> None:
    """A DELETE without an answer, repeated and answered 404, has done what it should."""
    server = side.server(first, answer(404, {"title": "Not Found"}))
    with FakeTime():
        raw = side.client(server).identities.with_raw_response.delete("B1")
    assert 404 == raw.status_code
    assert 2 == len(raw.attempts)


@both
@pytest.mark.parametrize("first", [Fault("ConnectError"), answer(429)])
def test_delete_that_was_not_done_and_finds_nothing_is_an_error(side: Side, first: Step) -> None:
    """A DELETE that cannot have been done before, and is answered 404, found nothing."""
    with FakeTime(), pytest.raises(NotFoundError):
        side.client(side.server(first, answer(404))).identities.delete("B1")
    with pytest.raises(NotFoundError):
        side.client(side.server(answer(404))).identities.delete("B1")


@both
def test_other_methods_that_find_nothing_are_errors(side: Side) -> None:
    """A 404 after an unknown outcome means success for DELETE alone."""
    with FakeTime(), pytest.raises(NotFoundError):
        side.client(side.server(answer(500), answer(404))).identities.get("B1")


@both
def test_budget_stops_a_storm(side: Side) -> None:
    """When call after call fails, a client stops to repeat them, and says why."""
    server = side.server(answer(503))
    client = side.client(server)
    messages: list[str] = []
    with FakeTime():
        for _ in range(20):
            with pytest.raises(ServerError) as caught:
                client.with_options(max_retries=2).identities.get("B1")
            messages.append(str(caught.value))
    assert 20 + 10 == len(server.requests)
    assert "retry budget" not in messages[0]
    assert "retry budget of the client is used up" in messages[-1]


@both
def test_success_fills_the_budget(side: Side) -> None:
    """Ten calls that succeed give one retry back."""
    steps: list[Step] = [*[answer(503)] * 22, *[OK] * 10, answer(503)]
    server = side.server(*steps)
    client = side.client(server, max_retries=1)
    with FakeTime():
        for _ in range(12):  # ten with a repetition, two without
            with pytest.raises(ServerError):
                client.identities.get("B1")
        for _ in range(10):
            client.identities.get("B1")
        with pytest.raises(ServerError) as caught:
            client.identities.get("B1")
    assert 2 == len(caught.value.attempts)


@given(METHODS, st.integers(100, 999), st.none() | SECONDS)
def test_post_is_repeated_only_after_a_refusal(
    method: str, status: int, wait: float | None
) -> None:
    """For any status: POST only after 429, or 503 with a time; others after what may pass."""
    refused = status == 429 or (status == 503 and wait is not None)
    expected = refused if method == "POST" else status in TRANSIENT
    assert expected == may_repeat_status(method, status, wait)


@given(METHODS, st.sampled_from(Failure))
def test_post_is_repeated_only_if_it_was_not_sent(method: str, failure: Failure) -> None:
    """For any failure: POST only if no byte left, others always."""
    expected = method != "POST" or failure is Failure.NOT_SENT
    assert expected == may_repeat_failure(method, failure)


@given(
    max_retries=st.integers(0, 10**6),
    retries=st.integers(0, 10**6),
    named=st.none() | SECONDS,
    remaining=st.floats(-10, 1e6) | st.just(float("inf")),
)
def test_wait_is_within_all_bounds(
    max_retries: int, retries: int, named: float | None, remaining: float
) -> None:
    """A wait is as long as the server says, else bounded; it ends before the deadline."""
    policy, budget = RetryPolicy(max_retries=max_retries), RetryBudget()
    verdict = judge(policy, budget, retries=retries, named=named, remaining=remaining)
    if verdict.wait is None:
        may_wait = named is None or named <= policy.longest_named
        assert (
            retries >= max_retries
            or not may_wait
            or remaining <= (policy.longest if named is None else named)
        )
        assert RetryBudget() == budget
    else:
        assert "" == verdict.reason
        assert retries < max_retries
        assert verdict.wait < remaining
        assert verdict.wait == named if named is not None else 0 <= verdict.wait <= policy.longest


@given(st.integers(0, 10**9))
def test_backoff_grows_to_its_bound(retries: int) -> None:
    """The random range doubles with each retry, from half a second to eight."""
    assert 0.0 == RetryPolicy().backoff(retries, lambda least, _: least)
    expected = min(8.0, 0.5 * 2 ** min(retries, 10))
    assert expected == RetryPolicy().backoff(retries, lambda _, most: most)


@given(st.lists(st.booleans()))
def test_budget_is_never_overdrawn(steps: list[bool]) -> None:
    """Whatever the order of successes and retries, no more is taken than was there."""
    budget, taken, given_back = RetryBudget(), 0, 0
    for take in steps:
        if take:
            taken += budget.take()
        else:
            budget.give_back()
            given_back += 1
    assert taken <= 10 + given_back / 10


def test_verdict_of_an_empty_budget() -> None:
    """A budget of nothing allows no retry, and says so."""
    verdict = judge(
        RetryPolicy(), RetryBudget(retries=0), retries=0, named=None, remaining=float("inf")
    )
    assert Verdict(None, verdict.reason) == verdict
    assert "budget" in verdict.reason


@pytest.mark.parametrize(
    ("header", "body", "expected"),
    [
        (None, None, None),
        ("", None, None),
        ("0", None, 0.0),
        ("120", None, 120.0),
        ("1.5", None, 1.5),
        ("-1", None, None),
        ("soon", None, None),
        ("soon", {"retry_after": 4}, 4.0),
        ("9" * 40, None, None),
        ("Thu, 01 Jan 1970 00:01:40 GMT", None, 40.0),
        ("Thu, 01 Jan 1970 00:01:40 -0000", None, 40.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", None, 0.0),
        ("Thu, 01 Jan 99999 00:00:10 GMT", None, None),
        (None, {"retry_after": 2.5}, 2.5),
        (None, {"retry_after": -1}, None),
        (None, {"retry_after": True}, None),
        (None, {"retry_after": "5"}, None),
        (None, {"retry_after": float("nan")}, None),
        (None, {"retry_after": 10**400}, None),
        (None, [5], None),
        (None, {}, None),
    ],
)
def test_named_wait(header: str | None, body: object, expected: float | None) -> None:
    """Seconds and dates are read, never less than 0; what is neither names no time."""
    headers = {} if header is None else {"Retry-After": header}
    assert expected == named_wait(headers, body, lambda: 60.0)


@given(st.text(max_size=60), st.none() | st.dictionaries(st.just("retry_after"), st.floats()))
def test_named_wait_of_anything(header: str, body: object) -> None:
    """Whatever a server writes, a wait is a number of seconds, or none."""
    wait = named_wait({"Retry-After": header}, body)
    assert wait is None or 0 <= wait < float("inf")


def test_budget_has_a_bottom() -> None:
    """However many successes there were, a storm is stopped as early as ever."""
    budget = RetryBudget(retries=2, successes_for_one=1)
    for _ in range(100):
        budget.give_back()
    assert [True, True, False] == [budget.take() for _ in range(3)]
