from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class BulkResult(Model):
    """The numbers that were added or removed.

    Attributes:
        numbers: The numbers that were added or removed. Example: ['15556660001', '15556660002'].
        links: Links to what the numbers belong to.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "numbers": "numbers",
        "links": "_links",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("numbers",))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    numbers: list[str]
    links: BulkResultLinks | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.numbers,
            self.links,
        ) = values
        self.links = as_model(BulkResultLinks, self.links)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }


# At the end, for models may refer to each other in a circle.
from ..models.bulk_result_links import BulkResultLinks
