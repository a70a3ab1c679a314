"""Unions that keep their discriminators, of which openapi-python-client makes nothing.

A discriminator belongs to one place of the description. The parser makes one union of a union in a
union, and copies a union for each reference to it: here both keep what tells their parts apart.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any
from unittest import mock

import attrs
from openapi_python_client.parser import properties
from openapi_python_client.parser.errors import ParseError
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.schemas import parse_reference_path
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import Reference, Schema

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from openapi_python_client.parser.errors import PropertyError
    from openapi_python_client.parser.properties import Schemas
    from openapi_python_client.parser.properties.protocol import PropertyProtocol
    from openapi_python_client.schema.ref import Ref


@attrs.frozen
class Tag:
    """What tells some of the models of a union apart."""

    name: str
    """The discriminating property."""
    classes: tuple[tuple[str, str], ...]
    """Each of its values, with the class of the model."""


@attrs.define
class TaggedUnion(UnionProperty):
    """A union that knows its discriminators: its own, and those of the unions in it."""

    tags: tuple[Tag, ...] = ()

    @classmethod
    def build(cls, **given: Any) -> tuple[UnionProperty | PropertyError, Schemas]:
        """Build the union as the parser does, and add the discriminators."""
        prop, schemas = super().build(**given)
        if not isinstance(prop, UnionProperty):
            return prop, schemas
        built = {item.name: getattr(prop, item.name) for item in attrs.fields(UnionProperty)}
        tags = tuple(dict.fromkeys(_tags(given["data"], schemas)))
        return cls(**built, tags=tags), schemas


@contextlib.contextmanager
def tagged() -> Generator[None]:
    """Let the parser build unions that know their discriminators."""
    with mock.patch.object(properties, "UnionProperty", TaggedUnion):
        yield


def _tags(schema: Schema, schemas: Schemas) -> Iterator[Tag]:
    variants = [*schema.anyOf, *schema.oneOf]
    if schema.discriminator is not None:
        references = [variant.ref for variant in variants if isinstance(variant, Reference)]
        yield from _own_tag(schema, references, schemas)
    for variant in variants:
        if isinstance(variant, Schema):
            yield from _tags(variant, schemas)
        elif isinstance(found := _found(variant.ref, schemas), TaggedUnion):
            yield from found.tags


def _own_tag(schema: Schema, references: list[Ref], schemas: Schemas) -> Iterator[Tag]:
    assert schema.discriminator is not None  # noqa: S101 - for the type checkers
    models = {
        str(reference.get_untrusted_value()).rsplit("/", 1)[-1]: found.class_info.name
        for reference in references
        if isinstance(found := _found(reference, schemas), ModelProperty)
    }
    classes: dict[str, str] = {**models}
    for value, target in (schema.discriminator.mapping or {}).items():
        name = target.get_untrusted_value().rsplit("/", 1)[-1]
        if name in models:
            classes[value.get_untrusted_value()] = models[name]
    if classes:
        yield Tag(schema.discriminator.propertyName.get_untrusted_value(), tuple(classes.items()))


def _found(reference: Ref, schemas: Schemas) -> PropertyProtocol | None:
    path = parse_reference_path(reference)
    return None if isinstance(path, ParseError) else schemas.classes_by_reference.get(path)
