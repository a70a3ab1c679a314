from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class NumberPageLinks(Model):
    """Links to the engagement, and to the other pages.

    Attributes:
        self_: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        first: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        prev: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        next_: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        last: A HAL link. Its URL may be absolute, or relative to the answer it is in.
        engagement: A HAL link. Its URL may be absolute, or relative to the answer it is in.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "self_": "self",
        "first": "first",
        "prev": "prev",
        "next_": "next",
        "last": "last",
        "engagement": "engagement",
    }
    _required: ClassVar[frozenset[str]] = frozenset()
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    self_: Link | Unset = UNSET
    first: Link | Unset = UNSET
    prev: Link | Unset = UNSET
    next_: Link | Unset = UNSET
    last: Link | Unset = UNSET
    engagement: Link | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the model from a JSON object; see :meth:`Model.from_dict`."""
        get: Any = data.get
        return cls(
            self_=as_model(Link, get("self", UNSET)),
            first=as_model(Link, get("first", UNSET)),
            prev=as_model(Link, get("prev", UNSET)),
            next_=as_model(Link, get("next", UNSET)),
            last=as_model(Link, get("last", UNSET)),
            engagement=as_model(Link, get("engagement", UNSET)),
            additional_properties={
                name: item for name, item in data.items() if name not in cls._known
            },
        )


# At the end, for models may refer to each other in a circle.
from ..models.link import Link
