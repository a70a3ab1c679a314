from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model


@_define(kw_only=True, repr=False)
class NumberList(Model):
    """Up to 50 numbers to add or to remove.

    Attributes:
        numbers: The numbers, 1 to 50 of them. Example: ['15556660001', '15556660002'].
    """

    _names: ClassVar[Mapping[str, str]] = {
        "numbers": "numbers",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("numbers",))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    numbers: list[str]
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (self.numbers,) = values
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
