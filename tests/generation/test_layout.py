"""The order of keys: that of reading, and nothing but the order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.layout import MAPS, ORDER, VALUES, ordered

KEYS = st.sampled_from([*ORDER, *MAPS, *VALUES, "x-other"]) | st.text(max_size=3)
NODES = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(NODES)
def test_nothing_but_the_order_changes(node: Any) -> None:
    """Whatever the document is; and what is in order stays in order."""
    assert node == ordered(node)
    assert str(ordered(node)) == str(ordered(ordered(node)))


def test_what_something_is_comes_before_what_it_holds() -> None:
    """Unknown keys come last, in the order that they have."""
    node: dict[str, Any] = {
        "x-b": 1,
        "properties": {},
        "x-a": 2,
        "type": "object",
        "description": "A thing",
    }
    assert ["description", "type", "properties", "x-b", "x-a"] == list(ordered(node))


@pytest.mark.parametrize("name", ["properties", "paths", "schemas", "parameters", "links"])
def test_names_keep_their_order(name: str) -> None:
    """They are the document's own, even where they are words of OpenAPI; objects are ordered."""
    node = {name: {"type": {"type": "string", "title": "T"}, "title": {}, "a": {}}}
    assert ["type", "title", "a"] == list(ordered(node)[name])
    assert ["title", "type"] == list(ordered(node)[name]["type"])


def test_parameters_may_be_a_list() -> None:
    """Then they are objects in their order."""
    (first, second) = ordered({"parameters": [{"in": "query", "name": "b"}, {"name": "a"}]})[
        "parameters"
    ]
    assert (["name", "in"], {"name": "a"}) == (list(first), second)


@pytest.mark.parametrize("key", sorted(VALUES))
def test_data_keeps_its_order(key: str) -> None:
    """A key of an example means what the example means by it."""
    data = {"type": "x", "title": "y", "in": [{"type": 1, "name": 2}]}
    assert str(data) == str(ordered({key: data})[key])


def test_statuses_are_sorted() -> None:
    """Answers of an operation are in the order of their statuses; named answers are not."""
    by_status: dict[str, Any] = {"default": {}, "404": {}, "4XX": {}, "200": {}}
    assert ["200", "404", "4XX", "default"] == list(ordered({"responses": by_status})["responses"])
    by_name: dict[str, Any] = {"NotFound": {}, "Created": {}}
    assert ["NotFound", "Created"] == list(ordered({"responses": by_name})["responses"])
