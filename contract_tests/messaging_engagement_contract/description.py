"""The description of the API, openapi.yaml, as operations: mock and suite both follow from it.

The wheel carries the file inside the package; in a checkout it is the one at the root.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from messaging_engagement_contract.types import Object

METHODS = ("get", "post", "patch", "put", "delete", "head", "options", "trace")

_HERE = Path(__file__).resolve()
_PLACES = (_HERE.parent / "openapi.yaml", _HERE.parents[2] / "openapi.yaml")


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter of an operation."""

    name: str
    place: str
    required: bool
    schema: Object


@dataclass(frozen=True, eq=False)
class Response:
    """An answer that an operation documents."""

    status: int
    media_type: str | None
    schema: Object | None
    examples: tuple[Object, ...]
    headers: Mapping[str, Object]


@dataclass(frozen=True, eq=False)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    body_required: bool
    body_schemas: Mapping[str, Object]
    body_examples: tuple[Any, ...]
    responses: Mapping[int, Response]

    @property
    def body_schema(self) -> Object | None:
        """The schema of the body as JSON, if there is a body."""
        return next((self.body_schemas[name] for name in self.json_types), None)

    @property
    def json_types(self) -> Sequence[str]:
        """The media types of the body that are JSON, such as ``application/merge-patch+json``."""
        known = (name.partition(";")[0].strip().lower() for name in self.body_schemas)
        return [n for n in known if n == "application/json" or n.endswith("+json")]

    def success(self) -> Response | None:
        """Give the first documented answer of the 2xx family."""
        return self._success

    @cached_property
    def _success(self) -> Response | None:
        return next((r for s, r in sorted(self.responses.items()) if 200 <= s < 300), None)  # noqa: PLR2004 - the 2xx family

    def success_status(self, usual: int) -> int:
        """Give the status of success: the usual one, unless the operation documents others only."""
        success = self.success()
        return usual if success is None or usual in self.responses else success.status


class Description:
    """A description of an API, read.

    Args:
        document: an OpenAPI 3.1 document whose references stay within it.
    """

    def __init__(self, document: Object) -> None:
        self.document = document
        self.operations = tuple(self._operations())

    def resolve(self, node: Object) -> Object:
        """Follow a reference, if the node is one."""
        while "$ref" in node:
            target: Any = self.document
            for key in str(node["$ref"]).removeprefix("#/").split("/"):
                target = target[key.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def standalone(self, schema: Object) -> Object:
        """Give a schema together with the components that its references lead to."""
        components = {"schemas": self.document.get("components", {}).get("schemas", {})}
        return {"allOf": [schema], "components": components}

    def properties(self, schema: Object) -> dict[str, Object]:
        """Give the properties of an object schema, those of its allOf, oneOf and anyOf included."""
        schema = self.resolve(schema)
        found: dict[str, Object] = {}
        for part in ("allOf", "oneOf", "anyOf"):
            for one in schema.get(part, ()):
                found = {**self.properties(one), **found}
        own = {name: self.resolve(one) for name, one in schema.get("properties", {}).items()}
        return {**found, **own}

    def required(self, schema: Object) -> set[str]:
        """Give the names that every object of a schema has."""
        schema = self.resolve(schema)
        return set(schema.get("required", ())).union(
            *(self.required(one) for one in schema.get("allOf", ()))
        )

    def _operations(self) -> Iterator[Operation]:
        for path, unresolved in self.document.get("paths", {}).items():
            item = self.resolve(unresolved)
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item, item[method])

    def _operation(self, path: str, method: str, item: Object, node: Object) -> Operation:
        parameters: dict[tuple[str, str], Parameter] = {}
        for one in (*item.get("parameters", ()), *node.get("parameters", ())):
            known = self.resolve(one)
            name, place = known["name"], known["in"]
            required, schema = known.get("required", False), known.get("schema", {})
            parameters[place, name] = Parameter(name, place, required, schema)
        body = self.resolve(node.get("requestBody", {}))
        contents: Object = body.get("content", {})
        return Operation(
            id=node.get("operationId") or f"{method} {path}",
            method=method.upper(),
            path=path,
            summary=node.get("summary", ""),
            parameters=tuple(parameters.values()),
            body_required=body.get("required", False),
            body_schemas={k.lower(): v.get("schema", {}) for k, v in contents.items()},
            body_examples=tuple(one for v in contents.values() for one in self._examples(v)),
            responses={
                int(status): self._response(int(status), self.resolve(response))
                for status, response in node.get("responses", {}).items()
                if re.fullmatch("[1-5][0-9]{2}", str(status))
            },
        )

    def _response(self, status: int, node: Object) -> Response:
        headers = {name: self.resolve(one) for name, one in node.get("headers", {}).items()}
        for media_type, content in node.get("content", {}).items():
            objects = tuple(one for one in self._examples(content) if is_object(one))
            return Response(status, media_type, content.get("schema", {}), objects, headers)
        return Response(status, None, None, (), headers)

    def _examples(self, content: Object) -> Iterator[Any]:
        for one in map(self.resolve, content.get("examples", {}).values()):
            if "value" in one:
                yield one["value"]
        if "example" in content:
            yield content["example"]


@cache
def shipped() -> Description:
    """Read the description that is shipped; once in a process."""
    path = next(place for place in _PLACES if place.is_file())
    return Description(parse(path.read_text(encoding="utf-8")))


def parse(text: str) -> Object:
    """Read YAML 1.2 as OpenAPI uses it: dates and `no` are text, as they are for JSON."""
    document: Object = yaml.load(text, _Loader)  # noqa: S506 - a safe loader, below
    return document


if TYPE_CHECKING:
    from yaml import SafeLoader as _Fast
else:  # the one in C is not in every build
    _Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fast):
    """PyYAML's safe loader, with the scalars of YAML 1.2's core schema in the place of 1.1's."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _rule = re.compile(f"^(?:{_pattern})$")
    for _character in _first:
        _rules = _Loader.yaml_implicit_resolvers.setdefault(_character, [])
        _rules.append((f"tag:yaml.org,2002:{_tag}", _rule))
