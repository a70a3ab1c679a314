"""Telling apart what an OpenAPI document is made of, for readers and for type checkers."""

from __future__ import annotations

from typing import Any, TypeGuard


def is_object(node: Any) -> TypeGuard[dict[str, Any]]:
    """Tell whether a node of a document is an object."""
    return isinstance(node, dict)


def is_list(node: Any) -> TypeGuard[list[Any]]:
    """Tell whether a node of a document is a list."""
    return isinstance(node, list)
