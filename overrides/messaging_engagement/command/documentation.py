"""What the docstrings of the generated code say, for the help of the commands."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTION = re.compile(r"^(?:Args|Attributes|Returns|Raises):$", re.MULTILINE)
_ITEM = re.compile(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", re.MULTILINE)


@frozen
class Documentation:
    """A docstring in its parts.

    Attributes:
        summary: Its first sentence.
        text: What stands between that and the first section.
        items: What it says of each argument or attribute, by name.
    """

    summary: str
    text: str
    items: Mapping[str, str]


def documentation(described: object) -> Documentation:
    """Read the docstring of a class, a function or a property.

    >>> def add(number: str) -> None:
    ...     '''Add a number.
    ...
    ...     Args:
    ...         number: The number,
    ...             as text.
    ...     '''
    >>> documentation(add).items
    {'number': 'The number, as text.'}
    """
    whole = inspect.getdoc(described) or ""
    head, *sections = _SECTION.split(whole)
    summary, _, text = head.partition("\n\n")
    items = {match[1]: match[2] for match in _ITEM.finditer("\n".join(sections[:1]))}
    return Documentation(
        summary=" ".join(summary.split()),
        text=text.strip(),
        items={name: " ".join(told.split()) for name, told in items.items()},
    )
