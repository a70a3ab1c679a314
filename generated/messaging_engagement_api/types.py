"""The value of a field that is absent."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, final


@final
class Unset(Enum):
    """The type of :data:`UNSET`: a field that is absent, which is not a field that is null.

    An enum of one member, so that ``is UNSET`` tells a type checker what is left, and that there is
    one instance, also after a copy or a round trip through pickle.

    >>> import copy, pickle
    >>> copy.deepcopy(UNSET) is pickle.loads(pickle.dumps(UNSET)) is UNSET
    True
    """

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    __str__ = __repr__


UNSET: Final = Unset.UNSET

__all__ = ["UNSET", "Unset"]
