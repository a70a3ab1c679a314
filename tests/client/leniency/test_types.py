"""What is null, of another type or of an unknown value is kept as it came, and told of."""

from __future__ import annotations

import uuid
from collections.abc import Mapping  # noqa: TC003 - the examination reads the hints
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

import pytest
from attrs import define
from attrs import field as _field

from messaging_engagement.quirks.examining import examine
from messaging_engagement_api import UNSET, Unset, models
from messaging_engagement_api.codec import Model, OpenIntEnum
from tests.client.leniency.answering import deviating, example, inspected

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("display_name", None, "null where the description has text"),
        ("phone", 15556660001, "an integer where the description has text"),
        ("postal_code", 7733.5, "a number where the description has text"),
        ("city", True, "true or false where the description has text"),
        ("website", ["https://vonage.com"], "an array where the description has text"),
        ("email", {"value": "a@b.c"}, "an object where the description has text"),
        ("identity_id", None, "null where the description has text"),
        ("created_date", 1577941934, "an integer where the description has text"),
        ("entity_type", None, "null where the description has text"),
        ("brand_relationship", 5, "an integer where the description has text"),
        ("_links", None, "null where the description has an object"),
        ("_links", [], "an array where the description has an object"),
    ],
)
def test_another_type_than_described(field: str, value: object, message: str) -> None:
    """The value is kept, and the deviation says what it is and what it should be."""
    body = {**example("getIdentity"), field: value}
    identity, (deviation,) = deviating("getIdentity", 200, body)
    assert (None, f"/{field}", message) == (deviation.quirk, deviation.path, deviation.message)
    assert value == identity.to_dict()[field]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("age_gated", "false", "text where the description has true or false"),
        ("age_gated", 0, "an integer where the description has true or false"),
        ("sub_use_cases", "2FA", "text where the description has an array"),
        ("sub_use_cases", None, "null where the description has an array"),
    ],
)
def test_other_types_in_an_engagement(field: str, value: object, message: str) -> None:
    """The same holds for booleans and arrays."""
    body = {**example("getEngagement"), field: value}
    engagement, (deviation,) = deviating("getEngagement", 200, body)
    assert (f"/{field}", message) == (deviation.path, deviation.message)
    assert value == engagement.to_dict()[field]


@pytest.mark.parametrize("value", [True, "10", 10.0, None, []])
def test_a_count_that_is_no_integer(value: object) -> None:
    """Neither true nor "10" is a count of pages, and nothing is computed from it."""
    _, deviations = deviating(
        "listIdentities", 200, {**example("listIdentities"), "page_size": value}
    )
    assert ["/page_size"] == [deviation.path for deviation in deviations]


def test_items_are_looked_at_one_by_one() -> None:
    """Of a page, the first item that deviates in some way is named, each way once."""
    body = example("listIdentities")
    one = body["_embedded"]["identities"][0]
    items: list[Any] = [
        one,
        None,
        {**one, "city": 1},
        {**one, "city": 2},
        {**one, "city": None},
        "x",
    ]
    body["_embedded"]["identities"] = items
    body["total_items"] = len(items)
    page, places = inspected("listIdentities", 200, body)
    path = "/_embedded/identities"
    assert [(None, f"{path}/1"), (None, f"{path}/2/city")] == places
    assert items == page.to_dict()["_embedded"]["identities"]


def test_numbers_that_are_no_text() -> None:
    """An integer among the numbers is kept, and told of by its place."""
    result, deviations = deviating("addNumbers", 200, {"numbers": ["15556660001", 15556660002]})
    told = [(deviation.path, deviation.message) for deviation in deviations]
    assert [("/numbers/1", "an integer where the description has text")] == told
    assert ["15556660001", 15556660002] == result.numbers


def test_links_of_other_types() -> None:
    """A link that is its URL alone, or whose href is some other object, is kept."""
    links = {"self": "https://api.nexmo.com/x", "engagements": {"href": {"url": "x"}}}
    body = {**example("getIdentity"), "_links": links}
    identity, places = inspected("getIdentity", 200, body)
    assert [(None, "/_links/self"), (None, "/_links/engagements/href")] == places
    assert links == identity.to_dict()["_links"]


def test_unknown_fields_elsewhere_are_no_deviation() -> None:
    """The description leaves its objects open; only of resources does the ledger tell more."""
    body = example("listNumbers")
    body["took"] = 3
    body["_embedded"]["more"] = "x"
    body["_links"]["curies"] = [{"href": "/x"}]
    page, places = inspected("listNumbers", 200, body)
    assert [] == places
    assert body == page.to_dict()


def test_unknown_values_are_values() -> None:
    """A value that nobody named is told of with the value, and compares like its text."""
    body = {**example("getIdentity"), "entity_type": "GOVERNMENT"}
    identity, (deviation,) = deviating("getIdentity", 200, body)
    assert "'GOVERNMENT'" == deviation.found
    assert identity.entity_type == "GOVERNMENT"


def test_what_is_shown_of_a_value_is_short() -> None:
    """A report does not repeat a novel."""
    body = {**example("getIdentity"), "entity_type": "X" * 1000}
    _, (deviation,) = deviating("getIdentity", 200, body)
    assert len(deviation.found) < 70


@pytest.mark.parametrize("result", [None, [], {}, "text", b"bytes", 1])
def test_what_is_no_model_has_no_deviations(result: object) -> None:
    """An operation may give nothing, or what its description leaves open."""
    assert [] == examine(result)


def test_answer_without_a_body() -> None:
    """A deletion gives nothing, and there is nothing to look at."""
    assert (None, []) == inspected("deleteEngagement", 204, None)
    assert (None, [(None, "")]) == inspected("deleteEngagement", 200, {"deleted": True})


class Level(OpenIntEnum):
    """An enum of integers."""

    LOW = 1


@define(kw_only=True, repr=False)
class Trial(Model):
    """A model that has a field of every type that a description may have."""

    _names: ClassVar[Mapping[str, str]] = {
        name: name for name in ("any", "level", "ratio", "const", "when", "id", "either", "mapped")
    }
    any: Any = UNSET
    level: Level | Unset = UNSET
    ratio: float | Unset = UNSET
    const: Literal["a", "b"] | Unset = UNSET
    when: datetime | Unset = UNSET
    id: uuid.UUID | Unset = UNSET
    either: list[str] | list[int] | Any | None = UNSET
    mapped: dict[str, Trial] | list[str] | list[int] | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=dict[str, Any])


@define(kw_only=True, repr=False)
class Bare(Model):
    """A model without a field of its own."""

    _names: ClassVar[Mapping[str, str]] = {}
    additional_properties: dict[str, Any] = _field(factory=dict[str, Any])


ANYTHING: Any = object()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"any": ANYTHING, "either": ANYTHING},
        {"level": Level.LOW, "ratio": 1, "const": "a"},
        {"ratio": 1.5, "when": datetime(2020, 1, 2, tzinfo=UTC)},
        {"id": uuid.UUID(int=1)},
        {"mapped": {"x": Bare()}},
        {"mapped": ["x", 1]},
        {"mapped": []},
    ],
)
def test_other_descriptions_need_no_line_here(values: dict[str, Any]) -> None:
    """Whatever types the next description has, a value of them is none to tell of."""
    assert [] == examine(Trial(**values))
    assert [] == examine(Bare())


@pytest.mark.parametrize(
    ("values", "path", "message"),
    [
        ({"level": Level(9)}, "/level", "a value that the description does not name"),
        ({"level": "9"}, "/level", "text where the description has an integer"),
        ({"ratio": "1"}, "/ratio", "text where the description has a number or an integer"),
        ({"when": "soon"}, "/when", "text where the description has datetime"),
        ({"const": 1}, "/const", "an integer where the description has text"),
        ({"mapped": [1.5]}, "/mapped/0", "a number where the description has an integer or text"),
        ({"mapped": 1}, "/mapped", "an integer where the description has an array or an object"),
    ],
)
def test_deviations_from_other_descriptions(
    values: dict[str, Any], path: str, message: str
) -> None:
    """Any other value is told of, in the words of JSON."""
    (deviation,) = examine(Trial(**values))
    assert (path, message) == (deviation.path, deviation.message)


def test_combinations_are_forgotten_when_there_are_too_many() -> None:
    """What is remembered of a place has a bound, and beyond it all is still found."""
    names = [name for name in IDENTITY if name not in {"identity_id", "state"}][:10]
    for number in range(2**10):
        body = example_without(names, number)
        assert [] == inspected("getIdentity", 200, body)[1]
    _, places = inspected("getIdentity", 200, {**example_without(names, 1023), "state": None})
    assert [(None, "/state")] == places


IDENTITY = example("getIdentity")


def example_without(names: list[str], number: int) -> Json:
    """Leave some of the fields of an identity out."""
    left_out = {name for bit, name in enumerate(names) if number >> bit & 1}
    return {name: value for name, value in IDENTITY.items() if name not in left_out}


def test_every_model_of_an_answer_can_be_examined() -> None:
    """There is no model that the examination does not understand."""
    for kind in vars(models).values():
        if isinstance(kind, type) and issubclass(kind, Model):
            examine(kind.from_dict({}))
