"""The contract as the suite reads it: openapi.yaml, and the ledger of its quirks.

Rules ask here what an operation takes and may answer; nothing of it is repeated by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import quote

import jsonschema_rs

from messaging_engagement_contract.description import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement_contract import description
    from messaging_engagement_contract.description import Description
    from messaging_engagement_contract.types import Json, Object

BASE_PATH = "/v1/messaging-engagement"


@dataclass(frozen=True)
class Answer:
    """An answer that the contract has for an operation.

    Attributes:
        status: Its status.
        schema: What its body looks like.
        validator: The schema, compiled.
        required_headers: The headers that it must have.
        whole_numbers: The headers that are whole numbers, if they are there.
    """

    status: int
    schema: Json
    validator: jsonschema_rs.Draft202012Validator | None
    required_headers: tuple[str, ...]
    whole_numbers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Operation:
    """An operation of the contract."""

    id: str
    method: str
    path: str
    query: Mapping[str, Json]
    body_schema: Json
    body_validator: jsonschema_rs.Draft202012Validator | None
    body_examples: tuple[Json, ...]
    answers: Mapping[int, Answer]

    def target(self, ids: Mapping[str, str]) -> str:
        """Fill the path, so that each id stays one segment."""
        path = self.path
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        return path

    @property
    def reads(self) -> bool:
        """Whether the operation changes nothing."""
        return self.method == "GET"

    @property
    def documented(self) -> str:
        """The statuses that the contract has, for a sentence."""
        return ", ".join(map(str, sorted(self.answers)))


class Contract:
    """The operations of a description, with each schema compiled."""

    def __init__(self, description: Description) -> None:
        self.document = description.document
        self.resolve = description.resolve
        self.properties = description.properties
        self._description = description
        self.operations = {one.id: self._operation(one) for one in description.operations}

    @cached_property
    def methods_by_path(self) -> dict[str, set[str]]:
        """The methods that each path template has."""
        found: dict[str, set[str]] = {}
        for operation in self.operations.values():
            found.setdefault(operation.path, set()).add(operation.method)
        return found

    def _operation(self, node: description.Operation) -> Operation:
        return Operation(
            id=node.id,
            method=node.method,
            path=node.path,
            query={p.name: self.resolve(p.schema) for p in node.parameters if p.place == "query"},
            body_schema=node.body_schema,
            body_validator=self._compiled(node.body_schema),
            body_examples=node.body_examples,
            answers={status: self._answer(one) for status, one in node.responses.items()},
        )

    def validators(self, schema: Object) -> dict[str, jsonschema_rs.Draft202012Validator]:
        """Compile the schema of each property of an object."""
        standalone = self._description.standalone
        return {
            name: jsonschema_rs.Draft202012Validator(standalone(one))
            for name, one in self.properties(schema).items()
        }

    def _answer(self, node: description.Response) -> Answer:
        kinds = {n: self.resolve(h.get("schema", {})).get("type") for n, h in node.headers.items()}
        return Answer(
            node.status,
            node.schema,
            self._compiled(node.schema),
            tuple(name for name, header in node.headers.items() if header.get("required")),
            tuple(name for name, kind in kinds.items() if kind == "integer"),
        )

    def _compiled(self, schema: Object | None) -> jsonschema_rs.Draft202012Validator | None:
        if schema is None:
            return None
        return jsonschema_rs.Draft202012Validator(self._description.standalone(schema))


@cache
def load() -> Contract:
    """Read the contract that is shipped, or that of the checkout."""
    return Contract(shipped())


@cache
def ledger() -> dict[str, dict[str, Json]]:
    """Read the ledger of quirks, by id."""
    text = (resources.files("messaging_engagement_api") / "quirks.json").read_text("utf-8")
    entries: list[dict[str, Json]] = json.loads(text)
    return {entry["id"]: entry for entry in entries}
