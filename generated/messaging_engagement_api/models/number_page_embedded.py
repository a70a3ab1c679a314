from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _define
from attrs import field as _field

from ..codec import Model
from ..types import UNSET


@_define(kw_only=True, repr=False)
class NumberPageEmbedded(Model):
    """What is on this page.

    Attributes:
        numbers: The numbers on this page. Example: ['15556660001', '15556660002'].
    """

    _names: ClassVar[Mapping[str, str]] = {
        "numbers": "numbers",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("numbers",))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    numbers: list[str]
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the model from a JSON object; see :meth:`Model.from_dict`."""
        get: Any = data.get
        return cls(
            numbers=get("numbers", UNSET),
            additional_properties={
                name: item for name, item in data.items() if name not in cls._known
            },
        )
