"""What a reader of the provider's page sees of a schema.

The page was rendered from an OpenAPI description by rules of its own: its list of fields is flat
and hides some things (patterns, lengths, falsy values, the examples of arrays), and its JSON
examples are made up from the examples of the fields. These functions render `published.yaml` by
the same rules, so that `test_published` can compare it with the facts read from the page.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NotRequired, TypeAlias, TypedDict, TypeVar, cast

from ruamel.yaml import YAML

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class Field(TypedDict):
    """One field as the page lists it."""

    name: str
    type: str
    required: NotRequired[bool]
    minimum: NotRequired[int]
    example: NotRequired[str]
    enum_run_together: NotRequired[str]
    description: NotRequired[str]
    line: NotRequired[int]


class PageOperation(TypedDict):
    """One operation as read from the page, in the file of facts."""

    method: str
    server: str
    path: str
    text_before: list[str]
    path_params: NotRequired[list[Field]]
    oneOf_label: NotRequired[bool]
    request_fields: NotRequired[list[Field]]
    request_example: NotRequired[Json]
    response_media: str | None
    response_description: str
    response_fields: NotRequired[list[Field]]
    response_example: NotRequired[Json]


Schema = TypedDict(
    "Schema",
    {
        "$ref": str,
        "title": str,
        "description": str,
        "type": str,
        "enum": list[str],
        "minimum": int,
        "example": Json,
        "required": list[str],
        "properties": "dict[str, Schema]",
        "items": "Schema",
        "allOf": "list[Schema]",
        "oneOf": "list[Schema]",
    },
    total=False,
)
Parameter = TypedDict(
    "Parameter",
    {"$ref": str, "name": str, "in": str, "required": bool, "description": str, "schema": Schema},
)


class Media(TypedDict):
    """A body of one media type."""

    schema: Schema
    example: Json


class Body(TypedDict):
    """A request body or a response."""

    description: NotRequired[str]
    required: NotRequired[bool]
    content: NotRequired[dict[str, Media]]


class Operation(TypedDict):
    """An operation of `published.yaml`."""

    tags: list[str]
    operationId: str
    summary: str
    description: str
    parameters: NotRequired[list[Parameter]]
    requestBody: NotRequired[Body]
    responses: dict[str, Body]


class PathItem(TypedDict, total=False):
    """A path of `published.yaml`; its other keys are its operations, by method."""

    parameters: list[Parameter]


class Components(TypedDict):
    """The shared parts of `published.yaml`."""

    schemas: dict[str, Schema]
    responses: dict[str, Body]


class Document(TypedDict):
    """The whole of `published.yaml`."""

    openapi: str
    info: dict[str, str | dict[str, str]]
    servers: list[dict[str, str]]
    tags: list[dict[str, str]]
    paths: dict[str, PathItem]
    components: Components


ROOT = Path(__file__).parents[2]
# ruamel.yaml does not say what `load` takes.
PUBLISHED: Document = YAML(typ="safe").load(  # pyright: ignore[reportUnknownMemberType]
    ROOT / "overrides" / "spec" / "published.yaml"
)
PAGE: list[PageOperation] = json.loads(
    (ROOT / "tests" / "data" / "published-page-facts.json").read_text(encoding="utf-8")
)

Node = TypeVar("Node")


def resolve(node: Node) -> Node:
    """Return what `node` refers to, or `node` itself if it is no reference."""
    reference = cast("Mapping[str, str]", node).get("$ref")
    if reference is None:
        return node
    target: object = PUBLISHED
    for step in reference.removeprefix("#/").split("/"):
        target = cast("Mapping[str, object]", target)[step]
    return resolve(cast("Node", target))


def operations() -> Iterator[tuple[str, str, PathItem, Operation]]:
    """Yield method, path, path item and operation, in the order of the file."""
    for path, item in PUBLISHED["paths"].items():
        for key, operation in cast("Mapping[str, Operation]", item).items():
            if key != "parameters":
                yield key.upper(), path, item, operation


def text(operation: Operation) -> list[str]:
    """Return the paragraphs above the method line: the summary, then the description."""
    paragraphs = [operation["summary"], *re.split(r"\n\s*\n", operation["description"])]
    return [_without_markdown(paragraph) for paragraph in paragraphs]


def parameters(item: PathItem, operation: Operation) -> list[Parameter]:
    """Return the parameters of an operation, those of its path first."""
    declared = [*item.get("parameters", []), *operation.get("parameters", [])]
    return [resolve(parameter) for parameter in declared]


def parameter_field(parameter: Parameter) -> Field:
    """Return a parameter as the page lists it; one without words has those of its schema."""
    parts = _parts(parameter["schema"])
    field = _field(parameter["name"], parts, _examples(parts, []), required=parameter["required"])
    if "description" in parameter:
        field["description"] = parameter["description"]
    return field


def fields(schema: Schema) -> list[Field]:
    """Return all fields of an object, each before the fields inside it."""
    return list(_fields(_parts(schema), []))


def sample(schema: Schema) -> Json:
    """Return the JSON that the page shows for a schema, made up from the examples of its fields."""
    return _sample(_parts(schema), [])


def _without_markdown(paragraph: str) -> str:
    plain = re.sub(r"(?<!\w)_(.+?)_(?!\w)", r"\1", paragraph.replace("`", ""))
    return " ".join(plain.split())


def _parts(schema: Schema) -> list[Schema]:
    """Take a schema apart into the plain schemas it combines; of oneOf, the page shows the first.

    A schema's own words come after those of its allOf, because they override them.
    """
    schema = resolve(schema)
    inherited = [*schema.get("allOf", []), *schema.get("oneOf", [])[:1]]
    return [*(part for parent in inherited for part in _parts(parent)), schema]


def _properties(parts: list[Schema]) -> dict[str, list[Schema]]:
    """Return the properties of all parts; one declared twice has the parts of both."""
    merged: dict[str, list[Schema]] = {}
    for part in parts:
        for name, schema in part.get("properties", {}).items():
            merged.setdefault(name, []).extend(_parts(schema))
    return merged


def _inside(name: str, examples: list[Json]) -> list[Json]:
    """Return what the examples of an object say about one of its fields."""
    return [example[name] for example in examples if isinstance(example, dict) and name in example]


def _examples(parts: list[Schema], inherited: list[Json]) -> list[Json]:
    return [*(part["example"] for part in parts if "example" in part), *inherited]


def _type(parts: list[Schema]) -> str:
    return next(part["type"] for part in reversed(parts) if "type" in part)


def _fields(parts: list[Schema], examples: list[Json]) -> Iterator[Field]:
    required = {name for part in parts for name in part.get("required", [])}
    for name, own in _properties(parts).items():
        its_examples = _examples(own, _inside(name, examples))
        yield _field(name, own, its_examples, required=name in required)
        if _type(own) == "array":
            yield from _fields(_items(own), [])
        else:
            yield from _fields(own, its_examples)


def _items(parts: list[Schema]) -> list[Schema]:
    return [item for part in parts if "items" in part for item in _parts(part["items"])]


def _field(name: str, parts: list[Schema], examples: list[Json], *, required: bool) -> Field:
    field = Field(name=name, type=_type(parts))
    if required:
        field["required"] = True
    for part in parts:
        minimum = part.get("minimum")
        if minimum:
            field["minimum"] = minimum
        if "enum" in part:
            field["enum_run_together"] = "".join(part["enum"])
        if "description" in part:
            field["description"] = part["description"]
    shown: list[Json] = [example for example in examples if example]
    if shown and field["type"] not in {"array", "object"}:
        field["example"] = _shown(shown if len(shown) > 1 else shown[0])
    return field


def _shown(example: Json) -> str:
    """Write an example as the page does: text as it is, anything else as spaced JSON."""
    if isinstance(example, str):
        return example
    return " ".join(json.dumps(example, indent=0).splitlines())


def _sample(parts: list[Schema], inherited: list[Json]) -> Json:
    examples = _examples(parts, inherited)
    properties = _properties(parts)
    if properties:
        return {name: _sample(own, _inside(name, examples)) for name, own in properties.items()}
    if examples:
        return examples[-1]
    return [_sample(_items(parts), [])] if _type(parts) == "array" else _type(parts)
