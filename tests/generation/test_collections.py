"""Which operations give a list page by page, and where its items are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generation import naming
from generation.collections import Collection, Collections
from generation.parsing import parse
from tests.generation.descriptions import config, description, query, reading

if TYPE_CHECKING:
    from tests.generation.checkout import Document

NUMBER: Document = {"type": "integer"}
TEXTS: Document = {"type": "array", "items": {"type": "string"}}
BOTH = query(page=NUMBER, page_size=NUMBER)
NULL: Document = {"type": "null"}


def page(**embedded: Any) -> Document:
    """Write the schema of a page that has this embedded."""
    inner = {"type": "object", "properties": embedded}
    return {"type": "object", "properties": {"_embedded": inner}}


def collection(schema: Document, *parameters: Document, method: str = "get") -> Collection | None:
    """Find the collection of an operation that gives such pages."""
    data = parse(description(reading(schema, *parameters, method=method)), config())
    (endpoint,) = naming.endpoints(data)
    return Collections(data).of(endpoint)


def test_a_collection() -> None:
    """Its key, where it is, what its items are, and what to ask for a page with."""
    found = collection(page(**{"the-things": TEXTS}), *BOTH)
    assert found is not None
    assert ("the-things", "field_embedded", "the_things") == (
        *(found.key, found.holder, found.attribute),
    )
    assert ("str", "str", "page, page_size") == (
        *(found.item_type, found.method_item_type, found.pages),
    )


def test_items_that_are_models() -> None:
    """A resource class names them by their module, and an operation imports them."""
    items = {"type": "array", "items": {"type": "object", "properties": {"a": NUMBER}}}
    found = collection(page(things=items), *BOTH)
    assert found is not None
    assert f"models.{found.item_type}" == found.method_item_type
    assert any(line.endswith(f"import {found.item_type}") for line in found.imports)


@pytest.mark.parametrize(
    "schema",
    [
        page(things={"oneOf": [TEXTS, NULL]}, total=NUMBER),
        {"type": "object", "properties": {"_embedded": {"oneOf": [
            {"type": "object", "properties": {"things": TEXTS}}, NULL]}}},
        {"allOf": [{"type": "object", "properties": {"page": NUMBER}}, page(things=TEXTS)]},
    ],
    ids=["array or null", "object or null", "all of two"],
)  # fmt: skip
def test_what_is_a_page(schema: Document) -> None:
    """What may also be null counts as what it is otherwise."""
    found = collection(schema, *BOTH)
    assert found is not None
    assert "things" == found.key


@pytest.mark.parametrize(
    "schema",
    [
        page(),
        page(things=NUMBER),
        page(things=TEXTS, others=TEXTS),
        page(things={"oneOf": [TEXTS, NUMBER]}),
        {"type": "object", "properties": {"_embedded": TEXTS}},
        {"type": "object", "properties": {"embedded": page(things=TEXTS)}},
        TEXTS,
        {"type": "string"},
        {},
    ],
)
def test_what_is_no_page(schema: Document) -> None:
    """There is no array, or there are two; or there is nothing embedded."""
    assert collection(schema, *BOTH) is None


@pytest.mark.parametrize(
    "parameters",
    [
        [],
        query(page=NUMBER),
        query(page_size=NUMBER),
        query(page={"type": "string"}, page_size=NUMBER),
        query(page=NUMBER, page_size={"type": "boolean"}),
        query(page=NUMBER, page_size=TEXTS),
        [*query(page=NUMBER), {**query(page_size=NUMBER)[0], "required": True}],
        [*query(page=NUMBER), {**query(page_size=NUMBER)[0], "in": "header"}],
    ],
)
def test_operations_that_cannot_be_asked_for_a_page(parameters: list[Document]) -> None:
    """Both parameters must be there, be numbers, and the size be left to the server."""
    assert collection(page(things=TEXTS), *parameters) is None


@pytest.mark.parametrize("kind", [NUMBER, {"type": "number"}, {"type": ["integer", "null"]}, {}])
def test_numbers_of_pages(kind: Document) -> None:
    """Whatever takes an integer will do."""
    assert collection(page(things=TEXTS), *query(page=kind, page_size=kind)) is not None


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_methods_that_change_something(method: str) -> None:
    """Only a GET is repeated for each page."""
    assert collection(page(things=TEXTS), *BOTH, method=method) is None


def test_two_kinds_of_answers() -> None:
    """It is not known which of them a page is."""
    paths = reading(page(things=TEXTS), *BOTH)
    answers = paths["/a"]["get"]["responses"]
    answers["206"] = {"description": "", "content": {"application/json": {"schema": TEXTS}}}
    data = parse(description(paths), config())
    (endpoint,) = naming.endpoints(data)
    assert Collections(data).of(endpoint) is None
