"""Values made from a schema, for fields that nobody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from messaging_engagement_contract.description import Description
    from messaging_engagement_contract.types import Object

_TEXTS = {  # of each format
    "date-time": "1970-01-01T00:00:00Z",
    "date": "1970-01-01",
    "uri": "https://example.com/",
    "email": "name@example.com",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def sample(description: Description, schema: Object) -> Any:  # noqa: ANN401, PLR0911 - JSON, of each type
    """Give a value of a schema: its default or example, or else the least that it allows."""
    schema = description.resolve(schema)
    for name in ("default", "const", "example"):
        if name in schema:
            return schema[name]
    for name in ("examples", "enum", "oneOf", "anyOf"):
        if schema.get(name):
            first = schema[name][0]
            return sample(description, first) if name in {"oneOf", "anyOf"} else first
    kind = schema.get("type", "object" if description.properties(schema) else "null")
    match kind if isinstance(kind, str) else kind[0]:
        case "object":
            properties = description.properties(schema)
            return {
                n: sample(description, properties.get(n, {})) for n in description.required(schema)
            }
        case "array":
            return [sample(description, schema.get("items", {}))] * schema.get("minItems", 0)
        case "string":
            return _TEXTS.get(schema.get("format", ""), "x" * schema.get("minLength", 0))
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case _:
            return None
