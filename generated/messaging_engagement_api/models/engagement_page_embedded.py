from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_list, as_model


@_define(kw_only=True, repr=False)
class EngagementPageEmbedded(Model):
    """What is on this page.

    Attributes:
        engagements: The engagements on this page.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "engagements": "engagements",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("engagements",))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    engagements: list[Engagement]
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (self.engagements,) = values
        self.engagements = as_list(lambda item: as_model(Engagement, item), self.engagements)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }


# At the end, for models may refer to each other in a circle.
from ..models.engagement import Engagement
