"""What the description may say, and the generated client does not do.

It is named here, before it would silently be missing or wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generation import soundness
from generation.preparation import ALTERNATIVES, JSON, adds_fields, has_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

MEND = "Correct it in an overlay, or extend overrides/templates."

STYLES = {"query": "form", "path": "simple", "header": "simple"}
"""How a parameter is written that is no single value, unless the description says otherwise."""


def unsupported(document: dict[str, Any]) -> Iterator[str]:
    """Give a line for each place that asks for more than the client does."""
    for path, item in document["paths"].items():
        if "$ref" in item:
            yield f"{path}: a path that is a reference is not supported. {MEND}"
    for method, path, operation in soundness.operations(document):
        place = f"{method.upper()} {path}"
        for parameter in soundness.parameters(document, path, operation):
            for problem in _of_parameter(document, parameter):
                yield f"{place}: parameter {parameter['name']}: {problem} not supported. {MEND}"
        body = soundness.resolved(document, operation.get("requestBody", {}))
        if body and JSON not in body.get("content", {}):
            kinds = ", ".join(body.get("content", {})) or "no media type"
            yield f"{place}: a request body of {kinds} is not supported, only {JSON}. {MEND}"
        if operation.get("servers") or document["paths"][path].get("servers"):
            yield f"{place}: a server of its own is not supported. {MEND}"
        yield from _security(document, place, operation)
    for pointer, schema in soundness.objects(document):
        for problem in _of_schema(schema):
            yield f"{pointer}: {problem} {MEND}"


def _of_schema(schema: dict[str, Any]) -> Iterator[str]:
    values: list[object] = schema.get("enum") or []
    types = {type(value).__name__ for value in values if value is not None}
    if len(types) > 1 or not types <= {"str", "int", "bool"}:
        yield f"an enum of {' and '.join(sorted(types))} is not supported, only of str or of int."
    for key in ALTERNATIVES:
        if has_fields(schema) and key in schema and adds_fields(schema, key):
            yield (
                f"`{key}` beside `properties` or `allOf` is not supported: write the fields into "
                "each variant, by `allOf`."
            )


def _of_parameter(document: dict[str, Any], parameter: dict[str, Any]) -> Iterator[str]:
    place = parameter["in"]
    if place not in STYLES:
        yield f"a parameter in a {place} is"
    elif "schema" not in parameter:
        yield "a parameter with `content` is"
    else:
        style = parameter.get("style", STYLES[place])
        explode = parameter.get("explode", style == "form")
        single = _is_single(document, parameter["schema"])
        if not single and (style, explode) != (STYLES[place], STYLES[place] == "form"):
            yield f"`style: {style}` with `explode: {str(explode).lower()}` is"


def _is_single(document: dict[str, Any], schema: dict[str, Any]) -> bool:
    kind = soundness.resolved(document, schema).get("type")
    return kind not in {"array", "object"} if isinstance(kind, str) else kind is None


def _security(document: dict[str, Any], place: str, operation: dict[str, Any]) -> Iterator[str]:
    schemes = document.get("components", {}).get("securitySchemes", {})
    wanted = operation.get("security", document.get("security", []))
    if wanted and not any(all(_is_basic(schemes[name]) for name in choice) for choice in wanted):
        names = ", ".join(sorted({name for choice in wanted for name in choice}))
        yield (
            f"{place}: the security {names} is not supported: overrides/messaging_engagement sends "
            "HTTP Basic. Correct it in an overlay, or teach the client."
        )


def _is_basic(scheme: dict[str, Any]) -> bool:
    return scheme.get("type") == "http" and str(scheme.get("scheme")).lower() == "basic"
