"""Which operations give a list page by page, and where its items are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty

from generation.rendering import PAGING_PARAMETERS, qualified

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
    attribute: str
    """The attribute of the embedded model that holds it."""
    item_type: str
    """The Python type of its items."""
    method_item_type: str
    """The same, as a resource class names it."""
    imports: tuple[str, ...]
    """The lines that import that type."""


class Collections:
    """Finds the collection of an operation.

    An operation is paged if it is a GET that takes ``page`` and ``page_size`` and gives a model
    whose ``_embedded`` has one array.
    """

    def __init__(self, data: GeneratorData) -> None:
        self._models = {str(model.class_info.name): model for model in data.models}

    def of(self, endpoint: Endpoint) -> Collection | None:
        """Give the collection, or None if the operation is not paged."""
        names = {item.name.get_untrusted_value() for item in endpoint.query_parameters}
        if endpoint.method != "get" or not names >= PAGING_PARAMETERS:
            return None
        results = [
            answer.prop
            for answer in endpoint.responses.patterns
            if answer.status_code.range and 200 <= answer.status_code.range[0] < 300  # noqa: PLR2004
        ]
        if len(results) != 1:
            return None
        embedded = [
            field
            for field in self._fields(results[0])
            if field.name.get_untrusted_value() == EMBEDDED
        ]
        arrays = [
            field
            for holder in embedded
            for field in self._fields(holder)
            if isinstance(field, ListProperty)
        ]
        if len(arrays) != 1:
            return None
        item = arrays[0].inner_property
        imports = item.get_imports(prefix="...") | item.get_lazy_imports(prefix="...")
        return Collection(
            key=arrays[0].name.get_untrusted_value(),
            attribute=str(arrays[0].python_name),
            item_type=item.get_type_string().as_unembedded_code(),
            method_item_type=qualified(item),
            imports=tuple(sorted(imports)),
        )

    def _fields(self, prop: PropertyProtocol) -> list[PropertyProtocol]:
        if not isinstance(prop, ModelProperty):
            return []
        model = self._models[str(prop.class_info.name)]
        return [*(model.required_properties or []), *(model.optional_properties or [])]
