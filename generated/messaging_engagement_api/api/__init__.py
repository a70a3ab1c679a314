"""The resource classes, one for each tag of the description, sync and async."""

from __future__ import annotations

from .engagements import AsyncEngagements, Engagements
from .identities import AsyncIdentities, Identities
from .numbers import AsyncNumbers, Numbers

__all__ = [
    "AsyncIdentities",
    "Identities",
    "AsyncEngagements",
    "Engagements",
    "AsyncNumbers",
    "Numbers",
]
