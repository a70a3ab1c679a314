"""Overlay documents (OpenAPI Overlay 1.0 and 1.1) and the rules that their actions keep here.

The merging is oas-patch's. Before it, each target is resolved by an RFC 9535 JSONPath engine into
the nodes it selects; after it, what really changed is compared with what other actions changed. So
four mistakes stop a build that the Overlay Specification lets pass silently: a target of which a
part selects nothing, an action that changes nothing, an action that undoes another one, and an
action without the ledger fields that explain it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import jsonpath_rfc9535 as jsonpath
from oas_patch.overlay import (
    deep_update,  # pyright: ignore[reportUnknownVariableType] - it has no types
)

from generation import documents
from generation.errors import GenerationError
from generation.nodes import is_list, is_object
from generation.targets import missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

CONFIDENCES = ("certain", "high", "inferred")
"""How sure a ledger entry may be that its change is right."""

QUIRK_FIELDS = ("id", "published", "evidence", "confidence")
"""What ``x-quirk`` tells of the quirk that an action mends; the id may be a list of ids."""

QUIRK_ID = re.compile(r"Q[0-9]{2,3}")

DOCUMENT_KEYS = frozenset({"overlay", "info", "extends", "actions"})
ACTION_KEYS = frozenset({"target", "description", "update", "remove", "copy"})

DESCRIBING = frozenset({"title", "summary", "description", "example", "examples"})
"""What an action says of what is there already."""

Pointer = tuple[str | int, ...]


@dataclass(frozen=True)
class Action:
    """One action of an overlay, with the place it stands at and its ledger fields."""

    source: str
    place: str
    target: str
    quirk: Mapping[str, Any]
    proof: str
    update: Any = None
    remove: bool = False

    @property
    def quirks(self) -> tuple[str, ...]:
        """The ids of the quirks that the action mends, such as ``("Q02", "Q03")``."""
        return quirk_ids(self.quirk)

    def __str__(self) -> str:
        return f"{self.place} ({', '.join(self.quirks)}, target {self.target})"


def load_actions(path: Path) -> list[Action]:
    """Read an overlay document.

    Raises:
        GenerationError: it is not an Overlay document, or an action lacks what explains it.
    """
    document = documents.load(path)
    problems: list[str] = []
    version = document.get("overlay")
    if not (isinstance(version, str) and version.startswith(("1.0.", "1.1."))):
        problems.append(f"{path}: `overlay` must be 1.0.x or 1.1.x, not {version!r}")
    info = document.get("info")
    if not (is_object(info) and {"title", "version"} <= info.keys()):
        problems.append(f"{path}: `info` must have a `title` and a `version`")
    problems += [f"{path}: {complaint}" for complaint in _unknown(document, DOCUMENT_KEYS)]
    raw_actions = document.get("actions")
    if not is_list(raw_actions) or not raw_actions:
        raise GenerationError(*problems, f"{path}: `actions` must be a list of at least one action")
    actions: list[Action] = []
    for number, raw in enumerate(raw_actions, start=1):
        place = f"{path}:{documents.line_of(raw) or '?'}: action {number}"
        complaints = list(_complaints(raw))
        problems += [f"{place}: {complaint}" for complaint in complaints]
        if not complaints:
            node = documents.plain(raw)
            actions.append(
                Action(
                    source=path.name,
                    place=place,
                    target=node["target"],
                    quirk=node["x-quirk"],
                    proof=node["x-proof"],
                    update=node.get("update"),
                    remove=node.get("remove", False),
                )
            )
    if problems:
        raise GenerationError(*problems)
    return actions


def _complaints(raw: Any) -> Iterator[str]:
    if not is_object(raw):
        yield "an action is a mapping with `target` and `update` or `remove`"
        return
    yield from _unknown(raw, ACTION_KEYS | {"x-quirk", "x-proof"})
    target = raw.get("target")
    if not isinstance(target, str):
        yield "`target` must be a JSONPath"
    else:
        try:
            jsonpath.compile(target)
        except jsonpath.JSONPathError as error:
            yield f"`target` {target} is not an RFC 9535 JSONPath: {error}"
    if "copy" in raw:
        yield "`copy` (Overlay 1.1) is not supported: write the content as an `update`"
    if not isinstance(raw.get("remove", False), bool):
        yield "`remove` must be true or false"
    elif ("update" in raw) == raw.get("remove", False):
        yield "an action has either an `update` or `remove: true`"
    if not (isinstance(raw.get("x-proof"), str) and raw["x-proof"]):
        yield "`x-proof` is missing: it names the check that fails without the action"
    quirk = raw.get("x-quirk")
    if is_object(quirk):
        yield from (f"`x-quirk`: {complaint}" for complaint in quirk_complaints(quirk))
    else:
        yield "`x-quirk` is missing: it explains the action, and may be an alias of another one's"


def quirk_complaints(
    quirk: Mapping[str, Any], fields: tuple[str, ...] = QUIRK_FIELDS
) -> Iterator[str]:
    """Say what is wrong with the fields that tell of a quirk."""
    yield from _unknown(quirk, frozenset(fields))
    for name in fields:
        if not quirk.get(name):
            yield f"`{name}` is missing"
        elif name != "id" and not isinstance(quirk[name], str):
            yield f"`{name}` must be a text"
    for name in quirk_ids(quirk):
        if not (isinstance(name, str) and QUIRK_ID.fullmatch(name)):
            yield f"`id` must be one such as Q07, or a list of them, not {name!r}"
    if quirk.get("confidence") and quirk["confidence"] not in CONFIDENCES:
        yield f"`confidence` must be one of {', '.join(CONFIDENCES)}"


def quirk_ids(quirk: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give the ids of a quirk, of which there may be a list."""
    ids: Any = quirk.get("id") or []
    return tuple(ids) if is_list(ids) else (ids,)


def _unknown(node: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    for name in node:
        if name not in known and not str(name).startswith("x-"):
            yield f"`{name}` is unknown here; known are {', '.join(sorted(known))}"
        elif name not in known and (near := get_close_matches(str(name), known, n=1)):
            yield f"`{name}` means nothing here: did you mean `{near[0]}`?"


def apply_actions(document: dict[str, Any], actions: list[Action]) -> dict[str, Any]:
    """Apply the actions in order to a copy of the document.

    Raises:
        GenerationError: a target selects nothing, an action changes nothing, or two contradict.
    """
    result: dict[str, Any] = documents.plain(document)
    history: list[tuple[Action, _Change]] = []
    problems: list[str] = []
    for action in actions:
        # A path may select a node twice; it is changed once.
        nodes = {node.location: node for node in jsonpath.find(action.target, result)}
        complaints = list(_inapplicable(action, list(nodes.values()), result))
        if complaints:
            problems += [f"{action}: {complaint}" for complaint in complaints]
            continue
        before = {top: documents.plain(_at(result, top)) for top in _tops(action, nodes)}
        # Backwards, so that removing one item of a list does not move the next.
        for location, node in reversed(nodes.items()):
            if action.remove:
                _remove(result, location)
            else:
                _update(node.value, action.update)
        changes = [
            change for top, old in before.items() for change in _changes(old, _at(result, top), top)
        ]
        if not changes:
            problems.append(
                f"{action}: changes nothing. The description says so already: remove the action."
            )
        problems += _described_in_vain(action, changes, result)
        problems += _contradictions(action, changes, history)
        history += [(action, change) for change in changes]
    if problems:
        raise GenerationError(*problems)
    return result


def _inapplicable(
    action: Action, nodes: list[jsonpath.JSONPathNode], document: dict[str, Any]
) -> Iterator[str]:
    if not nodes:
        yield (
            "the target matches nothing. If the provider mended it, remove the action; if the "
            "place moved, follow it."
        )
    for path in missing(action.target, document) if nodes else ():
        yield (
            f"the target also names {path}, which matches nothing. If the provider mended it, "
            "leave it out of the target; if the place moved, follow it."
        )
    for node in nodes:
        if action.remove and not node.location:
            yield "the document itself cannot be removed: aim at what should go."
        objects = is_object(node.value) and is_object(action.update)
        lists = is_list(node.value) and is_list(action.update)
        if not (action.remove or objects or lists):
            yield (
                f"{node.path()} cannot be updated: an `update` merges an object into an object or "
                "appends a list to a list. Replace anything else with `remove` and `update`."
            )


def _described_in_vain(
    action: Action, changes: list[_Change], document: dict[str, Any]
) -> Iterator[str]:
    """Find what is new, and says nothing of itself but how it is to be described."""
    for change in changes:
        new = change.added and not change.removed
        # An answer without a body need not say more.
        if new and "responses" not in change.pointer[-2:-1] and _describes(document, change):
            yield (
                f"{action}: describes {change}, which is not there. If the provider removed it, "
                "leave it out here; if the place moved, follow it."
            )


def _describes(document: dict[str, Any], change: _Change) -> bool:
    try:
        node = _at(document, change.pointer)
    except TypeError:  # an item of a list, which the pointer names by its content
        return False
    return is_object(node) and bool(node) and node.keys() <= DESCRIBING


def _tops(action: Action, locations: Iterable[Pointer]) -> list[Pointer]:
    """Give the places below which the action changes something, none below another one."""
    places = {place[:-1] if action.remove else place for place in locations}
    return [
        place
        for place in sorted(places, key=len)
        if not any(place[:length] in places for length in range(len(place)))
    ]


def _at(document: Any, location: Pointer) -> Any:
    node = document
    for key in location:
        node = node[key]
    return node


def _remove(document: Any, location: Pointer) -> None:
    del _at(document, location[:-1])[location[-1]]


def _update(node: Any, update: Any) -> None:
    # oas-patch's merge alone: its `apply_overlay` makes a parser of targets for each action, and
    # cannot update an item of a list (it asks jsonpath-ng for `index`, which is `indices` since
    # 1.7). It keeps what it is given, hence the copy.
    deep_update({"node": node}, {"node": documents.plain(update)})


@dataclass(frozen=True)
class _Change:
    """One place that an action changed: what was there before, and what is there now."""

    pointer: Pointer
    removed: bool
    added: bool

    def __str__(self) -> str:
        parts = (str(part).replace("~", "~0").replace("/", "~1") for part in self.pointer)
        return "#/" + "/".join(parts)


def _changes(before: Any, after: Any, pointer: Pointer) -> Iterator[_Change]:
    """Give the smallest places in which two documents differ."""
    if is_object(before) and is_object(after):
        for key in before:
            if key in after:
                yield from _changes(before[key], after[key], (*pointer, key))
        yield from _different_items(before.keys(), after.keys(), pointer)
    elif is_list(before) and is_list(after):
        if len(before) == len(after):
            for index, pair in enumerate(zip(before, after, strict=True)):
                yield from _changes(*pair, (*pointer, index))
        else:
            # An item is named by its content, for its index depends on what else was removed.
            yield from _different_items(map(repr, before), map(repr, after), pointer)
    elif type(before) is not type(after) or before != after:
        yield _Change(pointer, removed=True, added=True)


def _different_items(
    before: Iterable[str], after: Iterable[str], pointer: Pointer
) -> Iterator[_Change]:
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    for item in old | new:
        if (item in old) != (item in new):
            yield _Change((*pointer, item), removed=item in old, added=item in new)


def _contradictions(
    action: Action, changes: list[_Change], history: list[tuple[Action, _Change]]
) -> Iterator[str]:
    """Report each earlier action whose work this one undoes."""
    reported: set[str] = set()
    for change in changes:
        for other, earlier in history:
            if other.place in reported:
                continue
            together = action.source == other.source and action.quirks == other.quirks
            undoes = change.removed and earlier.added and _overlap(change, earlier)
            restores = (
                not together
                and change.added
                and earlier.removed
                and not earlier.added
                and change.pointer == earlier.pointer
            )
            if undoes or restores:
                reported.add(other.place)
                yield (
                    f"{action}: contradicts {other}: both change {change}. "
                    "Keep one of the two, or make them one action."
                )


def _overlap(one: _Change, other: _Change) -> bool:
    shorter, longer = sorted((one.pointer, other.pointer), key=len)
    return longer[: len(shorter)] == shorter
