"""The kinds of resources that the suite creates, and the operations on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Kind:
    """A kind of resource, and the operations on it."""

    name: str
    id_name: str
    create: str
    get: str
    update: str
    replace: str
    delete: str
    list: str
    marked: str  # the field that holds the mark


IDENTITY: Final = Kind(
    "identities",
    "identity_id",
    "createIdentity",
    "getIdentity",
    "updateIdentity",
    "replaceIdentity",
    "deleteIdentity",
    "listIdentities",
    "display_name",
)
ENGAGEMENT: Final = Kind(
    "engagements",
    "engagement_id",
    "createEngagement",
    "getEngagement",
    "updateEngagement",
    "replaceEngagement",
    "deleteEngagement",
    "listEngagements",
    "description",
)
KINDS: Final = {kind.name: kind for kind in (IDENTITY, ENGAGEMENT)}
