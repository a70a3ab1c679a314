"""What values are: examples, enumerations, dates, numbers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from .reading import (
    Object,
    body_examples,
    component,
    examples,
    faults,
    is_array,
    name_of,
    objects,
    operations,
    properties,
    quoted,
    resolved,
    schemas,
    strings,
    variants,
    without,
)
from .registry import Document, check

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN_VALUES = ("alt_business_id_type", "stock_exchange", "vertical", "use_case", "sub_use_cases")
"""Fields whose values come from a list that the registry may extend."""

BUNDLES = {"MIXED": range(2, 6), "LOW_VOLUME": range(1, 6)}
"""The use cases that bundle others, and how many."""

WORDS = ("title", "description", "example")


@check
def examples_are_valid(document: Document) -> Iterator[str]:
    """Every example of a body, field, parameter or header is valid by the schema it illustrates."""
    for place, schema, value in examples(document):
        for fault in faults(document, schema, value):
            yield f"{place}: {fault}"


@check
def no_placeholders(document: Document) -> Iterator[str]:
    """No example has the name of a type where a value should be."""
    for place, _, value in examples(document):
        for inner, text in strings(value):
            if text == "string":
                yield f"{place}{inner} is a placeholder"


@check
def entity_types_agree(document: Document) -> Iterator[str]:
    """EntityType lists the constants of the variants; the discriminator leads each to its own."""
    union = component(document, "NewIdentity")
    constants = {
        properties(document, variant).get("entity_type", {}).get("const"): variant["$ref"]
        for variant in variants(document, union)
    }
    listed = component(document, "EntityType")["enum"]
    if sorted(listed) != sorted(map(str, constants)):
        yield f"EntityType lists {listed}, the variants have {list(constants)}"
    mapping = union.get("discriminator", {}).get("mapping")
    if mapping != constants:
        yield f"the discriminator maps {mapping}, the variants are {constants}"


@check
def one_field_has_one_schema(document: Document) -> Iterator[str]:
    """A field of a resource has the same schema in every request and every answer.

    But for its words, for a constant that is one of its values, and for how many items a request
    may have.
    """
    found: dict[tuple[str, str], list[Object]] = {}
    for operation in operations(document):
        for media in [operation.media, *(media for _, media in operation.answers)]:
            if media:
                for name, field in properties(document, _resource(document, media)).items():
                    found.setdefault((operation.noun, name), []).append(field)
    for (tag, name), fields in found.items():
        kinds = {_kind(field): field for field in fields if "const" not in field}
        if len(kinds) > 1:
            yield f"{name} of {tag} is {' and '.join(kinds)}"
        for field in fields:
            for other in kinds.values():
                if "const" in field and faults(document, other, field["const"]):
                    yield f"{name} of {tag} is {field['const']}, which {_kind(other)} has not"


def _resource(document: Document, media: Object) -> Object:
    """Give the schema of a body; of a page, that of its items."""
    embedded = properties(document, media["schema"]).get("_embedded", {})
    for field in properties(document, embedded).values():
        return resolved(document, field.get("items", {}))
    return dict(media["schema"])


def _kind(field: Object) -> str:
    """Write a schema down without words; of an array, that of its items."""
    return json.dumps(without(WORDS, field.get("items", field)), sort_keys=True)


@check
def references_stand_alone(document: Document) -> Iterator[str]:
    """Nothing but a description stands beside a reference, for most tools do not read on there."""
    for place, node in objects(document):
        if "$ref" in node:
            for key in set(node) - {"$ref", "description", "summary"}:
                yield f"{place}: {key} stands beside $ref"


@check
def open_values_are_told(document: Document) -> Iterator[str]:
    """A field with an open list of values tells known ones, its examples among them, in words."""
    for place, schema in schemas(document):
        if place.rsplit(".", 1)[-1] in OPEN_VALUES:
            example = schema.get("example", [])
            values: set[str] = set(example) if is_array(example) else {example}
            if not values:
                yield f"{place} has no example"
            if not values <= quoted(schema.get("description", "")):
                yield f"{place} does not tell of {', '.join(sorted(values))}"
            if "enum" in schema:
                yield f"{place} is an enumeration, yet its values may grow in number"


@check
def sub_use_cases_go_with_a_bundle(document: Document) -> Iterator[str]:
    """An example has sub use cases only with a use case that bundles as many of them."""
    shown = [(place, value) for place, _, value in body_examples(document)]
    for name, schema in schemas(document):
        fields = schema.get("properties", {})
        shown.append((name, {key: field.get("example") for key, field in fields.items()}))
    for place, value in shown:
        for inner, it in objects(value):
            count = len(it.get("sub_use_cases") or [])
            if count and count not in BUNDLES.get(it.get("use_case", ""), ()):
                yield f"{place}{inner}: {it.get('use_case')} bundles {count} use cases"


@check
def numbers_and_phones_are_told_apart(document: Document) -> Iterator[str]:
    """A number is digits alone and says so; a phone begins with a plus sign and says so."""
    number = component(document, "Number")
    if not re.search(r"without the plus\s+sign", number.get("description", "")):
        yield "Number does not say that it has no plus sign"
    if not str(number.get("example", "")).isdigit():
        yield "Number has no example of digits"
    for place, schema in schemas(document):
        if place.endswith(".phone"):
            if "with its plus sign" not in schema.get("description", ""):
                yield f"{place} does not say that it has a plus sign"
            if not str(schema.get("example", "")).startswith("+"):
                yield f"{place} has no example with a plus sign"


@check
def dates_say_their_form(document: Document) -> Iterator[str]:
    """Every date has an example, and says in words whether that form tells the time zone."""
    for place, schema in schemas(document):
        if place.endswith((".created_date", ".last_updated")):
            text = schema.get("description", "")
            zone = re.search(r"(Z|[+-]\d\d:\d\d)$", schema.get("example", ""))
            form = "RFC 3339" if zone else "without a time zone"
            if "example" not in schema:
                yield f"{place} has no example"
            if form not in text and "in the form of `created_date`" not in text:
                yield f"{place} does not say that it is {form}"


@check
def ids_are_described_as_their_own(document: Document) -> Iterator[str]:
    """The description of an id names its resource, no other, and that it is opaque."""
    ids = {
        parameter["name"].removesuffix("_id"): name_of(parameter["schema"])
        for operation in operations(document)
        for parameter in operation.parameters
        if parameter.get("in") == "path"
    }
    for noun, name in ids.items():
        text = component(document, name).get("description", "")
        if not re.search(rf"\b{noun}\b", text):
            yield f"{name} does not name the {noun}"
        for other in {*ids, "number"} - {noun}:
            if re.search(rf"\b{other}\b", text):
                yield f"{name} names a {other}"
        if "opaque" not in text:
            yield f"{name} does not say that it is opaque"
