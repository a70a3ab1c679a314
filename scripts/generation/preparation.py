"""The description as openapi-python-client has to see it, the same in meaning."""

from __future__ import annotations

from typing import Any

REFINEMENTS = ("properties", "required", "additionalProperties")


def prepared(node: Any) -> Any:
    """Give a copy in which a schema that refines one other is a composition of two.

    The generator takes a schema with ``allOf`` (or ``oneOf``, ``anyOf``) of one reference for what
    it refers to, whatever else the schema says: what stands beside it, such as ``required``, would
    be lost. As a second part of the ``allOf`` it is not.
    """
    if isinstance(node, list):
        return [prepared(item) for item in node]
    if not isinstance(node, dict):
        return node
    copied = {key: prepared(value) for key, value in node.items()}
    parts = copied.get("allOf")
    if isinstance(parts, list) and len(parts) == 1:
        own = {key: copied.pop(key) for key in REFINEMENTS if key in copied}
        if own:
            copied["allOf"] = [*parts, {"type": "object", **own}]
    return copied
