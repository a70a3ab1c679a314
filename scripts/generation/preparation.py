"""The description as openapi-python-client has to see it, the same in meaning.

The generator reads OpenAPI more narrowly than it is written: what it does not know it leaves out,
mostly without a word. Here such places are put into the words that it knows.
"""

from __future__ import annotations

from typing import Any

from generation.documents import plain
from generation.naming import member_name
from generation.nodes import is_list, is_object
from generation.soundness import objects, resolved

REFINEMENTS = ("properties", "required", "additionalProperties")
"""What a schema says of its fields."""

ALTERNATIVES = ("oneOf", "anyOf")

JSON = "application/json"

IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})
"""Headers that are no parameters, by the OpenAPI Specification."""


def prepared(document: dict[str, Any]) -> dict[str, Any]:
    """Give a copy of the document for the generator."""
    copied: dict[str, Any] = plain(document)
    # What is inside comes first.
    for pointer, node in reversed(list(objects(copied))):
        _compose(node)
        _drop_constraints(node)
        _drop_binary(node)
        _name_members(node)
        _tell_deprecated(node)
        _choose_content(
            node, of_request=pointer.endswith("/requestBody") or "/requestBodies/" in pointer
        )
        if isinstance(node.get("parameters"), list):
            node["parameters"] = [
                item for item in node["parameters"] if not _is_ignored(resolved(copied, item))
            ]
    return copied


def _drop_binary(schema: dict[str, Any]) -> None:
    """Leave a text a text: in JSON there are no bytes, and the generator would make it a file."""
    if schema.get("type") == "string" and schema.get("format") == "binary":
        del schema["format"]


def _compose(schema: dict[str, Any]) -> None:
    """Make a schema that refines others a flat composition of them and an object.

    The generator takes a reference, or an ``allOf`` of one reference, for what it refers to: what
    stands beside it, such as ``required``, would be lost. So would an ``allOf`` in an ``allOf``.
    """
    if "$ref" in schema and any(key in schema for key in REFINEMENTS):
        schema["allOf"] = [{"$ref": schema.pop("$ref")}]
    if not isinstance(schema.get("allOf"), list):
        return
    parts: list[Any] = []
    for part in schema["allOf"]:
        if "$ref" in part or "allOf" not in part:
            parts.append(part)
        else:
            parts += part.pop("allOf")
            own = {key: part[key] for key in REFINEMENTS if key in part}
            parts += [{"type": "object", **own}] if own else []
    if len(parts) == 1 and any(key in schema for key in REFINEMENTS):
        own = {key: schema.pop(key) for key in REFINEMENTS if key in schema}
        parts.append({"type": "object", **own})
    schema["allOf"] = parts


def _drop_constraints(schema: dict[str, Any]) -> None:
    """Leave out alternatives that only say which fields of an object go together.

    The generator would take them for the types that the object may have, and forget its fields.
    """
    for key in ALTERNATIVES:
        if has_fields(schema) and key in schema and not adds_fields(schema, key):
            del schema[key]


def has_fields(schema: dict[str, Any]) -> bool:
    """Tell whether a schema itself says what fields an object has."""
    return isinstance(schema.get("properties"), dict) or isinstance(schema.get("allOf"), list)


def adds_fields(schema: dict[str, Any], key: str) -> bool:
    """Tell whether one of the alternatives of a schema has fields that the schema has not."""
    own = schema.get("properties", {})
    return any(
        not {"$ref", "allOf", *ALTERNATIVES}.isdisjoint(variant)
        or not variant.get("properties", {}).keys() <= own.keys()
        for variant in schema[key]
    )


def _name_members(schema: dict[str, Any]) -> None:
    """Name the values of an enum for themselves, so that no other value has a say in a name."""
    values = schema.get("enum")
    if not is_list(values):
        return
    values = [value for value in values if value is not None]
    if all(isinstance(value, str) for value in values):
        names = schema.get("x-enum-varnames")
        if not (is_list(names) and len(names) == len(values)):
            schema["x-enum-varnames"] = [member_name(value) for value in values]


def _tell_deprecated(node: dict[str, Any]) -> None:
    if node.get("deprecated") is True:
        node["description"] = f"Deprecated. {node.get('description', '')}".strip()


def _choose_content(node: dict[str, Any], *, of_request: bool) -> None:
    """Prefer JSON where a body may be of several media types."""
    content = node.get("content")
    if not is_object(content):
        return
    for media in content.values():
        media.setdefault("schema", {})
    if of_request and JSON in content:
        node["content"] = {JSON: content[JSON]}
    else:
        node["content"] = dict(sorted(content.items(), key=lambda item: not is_json(item[0])))


def is_json(media_type: str) -> bool:
    """Tell whether a body of a media type is JSON."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind == JSON or kind.endswith("+json")


def _is_ignored(parameter: dict[str, Any]) -> bool:
    return parameter["in"] == "header" and parameter["name"].lower() in IGNORED_HEADERS
