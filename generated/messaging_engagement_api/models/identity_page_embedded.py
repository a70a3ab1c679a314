from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_list, as_model
from ..types import UNSET


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

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the model from a JSON object; see :meth:`Model.from_dict`."""
        get: Any = data.get
        return cls(
            identities=as_list(lambda item: as_model(Identity, item), get("identities", UNSET)),
            additional_properties={
                name: item for name, item in data.items() if name not in cls._known
            },
        )


# At the end, for models may refer to each other in a circle.
from ..models.identity import Identity
