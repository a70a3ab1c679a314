"""What the parser complains of is told in one line, with the place and what to do."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties import EnumProperty
from openapi_python_client.parser.properties.const import ConstProperty

from generation import naming
from generation.errors import GenerationError
from generation.parsing import complaint, parse
from tests.generation.descriptions import config, description, reading

MEND = "Say it in another way, in an overlay."


def error(header: str, detail: str | None) -> GeneratorError:
    """Give a complaint of the parser."""
    return GeneratorError(header=header, detail=detail)


def test_what_the_parser_reads() -> None:
    """Models and operations are there."""
    data = parse(description(A={"type": "object", "properties": {"a": {}}}), config())
    assert ["A"] == [model.class_info.name for model in data.models]
    assert ["get_a"] == [endpoint.name for endpoint in naming.endpoints(data)]


@pytest.mark.parametrize("text", ["line\nbreak", 'a "quote"', "back\\slash", "\u2028", "bell\x07"])
def test_values_stay_as_they_are(text: str) -> None:
    """In an enum and in a constant: what is written of them is the value again."""
    data = parse(
        description(
            E={"type": "string", "enum": [text], "x-enum-varnames": ["ONE"]},
            A={"type": "object", "properties": {"a": {"const": text}}},
        ),
        config(),
    )
    (enum,) = (enum for enum in data.enums if isinstance(enum, EnumProperty))
    (model,) = data.models
    (field,) = model.optional_properties or []
    assert isinstance(field, ConstProperty)
    for written in (f'"{enum.values["ONE"]}"', field.value.python_code.as_unembedded_code()):
        assert written.isprintable()
        assert text == eval(written)  # noqa: S307 - it has just been escaped


@pytest.mark.parametrize(
    ("paths", "schemas", "place"),
    [
        (None, {"L": {"type": "array", "items": {"$ref": "#/components/schemas/L"}}},
         "#/components/schemas/L"),
        (reading({"type": "object", "allOf": [{"$ref": "#/components/schemas/X"}, {"oneOf": []}]}),
         {"X": {"type": "integer"}}, "GET /a"),
        ({"/a/{b}": reading({})["/a"]}, {}, "GET /a/{b}"),
    ],
)  # fmt: skip
def test_what_the_parser_warns_of(
    paths: dict[str, Any] | None, schemas: dict[str, Any], place: str
) -> None:
    """A warning is a refusal."""
    with pytest.raises(GenerationError) as raised:
        parse(description(paths, **schemas), config())
    (problem,) = raised.value.problems
    assert problem.startswith(f"openapi.yaml: {place}: openapi-python-client cannot read it: ")
    assert problem.endswith(MEND)
    assert "object at 0x" not in problem


@pytest.mark.parametrize("failure", [ValueError("no"), KeyError("a"), RecursionError()], ids=repr)
def test_what_the_parser_fails_at(failure: Exception) -> None:
    """A traceback becomes a line."""
    with (
        mock.patch.object(GeneratorData, "from_dict", side_effect=failure),
        pytest.raises(GenerationError) as raised,
    ):
        parse(description(), config())
    assert f"openapi.yaml: openapi-python-client failed: {failure!r}" == str(raised.value)


@pytest.mark.parametrize(
    ("header", "detail", "place", "reason"),
    [
        (
            "Unable to process schema /components/schemas/A:",
            "It is odd",
            "#/components/schemas/A: ",
            "It is odd",
        ),
        ("WARNING parsing GET /a within a.", "It is odd", "GET /a: ", "It is odd"),
        ("Something", "is\n  odd", "", "Something: is odd"),
        ("Something is odd", None, "", "Something is odd"),
    ],
)
def test_complaints(header: str, detail: str | None, place: str, reason: str) -> None:
    """The place comes first; there is one line, whatever line breaks there are."""
    expected = f"openapi.yaml: {place}openapi-python-client cannot read it: {reason}. {MEND}"
    assert expected == str(complaint([error(header, detail)]))


def test_consequences_are_not_told() -> None:
    """Whoever mends the cause need not know what it led to; where there is no cause, they are."""
    cause = error("Unable to process schema /components/schemas/A:", "It is odd")
    consequence = error(
        "WARNING parsing GET /a within a.", "Could not find reference in parsed models or enums"
    )
    assert complaint([cause]).problems == complaint([consequence, cause, cause]).problems
    assert "GET /a" in str(complaint([consequence]))
