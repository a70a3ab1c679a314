"""What the description must be before anything is generated from it.

Each check names the place as a JSON pointer and says what to do, so that a change of the sources
that needs a decision asks for it here, once, and not in a traceback later.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from generation.errors import GenerationError

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def check_published(document: dict[str, Any], name: str) -> None:
    """Require a document of the shape that its OpenAPI version prescribes.

    Raises:
        GenerationError: it is something else.
    """
    problems = list(_misshapen(document))
    if problems:
        raise GenerationError(*(f"{name}: {problem}" for problem in problems))


def check(document: dict[str, Any]) -> None:
    """Require a sound shape, references that resolve, operations with names, valid examples.

    Raises:
        GenerationError: naming every place that is not so.
    """
    # Each check relies on the ones before it.
    for find in (_misshapen, _unresolved, _invalid_schemas, _nameless, _invalid_examples):
        problems = list(find(document))
        if problems:
            raise GenerationError(*(f"openapi.yaml: {problem}" for problem in problems))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give method, path and operation of each operation, in the order of the document."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method, path, operation


def resolve(document: dict[str, Any], reference: str) -> Any:
    """Give what a local reference such as ``#/components/schemas/Link`` points at.

    Raises:
        KeyError: nothing is there.
    """
    if not reference.startswith("#/"):
        raise KeyError(reference)
    node: Any = document
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, dict) and key in node:
            node = node[key]
        else:
            raise KeyError(reference)
    return node


def _escape(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _walk(node: Any, pointer: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every object of the document that is not inside an example."""
    if isinstance(node, dict):
        yield pointer, node
        for key, value in node.items():
            if key not in {"example", "examples", "default", "const", "enum"} or (
                pointer.endswith("/properties")
            ):
                yield from _walk(value, f"{pointer}/{_escape(key)}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _walk(item, f"{pointer}/{index}")


def _misshapen(document: dict[str, Any]) -> Iterator[str]:
    """Validate against the JSON Schema that the OpenAPI Initiative publishes for the version."""
    version = document.get("openapi")
    if not (isinstance(version, str) and version.startswith(("3.0.", "3.1."))):
        yield f"`openapi` must be a 3.0.x or 3.1.x version, not {version!r}"
        return
    validator = jsonschema_rs.validator_for(_openapi_schema(version[:3]))
    for error in validator.iter_errors(document):
        pointer = "#/" + "/".join(_escape(part) for part in error.instance_path)
        yield f"{pointer}: not valid OpenAPI {version[:3]}: {_short(error.message)}"


def _openapi_schema(version: str) -> dict[str, Any]:
    # Importing openapi-spec-validator costs more than the whole check; only its data is needed.
    package = find_spec("openapi_spec_validator")
    if package is None or package.origin is None:
        raise GenerationError("openapi-spec-validator is not installed: run scripts/generate")
    path = Path(package.origin).parent / "resources" / "schemas" / f"v{version}" / "schema.json"
    schema: dict[str, Any] = json.loads(path.read_bytes())
    return schema


def _unresolved(document: dict[str, Any]) -> Iterator[str]:
    for pointer, item in _walk(document):
        reference = item.get("$ref")
        if isinstance(reference, str):
            try:
                resolve(document, reference)
            except KeyError:
                yield f"{pointer}: `$ref: {reference}` points at nothing in this document"


def _invalid_schemas(document: dict[str, Any]) -> Iterator[str]:
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        try:
            jsonschema_rs.meta.validate(schema)
        except jsonschema_rs.ValidationError as error:
            at = "/".join(_escape(part) for part in error.instance_path)
            yield f"#/components/schemas/{_escape(name)}/{at}: {_short(error.message)}"


def _nameless(document: dict[str, Any]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for method, path, operation in operations(document):
        pointer = f"#/paths/{_escape(path)}/{method}"
        name = operation.get("operationId")
        if not isinstance(name, str) or not name:
            yield f"{pointer}: has no `operationId`, from which the client's method is named"
        elif name in seen:
            yield f"{pointer}: `operationId: {name}` is taken by {seen[name]}; choose another"
        else:
            seen[name] = pointer
        if not operation.get("tags"):
            yield f"{pointer}: has no tag; the first tag is the resource class it goes to"


def _invalid_examples(document: dict[str, Any]) -> Iterator[str]:
    """Validate every example of a body against its schema."""
    for pointer, item in _walk(document):
        content = item.get("content")
        if not isinstance(content, dict):
            continue
        for media_type, media in content.items():
            if not isinstance(media, dict) or "schema" not in media:
                continue
            validator = _validator(document, media["schema"])
            place = f"{pointer}/content/{_escape(media_type)}"
            for name, example in _examples(document, media):
                for error in validator.iter_errors(example):
                    at = "/".join(map(str, error.instance_path)) or "the body itself"
                    yield f"{place}/{name}: the example is not valid at {at}: {error.message}"


def _examples(document: dict[str, Any], media: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if "example" in media:
        yield "example", media["example"]
    for name, example in media.get("examples", {}).items():
        found = resolve(document, example["$ref"]) if "$ref" in example else example
        if "value" in found:
            yield f"examples/{_escape(name)}", found["value"]


def _validator(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema_rs.Validator:
    root = {"components": document.get("components", {}), "allOf": [schema]}
    return jsonschema_rs.Draft202012Validator(root)


def _short(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:200]} …"
