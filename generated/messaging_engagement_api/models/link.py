from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model


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

    def _fill(self, values: Iterable[Any]) -> None:
        (self.href,) = values
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
