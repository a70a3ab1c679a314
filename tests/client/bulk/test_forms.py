"""Numbers are taken as people write them; what is no number is never sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from messaging_engagement import InvalidPathParameter, InvalidRequestError, Status, models
from messaging_engagement.bulk.phone_numbers import given_numbers, normalized
from tests.client.bulk.scripted import ENGAGEMENT, all_done, both_sides, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.client.bulk.scripted import Side


@pytest.mark.parametrize(
    "text",
    [
        "15556660001",
        "+15556660001",
        "+1 555 666 0001",
        "+1 (555) 666-0001",
        "(+1) 555.666.0001",
        "1-555-666-0001",
        "  +1 555 666 0001\n",
        "+1\u00a0555\u202f666\u20110001",
        "\u202a+15556660001\u202c",
        "+1\u2013555\u2212666\u20140001",
    ],
)
def test_forms_that_people_use(text: str) -> None:
    """Spaces, dashes and their like are left out, visible or not, and so is the plus sign."""
    assert "15556660001" == normalized(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a number of 7 to 15 digits"),
        ("+", "is not a number"),
        ("bogus", "'bogus' is not a number of 7 to 15 digits"),
        ("155566", "is not a number of 7 to 15 digits"),
        ("1555666000112345", "is not a number of 7 to 15 digits"),
        ("++15556660001", "is not a number"),
        ("1+5556660001", "is not a number"),
        ("1 555 CALL NOW", "is not a number"),
        ("15556660001x22", "is not a number"),
        ("1,555,666,0001", "is not a number"),
        ("\uff11555\uff16660001", "is not a number"),
        ("0015556660001", "begins with 0: begin with the country code"),
        ("+0 555 666 0001", "begins with 0"),
        ("020 7946 0958", "begins with 0"),
        ("+44 (0)20 7946 0958", r"has a \(0\) that is not dialled: leave it out"),
        ("15556660001.0", "has decimals, as from a table that took it for an amount: use text"),
        ("1555666.50", "has decimals"),
        ("15556660008/9", "is not a number"),
        ("5556660 5556661", "is not a number"),
        ("-15556660001", "is not a number"),
        (".15556660001", "is not a number"),
        ("7" * 1000, r"^'7{40}' … is not a number of 7 to 15 digits$"),
    ],
)
def test_what_is_no_number(text: str, message: str) -> None:
    """A text that is not a number is refused in words that say why, and show the text."""
    with pytest.raises(InvalidRequestError, match=message):
        normalized(text)


@pytest.mark.parametrize("value", [15556660001, 1.5, None, True, b"15556660001", ["1"]])
def test_what_is_no_text(value: object) -> None:
    """An int may have lost its zeros, so only text is a number."""
    message = f"must be text such as '\\+1 555 666 0001', not {type(value).__name__}"
    with pytest.raises(InvalidRequestError, match=message):
        normalized(value)


@given(
    st.lists(st.from_regex(r"[1-9][0-9]{1,5}", fullmatch=True), min_size=4, max_size=7),
    st.sampled_from([" ", ".", "-", ") ", " - ", "\u00a0", "\u2011"]),
)
def test_separators_change_nothing(groups: list[str], separator: str) -> None:
    """However a number is separated, it is the same number, and normalized once is enough."""
    digits = "".join(groups)
    assume(len(digits) <= 15)
    assert digits == normalized(f"+{separator.join(groups)}") == normalized(digits)


@given(st.text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    """Whatever the text, there is a number in the published form, or a clear refusal."""
    try:
        number = normalized(text)
    except InvalidRequestError:
        return
    assert number.isascii()
    assert number.isdecimal()
    assert 7 <= len(number) <= 15


LIST = "the numbers must be a list such as ['+1 555 666 0001'], not"
TEXT = "must be text such as '+1 555 666 0001', not"


@pytest.mark.parametrize(
    ("given_value", "message"),
    [
        ("15556660001", f"{LIST} one str"),
        (b"15556660001", f"{LIST} one bytes"),
        (15556660001, f"{LIST} int"),
        (None, f"{LIST} NoneType"),
        ({"numbers": ["15556660001"]}, f"{LIST} dict"),
        (["15556660001", 15556660002], f"number 2 {TEXT} int; nothing was sent"),
        ([None], f"number 1 {TEXT} NoneType; nothing was sent"),
    ],
)
@both_sides
def test_wrong_calls_are_refused_unsent(
    connect: type[Side], given_value: object, message: str
) -> None:
    """A wrong argument is the programmer's mistake: it raises before anything is sent."""
    side = connect(all_done)
    with pytest.raises(InvalidRequestError) as caught:
        side.add(given_value)
    assert message == str(caught.value)
    assert [] == side.server.sent


@pytest.mark.parametrize("concurrency", [0, -1, 1.0, True, "2", None])
@both_sides
def test_wrong_concurrency_is_refused_unsent(connect: type[Side], concurrency: object) -> None:
    """Only a positive integer says how many requests may be under way."""
    side = connect(all_done)
    with pytest.raises(InvalidRequestError, match="concurrency must be an integer of 1 or more"):
        side.add(numbers(1), concurrency=concurrency)
    assert [] == side.server.sent


@both_sides
def test_wrong_id_is_refused_even_without_numbers(connect: type[Side]) -> None:
    """The id is looked at first, whatever the numbers are."""
    side = connect(all_done)
    with pytest.raises(InvalidPathParameter, match="must not be empty"):
        side.call("add", "", [])
    assert [] == side.server.sent


def test_every_kind_of_iterable_will_do() -> None:
    """A list, a tuple, a generator or a set of texts are all numbers."""

    def generated() -> Iterator[str]:
        yield from numbers(3)

    assert numbers(3) == given_numbers(numbers(3)) == given_numbers(tuple(numbers(3)))
    assert numbers(3) == given_numbers(generated())
    assert set(numbers(3)) == set(given_numbers(set(numbers(3))))


@both_sides
def test_a_generator_is_accepted(connect: type[Side]) -> None:
    """What can be iterated only once is iterated once."""
    side = connect(all_done)
    account = side.add(number for number in numbers(3))
    assert [numbers(3)] == side.server.sent
    assert numbers(3) == [outcome.given for outcome in account.succeeded]


@both_sides
def test_a_text_that_is_no_number_spoils_nothing_else(connect: type[Side]) -> None:
    """It is not sent, its outcome says why, and the others are sent."""
    side = connect(all_done)
    account = side.add(["+1 555 666 0001", "bogus", "15556660002"])
    assert [["15556660001", "15556660002"]] == side.server.sent
    assert [Status.DONE, Status.NOT_SENT, Status.DONE] == [o.status for o in account.outcomes]
    assert ["15556660001", None, "15556660002"] == [o.number for o in account.outcomes]
    assert "'bogus' is not a number of 7 to 15 digits" == account.outcomes[1].reason


@both_sides
def test_nothing_but_bogus_sends_nothing(connect: type[Side]) -> None:
    """Without a single number there is no request."""
    side = connect(all_done)
    account = side.add(["bogus", ""])
    assert [] == side.server.sent
    assert 2 == len(account.not_sent) == len(account.failed)


@both_sides
def test_one_number_in_several_forms_is_sent_once(connect: type[Side]) -> None:
    """Duplicates are one number for the server, and one outcome each for the caller."""
    side = connect(all_done)
    given_texts = ["+1 555 666 0001", "15556660001", "15556660002", "1-555-666-0001"]
    account = side.add(given_texts)
    assert [["15556660001", "15556660002"]] == side.server.sent
    assert given_texts == [outcome.given for outcome in account.outcomes]
    assert 4 == len(account.succeeded)


@both_sides
def test_a_number_list_is_the_operation_itself(connect: type[Side]) -> None:
    """With a model of the request, a call is one request, and gives the model of its answer."""
    side = connect(all_done)
    body = models.NumberList(numbers=["15556660001"])
    for method in ("add", "remove"):
        assert models.BulkResult(numbers=["15556660001"]) == side.call(method, ENGAGEMENT, body)
    assert [["15556660001"]] * 2 == side.server.sent
