from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class NumberPage(Model):
    """A page of the numbers in an engagement.

    Attributes:
        page_size: Items per page. Example: 10.
        page: The number of this page, from 1. Example: 2.
        total_pages: Number of pages in the entire result set. Example: 10.
        total_items: Number of items in the entire result set. Example: 100.
        embedded: What is on this page.
        links: Links to the engagement, and to the other pages.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "page_size": "page_size",
        "page": "page",
        "total_pages": "total_pages",
        "total_items": "total_items",
        "embedded": "_embedded",
        "links": "_links",
    }
    _required: ClassVar[frozenset[str]] = frozenset(
        ("page_size", "page", "total_pages", "total_items", "_embedded")
    )
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    page_size: int
    page: int
    total_pages: int
    total_items: int
    embedded: NumberPageEmbedded
    links: NumberPageLinks | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the model from a JSON object; see :meth:`Model.from_dict`."""
        get: Any = data.get
        return cls(
            page_size=get("page_size", UNSET),
            page=get("page", UNSET),
            total_pages=get("total_pages", UNSET),
            total_items=get("total_items", UNSET),
            embedded=as_model(NumberPageEmbedded, get("_embedded", UNSET)),
            links=as_model(NumberPageLinks, get("_links", UNSET)),
            additional_properties={
                name: item for name, item in data.items() if name not in cls._known
            },
        )


# At the end, for models may refer to each other in a circle.
from ..models.number_page_embedded import NumberPageEmbedded
from ..models.number_page_links import NumberPageLinks
