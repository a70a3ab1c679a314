"""The contract as the suite reads it: openapi.yaml, and the ledger of its quirks.

Rules ask here what an operation takes and may answer; nothing of it is repeated by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

import jsonschema_rs
import yaml

from messaging_engagement_contract.conformance.shapes import is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json: TypeAlias = Any

BASE_PATH = "/v1/messaging-engagement"
METHODS = ("get", "post", "patch", "put", "delete")


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
    """The operations and schemas of a description."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.operations: dict[str, Operation] = {}
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = self._operation(path, method, item)
                    self.operations[operation.id] = operation

    def resolve(self, node: Json) -> Json:
        """Follow a reference, if this is one."""
        while is_object(node) and "$ref" in node:
            target: Json = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def validator(self, schema: Json) -> jsonschema_rs.Draft202012Validator:
        """Compile a schema of this description."""
        whole: Json = {"allOf": [schema], "components": self.document["components"]}
        return jsonschema_rs.Draft202012Validator(whole)

    def properties(self, schema: Json) -> dict[str, Json]:
        """Give all properties that a schema names, those of its parts included."""
        found: dict[str, Json] = {}
        schema = self.resolve(schema)
        for part in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
            for name, value in self.properties(part).items():
                found.setdefault(name, value)
        for name, value in schema.get("properties", {}).items():
            found[name] = self.resolve(value)
        return found

    @cached_property
    def methods_by_path(self) -> dict[str, set[str]]:
        """The methods that each path template has."""
        found: dict[str, set[str]] = {}
        for operation in self.operations.values():
            found.setdefault(operation.path, set()).add(operation.method)
        return found

    def _operation(self, path: str, method: str, item: Json) -> Operation:
        node = item[method]
        parameters = map(self.resolve, (*item.get("parameters", ()), *node.get("parameters", ())))
        body = self.resolve(node.get("requestBody", {})).get("content", {}).get("application/json")
        return Operation(
            id=node["operationId"],
            method=method.upper(),
            path=path,
            query={p["name"]: self.resolve(p["schema"]) for p in parameters if p["in"] == "query"},
            body_schema=body["schema"] if body else None,
            body_validator=self.validator(body["schema"]) if body else None,
            body_examples=tuple(_examples(body)) if body else (),
            answers={answer.status: answer for answer in self._answers(node["responses"])},
        )

    def _answers(self, responses: Json) -> Iterator[Answer]:
        for status, reference in responses.items():
            node = self.resolve(reference)
            schema = node.get("content", {}).get("application/json", {}).get("schema")
            headers = node.get("headers", {})
            yield Answer(
                int(status),
                schema,
                None if schema is None else self.validator(schema),
                tuple(name for name, header in headers.items() if header.get("required")),
                tuple(
                    name
                    for name, header in headers.items()
                    if self.resolve(header.get("schema", {})).get("type") == "integer"
                ),
            )


def _examples(media: Json) -> Iterator[Json]:
    if "example" in media:
        yield media["example"]
    for example in media.get("examples", {}).values():
        yield example["value"]


@cache
def load() -> Contract:
    """Read the contract that is shipped, or that of the checkout."""
    shipped = resources.files("messaging_engagement_contract") / "openapi.yaml"
    checkout = Path(__file__).resolve().parents[3] / "openapi.yaml"
    source = shipped if shipped.is_file() else checkout
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it is there
    return Contract(yaml.load(source.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506 - a safe one


@cache
def ledger() -> dict[str, dict[str, Json]]:
    """Read the ledger of quirks, by id."""
    text = (resources.files("messaging_engagement_api") / "quirks.json").read_text("utf-8")
    entries: list[dict[str, Json]] = json.loads(text)
    return {entry["id"]: entry for entry in entries}
