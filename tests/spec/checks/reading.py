"""Reading an OpenAPI document, as all checks do it.

A check is also asked about documents that lack one of the overlay actions. So nothing here raises
when something is missing: what a reference to nothing points at is empty, and what is empty breaks
the rule that asks for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

import jsonschema_rs

from generation import soundness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from .registry import Document

Json: TypeAlias = Any
"""A JSON value; what it is, is what a check finds out."""

Object: TypeAlias = dict[str, Any]
"""A JSON object: a schema, a response, an operation …"""

JSON = "application/json"

VALUES = ("example", "value", "default", "const", "enum", "mapping")
"""Keywords under which there is data, not text."""


@dataclass(frozen=True)
class Operation:
    """An operation with its references resolved."""

    method: str
    path: str
    own: Object
    parameters: list[Object]
    media: Object
    responses: dict[str, Object]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def noun(self) -> str:
        """The plural noun of what the operation is about: its tag, in lower case, if it has one."""
        return str([*self.own.get("tags", []), ""][0]).lower()

    @property
    def description(self) -> str:
        """The description, or nothing."""
        return str(self.own.get("description", ""))

    @property
    def query(self) -> list[Object]:
        """The query parameters."""
        return [parameter for parameter in self.parameters if parameter.get("in") == "query"]

    @property
    def successes(self) -> dict[str, Object]:
        """The answers of class 2xx, by status."""
        return {code: answer for code, answer in self.responses.items() if code.startswith("2")}

    @property
    def answers(self) -> list[tuple[str, Object]]:
        """The bodies of the successes, with their status."""
        return [
            (code, answer["content"][JSON])
            for code, answer in self.successes.items()
            if "content" in answer
        ]


def operations(document: Document) -> list[Operation]:
    """Give all operations, in the order of the document."""
    return [
        Operation(
            method=method,
            path=path,
            own=own,
            parameters=[
                resolved(document, parameter)
                for parameter in [
                    *document["paths"][path].get("parameters", []),
                    *own.get("parameters", []),
                ]
            ],
            media=media_of(document, own["requestBody"]) if "requestBody" in own else {},
            responses={
                code: resolved(document, answer) for code, answer in own["responses"].items()
            },
        )
        for method, path, own in soundness.operations(document)
    ]


def resources(document: Document) -> dict[str, str]:
    """Give the singular noun of each resource that has an id, by the plural one in its path."""
    found = (re.search(r"/(\w+)/{(\w+)_id}$", path) for path in document["paths"])
    return {match[1]: match[2] for match in found if match}


def resolved(document: Document, node: Mapping[str, Any]) -> Object:
    """Follow the references of a node; what points at nothing is empty."""
    while "$ref" in node:
        try:
            node = soundness.resolve(document, node["$ref"])
        except KeyError:
            return {}
    return dict(node)


def media_of(document: Document, body: Mapping[str, Any]) -> Object:
    """Give the JSON body of a request body or an answer, without a schema if it has none."""
    content: Object = resolved(document, body).get("content", {}).get(JSON, {})
    return {"schema": {}, **content}


def component(document: Document, name: str) -> Object:
    """Give the schema of that name; one that is missing is empty."""
    return resolved(document, {"$ref": f"#/components/schemas/{name}"})


def name_of(schema: Mapping[str, Any]) -> str:
    """Give the name of the component that a schema refers to."""
    return str(schema.get("$ref", "")).rsplit("/", 1)[-1]


def parts(document: Document, schema: Mapping[str, Any]) -> Iterator[Object]:
    """Take a schema apart into the plain ones of which it is all (`allOf`)."""
    found = resolved(document, schema)
    yield found
    for part in found.get("allOf", []):
        yield from parts(document, part)


def includes(document: Document, schema: Mapping[str, Any], name: str) -> bool:
    """Tell whether a schema is that component, or is all of it and more."""
    wanted = component(document, name)
    return bool(wanted) and any(part == wanted for part in parts(document, schema))


def variants(document: Document, schema: Mapping[str, Any]) -> list[Object]:
    """Give the schemas of which a body is one (`oneOf`), or the only one that there is."""
    found = resolved(document, schema).get("oneOf")
    return list(found) if found else [dict(schema)]


def properties(document: Document, schema: Mapping[str, Any]) -> dict[str, Object]:
    """Give the fields of an object, whatever it is composed of."""
    return {
        name: field
        for variant in variants(document, schema)
        for part in parts(document, variant)
        for name, field in part.get("properties", {}).items()
    }


def required(document: Document, schema: Mapping[str, Any]) -> set[str]:
    """Give the names of the fields that an object always has."""
    return {name for part in parts(document, schema) for name in part.get("required", [])}


def schemas(document: Document) -> Iterator[tuple[str, Object]]:
    """Give every schema that is written out, with a place such as `Identity._links.self`."""
    for name, schema in document["components"]["schemas"].items():
        yield from _schemas(name, schema)


def _schemas(place: str, schema: Object) -> Iterator[tuple[str, Object]]:
    yield place, schema
    yield from _inside(place, schema)


def _inside(place: str, schema: Object) -> Iterator[tuple[str, Object]]:
    for name, field in schema.get("properties", {}).items():
        yield from _schemas(f"{place}.{name}", field)
    if "items" in schema:
        yield from _schemas(f"{place}[]", schema["items"])
    for part in [*schema.get("allOf", []), *schema.get("oneOf", [])]:
        yield from _inside(place, part)


def bodies(document: Document) -> Iterator[tuple[str, Object]]:
    """Give every body of a request or an answer, once, with its place."""
    shared = document["components"]
    for name, body in {**shared["requestBodies"], **shared["responses"]}.items():
        if "content" in body:
            yield name, body["content"][JSON]
    for operation in operations(document):
        own = operation.own
        for name, body in {"request": own.get("requestBody", {}), **own["responses"]}.items():
            if "content" in body:
                yield f"{operation} {name}", body["content"][JSON]


def examples_in(media: Mapping[str, Any]) -> dict[str, Json]:
    """Give the examples of a body, by name; a lone one is called `example`."""
    lone = {"example": media["example"]} if "example" in media else {}
    return {**lone, **{name: it["value"] for name, it in media.get("examples", {}).items()}}


def first_example(media: Mapping[str, Any]) -> Json:
    """Give the first example of a body, or None if it has none."""
    return next(iter(examples_in(media).values()), None)


def body_examples(document: Document) -> Iterator[tuple[str, Object, Json]]:
    """Give place, schema and value of every example of a body."""
    for place, media in bodies(document):
        for name, value in examples_in(media).items():
            yield f"{place} {name}", media["schema"], value


def examples(document: Document) -> Iterator[tuple[str, Object, Json]]:
    """Give place, schema and value of every example: bodies, fields, parameters and headers."""
    yield from body_examples(document)
    for place, schema in schemas(document):
        if "example" in schema:
            yield f"{place} example", schema, schema["example"]
    for operation in operations(document):
        described = {
            parameter["name"]: parameter for parameter in operation.parameters if parameter
        }
        for answer in operation.responses.values():
            described |= answer.get("headers", {})
        for name, it in described.items():
            if "example" in it:
                yield f"{operation} {name} example", it["schema"], it["example"]


def is_object(value: Json) -> TypeGuard[Object]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def is_array(value: Json) -> TypeGuard[list[Json]]:
    """Tell whether a JSON value is an array."""
    return isinstance(value, list)


def objects(value: Json, place: str = "") -> Iterator[tuple[str, Object]]:
    """Give every object in a JSON value, with its place in it."""
    if is_object(value):
        yield place, value
    for name, inner in _members(value):
        yield from objects(inner, f"{place}/{name}")


def strings(value: Json, place: str = "") -> Iterator[tuple[str, str]]:
    """Give every text in a JSON value, with its place in it."""
    if isinstance(value, str):
        yield place, value
    for name, inner in _members(value):
        yield from strings(inner, f"{place}/{name}")


def _members(value: Json) -> Iterator[tuple[str | int, Json]]:
    if is_object(value):
        yield from value.items()
    elif is_array(value):
        yield from enumerate(value)


def prose(document: Document) -> Iterator[tuple[str, str]]:
    """Give every text that is written for people, with its place."""
    for place, node in objects(without(VALUES, document)):
        for key in ("title", "summary", "description"):
            if isinstance(node.get(key), str):
                yield f"{place}/{key}", node[key]


def without(keys: Collection[str], node: Json) -> Json:
    """Give a JSON value without these keys, on any level."""
    if is_array(node):
        return [without(keys, item) for item in node]
    if is_object(node):
        return {key: without(keys, inner) for key, inner in node.items() if key not in keys}
    return node


def quoted(text: str) -> set[str]:
    """Give what stands in backticks in a text."""
    return set(re.findall(r"`([^`]+)`", text))


def unquoted(text: str) -> str:
    """Give a text without what stands in backticks in it."""
    return re.sub(r"`[^`]+`", "", text)


def faults(document: Document, schema: Mapping[str, Any], value: Json) -> list[str]:
    """Give each reason why a value is not valid by a schema of the document."""
    root = {"components": document["components"], "allOf": [schema]}
    try:
        validator = jsonschema_rs.Draft202012Validator(root)
    except (jsonschema_rs.ReferencingError, jsonschema_rs.ValidationError) as error:
        return [str(error)]
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in validator.iter_errors(value)
    ]
