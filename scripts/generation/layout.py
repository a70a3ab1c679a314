"""The order in which a person reads an OpenAPI object: what it is, then what it holds.

Overlays add keys at the end of an object. Here every object gets the same order of keys again; a
map from names to objects (paths, properties, schemas …) keeps the order of the published page.
"""

from __future__ import annotations

from typing import Any

from generation.nodes import is_list, is_object

ORDER = (
    *("openapi", "info", "servers", "security", "$ref", "title", "name", "in", "tags"),
    *("operationId", "summary", "description", "version", "contact", "license"),
    *("type", "format", "const", "enum", "pattern", "minimum", "maximum", "minLength"),
    *("maxLength", "minItems", "maxItems", "default", "allOf", "oneOf", "anyOf"),
    *("discriminator", "if", "then", "else", "required", "properties", "items"),
    *("additionalProperties", "schema", "securitySchemes", "parameters", "requestBody"),
    *("requestBodies", "headers", "content", "responses", "links", "schemas"),
    *("externalDocs", "paths", "components", "example", "examples"),
)

_RANK = {key: rank for rank, key in enumerate(ORDER)}

MAPS = frozenset(
    {
        *("paths", "properties", "patternProperties", "$defs", "schemas", "responses", "headers"),
        *("parameters", "examples", "requestBodies", "securitySchemes", "links", "callbacks"),
        *("content", "mapping", "variables", "scopes", "webhooks", "pathItems"),
    }
)
"""What holds a map from names that the document chooses; ``parameters`` may also hold a list."""

VALUES = frozenset({"example", "default", "value", "const", "enum"})
"""What holds data, in which every key means what the data means by it."""


def ordered(node: Any) -> Any:
    """Give the object with its keys in reading order, and so all objects in it."""
    if is_list(node):
        return [ordered(item) for item in node]
    if not is_object(node):
        return node
    keys = sorted(node, key=lambda key: _RANK.get(key, len(ORDER)))
    return {key: _child(key, node[key]) for key in keys}


def _child(key: str, value: Any) -> Any:
    if key in VALUES:
        return value
    if key in MAPS and is_object(value):
        names = sorted(value) if key == "responses" and _are_statuses(value) else value
        return {name: ordered(value[name]) for name in names}
    return ordered(value)


def _are_statuses(responses: dict[str, Any]) -> bool:
    return all(name[:1].isdigit() or name == "default" for name in responses)
