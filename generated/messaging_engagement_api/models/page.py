from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _define
from attrs import field as _field

from ..codec import Model
from ..types import UNSET


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

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the model from a JSON object; see :meth:`Model.from_dict`."""
        get: Any = data.get
        return cls(
            page_size=get("page_size", UNSET),
            page=get("page", UNSET),
            total_pages=get("total_pages", UNSET),
            total_items=get("total_items", UNSET),
            additional_properties={
                name: item for name, item in data.items() if name not in cls._known
            },
        )
