"""The words of the command line, and the resources by them, without loading what they can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_api.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping


def word(name: str) -> str:
    """Give the word of the command line for a name of Python."""
    return name.strip("_").replace("_", "-")


def resources() -> Mapping[str, str]:
    """Give the words of all resources, each with a sentence."""
    return {word(name): told for name, told in RESOURCES.items()}
