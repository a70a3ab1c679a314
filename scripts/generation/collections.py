"""Which operations give a list page by page, and where its items are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.union import UnionProperty

from generation.rendering import PAGING_PARAMETERS, qualified, results

if TYPE_CHECKING:
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

EMBEDDED = "_embedded"


@dataclass(frozen=True)
class Collection:
    """The collection that an operation gives the pages of."""

    key: str
    """Its key under ``_embedded``."""
    holder: str
    """The attribute of the page that is ``_embedded``."""
    attribute: str
    """The attribute of the embedded model that holds it."""
    item_type: str
    """The Python type of its items."""
    method_item_type: str
    """The same, as a resource class names it."""
    imports: tuple[str, ...]
    """The lines that import that type."""
    pages: str
    """The names of the parameters for the number and the size of a page."""


class Collections:
    """Finds the collection of an operation.

    An operation is paged if it is a GET that takes the numbers ``page`` and ``page_size``, the
    latter if one wants, and gives a model whose ``_embedded`` has one array.
    """

    def __init__(self, data: GeneratorData) -> None:
        self._models = {str(model.class_info.name): model for model in data.models}

    def of(self, endpoint: Endpoint) -> Collection | None:
        """Give the collection, or None if the operation is not paged."""
        numbers = {_wire(item): item for item in endpoint.query_parameters if _is_number(item)}
        if endpoint.method != "get" or not numbers.keys() >= PAGING_PARAMETERS:
            return None
        page, page_size = numbers["page"], numbers["page_size"]
        answers = results(endpoint)
        if page_size.required or len(answers) != 1:
            return None
        arrays = [
            (holder, field, array)
            for holder in self._fields(answers[0].prop)
            if _wire(holder) == EMBEDDED
            for field in self._fields(_present(holder))
            if isinstance(array := _present(field), ListProperty)
        ]
        if len(arrays) != 1:
            return None
        holder, field, array = arrays[0]
        item = array.inner_property
        imports = item.get_imports(prefix="...") | item.get_lazy_imports(prefix="...")
        return Collection(
            key=_wire(field),
            holder=str(holder.python_name),
            attribute=str(field.python_name),
            item_type=item.get_type_string().as_unembedded_code(),
            method_item_type=qualified(item),
            imports=tuple(sorted(imports)),
            pages=f"{page.python_name}, {page_size.python_name}",
        )

    def _fields(self, prop: PropertyProtocol) -> list[PropertyProtocol]:
        if not isinstance(prop, ModelProperty):
            return []
        model = self._models[str(prop.class_info.name)]
        return [*(model.required_properties or []), *(model.optional_properties or [])]


def _wire(field: PropertyProtocol) -> str:
    return field.name.get_untrusted_value()


def _present(field: PropertyProtocol) -> PropertyProtocol:
    """Give what a field is that may also be null, if it is one thing."""
    if not isinstance(field, UnionProperty):
        return field
    others = [inner for inner in field.inner_properties if not isinstance(inner, NoneProperty)]
    return others[0] if len(others) == 1 else field


def _is_number(field: PropertyProtocol) -> bool:
    return isinstance(_present(field), IntProperty | FloatProperty | AnyProperty)
