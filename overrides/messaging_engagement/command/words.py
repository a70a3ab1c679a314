"""The words of the command line, and the resources by them, without loading what they can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_api.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GROUP = "messaging_engagement.commands"
"""The group of entry points in which every command is that is no resource."""


def word(name: str) -> str:
    """Give the word of the command line for a name of Python."""
    return name.strip("_").replace("_", "-")


def meant(given: str, known: Iterable[str]) -> str:
    """Ask whether a word is a misspelt one of those that are known; empty if it is like none.

    >>> meant("identites", ["identities", "engagements"])
    '; did you mean identities?'
    """
    from difflib import get_close_matches  # noqa: PLC0415 - help does without

    spelt = {each.lower(): each for each in known}
    near = get_close_matches(given.lower(), spelt, n=1)
    return f"; did you mean {spelt[near[0]]}?" if near else ""


def resources() -> Mapping[str, str]:
    """Give the words of all resources, each with a sentence."""
    return {word(name): told for name, told in RESOURCES.items()}
