"""Where a decision turns: what `scripts/mutate` could change before without a test that noticed."""

from __future__ import annotations

import pytest

from messaging_engagement.bulk.phone_numbers import SHOWN, fault, shown
from messaging_engagement.retries import RetryBudget, RetryPolicy, judge, named_wait
from messaging_engagement.transport.headers import Headers

FOREVER = float("inf")


@pytest.mark.parametrize(("named", "waited"), [(60.0, 60.0), (60.5, None)])
def test_the_longest_wait_is_waited(named: float, waited: float | None) -> None:
    """A wait that is as long as the policy allows is waited; a longer one is not."""
    verdict = judge(
        RetryPolicy(longest_named=60),
        RetryBudget(),
        retries=0,
        named=named,
        remaining=FOREVER,
    )
    assert waited == verdict.wait


def test_an_empty_budget_is_told_in_full() -> None:
    """The reason is a sentence of its own."""
    verdict = judge(RetryPolicy(), RetryBudget(retries=0), retries=0, named=None, remaining=FOREVER)
    assert "too many calls fail, and the retry budget of the client is used up" == verdict.reason


def test_a_date_with_a_zone_is_of_that_zone() -> None:
    """A date that is two hours east of Greenwich comes two hours earlier."""
    headers = {"Retry-After": "Wed, 01 Jan 2020 02:00:07 +0200"}
    assert 7.0 == named_wait(headers, None, now=lambda: 1577836800.0)


def test_a_number_is_shown_whole_up_to_a_length() -> None:
    """As long as may be is not cut; one more is."""
    assert repr("1" * SHOWN) == shown("1" * SHOWN)
    assert f"{'1' * SHOWN!r} …" == shown("1" * (SHOWN + 1))


def test_the_number_that_is_wrong_is_shown() -> None:
    """The first of the numbers that cannot be sent as it is, and none of the others."""
    told = fault(["15556660001", "+15556660002", "x"])
    assert (
        "must be texts of 7 to 15 digits, not '+15556660002': a plain list may have others" == told
    )


def test_headers_show_their_names_alone() -> None:
    """A repr of headers has no value; bytes that are not ASCII are read as Latin-1."""
    headers = Headers([(b"X-Name", b"caf\xe9"), (b"Via", b"1.1 a")])
    assert "<Headers: x-name, via>" == repr(headers)
    assert "café" == headers["x-NAME"]
