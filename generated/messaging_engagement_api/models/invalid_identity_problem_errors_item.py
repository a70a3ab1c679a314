from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class InvalidIdentityProblemErrorsItem(Model):
    """InvalidIdentityProblemErrorsItem.

    Attributes:
        code: The registry's code of the error.
        field: The field that is wrong.
        description: What is wrong with it.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "code": "code",
        "field": "field",
        "description": "description",
    }
    _required: ClassVar[frozenset[str]] = frozenset()
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    code: int | Unset = UNSET
    field: str | Unset = UNSET
    description: str | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.code,
            self.field,
            self.description,
        ) = values
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
