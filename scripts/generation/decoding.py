"""The Python expression that reads one JSON value into the type of its property.

The expressions call the functions of the generated ``codec`` module, which keep a value that is
not of its declared type as it is. A property whose JSON value is its Python value needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_python_client.parser.properties import (
    DateProperty,
    DateTimeProperty,
    EnumProperty,
    ListProperty,
    ModelProperty,
    UnionProperty,
)
from openapi_python_client.parser.properties.uuid import UuidProperty

if TYPE_CHECKING:
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

_BY_FUNCTION = {DateProperty: "as_date", DateTimeProperty: "as_datetime", UuidProperty: "as_uuid"}

Discriminators = dict[frozenset[str], tuple[str, dict[str, str]]]
"""For the classes of a union: the discriminating property, and the class for each value of it."""


class Decoder:
    """Writes decoding expressions, knowing the discriminators of the description."""

    def __init__(self, discriminators: Discriminators) -> None:
        self._discriminators = discriminators

    def expression(self, prop: PropertyProtocol, source: str) -> str:
        """Give the expression that reads ``source``; the source itself if nothing is to be done."""
        if isinstance(prop, ModelProperty):
            return f"as_model({prop.class_info.name}, {source})"
        if isinstance(prop, EnumProperty):
            return f"as_enum({prop.class_info.name}, {source})"
        if isinstance(prop, ListProperty):
            inner = self.expression(prop.inner_property, "item")
            return source if inner == "item" else f"as_list(lambda item: {inner}, {source})"
        if isinstance(prop, UnionProperty):
            return self._union(prop, source)
        function = _BY_FUNCTION.get(type(prop))
        return f"{function}({source})" if function else source

    def _union(self, prop: UnionProperty, source: str) -> str:
        models: list[str] = []
        functions: dict[str, str] = {}
        for inner in prop.inner_properties:
            if isinstance(inner, ModelProperty):
                models.append(inner.class_info.name)
                continue
            expression = self.expression(inner, "item")
            if expression != "item":
                kind = "lists" if isinstance(inner, ListProperty) else "strings"
                functions.setdefault(kind, f"lambda item: {expression}")
        arguments = [f"models=({', '.join(models)},)"] if models else []
        arguments += [f"{kind}={function}" for kind, function in functions.items()]
        if tag := self._discriminators.get(frozenset(models)):
            name, classes = tag
            by_value = ", ".join(f"{value!r}: {found}" for value, found in classes.items())
            arguments.append(f"tag=({name!r}, {{{by_value}}})")
        return f"as_any_of({source}, {', '.join(arguments)})" if arguments else source
