from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _define
from attrs import field as _field

from ..codec import Model
from ..types import UNSET


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

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the model from a JSON object; see :meth:`Model.from_dict`."""
        get: Any = data.get
        return cls(
            name=get("name", UNSET),
            reason=get("reason", UNSET),
            additional_properties={
                name: item for name, item in data.items() if name not in cls._known
            },
        )
