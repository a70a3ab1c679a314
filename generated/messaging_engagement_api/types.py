"""The value of a field that is absent."""

from __future__ import annotations

from typing import Final, Literal, final


@final
class Unset:
    """The type of :data:`UNSET`: a field that is absent, which is not a field that is null.

    There is one instance, also after a copy, a deep copy or a round trip through pickle.

    >>> import copy, pickle
    >>> copy.deepcopy(UNSET) is pickle.loads(pickle.dumps(UNSET)) is Unset() is UNSET
    True
    """

    __slots__ = ()
    _instance: Unset | None = None

    def __new__(cls) -> Unset:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __copy__(self) -> Unset:
        return self

    def __deepcopy__(self, memo: object) -> Unset:
        return self

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()

__all__ = ["UNSET", "Unset"]
