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

from generation.unions import TaggedUnion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openapi_python_client.parser.properties.protocol import PropertyProtocol

    from generation.unions import Tag

_FUNCTIONS = (
    (DateProperty, "as_date"),
    (DateTimeProperty, "as_datetime"),
    (UuidProperty, "as_uuid"),
)


def expression(prop: PropertyProtocol, source: str) -> str:
    """Give the expression that reads ``source``; the source itself if nothing is to be done."""
    if isinstance(prop, ModelProperty):
        return f"as_model({prop.class_info.name}, {source})"
    if isinstance(prop, EnumProperty):
        return f"as_enum({prop.class_info.name}, {source})"
    if isinstance(prop, ListProperty):
        inner = expression(prop.inner_property, "item")
        return source if inner == "item" else f"as_list(lambda item: {inner}, {source})"
    if isinstance(prop, UnionProperty):
        return _union(prop, source)
    for kind, function in _FUNCTIONS:
        if isinstance(prop, kind):
            return f"{function}({source})"
    return source


def _union(prop: UnionProperty, source: str) -> str:
    read = [inner for inner in prop.inner_properties if expression(inner, "") != ""]
    if len(read) == 1:  # it keeps values of the other types, such as null, as they are
        return expression(read[0], source)
    names = [inner.class_info.name for inner in read if isinstance(inner, ModelProperty)]
    tags = prop.tags if isinstance(prop, TaggedUnion) else ()
    told = {name for tag in tags for _, name in tag.classes}
    lists = [inner for inner in read if isinstance(inner, ListProperty)]
    scalars = [inner for inner in read if not isinstance(inner, ModelProperty | ListProperty)]
    arguments: list[str] = []
    if models := [name for name in names if name not in told]:
        arguments.append(f"models={_tuple(models)}")
    if scalars:
        reader = "item"
        # What one cannot read, the next one does; an enum of strings would read any string.
        for inner in sorted(scalars, key=lambda inner: isinstance(inner, EnumProperty)):
            reader = expression(inner, reader)
        arguments.append(f"scalars=lambda item: {reader}")
    if lists:
        arguments.append(f"lists=lambda item: {expression(lists[0], 'item')}")
    if tags:
        arguments.append(f"tags={_tuple(map(_tag, tags))}")
    return f"as_any_of({source}, {', '.join(arguments)})" if arguments else source


def _tag(tag: Tag) -> str:
    by_value = ", ".join(f"{value!r}: {found}" for value, found in tag.classes)
    return f"({tag.name!r}, {{{by_value}}})"


def _tuple(items: Iterable[str]) -> str:
    return f"({', '.join(items)},)"
