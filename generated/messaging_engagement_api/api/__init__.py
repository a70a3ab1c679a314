"""The resource classes, one for each tag of the description, sync and async."""

from __future__ import annotations

from typing import Any

from ..operation import Operation
from .engagements import AsyncEngagements, Engagements
from .engagements.create_engagement import OPERATION as _create_engagement
from .engagements.delete_engagement import OPERATION as _delete_engagement
from .engagements.get_engagement import OPERATION as _get_engagement
from .engagements.list_engagements import OPERATION as _list_engagements
from .engagements.replace_engagement import OPERATION as _replace_engagement
from .engagements.update_engagement import OPERATION as _update_engagement
from .identities import AsyncIdentities, Identities
from .identities.create_identity import OPERATION as _create_identity
from .identities.delete_identity import OPERATION as _delete_identity
from .identities.get_identity import OPERATION as _get_identity
from .identities.list_identities import OPERATION as _list_identities
from .identities.replace_identity import OPERATION as _replace_identity
from .identities.update_identity import OPERATION as _update_identity
from .numbers import AsyncNumbers, Numbers
from .numbers.add_numbers import OPERATION as _add_numbers
from .numbers.list_numbers import OPERATION as _list_numbers
from .numbers.remove_numbers import OPERATION as _remove_numbers

OPERATIONS: tuple[Operation[Any], ...] = (
    _list_identities,
    _create_identity,
    _get_identity,
    _replace_identity,
    _delete_identity,
    _update_identity,
    _list_engagements,
    _create_engagement,
    _get_engagement,
    _replace_engagement,
    _delete_engagement,
    _update_engagement,
    _list_numbers,
    _add_numbers,
    _remove_numbers,
)
"""All operations of the description."""

__all__ = [
    "OPERATIONS",
    "AsyncIdentities",
    "Identities",
    "AsyncEngagements",
    "Engagements",
    "AsyncNumbers",
    "Numbers",
]
