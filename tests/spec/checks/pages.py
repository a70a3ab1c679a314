"""Lists: what is on a page, how it is asked for, what it says of itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .reading import (
    Object,
    Operation,
    body_examples,
    examples_in,
    includes,
    operations,
    properties,
    schemas,
)
from .registry import Document, check

if TYPE_CHECKING:
    from collections.abc import Iterator

NEIGHBOURS = ("self", "first", "prev", "next", "last")
COUNTS = ("page_size", "page", "total_pages", "total_items")


@check
def collections_are_named_for_their_items(document: Document) -> Iterator[str]:
    """A page embeds one array, under the plural noun that its path and its tag have too."""
    for operation, media in _lists(document):
        noun = operation.path.rsplit("/", 1)[-1]
        if operation.noun != noun:
            yield f"{operation} is tagged {operation.noun}"
        embedded = properties(document, media["schema"])["_embedded"]
        fields = properties(document, embedded)
        if list(fields) != [noun] or fields[noun].get("type") != "array":
            yield f"{operation} embeds {', '.join(fields) or 'nothing'} by its schema"
        for value in examples_in(media).values():
            if list(value["_embedded"]) != [noun]:
                yield f"{operation} embeds {', '.join(value['_embedded'])} in its example"


@check
def pages_link_to_their_neighbours(document: Document) -> Iterator[str]:
    """A page may have links to itself and to the first, previous, next and last page."""
    for operation, media in _lists(document):
        links = properties(document, properties(document, media["schema"]).get("_links", {}))
        for name in NEIGHBOURS:
            if not includes(document, links.get(name, {}), "Link"):
                yield f"{operation} has no link {name}"


@check
def page_examples_add_up(document: Document) -> Iterator[str]:
    """The counts of an example agree: with each other, and with the items on that page."""
    shown = [(place, value) for place, _, value in body_examples(document)]
    for place, schema in schemas(document):
        fields = schema.get("properties", {})
        if set(COUNTS) <= set(fields):
            shown.append((place, {name: field["example"] for name, field in fields.items()}))
    for place, value in shown:
        if set(COUNTS) <= set(value):
            size, page, pages, total = (value[name] for name in COUNTS)
            if pages != max(1, math.ceil(total / size)) or not 1 <= page <= pages:
                yield f"{place}: page {page} of {pages}, with {total} items at {size} a page"
            for items in value.get("_embedded", {}).values():
                if len(items) != min(size, total - (page - 1) * size):
                    yield f"{place}: {len(items)} items on page {page} of {pages}, {total} in all"


@check
def page_is_described_as_a_number(document: Document) -> Iterator[str]:
    """What is called page says that it is a number, from 1, and not an offset."""
    described = {place: it for place, it in schemas(document) if place.endswith(".page")}
    for operation, _ in _lists(document):
        described |= {str(operation): it for it in operation.query if it["name"] == "page"}
    for place, it in described.items():
        text = it.get("description", "").lower()
        if "number of" not in text or "from 1" not in text or "offset" in text:
            yield f"{place}: page is described as {it.get('description')!r}"


@check
def pages_can_be_asked_for(document: Document) -> Iterator[str]:
    """Whatever answers with a page takes its number and its size, from 1, and may refuse them."""
    for operation, _ in _lists(document):
        bounds = {it["name"]: it["schema"] for it in operation.query}
        for name in ("page", "page_size"):
            if bounds.get(name, {}).get("minimum") != 1:
                yield f"{operation} does not take {name} from 1"
        if "400" not in operation.responses:
            yield f"{operation} cannot refuse a page"


@check
def prose_tells_of_the_filter(document: Document) -> Iterator[str]:
    """A list that can be filtered says so: it tells of all, and of those of one resource."""
    for operation, _ in _lists(document):
        for parameter in operation.query:
            noun = parameter["name"].removesuffix("_id")
            if parameter["name"] != noun and f"one {noun}" not in operation.description:
                yield f"{operation} does not tell of those of one {noun}"
        for answer in operation.successes.values():
            if "associated with" in answer["description"]:
                yield f"{operation} is said to answer with the filtered ones alone"


def _lists(document: Document) -> Iterator[tuple[Operation, Object]]:
    """Give the operations that answer with a page, and that answer."""
    for operation in operations(document):
        for _, media in operation.answers:
            if "_embedded" in properties(document, media["schema"]):
                yield operation, media
