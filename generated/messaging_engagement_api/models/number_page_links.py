from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class NumberPageLinks(Model):
    """Links to the engagement, and to the other pages.

    Attributes:
        self_: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        first: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        prev: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        next_: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        last: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        engagement: A HAL link. Its URL may be absolute, or relative to the answer it is in.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "self_": "self",
        "first": "first",
        "prev": "prev",
        "next_": "next",
        "last": "last",
        "engagement": "engagement",
    }
    _required: ClassVar[frozenset[str]] = frozenset()
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    self_: Link | Unset = UNSET
    first: Link | Unset = UNSET
    prev: Link | Unset = UNSET
    next_: Link | Unset = UNSET
    last: Link | Unset = UNSET
    engagement: Link | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.self_,
            self.first,
            self.prev,
            self.next_,
            self.last,
            self.engagement,
        ) = values
        self.self_ = as_model(Link, self.self_)
        self.first = as_model(Link, self.first)
        self.prev = as_model(Link, self.prev)
        self.next_ = as_model(Link, self.next_)
        self.last = as_model(Link, self.last)
        self.engagement = as_model(Link, self.engagement)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }


# At the end, for models may refer to each other in a circle.
from ..models.link import Link
