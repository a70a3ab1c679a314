"""How operations are named, summed up and described."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .reading import Operation, operations, properties, resources
from .registry import Document, check

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = 6
"""How many words a summary has, at most."""

ON_ONE = {"get": "get", "patch": "update", "put": "replace", "delete": "delete"}


@check
def operations_are_named_for_their_resource(document: Document) -> Iterator[str]:
    """An operationId is the verb that method and path mean, and the noun of the path.

    What has an id is created; what has none, such as a number, is added and removed.
    """
    nouns = resources(document)
    for operation in operations(document):
        expected = _name(operation, nouns)
        if operation.own["operationId"] != expected:
            yield f"{operation} is {operation.own['operationId']}, not {expected}"


def _name(operation: Operation, nouns: dict[str, str]) -> str:
    *_, owner, last = operation.path.split("/")
    if last.startswith("{"):
        return ON_ONE[operation.method] + nouns[owner].capitalize()
    if operation.method == "get":
        return f"list{last.capitalize()}"
    if last == "delete":
        return f"remove{owner.capitalize()}"
    if last in nouns:
        return f"create{nouns[last].capitalize()}"
    return f"add{last.capitalize()}"


@check
def summaries_are_short(document: Document) -> Iterator[str]:
    """A summary is a few words without a full stop; the description has sentences, and more."""
    for operation in operations(document):
        summary = operation.own["summary"]
        if len(summary.split()) > SHORT or summary.endswith("."):
            yield f"{operation}: {summary!r} is no short summary"
        if len(operation.description) <= len(summary) or not operation.description.endswith("."):
            yield f"{operation}: {operation.description!r} says less than the summary"


@check
def bulk_descriptions_say_what_happens(document: Document) -> Iterator[str]:
    """A bulk operation tells in which direction numbers go, and how many at most."""
    for operation in operations(document):
        limits = [
            field["maxItems"]
            for field in properties(document, operation.media.get("schema", {})).values()
            if "maxItems" in field
        ]
        for limit in limits:
            removing = operation.path.endswith("/delete")
            verb, way = ("Remove", "from") if removing else ("Add", "to")
            if not re.fullmatch(rf"{verb} numbers {way} an engagement", operation.own["summary"]):
                yield f"{operation} is summed up as {operation.own['summary']!r}"
            first, *_ = operation.description.split(". ")
            if not re.fullmatch(rf"{verb}s .*\b{limit} numbers {way} the engagement", first):
                yield f"{operation} is described as {first!r}"


@check
def ending_is_told_to_be_final(document: Document) -> Iterator[str]:
    """The description of whatever ends a resource says that this is for good."""
    for operation in operations(document):
        if operation.method == "delete" and "for good" not in operation.description:
            yield f"{operation} does not say that it is final"
