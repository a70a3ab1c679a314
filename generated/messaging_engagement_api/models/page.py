from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model


@_define(kw_only=True, repr=False)
class Page(Model):
    """Which page of a list this is.

    Attributes:
        page_size: Items per page. Example: 10.
        page: The number of this page, from 1. Example: 2.
        total_pages: Number of pages in the entire result set. Example: 10.
        total_items: Number of items in the entire result set. Example: 100.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "page_size": "page_size",
        "page": "page",
        "total_pages": "total_pages",
        "total_items": "total_items",
    }
    _required: ClassVar[frozenset[str]] = frozenset(
        ("page_size", "page", "total_pages", "total_items")
    )
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    page_size: int
    page: int
    total_pages: int
    total_items: int
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.page_size,
            self.page,
            self.total_pages,
            self.total_items,
        ) = values
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
