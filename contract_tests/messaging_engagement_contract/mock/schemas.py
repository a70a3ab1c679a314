"""Schemas of the description: whether a value is valid, and if not, what is wrong and where.

Each is compiled once. Only a value that is not valid pays for words.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from messaging_engagement_contract.description import Description
    from messaging_engagement_contract.types import Object

MAX_FAULTS = 50
MAX_TOLD = 1000  # values within a field, for its faults to be told one by one

_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}

_REASONS = {
    "required": "is required",
    "const": "must be {}",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "pattern": "must match {}",
}


class Fault:
    """One thing that is wrong with a value; ``name`` says where, as ``field`` or ``field/0``."""

    __slots__ = ("keyword", "name", "reason")

    def __init__(self, name: str, reason: str, keyword: str) -> None:
        self.name = name
        self.reason = reason
        self.keyword = keyword


class Schema:
    """A compiled schema; a union with a discriminator is as many schemas as it has variants."""

    def __init__(self, description: Description, schema: Object) -> None:
        self._description = description
        self._schema = description.resolve(schema)
        self._validator = jsonschema_rs.Draft202012Validator(description.standalone(schema))
        self._key = ""
        self._variants: dict[str, Schema] = {}
        discriminator = self._schema.get("discriminator", {})
        if "oneOf" in self._schema and "mapping" in discriminator:
            self._key = discriminator["propertyName"]
            self._variants = {
                value: Schema(description, {"$ref": target})
                for value, target in discriminator["mapping"].items()
            }

    def accepts(self, value: Any) -> bool:  # noqa: ANN401 - JSON
        """Tell whether a value is valid."""
        if self._key:
            variant = self._variant(value)
            return variant is not None and variant.accepts(value)
        return self._validator.is_valid(value)

    def faults(self, value: Any) -> list[Fault]:  # noqa: ANN401 - JSON
        """Say what is wrong with a value: at most so many things, and nothing twice."""
        if self._key and is_object(value):
            variant = self._variant(value)
            if variant is not None:
                return variant.faults(value)
            return [*self._undiscriminated(value)]
        if self._key:
            return [Fault("body", "must be an object", "type")]
        if not is_object(value):
            return list(islice(self._told(value), MAX_FAULTS))
        # the validator tells each error with a copy of what it is in: many of much take minutes
        large = {name for name, part in value.items() if _is_large(part)}
        rest = {name: part for name, part in value.items() if name not in large}
        told = [f for f in self._told(rest) if f.name.partition("/")[0] not in large]
        reason = "is not valid, and too large to say where"
        return told[:MAX_FAULTS] or [Fault(name, reason, "") for name in sorted(large)]

    def _variant(self, value: Any) -> Schema | None:  # noqa: ANN401 - JSON
        key = value.get(self._key) if is_object(value) else None
        return self._variants.get(key) if isinstance(key, str) else None

    def _undiscriminated(self, value: Object) -> Iterator[Fault]:
        if self._key in value:
            yield Fault(self._key, f"must be one of {', '.join(self._variants)}", "enum")
        else:
            yield Fault(self._key, "is required", "required")
        variants = [self._description.resolve(v) for v in self._schema["oneOf"]]
        common = self._description.required(variants[0]).intersection(
            *(self._description.required(v) for v in variants)
        )
        for name in sorted(common - value.keys() - {self._key}):
            yield Fault(name, "is required", "required")

    def _told(self, value: Any) -> Iterator[Fault]:  # noqa: ANN401 - JSON
        seen: set[tuple[str, ...]] = set()
        for error in self._validator.iter_errors(value):
            schema_path = [str(step) for step in error.schema_path]
            place = [str(step) for step in error.instance_path]
            keyword = schema_path[-1]
            if self._condition_is_open(schema_path, value):
                continue
            reason = self._reason(keyword, error.kind.as_dict(), schema_path)
            if keyword == "required":
                place.append(str(error.kind.as_dict().get("property", "")))
            if tuple(place) not in seen:
                seen.add(tuple(place))
                yield Fault("/".join(place) or "body", reason, keyword)

    def _condition_is_open(self, schema_path: Sequence[str], value: Any) -> bool:  # noqa: ANN401 - JSON
        """Tell whether a rule of `then` or `else` hangs on a property that is not there.

        Such a property is missing anyway; what would follow from it is not worth telling yet.
        """
        for index, step in enumerate(schema_path):
            if step in {"then", "else"}:
                parent: Any = self._at(schema_path[:index])
                asked: Object = parent.get("if", {}).get("properties", {}) if parent else {}
                if is_object(value) and asked.keys() - value.keys():
                    return True
        return False

    def _at(self, schema_path: Sequence[str]) -> Any:  # noqa: ANN401 - a node of a schema
        node: Any = self._description.document
        for step in schema_path:
            if is_object(node) and "$ref" in node:
                node = self._description.resolve(node)
            node = node[int(step)] if is_array(node) else node.get(step)
            if node is None:
                return None
        return node

    def _reason(self, keyword: str, details: Object, schema_path: Sequence[str]) -> str:
        limit = self._at(schema_path) if schema_path[0] == "components" else details.get("limit")
        if limit is None and schema_path[0] == "allOf":
            limit = self._schema.get(keyword)
        if keyword == "type":
            types = [limit] if isinstance(limit, str) else limit or []
            return "must be " + " or ".join(_NAMES.get(one, one) for one in types)
        if keyword == "enum":
            return f"must be one of {', '.join(map(str, limit or []))}"
        form = _REASONS.get(keyword, f"breaks the rule `{keyword}` of the description")
        return form.format(limit)


def _is_large(value: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether there are more than so many values in a value."""
    left, seen = [value], 0
    while left and seen <= MAX_TOLD:
        one = left.pop()
        parts = list(one.values()) if is_object(one) else one if is_array(one) else []
        seen += len(parts)
        left += parts if seen <= MAX_TOLD else []
    return seen > MAX_TOLD
