from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model


@_define(kw_only=True, repr=False)
class InvalidParameter(Model):
    """One thing that is wrong with a request.

    Attributes:
        name: The field or parameter. Example: page_size.
        reason: What is wrong with it. Example: must be from 1 to 100.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "reason": "reason",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("name", "reason"))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    name: str
    reason: str
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.name,
            self.reason,
        ) = values
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
