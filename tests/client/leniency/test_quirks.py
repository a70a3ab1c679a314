"""Every quirk of the ledger that can show in an answer is read without loss, and told by its id."""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from attrs import field, frozen

from messaging_engagement import DeviationError
from tests.client.leniency.answering import (
    CALLS,
    Side,
    both_sides,
    deviating,
    example,
    examples,
    inspected,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]

UUID_LINK = "/v1/messaging-engagement/identities/5782db87-a867-4ccd-a0b5-1b7203cc438c"
URL = "https://api.nexmo.com/v1/messaging-engagement"


@frozen
class Case:
    """An answer with one quirk.

    Attributes:
        quirk: The id of the quirk.
        operation: The operation whose answer it is.
        path: Where the quirk is told to be.
        change: Makes the quirk out of the clean example.
        status: The status of the answer; by default the one that the description has.
        walks: Whether a list can be walked with it.
    """

    quirk: str
    operation: str
    path: str
    change: Callable[[Json], object] = field(default=lambda _: None)
    status: int | None = None
    walks: bool = True

    def answer(self) -> tuple[int, Json | None]:
        """Give the status and the body of the answer."""
        known = examples(self.operation)
        status, body = next(iter(known.items()))
        self.change(body)
        return self.status or status, body

    def __str__(self) -> str:
        return f"{self.quirk}-{self.operation}-{self.path}"


def setting(*path: str | int, to: Any) -> Callable[[Json], None]:
    """Make a change that sets a value."""

    def change(body: Any) -> None:
        for name in path[:-1]:
            body = body[name]
        body[path[-1]] = to

    return change


def renaming(*path: str | int, to: str) -> Callable[[Json], None]:
    """Make a change that calls a field something else."""

    def change(body: Any) -> None:
        for name in path[:-1]:
            body = body[name]
        body[to] = body.pop(path[-1])

    return change


def removing(*path: str | int) -> Callable[[Json], None]:
    """Make a change that removes a field."""

    def change(body: Any) -> None:
        for name in path[:-1]:
            body = body[name]
        del body[path[-1]]

    return change


def misplacing_links(body: Json) -> None:
    """Put the links of a page among its items."""
    body["_embedded"]["_links"] = body.pop("_links")


def emptying(body: Json) -> None:
    """Make a page that says that there is nothing, and has no collection for it."""
    body.update(total_items=0)
    del body["_embedded"]


FIRST_IDENTITY = ("_embedded", "identities", 0)
CASES = [
    Case("Q01", "getIdentity", "/entity_type", setting("entity_type", to="PUBLIC_PROFIC")),
    Case(
        "Q02",
        "getIdentity",
        "/_links/engagements/href",
        setting(
            *("_links", "engagements", "href"),
            to="https://api.nexmo.com/v1/messaging-envagement/engagements?identity_id=BLQKOPK",
        ),
    ),
    Case(
        "Q03",
        "getIdentity",
        "/_links/engagements/href",
        setting("_links", "engagements", "href", to=f"{URL}/engagements/?identity_id=BLQKOPK"),
    ),
    Case(
        "Q05",
        "listEngagements",
        "/_embedded/brands",
        renaming("_embedded", "engagements", to="brands"),
    ),
    Case(
        "Q06",
        "listIdentities",
        "/_embedded/brands",
        renaming("_embedded", "identities", to="brands"),
    ),
    Case("Q08", "listNumbers", "/_embedded/_links", misplacing_links),
    Case(
        "Q09",
        "addNumbers",
        "/_links/engagement/href",
        setting("_links", "engagement", "href", to={"value": f"{URL}/engagements/C1DEB879"}),
    ),
    Case(
        "Q09",
        "listIdentities",
        "/_embedded/identities/0/_links/self/href",
        setting(*FIRST_IDENTITY, "_links", "self", "href", to={"value": f"{URL}/x/BLQKOPK"}),
    ),
    Case(
        "Q10",
        "removeNumbers",
        "/_links/engagement/href",
        setting("_links", "engagement", "href", to=f"{URL}/engagements/C1DEB879/"),
    ),
    Case(
        "Q11",
        "getEngagement",
        "/_links/self/href",
        setting("_links", "self", "href", to="/v1/messaging-engagement/engagements/C1DEB879"),
    ),
    Case(
        "Q12",
        "getIdentity",
        "/_links/self/href",
        setting("_links", "self", "href", to=f"https://api.nexmo.com{UUID_LINK}"),
    ),
    Case(
        "Q20",
        "getIdentity",
        "/brand_relationship",
        setting("brand_relationship", to="DIAMOND_ACCOUNT"),
    ),
    Case("Q26", "addNumbers", "", status=201),
    Case("Q26", "removeNumbers", "", status=202),
    Case("Q30", "createIdentity", "", status=200),
    Case("Q30", "createEngagement", "", status=200),
    Case("Q32", "getIdentity", "/created_date", setting("created_date", to="2020-01-02T05:12:14Z")),
    Case(
        "Q32",
        "listIdentities",
        "/_embedded/identities/0/last_updated",
        setting(*FIRST_IDENTITY, "last_updated", to="yesterday"),
    ),
    Case(
        "Q33", "getEngagement", "/last_updated", setting("last_updated", to="2020-01-02 05:12:14")
    ),
    Case("Q33", "getEngagement", "/created_date", setting("created_date", to="string")),
    Case("Q34", "listIdentities", "/total_pages", setting("total_pages", to=100), walks=False),
    Case("Q35", "listIdentities", "/page", setting("page", to=0), walks=False),
    Case("Q36", "listNumbers", "/total_pages", setting("total_pages", to=0)),
    Case(
        "Q37",
        "listIdentities",
        "/_links/previous",
        setting("_links", to={"previous": {"href": f"{URL}/identities?page=1"}}),
    ),
    Case(
        "Q38",
        "listNumbers",
        "/_embedded/numbers/1",
        setting("_embedded", "numbers", 1, to="+15556660002"),
    ),
    Case("Q38", "addNumbers", "/numbers/0", setting("numbers", 0, to="+1 555 666 0001")),
    Case(
        "Q43",
        "getEngagement",
        "/_links/numbers/href",
        setting("_links", "numbers", "href", to="string"),
    ),
    Case("Q44", "getEngagement", "/sample_five", setting("sample_five", to="Another")),
    Case("Q45", "getEngagement", "/status", setting("status", to="ACTIVE")),
    Case("Q45", "getIdentity", "/vetting_score", setting("vetting_score", to={"score": 75.5})),
    Case("Q50", "getIdentity", "/identity_id", removing("identity_id")),
    Case("Q50", "addNumbers", "/numbers", removing("numbers")),
    Case("Q50", "getEngagement", "/_links/self/href", removing("_links", "self", "href")),
    Case("Q50", "listNumbers", "/_embedded/numbers", emptying),
    Case("Q56", "getIdentity", "/entity_type", setting("entity_type", to="SOLE_PROPRIETOR")),
    Case(
        "Q59",
        "getEngagement",
        "/subscriber_opt_in",
        renaming("subscriber_optin", to="subscriber_opt_in"),
    ),
    Case("Q59", "getEngagement", "/usecase", renaming("use_case", to="usecase")),
]

NOT_IN_AN_ANSWER = {
    "of requests": "Q04 Q07 Q16 Q17 Q18 Q21 Q22 Q23 Q24 Q29 Q55 Q57 Q60",
    "of answers that are errors, and raised as such": "Q25 Q58 Q65 Q67 Q68",
    "of what the account itself has written": "Q19 Q39 Q53 Q54",
    "of the words and the form of the description": (
        "Q13 Q14 Q15 Q27 Q28 Q31 Q40 Q41 Q42 Q46 Q47 Q48 Q49 Q51 Q52"
        " Q61 Q62 Q63 Q64 Q66 Q69 Q70 Q71 Q72"
    ),
}
"""Quirks that no answer of class 2xx can show, by what they are of. Q58 has a test below, too."""

each_case = pytest.mark.parametrize("case", CASES, ids=str)


def leaves(value: Any) -> Iterator[str]:
    """Give all the values in a JSON value that are not made of others."""
    children: Any = value.values() if hasattr(value, "values") else value
    if hasattr(value, "values") or hasattr(value, "append"):
        for child in children:
            yield from leaves(child)
    else:
        yield json.dumps(value)


def test_every_quirk_of_the_ledger_has_a_case_or_a_reason() -> None:
    """A new quirk of the ledger needs a case here, or a place among those that need none."""
    text = resources.files("messaging_engagement_api").joinpath("quirks.json").read_text("utf-8")
    ledger = {entry["id"] for entry in json.loads(text)}
    without = {quirk for quirks in NOT_IN_AN_ANSWER.values() for quirk in quirks.split()}
    cases = {case.quirk for case in CASES}
    assert ledger == cases | without
    assert set() == cases & without


def test_every_operation_with_a_body_has_a_call() -> None:
    """The calls of these tests are of operations that the description has."""
    assert [] == [name for name in CALLS if name != "deleteEngagement" and not examples(name)]


@each_case
def test_quirk_is_told_with_its_place(case: Case) -> None:
    """The one thing that is told of the answer is the quirk, at its place."""
    _, places = inspected(case.operation, *case.answer())
    assert [(case.quirk, case.path)] == places


@each_case
def test_nothing_is_lost(case: Case) -> None:
    """Every value of the answer is in the result."""
    status, body = case.answer()
    sent = Counter(leaves(body))
    result, _ = inspected(case.operation, status, body)
    assert sent == Counter(leaves(result.to_dict()))


@pytest.mark.parametrize("case", [case for case in CASES if case.walks], ids=str)
@both_sides
def test_clients_tell_of_it_and_go_on(connect: type[Side], case: Case) -> None:
    """A client gives its result all the same, and tells its hook."""
    told = connect().call(case.operation, *case.answer())
    assert [(case.quirk, case.path)] == told.places
    assert [case.operation] == [deviation.operation_id for deviation in told.deviations]
    if case.operation.startswith("list"):
        expected = [] if case.change is emptying else items_of(example(case.operation))
        assert len(expected) == len(told.result)
    else:
        assert told.result.parsed is not None


def items_of(page: Json) -> list[Any]:
    """Give the items of a page, whatever they are called."""
    held: Json = page["_embedded"]
    (name,) = held.keys() & {"identities", "engagements", "brands", "numbers"}
    items: list[Any] = held[name]
    return items


@each_case
@both_sides
def test_strict_clients_raise_instead(connect: type[Side], case: Case) -> None:
    """With ``strict=True`` the answer is an error that names the quirk and the place."""
    with pytest.raises(DeviationError) as caught:
        connect(strict=True).call(case.operation, *case.answer())
    assert f"({case.quirk})" in str(caught.value)
    assert (case.path or "/") in str(caught.value)


def test_errors_of_a_207_may_have_the_shape_of_a_400() -> None:
    """The array that belongs into a 400 is kept as it came (Q58)."""
    body = examples("addNumbers")[207]
    body["errors"] = [{"title": "In use", "numbers": ["15556660002"]}]
    result, places = inspected("addNumbers", 207, body)
    assert [("Q58", "/errors")] == places
    assert body["errors"] == result.errors


@pytest.mark.parametrize("operation", sorted(CALLS))
@both_sides
def test_published_examples_are_read(connect: type[Side], operation: str) -> None:
    """What the page itself shows as an answer is read, whatever is odd about it."""
    for status, body in examples(operation, name="overrides/spec/published.yaml").items():
        if operation.startswith("list"):
            body.update(page=1, total_pages=1, total_items=len(items_of(body)))
        told = connect().call(operation, status, body)
        assert told.result
        assert {quirk for quirk, _ in told.places} <= {case.quirk for case in CASES}


@pytest.mark.parametrize(
    ("operation", "quirks"),
    [
        ("listIdentities", "Q02 Q03 Q06 Q34"),
        ("getIdentity", "Q02 Q03 Q11 Q12"),
        ("listEngagements", "Q05 Q33 Q34 Q43"),
        ("getEngagement", "Q11 Q12 Q33 Q43"),
        ("listNumbers", "Q08 Q09 Q10 Q34"),
        ("addNumbers", "Q09 Q10 Q26"),
    ],
)
def test_quirks_of_the_published_examples(operation: str, quirks: str) -> None:
    """The quirks that the ledger finds on the page are those that are told of its examples."""
    status, body = next(iter(examples(operation, name="overrides/spec/published.yaml").items()))
    _, places = inspected(operation, status, body)
    assert sorted(quirks.split()) == sorted({str(quirk) for quirk, _ in places})


def test_several_quirks_at_one_place_are_all_told() -> None:
    """The link of the page is misspelt, has a slash too many, and may be relative as well."""
    body = example("getIdentity")
    href = "/v1/messaging-envagement/engagements/?identity_id=BLQKOPK"
    body["_links"]["engagements"]["href"] = href
    _, places = inspected("getIdentity", 200, body)
    path = "/_links/engagements/href"
    assert [("Q02", path), ("Q03", path), ("Q11", path)] == places


def test_a_placeholder_is_no_other_id() -> None:
    """The self link that says "string" is told of once."""
    body = example("getIdentity")
    body["_links"]["self"]["href"] = "string"
    assert [("Q43", "/_links/self/href")] == inspected("getIdentity", 200, body)[1]


@pytest.mark.parametrize("text", ["15556660001x", "", "123", "(555) 666", "1" * 16])
def test_numbers_that_are_none(text: str) -> None:
    """A number in any other form than 7 to 15 digits is told of; the number is not shown."""
    _, deviations = deviating("addNumbers", 200, {"numbers": ["15556660001", text]})
    assert [("Q38", "/numbers/1")] == [(one.quirk, one.path) for one in deviations]
    assert "" == deviations[0].found
