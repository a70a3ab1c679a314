from __future__ import annotations

from ..codec import OpenStrEnum


class BrandRelationship(OpenStrEnum):
    """How large a customer of the provider the identity is.

    A value that is not named here is kept as it is: see :class:`OpenStrEnum`.
    """

    BASIC_ACCOUNT = "BASIC_ACCOUNT"
    SMALL_ACCOUNT = "SMALL_ACCOUNT"
    MEDIUM_ACCOUNT = "MEDIUM_ACCOUNT"
    LARGE_ACCOUNT = "LARGE_ACCOUNT"
    KEY_ACCOUNT = "KEY_ACCOUNT"
