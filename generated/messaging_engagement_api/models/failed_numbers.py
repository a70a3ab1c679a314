from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class FailedNumbers(Model):
    """Numbers that failed for one reason.

    Attributes:
        type_: A URL that names the reason.
        title: The reason, in words.
        detail: What went wrong with these numbers.
        numbers: The numbers.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "type_": "type",
        "title": "title",
        "detail": "detail",
        "numbers": "numbers",
    }
    _required: ClassVar[frozenset[str]] = frozenset()
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    type_: str | Unset = UNSET
    title: str | Unset = UNSET
    detail: str | Unset = UNSET
    numbers: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.type_,
            self.title,
            self.detail,
            self.numbers,
        ) = values
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
