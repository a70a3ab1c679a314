"""What the description must be before anything is generated from it.

Each check names the place as a JSON pointer and says what to do, so that a change of the sources
that needs a decision asks for it here, once, and not in a traceback later.
"""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from generation import layout
from generation.errors import GenerationError
from generation.nodes import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

LONGEST_MESSAGE = 200

_COMPOSING = frozenset({"allOf", "oneOf", "anyOf"})
_REFINING = frozenset({"if", "then", "else", "not"})

_OPERATION_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_TAG = re.compile(r"[A-Za-z]")


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
    of_schemas = (_invalid_schemas, _impossible)
    for find in (_misshapen, _unresolved, *of_schemas, _nameless, _dangling, _invalid_examples):
        problems = list(find(document))
        if problems:
            raise GenerationError(*(f"openapi.yaml: {problem}" for problem in problems))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give method, path and operation of each operation, in the order of the document."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method, path, operation


def parameters(document: dict[str, Any], path: str, operation: dict[str, Any]) -> list[Any]:
    """Give the parameters of an operation, those of its path included, references resolved."""
    own = [resolved(document, item) for item in operation.get("parameters", ())]
    shared = [resolved(document, item) for item in document["paths"][path].get("parameters", ())]
    taken = {(item["in"], item["name"]) for item in own}
    return [*own, *(item for item in shared if (item["in"], item["name"]) not in taken)]


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
        if is_list(node) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif is_object(node) and key in node:
            node = node[key]
        else:
            raise KeyError(reference)
    return node


def resolved(document: dict[str, Any], node: Any) -> Any:
    """Follow a reference, if the node is one, to what is not."""
    while "$ref" in node:
        node = resolve(document, node["$ref"])
    return node


def objects(node: Any, pointer: str = "#", *, names: bool = False) -> Iterator[tuple[str, Any]]:
    """Give every object of a document with its JSON pointer, but none that is inside an example.

    Args:
        node: The document, or a part of it.
        pointer: Where that part is.
        names: Its keys are names that the document chose, not words of OpenAPI.
    """
    if is_object(node):
        if not names:
            yield pointer, node
        for key, value in node.items():
            if names or key not in layout.VALUES:
                inner = not names and key in layout.MAPS
                yield from objects(value, f"{pointer}/{_escape(key)}", names=inner)
    elif is_list(node):
        for index, item in enumerate(node):
            yield from objects(item, f"{pointer}/{index}")


def _escape(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _misshapen(document: dict[str, Any]) -> Iterator[str]:
    """Validate against the JSON Schema that the OpenAPI Initiative publishes for the version."""
    version = document.get("openapi")
    if not (isinstance(version, str) and version.startswith(("3.0.", "3.1."))):
        yield f"#/openapi: must be a 3.0.x or 3.1.x version, not {version!r}"
        return
    validator = jsonschema_rs.validator_for(_openapi_schema(version[:3]))
    for error in validator.iter_errors(document):
        yield (
            f"{_pointer(error.instance_path)}: not valid OpenAPI {version[:3]}: "
            f"{_short(error.message)}"
        )
    if not isinstance(document.get("paths"), dict):
        yield "#/paths: must be an object with at least one path"


def _openapi_schema(version: str) -> dict[str, Any]:
    # Importing openapi-spec-validator costs more than the whole check; only its data is needed.
    package = find_spec("openapi_spec_validator")
    if package is None or package.origin is None:
        raise GenerationError("openapi-spec-validator is not installed: run scripts/generate")
    path = Path(package.origin).parent / "resources" / "schemas" / f"v{version}" / "schema.json"
    schema: dict[str, Any] = json.loads(path.read_bytes())
    return schema


def _unresolved(document: dict[str, Any]) -> Iterator[str]:
    for pointer, item in objects(document):
        reference = item.get("$ref")
        if not isinstance(reference, str):
            continue
        if not reference.startswith("#"):
            yield f"{pointer}: `$ref: {reference}` leads out of this document: write it out here"
            continue
        seen = {reference}
        try:
            found = resolve(document, reference)
            while is_object(found) and isinstance(found.get("$ref"), str):
                if found["$ref"] in seen:
                    yield f"{pointer}: `$ref: {reference}` leads back to itself: write it out here"
                    break
                seen.add(found["$ref"])
                found = resolve(document, found["$ref"])
        except KeyError:
            yield f"{pointer}: `$ref: {reference}` points at nothing in this document"


def _invalid_schemas(document: dict[str, Any]) -> Iterator[str]:
    for pointer, schema in schemas(document):
        try:
            jsonschema_rs.meta.validate(schema)
        except jsonschema_rs.ValidationError as error:
            place = _pointer(error.instance_path, pointer)
            yield f"{place}: not a valid schema: {_short(error.message)}"
    for pointer, item in objects(document):
        if isinstance(item.get("pattern"), str):
            try:
                jsonschema_rs.Draft202012Validator({"pattern": item["pattern"]})
            except jsonschema_rs.ValidationError:
                yield f"{pointer}/pattern: not a regular expression: {item['pattern']}"


def schemas(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give every schema that is not part of another one."""
    components = document.get("components")
    named = components.get("schemas") if is_object(components) else None
    for name, schema in named.items() if is_object(named) else ():
        yield f"#/components/schemas/{_escape(name)}", schema
    for pointer, item in objects(document):
        # Of a schema, these can only be in `properties`, where they are names.
        if "schema" in item and not pointer.startswith("#/components/schemas/"):
            yield f"{pointer}/schema", item["schema"]


def _impossible(document: dict[str, Any]) -> Iterator[str]:
    """Find objects that require a field that they do not have."""
    for pointer, schema in objects(document):
        # What refines another schema can require fields of that one.
        *_, holder, key = ["", *pointer.split("/")]
        if key in _REFINING or holder in _COMPOSING or schema.keys() == {"$ref"}:
            continue
        parts = list(_parts(document, schema))
        fields = {name for part in parts for name in part.get("properties", {})}
        required = {name for part in parts for name in part.get("required", ())} if fields else ()
        for name in sorted({*required} - fields):
            yield f"{pointer}: requires `{name}`, which it does not have: add it, or require it not"


def _parts(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the schemas of which a schema is all."""
    seen: list[dict[str, Any]] = []
    queue = [schema]
    while queue:
        part = queue.pop()
        # In a parameter or a body, `required` is no list of names.
        if isinstance(part.get("required", []), list) and not any(part is one for one in seen):
            seen.append(part)
            yield part
            queue += part.get("allOf", ())
            queue += [resolve(document, part["$ref"])] if "$ref" in part else ()


def _nameless(document: dict[str, Any]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for method, path, operation in operations(document):
        pointer = f"#/paths/{_escape(path)}/{method}"
        name = operation.get("operationId")
        if not isinstance(name, str) or not name:
            yield f"{pointer}: has no `operationId`, from which the client's method is named"
        elif not _OPERATION_ID.fullmatch(name):
            yield (
                f"{pointer}: `operationId: {name}` is no name of a method: begin with a letter, go "
                "on with letters, digits, and - . _ between them"
            )
        elif name in seen:
            yield f"{pointer}: `operationId: {name}` is taken by {seen[name]}; choose another"
        else:
            seen[name] = pointer
        tags = operation.get("tags")
        if not tags:
            yield f"{pointer}: has no tag; the first tag is the resource class it goes to"
        elif not _TAG.search(tags[0]):
            yield f"{pointer}: the tag {tags[0]!r} has no letter, and no class can be named for it"


def _dangling(document: dict[str, Any]) -> Iterator[str]:
    """Find names that refer to nothing: operations in links, schemas in mappings, security."""
    ids = {operation["operationId"] for _, _, operation in operations(document)}
    schemes = document.get("components", {}).get("securitySchemes", {})
    for pointer, item in objects(document):
        if pointer.split("/")[-2:-1] == ["links"] and item.get("operationId", "") not in {"", *ids}:
            yield (
                f"{pointer}: the link leads to {item['operationId']}, which is no operation: "
                "remove the link, or follow the operation to its new name"
            )
        if isinstance(item.get("discriminator"), dict):
            yield from _untold(document, pointer, item)
        for requirement in item["security"] if isinstance(item.get("security"), list) else ():
            for name in sorted(requirement.keys() - schemes.keys()):
                yield f"{pointer}/security: {name} is no scheme of #/components: declare it there"


def _untold(document: dict[str, Any], pointer: str, schema: dict[str, Any]) -> Iterator[str]:
    """Find variants that a discriminator does not tell apart."""
    mapping = schema["discriminator"].get("mapping")
    if mapping is None:  # then the names of the schemas do
        return
    variants = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    names = document.get("components", {}).get("schemas", {})
    told = {
        f"#/components/schemas/{target}" if target in names else target
        for target in mapping.values()
    }
    known = {variant.get("$ref") for variant in variants}
    for reference in sorted(known - told - {None}):
        yield (
            f"{pointer}: {reference} is a variant that `discriminator.mapping` does not name: add "
            "the value that tells it apart"
        )
    for reference in sorted(told - known if variants else ()):
        yield f"{pointer}: `discriminator.mapping` names {reference}, no variant: remove it"


def _invalid_examples(document: dict[str, Any]) -> Iterator[str]:
    """Validate every example of a body against its schema."""
    for pointer, item in objects(document):
        content = item.get("content")
        if not is_object(content):
            continue
        for media_type, media in content.items():
            if not is_object(media) or "schema" not in media:
                continue
            place = f"{pointer}/content/{_escape(media_type)}"
            for name, example in _examples(document, media):
                validator = _validator(document, _variant(document, media["schema"], example))
                for error in validator.iter_errors(example):
                    at = _pointer(error.instance_path, f"{place}/{name}")
                    yield (
                        f"{at}: the example is not valid by its schema: {_short(error.message)}. "
                        "Correct the example where it was written, or the schema in an overlay."
                    )


def _variant(document: dict[str, Any], schema: Any, example: Any) -> Any:
    """Give the variant that a discriminator chooses; of all one could say only that none fits."""
    found = resolved(document, schema)
    discriminator = found.get("discriminator") if is_object(found) else None
    if not is_object(discriminator) or not is_object(example):
        return schema
    value = example.get(str(discriminator.get("propertyName")))
    reference = discriminator.get("mapping", {}).get(value) if isinstance(value, str) else None
    # A mapping may also name a schema without a pointer to it.
    names = document.get("components", {}).get("schemas", {})
    if reference in names:
        return names[reference]
    return {"$ref": reference} if isinstance(reference, str) else schema


def _examples(document: dict[str, Any], media: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if "example" in media:
        yield "example", media["example"]
    for name, example in media.get("examples", {}).items():
        found = resolved(document, example)
        if "value" in found:
            yield f"examples/{_escape(name)}/value", found["value"]


def _validator(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema_rs.Validator:
    root = {"components": document.get("components", {}), "allOf": [schema]}
    return jsonschema_rs.Draft202012Validator(root)


def _pointer(path: Iterable[object], base: str = "#") -> str:
    return "/".join([base, *map(_escape, path)])


def _short(message: str) -> str:
    if len(message) <= LONGEST_MESSAGE:
        return message
    half = LONGEST_MESSAGE // 2
    return f"{message[:half]} … {message[-half:]}"
