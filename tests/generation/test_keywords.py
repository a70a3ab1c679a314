"""A word that is no keyword of a schema is told, with who wrote it and what it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generation import keywords
from tests.generation.checkout import Checkout, Sources
from tests.generation.descriptions import description, reading

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"formta": "uri"}, ""),
        ({"properties": {"formta": {"formta": "uri"}}}, "/properties/formta"),
        ({"items": {"allOf": [{}, {"formta": "uri"}]}}, "/items/allOf/1"),
        ({"additionalProperties": {"not": {"formta": 1}}}, "/additionalProperties/not"),
    ],
)
def test_words_without_a_meaning(schema: dict[str, Any], place: str) -> None:
    """They are found wherever a schema may be."""
    found = [(f"#/components/schemas/A{place}", "formta")]
    assert found == list(keywords.unknown(description(A=schema)))


def test_schemas_of_answers_and_parameters() -> None:
    """Schemas need not have a name."""
    parameter = {"in": "query", "name": "x", "schema": {"minimun": 1}}
    paths = reading({"type": "object", "propertis": {}}, parameter)
    assert {"propertis", "minimun"} == {
        word for _, word in keywords.unknown(description(paths=paths))
    }


@pytest.mark.parametrize(
    "schema",
    [
        {"x-own": {"anything": 1}, "example": {"formta": 1}, "default": {"formta": 1}},
        {"properties": {"formta": {"type": "string", "enum": ["formta"]}}, "required": ["formta"]},
        {"discriminator": {"propertyName": "a", "mapping": {"formta": "A"}}, "xml": {"name": "x"}},
        {"if": {"properties": {"a": {"const": {"formta": 1}}}}, "then": {}, "else": True},
    ],
)
def test_what_means_something(schema: dict[str, Any]) -> None:
    """Extensions, names and data may be anything."""
    assert [] == list(keywords.unknown(description(A=schema)))


def test_the_build_names_the_action(tmp_path: Path) -> None:
    """The message has the line of the action, the word, its place, and the likely one."""
    checkout, sources = Checkout(tmp_path), Sources()
    sources["conventions.overlay.yaml"]["actions"].append(
        {
            "target": "$.components.schemas.IdentityDetails.properties.website",
            "update": {"formta": "uri"},
            "x-quirk": {
                "id": "Q99",
                "published": "It is so.",
                "evidence": "It was seen.",
                "confidence": "certain",
            },
            "x-proof": "fields_are_described",
        }
    )
    for name, document in sources.changed.items():
        checkout.write(name, document)
    outcome = checkout.generate()
    assert 1 == outcome.status
    assert "overlay.yaml:" in outcome.err
    assert "(Q99, target $.components.schemas.IdentityDetails.properties.website): " in outcome.err
    assert "`formta` is no keyword of a schema, at #/components/schemas/" in outcome.err
    assert outcome.err.rstrip().endswith("did you mean `format`?")
