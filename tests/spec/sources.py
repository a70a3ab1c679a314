"""The description as its sources give it, with all actions of the overlays or with some.

To leave out each action in turn takes a hundred and more builds. So the actions are applied here by
what the Overlay Specification says, without the questions that a build asks of them meanwhile;
`test_ledger` makes sure that with all actions the outcome is that of the build.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonpath_rfc9535 as jsonpath

from generation import description, documents, ledger, overlays

from .checks.reading import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .checks import Document
    from .checks.reading import Json

ROOT = Path(__file__).parents[2]
PUBLISHED: Document = documents.plain(documents.load(ROOT / description.PUBLISHED))
ACTIONS = [action for name in description.OVERLAYS for action in overlays.load_actions(ROOT / name)]
LEDGER: list[dict[str, Any]] = ledger.build_ledger(
    ACTIONS, ledger.load_kept(ROOT / description.KEPT)
)

find = functools.cache(jsonpath.compile)


@functools.cache
def built(count: int) -> Document:
    """Give the description with only so many of the actions applied, the first ones."""
    return applied(built(count - 1), [ACTIONS[count - 1]]) if count else PUBLISHED


def clean() -> Document:
    """Give the description with all actions applied."""
    return built(len(ACTIONS))


def built_without(index: int) -> Document:
    """Give the description with all actions but one.

    An action whose target is made by the one that is left out has nothing to act on, and does
    nothing: what is missing then is for the check to find, not for the build.
    """
    return applied(built(index), ACTIONS[index + 1 :])


def applied(document: Document, actions: Iterable[overlays.Action]) -> Document:
    """Apply the actions in order to a copy of the document."""
    result: Document = documents.plain(document)
    for action in actions:
        # Backwards, so that removing one item of a list does not move the next.
        for node in reversed(find(action.target).find(result)):
            if action.remove:
                *path, last = node.location
                holder: Json = result
                for step in path:
                    holder = holder[step]
                del holder[last]
            else:
                _merge(node.value, documents.plain(action.update))
    return result


def _merge(target: Json, update: Json) -> None:
    """Append a list to a list; put the members of an object into an object, on every level."""
    if is_array(target):
        target.extend(update)
        return
    for key, value in update.items():
        old = target.get(key)
        if (is_object(old) and is_object(value)) or (is_array(old) and is_array(value)):
            _merge(old, value)
        else:
            target[key] = value
