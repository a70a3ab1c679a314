"""The ledger of quirks: every mistake and silence of the published page, and what became of it.

The overlay actions carry it (their ``x-`` fields), and ``kept.yaml`` holds the entries that need no
action. Together they are written as ``quirks.json`` into the generated package, from where the
documentation, the command line and the reports read it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generation import documents
from generation.errors import GenerationError
from generation.nodes import is_list, is_object
from generation.overlays import QUIRK_FIELDS, quirk_complaints, quirk_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generation.overlays import Action

KEPT_FIELDS = (*QUIRK_FIELDS, "kept")


@dataclass(frozen=True)
class Kept:
    """A quirk that was looked at and left as it is, with the place where that is said."""

    place: str
    quirk: dict[str, Any]


def load_kept(path: Path) -> list[Kept]:
    """Read the quirks that were looked at and left as they are, each with its reason.

    Raises:
        GenerationError: an entry lacks a field.
    """
    document = documents.load(path)
    raw_entries = document.get("quirks")
    if not is_list(raw_entries):
        raise GenerationError(f"{path}: `quirks` must be a list")
    problems: list[str] = []
    entries: list[Kept] = []
    for number, raw in enumerate(raw_entries, start=1):
        place = f"{path}:{documents.line_of(raw) or '?'}: entry {number}"
        if not is_object(raw):
            problems.append(f"{place}: an entry is a mapping")
            continue
        quirk = documents.plain(raw)
        problems += [f"{place}: {complaint}" for complaint in quirk_complaints(quirk, KEPT_FIELDS)]
        entries.append(Kept(place, quirk))
    if problems:
        raise GenerationError(*problems)
    return entries


def build_ledger(actions: Iterable[Action], kept: Iterable[Kept]) -> list[dict[str, Any]]:
    """Bring actions and kept entries together, one entry a quirk, in the order of their ids.

    Raises:
        GenerationError: one quirk is told in two ways, or both acted upon and kept.
    """
    ledger: dict[str, dict[str, Any]] = {}
    told: dict[str, str] = {}
    problems: list[str] = []
    for action in actions:
        texts = {name: action.quirk[name] for name in QUIRK_FIELDS if name != "id"}
        disposition = action.source.removesuffix(".overlay.yaml")
        for quirk in action.quirks:
            entry: dict[str, Any] = {
                "id": quirk,
                "disposition": disposition,
                **texts,
                "actions": [],
            }
            known = ledger.setdefault(quirk, entry)
            if {**known, "actions": []} != entry:
                problems.append(
                    f"{action}: {told[quirk]} tells of {quirk} in other words, or in another file: "
                    "share one `x-quirk` by an alias, or give this one an id of its own"
                )
            told.setdefault(quirk, action.place)
            known["actions"].append({"target": action.target, "proof": action.proof})
    for left in kept:
        texts = {name: left.quirk[name] for name in QUIRK_FIELDS if name != "id"}
        for quirk in quirk_ids(left.quirk):
            if quirk in ledger:
                problems.append(
                    f"{left.place}: {quirk} is told already, at {told[quirk]}: keep one"
                )
            told[quirk] = left.place
            reason = left.quirk["kept"]
            ledger[quirk] = {"id": quirk, "disposition": "kept", **texts, "reason": reason}
    if problems:
        raise GenerationError(*problems)
    return [ledger[quirk] for quirk in sorted(ledger, key=lambda name: (len(name), name))]


def as_json(ledger: list[dict[str, Any]]) -> str:
    """Write the ledger as the JSON file that the package carries."""
    return json.dumps(ledger, indent=2, ensure_ascii=False) + "\n"
