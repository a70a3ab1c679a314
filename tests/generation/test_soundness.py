"""A description that is not sound is told at which place, and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from generation import soundness
from generation.errors import GenerationError
from tests.generation.descriptions import description, reading

NAME = {"a~b/c": {"d": [{"e": 1}, 2]}}


def problems(document: dict[str, Any]) -> list[str]:
    """Give what is wrong with a description."""
    with pytest.raises(GenerationError) as raised:
        soundness.check(document)
    return [problem.removeprefix("openapi.yaml: ") for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [("#/a~0b~1c/d/0/e", 1), ("#/a~0b~1c/d/1", 2), ("#/a~0b~1c", NAME["a~b/c"])],
)
def test_references(reference: str, expected: object) -> None:
    """A pointer leads through objects and lists, its characters unescaped."""
    assert expected == soundness.resolve(NAME, reference)


@pytest.mark.parametrize("reference", ["#/x", "#/a~0b~1c/d/2", "#/a~0b~1c/d/e", "#a", "b.yaml#/a"])
def test_references_to_nothing(reference: str) -> None:
    """Nothing is there, or it is not in the document."""
    with pytest.raises(KeyError):
        soundness.resolve(NAME, reference)


def test_references_to_references() -> None:
    """They are followed to the end."""
    document = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"type": "string"}}
    assert {"type": "string"} == soundness.resolved(document, {"$ref": "#/a"})


def test_objects_are_those_of_the_description() -> None:
    """What is inside an example is data; a name that is a word of OpenAPI is a name."""
    document: dict[str, Any] = {
        "properties": {"example": {"type": "string", "example": {"a": {}}}, "a/b": {}},
        "enum": [{"a": {}}],
    }
    found = [pointer for pointer, _ in soundness.objects(document)]
    assert ["#", "#/properties/example", "#/properties/a~1b"] == found


def test_operations_and_their_parameters() -> None:
    """Those of the path count, unless the operation has one of the same name and place."""
    document = description()
    document["paths"]["/a"] |= {
        "summary": "no operation",
        "parameters": [{"name": "x", "in": "query"}, {"name": "y", "in": "query", "schema": {}}],
    }
    operation = document["paths"]["/a"]["get"]
    operation["parameters"] = [{"$ref": "#/components/parameters/x"}, {"name": "y", "in": "header"}]
    document["components"]["parameters"] = {"x": {"name": "x", "in": "query", "required": True}}

    assert [("get", "/a", operation)] == list(soundness.operations(document))
    assert [("x", "query", True), ("y", "header", None), ("y", "query", None)] == [
        (item["name"], item["in"], item.get("required"))
        for item in soundness.parameters(document, "/a", operation)
    ]


def test_what_is_sound() -> None:
    """Nothing is said of it."""
    soundness.check(description(A={"type": "object", "properties": {"a": {"type": "string"}}}))
    soundness.check_published({**description(), "openapi": "3.0.3"}, "a.yaml")


@pytest.mark.parametrize("version", ["2.0", "3.2.0", "3", 3.1, None])
def test_versions_that_are_not_known(version: object) -> None:
    """3.0 and 3.1 are."""
    with pytest.raises(GenerationError) as raised:
        soundness.check_published({**description(), "openapi": version}, "a.yaml")
    expected = f"a.yaml: #/openapi: must be a 3.0.x or 3.1.x version, not {version!r}"
    assert expected == str(raised.value)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"$ref": "#/components/schemas/B"}, "`$ref: #/components/schemas/B` points at nothing"),
        ({"$ref": "b.yaml"}, "`$ref: b.yaml` leads out of this document: write it out here"),
        ({"$ref": "#/components/schemas/A"}, "`$ref: #/components/schemas/A` leads back to itself"),
        ({"type": "strng"}, "/type: not a valid schema: "),
        ({"pattern": "("}, "/pattern: not a"),
        (
            {"type": "object", "properties": {"a": {}}, "required": ["a", "b"]},
            "requires `b`, which it does not have: add it, or require it not",
        ),
        (
            {"oneOf": [{"$ref": "#/components/schemas/A"}], "discriminator": {
                "propertyName": "a", "mapping": {"x": "#/components/schemas/C"}}},
            "is a variant that `discriminator.mapping` does not name",
        ),
    ],
)  # fmt: skip
def test_schemas(schema: dict[str, Any], expected: str) -> None:
    """One that is none, or refers to nothing, is told by its pointer."""
    found = problems(description(A=schema))
    assert all(problem.startswith("#/components/schemas/A") for problem in found)
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize("key", ["if", "then", "else", "not"])
def test_what_refines_a_schema_may_require_its_fields(key: str) -> None:
    """It need not have them itself; nor need a part of a composition."""
    properties = {"a": {"type": "string"}}
    refining = {"properties": {"a": {"const": "x"}}, "required": ["b"]}
    own = {"type": "object", "properties": {**properties, "b": {}}}
    soundness.check(description(A={**own, key: refining}))
    soundness.check(description(A={"allOf": [own, {"required": ["b"]}]}))


def test_examples() -> None:
    """An example is held to its schema; of several variants, to the one that it chooses."""
    variant = {"type": "object", "required": ["kind"]}
    schemas = {
        "B": {**variant, "properties": {"kind": {"const": "b"}, "n": {"type": "integer"}}},
        "C": {**variant, "properties": {"kind": {"const": "c"}, "n": {"type": "string"}}},
    }
    mapping = {"b": "#/components/schemas/B", "c": "C"}
    union = {
        "oneOf": [{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/C"}],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    document = description(reading(union), **schemas)
    media = document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]

    media["examples"] = {"x/y": {"value": {"kind": "c", "n": "1"}}}
    soundness.check(document)

    media["examples"] = {"x/y": {"value": {"kind": "c", "n": 1}}}
    (problem,) = problems(document)
    place = "#/paths/~1a/get/responses/200/content/application~1json/examples/x~1y/value/n"
    assert problem.startswith(
        f'{place}: the example is not valid by its schema: 1 is not of type "'
    )


def test_a_long_message_is_shortened() -> None:
    """Its two ends are shown."""
    document = description(reading({"enum": ["x" * 500]}))
    media = document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]
    media["example"] = "begin" + "y" * 500
    (problem,) = problems(document)
    assert " … " in problem
    assert len(problem) < 500
