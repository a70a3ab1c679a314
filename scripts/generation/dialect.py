"""OpenAPI 3.0 written as OpenAPI 3.1, where the two say one thing in different words.

The overlays make the published description a document of 3.1, in which the keywords of 3.0 would
mean nothing, without a word from any validator.
"""

from __future__ import annotations

from typing import Any

from generation.soundness import objects

_LIMITS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def upgrade(document: dict[str, Any]) -> None:
    """Rewrite ``nullable`` and the exclusive limits of 3.0, in place."""
    for _, node in list(objects(document)):
        for exclusive, limit in _LIMITS:
            if isinstance(node.get(exclusive), bool) and node.pop(exclusive) and limit in node:
                node[exclusive] = node.pop(limit)
        if isinstance(node.get("nullable"), bool) and node.pop("nullable"):
            _allow_null(node)


def _allow_null(schema: dict[str, Any]) -> None:
    if "type" in schema:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"].append(None)
    else:
        whole = dict(schema)
        schema.clear()
        schema["oneOf"] = [whole, {"type": "null"}]
