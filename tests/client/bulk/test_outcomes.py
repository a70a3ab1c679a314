"""Whatever the server answers, each number ends with the outcome that the answer tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import (
    BadRequestError,
    DeadlineError,
    DecodingError,
    DeviationError,
    Hooks,
    PayloadTooLargeError,
    Status,
)
from messaging_engagement.testing import FakeTime
from tests.client.bulk.scripted import (
    ENGAGEMENT,
    PROBLEM,
    all_done,
    answered,
    both_sides,
    in_turn,
    none_done,
    numbers,
    partly_done,
    statuses,
)

if TYPE_CHECKING:
    from tests.client.bulk.scripted import Side

DONE, REFUSED, UNKNOWN, NOT_SENT = Status
THREE = numbers(3)


@both_sides
def test_numbers_are_sent_fifty_at_a_time(connect: type[Side]) -> None:
    """Any count is cut into requests of fifty, in order, to the path of the operation."""
    side = connect(all_done)
    account = side.add(numbers(120))
    assert [numbers(50), numbers(50, 50), numbers(20, 100)] == side.server.sent
    assert {f"/v1/messaging-engagement/engagements/{ENGAGEMENT}/numbers"} == {*side.server.paths}
    assert numbers(120) == [outcome.given for outcome in account.outcomes]
    assert account.outcomes == account.succeeded
    account.raise_for_failures()


@both_sides
def test_removing_is_like_adding(connect: type[Side]) -> None:
    """The same account comes of the operation that removes."""
    side = connect(lambda sent: partly_done(sent[:1], sent[1:]))
    account = side.remove(THREE)
    assert [
        f"/v1/messaging-engagement/engagements/{ENGAGEMENT}/numbers/delete"
    ] == side.server.paths
    assert [DONE, REFUSED, REFUSED] == statuses(account.outcomes)


@both_sides
def test_no_numbers_send_nothing(connect: type[Side]) -> None:
    """Without numbers there is no request, and an account of none."""
    side = connect(all_done)
    account = side.add([])
    assert [] == side.server.sent
    assert () == account.outcomes
    account.raise_for_failures()


@pytest.mark.parametrize("status", [200, 201, 202])
@both_sides
def test_any_success_is_a_success(connect: type[Side], status: int) -> None:
    """The page says 200, its source 201: what counts is that the answer lists the numbers."""
    side = connect(lambda sent: answered(status, {"numbers": sent}))
    assert [DONE] * 3 == statuses(side.add(THREE).outcomes)


@pytest.mark.parametrize("status", [200, 201, 207])
@both_sides
def test_success_in_part(connect: type[Side], status: int) -> None:
    """Numbers under errors are refused with its reason, whatever status the answer has."""
    errors = {**PROBLEM, "numbers": THREE[1:2]}
    body = {"numbers": [THREE[0], THREE[2]], "errors": errors}
    account = connect(lambda _: answered(status, body)).add(THREE)
    assert [DONE, REFUSED, DONE] == statuses(account.outcomes)
    assert "In detail" == account.outcomes[1].reason


@both_sides
def test_errors_of_a_success_in_part_may_be_an_array(connect: type[Side]) -> None:
    """The shape that a 400 has is read in a 207, too, with a reason for each number."""
    errors = [
        {"title": "In use", "numbers": [THREE[0]]},
        {"detail": "Not yours", "numbers": [THREE[1]]},
    ]
    account = connect(lambda _: answered(207, {"numbers": THREE[2:], "errors": errors})).add(THREE)
    assert ["In use", "Not yours", None] == [outcome.reason for outcome in account.outcomes]


@pytest.mark.parametrize(
    "named",
    [
        {"number": THREE[1]},
        {"number": [THREE[1]]},
        {"numbers": THREE[1]},
        {"numbers": [], "number": THREE[1]},
    ],
    ids=str,
)
@both_sides
def test_number_that_failed_may_be_named_otherwise(
    connect: type[Side], named: dict[str, Any]
) -> None:
    """One number or an array of them, by either name: the reason is given."""
    body = {"numbers": [THREE[0], THREE[2]], "errors": {**PROBLEM, **named}}
    account = connect(lambda _: answered(207, body)).add(THREE)
    assert [DONE, REFUSED, DONE] == statuses(account.outcomes)
    assert "In detail" == account.outcomes[1].reason


@pytest.mark.parametrize("form", ["+1{}", "+1 {}", "(1) {}"])
@both_sides
def test_numbers_of_an_answer_may_have_another_form(connect: type[Side], form: str) -> None:
    """With a plus sign or spaces in an answer it is the same number."""
    side = connect(lambda sent: partly_done([form.format(sent[0][1:])], [form.format(sent[1][1:])]))
    assert [DONE, REFUSED] == statuses(side.add(THREE[:2]).outcomes)


@both_sides
def test_numbers_of_an_answer_may_be_integers(connect: type[Side]) -> None:
    """So it is as an integer."""
    side = connect(lambda sent: partly_done([int(sent[0])], [int(sent[1])]))
    assert [DONE, REFUSED] == statuses(side.add(THREE[:2]).outcomes)


SILENT: list[dict[str, Any]] = [
    {},
    {"numbers": []},
    {"numbers": None},
    {"numbers": "15550000000"},
    {"numbers": [None, {}, "bogus", 1.5]},
    {"numbers": ["15559999999"]},
    {"numbers": [], "errors": PROBLEM},
    {"numbers": [], "errors": "text"},
]


@pytest.mark.parametrize("body", SILENT, ids=str)
@both_sides
def test_what_an_answer_does_not_tell_is_unknown(connect: type[Side], body: object) -> None:
    """A number that a success does not account for was sent, and nobody knows more."""
    account = connect(lambda _: answered(200, body)).add(THREE[:1])
    assert [UNKNOWN] == statuses(account.outcomes)
    assert "the answer does not tell what became of it" == account.outcomes[0].reason


@both_sides
def test_contradictory_answer_is_unknown(connect: type[Side]) -> None:
    """A number among both the done and the refused is taken for neither."""
    account = connect(lambda sent: partly_done(sent, sent[1:])).add(THREE[:2])
    assert [DONE, UNKNOWN] == statuses(account.outcomes)
    assert "both the done and the refused: In detail" in str(account.outcomes[1].reason)


@both_sides
def test_all_refused_with_reasons(connect: type[Side]) -> None:
    """A 400 that names the numbers gives each its reason, and the next request is sent."""
    side = connect(in_turn(lambda sent: none_done(sent, "Not in the engagement"), all_done))
    account = side.add(numbers(60))
    assert [REFUSED] * 50 + [DONE] * 10 == statuses(account.outcomes)
    assert {"Not in the engagement"} == {outcome.reason for outcome in account.refused}
    assert {BadRequestError} == {type(outcome.error) for outcome in account.refused}


@pytest.mark.parametrize("status", [400, 409, 422])
@both_sides
def test_all_refused_without_reasons(connect: type[Side], status: int) -> None:
    """One that does not is the reason for all of its numbers, and the next request is sent."""
    side = connect(in_turn(status, all_done))
    account = side.add(numbers(60))
    assert [REFUSED] * 50 + [DONE] * 10 == statuses(account.outcomes)
    assert f"{status}" in str(account.refused[0].reason)
    assert "In detail" in str(account.refused[0].reason)


@both_sides
def test_refused_for_only_some_of_the_numbers(connect: type[Side]) -> None:
    """A 400 processes none: the numbers that it does not name are refused, too."""
    account = connect(lambda sent: none_done(sent[:1], "Bad number")).add(THREE)
    assert [REFUSED] * 3 == statuses(account.outcomes)
    assert "Bad number" == account.outcomes[0].reason
    assert "addNumbers" in str(account.outcomes[1].reason)


class TestTooLarge:
    """A request that is too large was not processed, so its numbers are sent in smaller ones."""

    @pytest.mark.parametrize("most", [1, 7, 25, 49])
    @both_sides
    def test_smaller_requests_are_sent(self, connect: type[Side], most: int) -> None:
        """Requests shrink until the server takes them, and stay that small."""
        side = connect(lambda sent: all_done(sent) if len(sent) <= most else answered(413))
        account = side.add(numbers(101))
        assert numbers(101) == [outcome.given for outcome in account.succeeded]
        taken = [sent for sent in side.server.sent if len(sent) <= most]
        assert sorted(numbers(101)) == sorted(number for sent in taken for number in sent)
        assert len(side.server.sent) - len(taken) <= 6

    @both_sides
    def test_two_numbers_that_are_too_many_are_sent_one_by_one(self, connect: type[Side]) -> None:
        """The smallest request that can be halved is."""
        side = connect(lambda sent: all_done(sent) if len(sent) == 1 else answered(413))
        assert [DONE] * 2 == statuses(side.add(numbers(2)).outcomes)
        assert [2, 1, 1] == [len(sent) for sent in side.server.sent]

    @both_sides
    def test_a_single_number_that_is_too_large_ends_the_call(self, connect: type[Side]) -> None:
        """If one number is too much, no request is small enough."""
        side = connect(lambda _: answered(413))
        account = side.add(numbers(60))
        assert [REFUSED] + [NOT_SENT] * 59 == statuses(account.outcomes)
        assert [50, 25, 12, 6, 3, 1] == [len(sent) for sent in side.server.sent]
        assert isinstance(account.refused[0].error, PayloadTooLargeError)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 405, 415, 418, 451])
@both_sides
def test_what_the_next_request_would_meet_ends_the_call(connect: type[Side], status: int) -> None:
    """With wrong credentials, or no such engagement, no more is sent, and all is accounted for."""
    side = connect(in_turn(all_done, status))
    account = side.add(numbers(120))
    assert [DONE] * 50 + [REFUSED] * 50 + [NOT_SENT] * 20 == statuses(account.outcomes)
    assert 2 == len(side.server.sent)
    assert str(status) in str(account.refused[0].reason)
    reason = str(account.not_sent[0].reason)
    assert reason.startswith("not sent, for an earlier request failed: addNumbers")
    assert account.refused[0].error is account.not_sent[0].error is not None


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 599])
@both_sides
def test_failing_server_leaves_its_numbers_unknown(connect: type[Side], status: int) -> None:
    """It may have processed them before it failed; they are not sent again, nor are others."""
    side = connect(in_turn(all_done, status))
    account = side.add(numbers(120))
    assert [DONE] * 50 + [UNKNOWN] * 50 + [NOT_SENT] * 20 == statuses(account.outcomes)
    assert 2 == len(side.server.sent)


@both_sides
def test_failing_server_that_names_numbers_leaves_them_unknown(connect: type[Side]) -> None:
    """What it says of a number is no more certain than the rest; the error is the reason."""
    body = {**PROBLEM, "errors": {"numbers": THREE[:1], "detail": "Bad number"}}
    account = connect(lambda _: answered(500, body)).add(THREE)
    assert [UNKNOWN] * 3 == statuses(account.outcomes)
    assert {str(account.outcomes[0].error)} == {outcome.reason for outcome in account.outcomes}


@pytest.mark.parametrize(("status", "headers"), [(429, {}), (503, {"Retry-After": "1"})])
@both_sides
def test_refused_unprocessed_is_sent_again(
    connect: type[Side], status: int, headers: dict[str, str]
) -> None:
    """A request that the server refused unprocessed is repeated, and then as any other."""

    def refusal(_: list[str]) -> httpx.Response:
        return answered(status, **headers)

    side = connect(in_turn(all_done, refusal, all_done))
    with FakeTime() as time:
        account = side.add(numbers(60))
    assert [DONE] * 60 == statuses(account.outcomes)
    assert [numbers(50), numbers(10, 50), numbers(10, 50)] == side.server.sent
    assert 1 == len(time.waits)


@pytest.mark.parametrize(("status", "headers"), [(429, {}), (503, {"Retry-After": "1"})])
@both_sides
def test_refused_unprocessed_to_the_end(
    connect: type[Side], status: int, headers: dict[str, str]
) -> None:
    """After the last repetition the numbers are refused, not unknown: none was processed."""
    side = connect(lambda _: answered(status, **headers))
    with FakeTime():
        account = side.add(numbers(60))
    assert [REFUSED] * 50 + [NOT_SENT] * 10 == statuses(account.outcomes)
    assert [numbers(50)] * 3 == side.server.sent


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.PoolTimeout("full")])
@both_sides
def test_no_connection(connect: type[Side], error: Exception) -> None:
    """Numbers that never left are not sent, the others of the call either."""
    side = connect(in_turn(all_done, error, error, error))
    with FakeTime():
        account = side.add(numbers(120))
    assert [DONE] * 50 + [NOT_SENT] * 70 == statuses(account.outcomes)
    assert type(error).__name__ in str(account.not_sent[0].reason)
    assert "an earlier request failed" in str(account.not_sent[-1].reason)


@pytest.mark.parametrize("error", [httpx.ReadError("reset"), httpx.ReadTimeout("slow")])
@both_sides
def test_connection_lost_after_sending(connect: type[Side], error: Exception) -> None:
    """Numbers that may have arrived are unknown; they are not sent a second time."""
    side = connect(in_turn(all_done, error))
    account = side.add(numbers(120))
    assert [DONE] * 50 + [UNKNOWN] * 50 + [NOT_SENT] * 20 == statuses(account.outcomes)
    assert 2 == len(side.server.sent)


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[]", b'{"numbers": ["1555', b"\xff", b"null"]
)
@both_sides
def test_success_that_cannot_be_read(connect: type[Side], content: bytes) -> None:
    """The server did something, but its answer does not tell what: unknown."""
    side = connect(in_turn(lambda _: httpx.Response(200, content=content), all_done))
    account = side.add(numbers(60))
    assert [UNKNOWN] * 50 + [NOT_SENT] * 10 == statuses(account.outcomes)
    assert isinstance(account.unknown[0].error, DecodingError)


@both_sides
def test_strict_client_takes_no_answer_that_deviates(connect: type[Side]) -> None:
    """What a strict client does not accept tells nothing: the numbers are unknown, with the why."""
    side = connect(lambda sent: answered(201, {"numbers": sent}), strict=True)
    account = side.add(numbers(60))
    assert [UNKNOWN] * 50 + [NOT_SENT] * 10 == statuses(account.outcomes)
    assert isinstance(account.unknown[0].error, DeviationError)
    assert "Q26" in str(account.unknown[0].reason)


class TestDeadline:
    """One deadline covers all requests of a call."""

    @both_sides
    def test_it_is_over_while_an_answer_is_read(self, connect: type[Side]) -> None:
        """What was done is done, what was sent is unknown; the rest is not sent."""
        with FakeTime() as time:

            def slow(sent: list[str]) -> httpx.Response:
                time.pass_by(6)
                return all_done(sent)

            side = connect(slow, deadline=10)
            account = side.add(numbers(150))
            assert 12 == time.now()
        # The answer to the second request came too late.
        assert [DONE] * 50 + [UNKNOWN] * 50 + [NOT_SENT] * 50 == statuses(account.outcomes)
        assert 2 == len(side.server.sent)

    @both_sides
    def test_it_is_over_between_two_requests(self, connect: type[Side]) -> None:
        """What was done is done; the rest is not sent."""
        with FakeTime() as time:
            hooks = Hooks(after_attempt=lambda _: time.pass_by(6))
            side = connect(all_done, deadline=10, hooks=hooks)
            account = side.add(numbers(150))
        assert [DONE] * 100 + [NOT_SENT] * 50 == statuses(account.outcomes)
        assert 2 == len(side.server.sent)
        assert isinstance(account.not_sent[0].error, DeadlineError)
        assert "the deadline of the call was over" in str(account.not_sent[0].reason)

    @both_sides
    def test_a_wait_would_not_end_before_it(self, connect: type[Side]) -> None:
        """Numbers that are refused unprocessed are not waited for beyond the deadline."""
        side = connect(lambda _: answered(429, **{"Retry-After": "20"}), deadline=10)
        with FakeTime() as time:
            account = side.add(numbers(60))
        assert [] == time.waits
        assert [REFUSED] * 50 + [NOT_SENT] * 10 == statuses(account.outcomes)
