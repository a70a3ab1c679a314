"""The resources by name, for those who list them without loading their classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RESOURCES: Final[Mapping[str, str]] = {
    "identities": "Businesses and persons that send messages.",
    "engagements": "What an identity sends, and for which use case.",
    "numbers": "The phone numbers of an engagement.",
}
"""The properties of ``Api``, each with the first paragraph of what it says of itself."""
