"""The types that the modules of the mock share."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeGuard

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Object: TypeAlias = "dict[str, Any]"


def is_object(value: Any) -> TypeGuard[Object]:  # noqa: ANN401 - JSON
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:  # noqa: ANN401 - JSON
    """Tell whether a value is a JSON array."""
    return isinstance(value, list)
