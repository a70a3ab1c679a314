from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class ThrottledProblem(Model):
    """The account sent too many requests.

    Attributes:
        type_: A URL that names the kind of error.
        title: The kind of error, in words.
        detail: What went wrong this time.
        instance: The id of this answer, for the provider's support.
        retry_after: How many seconds to wait. Example: 10.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "type_": "type",
        "title": "title",
        "detail": "detail",
        "instance": "instance",
        "retry_after": "retry_after",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("type", "title"))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    type_: str
    title: str
    detail: str | Unset = UNSET
    instance: str | Unset = UNSET
    retry_after: int | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.type_,
            self.title,
            self.detail,
            self.instance,
            self.retry_after,
        ) = values
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
