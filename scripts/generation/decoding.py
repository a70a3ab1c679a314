"""The Python expression that reads one JSON value into the type of its property.

The expressions call the functions of the generated ``codec`` module, which keep a value that is
not of its declared type as it is. A property whose JSON value is its Python value needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

if TYPE_CHECKING:
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

_FUNCTIONS = (
    (DateProperty, "as_date"),
    (DateTimeProperty, "as_datetime"),
    (UuidProperty, "as_uuid"),
)

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
        for kind, function in _FUNCTIONS:
            if isinstance(prop, kind):
                return f"{function}({source})"
        return source

    def _union(self, prop: UnionProperty, source: str) -> str:
        read = [inner for inner in prop.inner_properties if self.expression(inner, "") != ""]
        if len(read) == 1:  # it keeps values of the other types, such as null, as they are
            return self.expression(read[0], source)
        names = [inner.class_info.name for inner in read if isinstance(inner, ModelProperty)]
        # The generator makes one union of a union in a union, so it may be a part that is tagged.
        tagged = next((known for known in self._discriminators if known.issubset(names)), None)
        models = [name for name in names if tagged is None or name not in tagged]
        lists = [inner for inner in read if isinstance(inner, ListProperty)]
        scalars = [inner for inner in read if not isinstance(inner, ModelProperty | ListProperty)]
        arguments: list[str] = []
        if models:
            comma = "," if len(models) == 1 else ""
            arguments.append(f"models=({', '.join(models)}{comma})")
        if scalars:
            expression = "item"
            # What one cannot read, the next one does; an enum of strings would read any string.
            for inner in sorted(scalars, key=lambda inner: isinstance(inner, EnumProperty)):
                expression = self.expression(inner, expression)
            arguments.append(f"scalars=lambda item: {expression}")
        if lists:
            arguments.append(f"lists=lambda item: {self.expression(lists[0], 'item')}")
        if tagged is not None:
            name, classes = self._discriminators[tagged]
            by_value = ", ".join(f"{value!r}: {found}" for value, found in classes.items())
            arguments.append(f"tag=({name!r}, {{{by_value}}})")
        return f"as_any_of({source}, {', '.join(arguments)})" if arguments else source
