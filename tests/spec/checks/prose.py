"""What is written for people: that it is there, that it is true, that it says one thing one way."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from generation.keywords import KNOWN

from .reading import objects, operations, prose, resolved, schemas, unquoted
from .registry import Document, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .reading import Object

OLD_WORDS = r"\b(brand|campaign)s?\b"
"""What the provider's later API calls identities and engagements."""

UNPUBLISHED = r"\b(vetting|qualif\w+|endpoints?)\b"
"""What the published text sends its readers to, and no published path has."""

NEW_IN_3_1 = {"const", "if", "then", "else"}
"""Keywords of JSON Schema that an OpenAPI description has from version 3.1 on."""


@check
def document_is_openapi_3_1(document: Document) -> Iterator[str]:
    """The document is of the OpenAPI version that has the keywords it uses."""
    for place, schema in schemas(document):
        if NEW_IN_3_1 & set(schema) and not document["openapi"].startswith("3.1."):
            yield f"{place} uses what OpenAPI {document['openapi']} does not have"


@check
def document_says_what_it_is_for(document: Document) -> Iterator[str]:
    """The description of the document introduces, in bold, what each tag is about."""
    introduced = re.findall(r"\*\*(\w+)\*\*", document["info"]["description"])
    for tag in document["tags"]:
        stem = tag["name"].lower()[:-3]
        if not any(word.lower().startswith(stem) for word in introduced):
            yield f"{tag['name']} are not introduced"


@check
def tags_say_what_they_hold(document: Document) -> Iterator[str]:
    """The description of a tag tells what is under it, not that it is an API."""
    for tag in document["tags"]:
        if re.search(r"\bAPIs?\b", tag["description"]):
            yield f"{tag['name']}: {tag['description']!r} tells nothing"


@check
def no_hints_to_a_renderer(document: Document) -> Iterator[str]:
    """Nothing in the document is meant for one program that shows it."""
    for place, node in objects(document):
        for key in node:
            if key.startswith("x-"):
                near = get_close_matches(key.removeprefix("x-"), KNOWN, n=1)
                meant = f"`{near[0]}` without `x-`, or " if near else ""
                yield f"{place}/{key}: write {meant}a correction that takes it out"


@check
def prose_uses_one_vocabulary(document: Document) -> Iterator[str]:
    """Identities and engagements are called so wherever the text speaks of them."""
    for place, text in prose(document):
        for match in re.finditer(OLD_WORDS, unquoted(text), re.IGNORECASE):
            yield f"{place} speaks of a {match[0]}"


@check
def prose_names_only_what_is_published(document: Document) -> Iterator[str]:
    """No text sends its reader to an operation that there is not."""
    for place, text in prose(document):
        for match in re.finditer(UNPUBLISHED, unquoted(text), re.IGNORECASE):
            yield f"{place} speaks of {match[0]}"


@check
def fields_are_described(document: Document) -> Iterator[str]:
    """Every schema, field, parameter and header says in words what it is."""
    for place, schema in schemas(document):
        named = schema is document["components"]["schemas"].get(place)
        if (named or re.search(r"\.\w+$", place)) and not _is_described(document, schema):
            yield f"{place} is not described"
    for operation in operations(document):
        for parameter in operation.parameters:
            if not parameter.get("description"):
                yield f"{operation}: {parameter.get('name')} is not described"
        for code, answer in operation.responses.items():
            for name, header in answer.get("headers", {}).items():
                if not header.get("description"):
                    yield f"{operation} {code}: {name} is not described"


def _is_described(document: Document, schema: Object) -> bool:
    return bool(schema.get("description") or resolved(document, schema).get("description"))
