from __future__ import annotations

from ..codec import OpenStrEnum


class EntityType(OpenStrEnum):
    """The kind of business or person:

    - `INDIVIDUAL`: a person
    - `PRIVATE_PROFIT`: a company whose shares are not traded
    - `PUBLIC_PROFIT`: a company whose shares are
    - `NON_PROFIT`: an organisation that works for no profit

    A value that is not named here is kept as it is: see :class:`OpenStrEnum`.
    """

    INDIVIDUAL = "INDIVIDUAL"
    PRIVATE_PROFIT = "PRIVATE_PROFIT"
    NON_PROFIT = "NON_PROFIT"
    PUBLIC_PROFIT = "PUBLIC_PROFIT"
