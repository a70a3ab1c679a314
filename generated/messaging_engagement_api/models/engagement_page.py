from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class EngagementPage(Model):
    """A page of engagements.

    Attributes:
        page_size: Items per page. Example: 10.
        page: The number of this page, from 1. Example: 2.
        total_pages: Number of pages in the entire result set. Example: 10.
        total_items: Number of items in the entire result set. Example: 100.
        embedded: What is on this page.
        links: Links from a page to its neighbours, each there only if that page is.
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
    embedded: EngagementPageEmbedded
    links: PageLinks | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.page_size,
            self.page,
            self.total_pages,
            self.total_items,
            self.embedded,
            self.links,
        ) = values
        self.embedded = as_model(EngagementPageEmbedded, self.embedded)
        self.links = as_model(PageLinks, self.links)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }


# At the end, for models may refer to each other in a circle.
from ..models.engagement_page_embedded import EngagementPageEmbedded
from ..models.page_links import PageLinks
