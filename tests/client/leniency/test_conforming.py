"""An answer that is as the description says is read unchanged, and nothing is told of it."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging_engagement.quirks.mending import mend
from tests.client.leniency.answering import CALLS, both_sides, example, examples, inspected

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from tests.client.leniency.answering import Side

Json = dict[str, Any]
URL = "https://api.nexmo.com/v1/messaging-engagement"

checked = settings(derandomize=True, database=None, deadline=None, max_examples=40)
texts = st.text(max_size=8)
ids = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=7, max_size=8)
numbers = st.from_regex(r"[0-9]{7,15}", fullmatch=True)
moments = st.datetimes()


def links(**hrefs: str) -> Json:
    """Write links."""
    return {name: {"href": href} for name, href in hrefs.items()}


@st.composite
def identities(draw: st.DrawFn) -> Json:
    """Make an identity as the description has it, with any of the fields that may be absent."""
    own = draw(ids)
    names = [name for name, value in example("getIdentity").items() if isinstance(value, str)]
    kinds = ["INDIVIDUAL", "PRIVATE_PROFIT", "NON_PROFIT", "PUBLIC_PROFIT"]
    accounts = [f"{size}_ACCOUNT" for size in ("BASIC", "SMALL", "MEDIUM", "LARGE", "KEY")]
    special: Json = {
        "identity_id": st.just(own),
        "entity_type": st.sampled_from(kinds),
        "brand_relationship": st.sampled_from(accounts),
        "created_date": moments.map(lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S").zfill(19)),
        "last_updated": moments.map(lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S").zfill(19)),
        "_links": st.just(
            links(
                self=f"{URL}/identities/{own}", engagements=f"{URL}/engagements?identity_id={own}"
            )
        ),
    }
    fields = {name: special.get(name, texts) for name in [*names, "_links"]}
    optional = {name: made for name, made in fields.items() if name != "identity_id"}
    return draw(st.fixed_dictionaries({"identity_id": special["identity_id"]}, optional=optional))


@st.composite
def engagements(draw: st.DrawFn) -> Json:
    """Make an engagement as the description has it."""
    own = draw(ids)
    moment = moments.map(lambda one: one.isoformat(timespec="milliseconds") + "Z")
    fields: Json = {
        name: st.booleans() if isinstance(value, bool) else texts
        for name, value in example("getEngagement").items()
    }
    required = {"engagement_id": st.just(own), "identity_id": ids}
    fields |= {
        "sub_use_cases": st.lists(texts, max_size=3),
        "created_date": moment,
        "last_updated": moment,
        "_links": st.just(
            links(self=f"{URL}/engagements/{own}", numbers=f"{URL}/engagements/{own}/numbers")
        ),
    }
    optional = {name: made for name, made in fields.items() if name not in required}
    return draw(st.fixed_dictionaries(required, optional=optional))


def pages(name: str, items: SearchStrategy[Any]) -> SearchStrategy[Json]:
    """Make a page as the description has it."""

    def page(held: list[Any], size: int, others: int, linked: bool) -> Json:  # noqa: FBT001 - Hypothesis draws it
        total = len(held) + others
        body: Json = {
            "page_size": size,
            "page": 1,
            "total_pages": max(1, -(-total // size)),
            "total_items": total,
            "_embedded": {name: held},
        }
        url = f"{URL}/{name}?page"
        pages = links(self=f"{url}=1", first=f"{url}=1", next=f"{url}=2", last=f"{url}=9")
        return {**body, "_links": pages} if linked else body

    counts = st.integers(1, 100), st.integers(0, 1000)
    return st.builds(page, st.lists(items, max_size=4), *counts, st.booleans())


def partial_result(bulk: Json, errors: Json) -> Json:
    """Make the answer to a bulk call that succeeded in part."""
    return {**bulk, "errors": errors}


ENGAGEMENT_LINK = links(engagement=f"{URL}/engagements/C1DEB879")
BULK = st.fixed_dictionaries(
    {"numbers": st.lists(numbers, max_size=5)}, optional={"_links": st.just(ENGAGEMENT_LINK)}
)
PROBLEM = st.fixed_dictionaries(
    {"type": texts, "title": texts, "numbers": st.lists(numbers, max_size=5)},
    optional={"detail": texts, "instance": texts},
)
ANSWERS: dict[str, tuple[int, SearchStrategy[Json]]] = {
    "getIdentity": (200, identities()),
    "createIdentity": (201, identities()),
    "getEngagement": (200, engagements()),
    "listIdentities": (200, pages("identities", identities())),
    "listEngagements": (200, pages("engagements", engagements())),
    "listNumbers": (200, pages("numbers", numbers)),
    "addNumbers": (200, BULK),
    "removeNumbers": (207, st.builds(partial_result, BULK, PROBLEM)),
}


@pytest.mark.parametrize("operation", list(ANSWERS))
@checked
@given(data=st.data())
def test_conforming_answers_are_unchanged(operation: str, data: st.DataObject) -> None:
    """Whatever a conforming answer holds, the result holds just that, and nothing is told."""
    status, bodies = ANSWERS[operation]
    body = data.draw(bodies)
    result, places = inspected(operation, status, body)
    assert [] == places
    assert body == result.to_dict()


@pytest.mark.parametrize("operation", sorted(CALLS))
@both_sides
def test_examples_of_the_description_conform(connect: type[Side], operation: str) -> None:
    """Each example of the clean description is read by a strict client."""
    for status, body in examples(operation).items():
        assert [] == connect(strict=True).call(operation, status, body).places


json_values: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("_embedded", "_links", "brands", "identities", "numbers", "href", "value"),
                    *("previous", "prev", "self", "page", "page_size", "total_pages"),
                    *("total_items", "identity_id", "created_date", "entity_type", "errors"),
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
)


@pytest.mark.parametrize("operation", list(ANSWERS))
@settings(checked, max_examples=40)
@given(body=st.dictionaries(st.sampled_from(["_embedded", "_links", "numbers"]), json_values))
def test_any_answer_can_be_inspected(operation: str, body: Json) -> None:
    """Whatever JSON an answer holds, inspecting it never raises, and each place is told once."""
    _, places = inspected(operation, ANSWERS[operation][0], body)
    assert len(places) == len(set(places))


@settings(checked, max_examples=100)
@given(body=json_values, collection=st.sampled_from([None, "identities", "numbers"]))
def test_mending_never_raises_and_mends_once(body: Any, collection: str | None) -> None:
    """What is mended needs no mending any more, and what is not a JSON object is left alone."""
    before = copy.deepcopy(body)
    told = list(mend(body, collection))
    if not told:
        assert json.dumps(before) == json.dumps(body)
    mended = copy.deepcopy(body)
    list(mend(mended, collection))
    assert json.dumps(body) == json.dumps(mended)


def test_links_in_both_places_are_all_kept() -> None:
    """Those at the top win; one that is in both places stays in both."""
    body: Json = {
        "_embedded": {"numbers": [], "_links": links(engagement="a", self="b")},
        "_links": links(self="c"),
    }
    assert ["Q08"] == [deviation.quirk for deviation in mend(body, "numbers")]
    assert links(engagement="a", self="c") == body["_links"]
    assert links(self="b") == body["_embedded"]["_links"]


@pytest.mark.parametrize("own", [None, [], "text"])
def test_links_without_a_place_to_go_stay(own: object) -> None:
    """If the top has something else under that name, nothing is moved."""
    body: Json = {"_embedded": {"numbers": [], "_links": links(self="a")}, "_links": own}
    before = copy.deepcopy(body)
    assert [] == list(mend(body, "numbers"))
    assert before == body


@pytest.mark.parametrize(
    ("embedded", "key"),
    [
        ({"campaigns": [1]}, "campaigns"),
        ({"campaigns": [1], "took": 3}, "campaigns"),
        ({"numbers": None, "items": [1]}, "items"),
    ],
)
def test_a_collection_under_any_other_key_is_found(embedded: Json, key: str) -> None:
    """If there is one array, it is the collection, whatever it is called."""
    (deviation,) = mend({"_embedded": embedded}, "numbers")
    assert (None, f"/_embedded/{key}") == (deviation.quirk, deviation.path)
    assert [1] == embedded["numbers"]


@pytest.mark.parametrize(
    "page",
    [
        {"_embedded": {"a": [1], "b": [2]}},
        {"_embedded": {}},
        {"_embedded": []},
        {"_embedded": None},
        {"total_items": 3},
        {"total_items": 0, "_embedded": {"a": [], "b": []}},
        {"total_items": 0, "_embedded": "text"},
        {"_embedded": {"numbers": "text"}},
    ],
    ids=str,
)
def test_a_collection_that_is_not_plain_is_not_guessed(page: Json) -> None:
    """Of two arrays neither is taken, and what should have items is not made empty."""
    before = copy.deepcopy(page)
    assert [] == list(mend(page, "numbers"))
    assert before == page


@pytest.mark.parametrize("embedded", [None, {}, {"numbers": None}])
def test_an_empty_list_may_be_without_its_collection(embedded: Json | None) -> None:
    """A page that says that there are no items at all has none."""
    page: Json = {"total_items": 0, "_embedded": copy.deepcopy(embedded)}
    assert ["Q50"] == [deviation.quirk for deviation in mend(page, "numbers")]
    assert [] == page["_embedded"]["numbers"]


def test_both_names_of_a_link_are_kept() -> None:
    """Where there is a prev, a previous is a link like any other."""
    body: Json = {"_embedded": {"numbers": []}, "_links": links(prev="a", previous="b")}
    before = copy.deepcopy(body)
    assert [] == list(mend(body, "numbers"))
    assert before == body
