"""Changes of the description that the drill applies, one function each.

A change is declared with what comes of it: the program that a user can write then, or the lines
with which ``scripts/generate`` asks for a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.generation.checkout import Document, Sources

    Edit = Callable[[Sources], None]

BASE = "/v1/messaging-engagement"
NEW = f"{BASE}/new"
IDENTITIES = f"{BASE}/identities"
IDENTITY = f"{BASE}/identities/{{identity_id}}"
IDENTITY_ID = {"$ref": "#/components/parameters/identity_id"}


@dataclass(frozen=True)
class Change:
    """One change, and what comes of it."""

    edit: Edit
    program: str = ""
    questions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.edit.__name__


CHANGES: list[Change] = []


def works(program: str) -> Callable[[Edit], Edit]:
    """Declare a change after which this program type-checks and runs."""

    def declare(edit: Edit) -> Edit:
        CHANGES.append(Change(edit, program=program))
        return edit

    return declare


def asks(*questions: str) -> Callable[[Edit], Edit]:
    """Declare a change that stops the build with these lines; a ``*`` stands for any text.

    A line may be there several times, for several places.
    """

    def declare(edit: Edit) -> Edit:
        CHANGES.append(Change(edit, questions=questions))
        return edit

    return declare


def operation(
    operation_id: str,
    *,
    tag: str = "Identities",
    answer: Document | None = None,
    body: Document | None = None,
    parameters: tuple[Document, ...] = (),
    **more: object,
) -> Document:
    """Write an operation that answers 200 with a schema, or 204."""
    written: Document = {"tags": [tag], "operationId": operation_id, "summary": "Do it", **more}
    if parameters:
        written["parameters"] = list(parameters)
    if body is not None:
        written["requestBody"] = {"required": True, "content": json(body)}
    success: Document = {"204": {"description": "Done"}}
    if answer is not None:
        success = {"200": {"description": "The answer", "content": json(answer)}}
    return {"responses": success, **written}


def json(schema: Document) -> Document:
    """Write the content of a JSON body."""
    return {"application/json": {"schema": schema}}


def ref(name: str) -> Document:
    """Refer to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def obj(*required: str, **properties: Document) -> Document:
    """Write the schema of an object."""
    names = {"required": list(required)} if required else {}
    return {"type": "object", "properties": properties, **names}


def array(items: Document) -> Document:
    """Write the schema of an array."""
    return {"type": "array", "items": items}


def parameter(name: str, schema: Document, place: str = "query", **more: object) -> Document:
    """Write a parameter."""
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "schema": schema, **required, **more}


STRING: Document = {"type": "string"}
INTEGER: Document = {"type": "integer"}
DATE: Document = {"type": "string", "format": "date"}
