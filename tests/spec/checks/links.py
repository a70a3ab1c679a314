"""Where links lead, and what form they have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from .reading import (
    Json,
    Object,
    Operation,
    body_examples,
    component,
    examples,
    first_example,
    includes,
    media_of,
    name_of,
    objects,
    operations,
    parts,
    properties,
    required,
    resources,
    schemas,
)
from .registry import Document, check

if TYPE_CHECKING:
    from collections.abc import Iterator


@check
def links_lead_to_operations(document: Document) -> Iterator[str]:
    """The URL of every link can be got: its path and its query are those of a GET operation."""
    gets = [operation for operation in operations(document) if operation.method == "get"]
    for place, url in _urls(document):
        problem = _dead_end(document, gets, url)
        if problem:
            yield f"{place}: {problem}: {url}"


def _urls(document: Document) -> Iterator[tuple[str, Json]]:
    for place, _, value in examples(document):
        for inner, it in objects(value):
            if "href" in it:
                yield f"{place}{inner}", it["href"]
        if place.endswith((".href example", " Location example")):
            yield place, value


def _dead_end(document: Document, gets: list[Operation], url: Json) -> str:
    server = document["servers"][0]["url"]
    if not isinstance(url, str) or not url.startswith(f"{server}/"):
        return "is no URL of the server"
    parsed = urlsplit(url)
    for operation in gets:
        template = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(operation.path))
        if re.fullmatch(template, parsed.path):
            names = {parameter["name"] for parameter in operation.query}
            unknown = {name for name, _ in parse_qsl(parsed.query)} - names
            return f"{operation} does not take {', '.join(unknown)}" if unknown else ""
    return "no operation has this path"


@check
def links_have_one_form(document: Document) -> Iterator[str]:
    """A resource has one schema wherever it is given, with its links once; all are absolute."""
    given = {
        (operation.noun, name_of(schema))
        for operation in operations(document)
        for _, media in operation.answers
        for schema in _given(document, media["schema"])
        if operation.noun in resources(document)
    }
    for noun in resources(document):
        names = sorted(name for other, name in given if other == noun)
        if len(names) != 1 or not component(document, names[0]):
            yield f"{noun} are given as {' and '.join(names)}"
    for name, schema in document["components"]["schemas"].items():
        if sum("_links" in part.get("properties", {}) for part in parts(document, schema)) > 1:
            yield f"{name} declares its links twice"
    for place, _, value in examples(document):
        for inner, it in objects(value):
            if "href" in it and not str(it["href"]).startswith("https://"):
                yield f"{place}{inner}: {it['href']} is not absolute"


def _given(document: Document, schema: Object) -> list[Object]:
    """Give the schemas of what an answer gives: itself, or the items of a page."""
    embedded = properties(document, schema).get("_embedded")
    if embedded is None:
        return [schema]
    return [field["items"] for field in properties(document, embedded).values() if "items" in field]


@check
def links_are_exemplified(document: Document) -> Iterator[str]:
    """Every link of a resource or a bulk answer has an example, in its schema and in each body.

    Not so the links between pages: the provider does not publish them (Q37).
    """
    for place, schema in schemas(document):
        if "._links." in place and includes(document, schema, "Link") and "example" not in schema:
            yield f"{place} has no example"
    between_pages = properties(document, {"$ref": "#/components/schemas/PageLinks"})
    for place, schema, value in body_examples(document):
        links = properties(document, schema).get("_links", {})
        shown = value.get("_links", {})
        for name in properties(document, links):
            if name not in shown and name not in between_pages:
                yield f"{place} does not have the link {name}"


@check
def creation_says_where(document: Document) -> Iterator[str]:
    """The answer to a creation has the URL of what was created, which is that of its self link."""
    for operation, answer in _creations(document):
        header = answer.get("headers", {}).get("Location", {})
        if not header.get("description"):
            yield f"{operation} does not say what Location is"
        body = first_example(media_of(document, answer))
        link = body and body["_links"]["self"]["href"]
        if not link or header.get("example") != link:
            yield f"{operation}: Location is {header.get('example')}, self is {link}"


@check
def creation_leads_to_the_other_operations(document: Document) -> Iterator[str]:
    """The answer to a creation links to every operation that takes the id of what was created."""
    for operation, answer in _creations(document):
        name = f"{resources(document)[operation.noun]}_id"
        expected = {
            other.own["operationId"]
            for other in operations(document)
            if name in {parameter.get("name") for parameter in other.parameters}
        }
        actual = {
            link["operationId"]
            for link in answer.get("links", {}).values()
            if link["parameters"] == {name: f"$response.body#/{name}"}
        }
        if name not in required(document, media_of(document, answer)["schema"]):
            yield f"{operation} may answer without {name}"
        if expected != actual:
            yield f"{operation} leads to {sorted(actual)}, not to {sorted(expected)}"


def _creations(document: Document) -> Iterator[tuple[Operation, Object]]:
    """Give the operations that create a resource, and their answer when they did."""
    for operation in operations(document):
        if "201" in operation.responses:
            yield operation, operation.responses["201"]
