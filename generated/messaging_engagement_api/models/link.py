from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _define
from attrs import field as _field

from ..codec import Model
from ..types import UNSET


@_define(kw_only=True, repr=False)
class Link(Model):
    """A HAL link. Its URL may be absolute, or relative to the answer it is in.

    Attributes:
        href: The URL. Example: https://api.nexmo.com/v1/messaging-engagement/identities/BLQKOPK.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "href": "href",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("href",))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    href: str
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the model from a JSON object; see :meth:`Model.from_dict`."""
        get: Any = data.get
        return cls(
            href=get("href", UNSET),
            additional_properties={
                name: item for name, item in data.items() if name not in cls._known
            },
        )
