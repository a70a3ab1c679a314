"""What operations answer: successes that are good for something, and errors that say why."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from .pages import COUNTS
from .reading import (
    Json,
    Object,
    Operation,
    examples_in,
    faults,
    includes,
    media_of,
    objects,
    operations,
    properties,
    quoted,
    resources,
)
from .registry import Document, check

if TYPE_CHECKING:
    from collections.abc import Iterator


@check
def answers_have_what_they_are_for(document: Document) -> Iterator[str]:
    """An answer is not valid without what it is for.

    That is the ids of a resource, the counts and the items of a page, the numbers of a bulk answer
    and those that failed, the URL of a link, the type and the title of a problem.
    """
    for operation in operations(document):
        for code, answer in operation.responses.items():
            media = media_of(document, answer)
            if "content" in answer and not examples_in(media):
                yield f"{operation} {code} has no example"
            for value in examples_in(media).values():
                for place in _needed(document, value, success=code in operation.successes):
                    if not faults(document, media["schema"], _without(value, place)):
                        yield f"{operation} {code}: {place} may be missing"


def _needed(document: Document, body: Json, *, success: bool) -> Iterator[str]:
    """Give the places in a body of what it is for."""
    always = {*(f"{noun}_id" for noun in resources(document).values()), *COUNTS}
    always |= {"_embedded", "href"}
    for place, it in objects(body):
        needed = set(always)
        if place.endswith("/_embedded"):
            needed |= set(it)
        if success and place in {"", "/errors"}:
            needed |= {"numbers", "errors"}
        if place == ("/errors" if success else ""):
            needed |= {"type", "title"}
        yield from (f"{place}/{name}" for name in it if name in needed)


def _without(body: Json, place: str) -> Json:
    """Give a copy of a body that lacks what is at a place."""
    copied = copy.deepcopy(body)
    *path, last = place.removeprefix("/").split("/")
    node = copied
    for step in path:
        node = node[int(step) if isinstance(node, list) else step]
    del node[last]
    return copied


@check
def answers_say_what_they_hold(document: Document) -> Iterator[str]:
    """The description of a success names what is in it: a page, the resource, or the numbers."""
    singular = resources(document)
    for operation in operations(document):
        for code, media in operation.answers:
            text = operation.responses[code].get("description", "")
            if "_embedded" in properties(document, media["schema"]):
                expected = rf"A page of .*\b{operation.noun}\b"
            elif operation.noun in singular:
                expected = rf"The {singular[operation.noun]}\b"
            else:
                expected = rf".*\b{operation.noun}\b"
            if not re.match(expected, text):
                yield f"{operation} {code} is described as {text!r}"


@check
def prose_and_responses_agree(document: Document) -> Iterator[str]:
    """A description that names status codes names those that are declared, and every success."""
    for operation in operations(document):
        named = {text for text in quoted(operation.description) if text.isdigit()}
        for code in named - set(operation.responses):
            yield f"{operation} names {code}, which it does not declare"
        for code in set(operation.successes) - named if named else ():
            yield f"{operation} declares {code}, which it does not name"


@check
def errors_are_declared(document: Document) -> Iterator[str]:
    """Every error that an operation's input and output can lead to is declared, as a problem."""
    for operation in operations(document):
        for code in sorted(_errors(document, operation) - set(operation.responses)):
            yield f"{operation} does not declare {code}"
        for code, answer in operation.responses.items():
            if code.startswith(("4", "5")):
                for complaint in _no_problem(document, answer):
                    yield f"{operation} {code} {complaint}"


def _errors(document: Document, operation: Operation) -> set[str]:
    expected = {"401", "404", "429"}
    if operation.media or operation.query:
        expected.add("400")
    if operation.answers:
        expected.add("406")
    if operation.media:
        expected.add("415")
        fields = properties(document, operation.media["schema"])
        if any("maxItems" in field for field in fields.values()):
            expected.add("413")
    return expected


def _no_problem(document: Document, answer: Object) -> Iterator[str]:
    media = media_of(document, answer)
    if not includes(document, media["schema"], "Problem"):
        yield "is no problem"
    if not examples_in(media):
        yield "has no example"
    for value in examples_in(media).values():
        for fault in faults(document, media["schema"], value):
            yield f"has an example that is not valid: {fault}"


@check
def every_operation_is_secured(document: Document) -> Iterator[str]:
    """Every operation asks for HTTP Basic credentials, and answers 401 without them."""
    schemes = document["components"].get("securitySchemes", {})
    for operation in operations(document):
        requirements: list[Object] = operation.own.get("security") or document.get("security") or []
        asked = [schemes.get(name, {}) for requirement in requirements for name in requirement]
        if [(it.get("type"), it.get("scheme")) for it in asked] != [("http", "basic")]:
            yield f"{operation} asks for {asked}"
        if "401" not in operation.responses:
            yield f"{operation} does not answer 401"


@check
def unauthorized_names_the_scheme(document: Document) -> Iterator[str]:
    """Every 401 names the scheme to authenticate with, in its WWW-Authenticate header."""
    for operation in operations(document):
        headers = operation.responses["401"].get("headers", {})
        challenge = headers.get("WWW-Authenticate", {})
        if not challenge.get("required") or not challenge.get("example", "").startswith("Basic "):
            yield f"{operation} 401 does not challenge for Basic"
