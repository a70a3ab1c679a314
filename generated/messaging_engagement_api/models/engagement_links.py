from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class EngagementLinks(Model):
    """Links to the engagement and to what belongs to it.

    Attributes:
        self_: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        numbers: A HAL link. Its URL may be absolute, or relative to the answer it is in.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "self_": "self",
        "numbers": "numbers",
    }
    _required: ClassVar[frozenset[str]] = frozenset()
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    self_: Link | Unset = UNSET
    numbers: Link | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.self_,
            self.numbers,
        ) = values
        self.self_ = as_model(Link, self.self_)
        self.numbers = as_model(Link, self.numbers)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }


# At the end, for models may refer to each other in a circle.
from ..models.link import Link
