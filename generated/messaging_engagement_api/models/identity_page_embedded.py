from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_list, as_model


@_define(kw_only=True, repr=False)
class IdentityPageEmbedded(Model):
    """What is on this page.

    Attributes:
        identities: The identities on this page.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "identities": "identities",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("identities",))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    identities: list[Identity]
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (self.identities,) = values
        self.identities = as_list(lambda item: as_model(Identity, item), self.identities)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }


# At the end, for models may refer to each other in a circle.
from ..models.identity import Identity
