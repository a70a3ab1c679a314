"""The ledger of quirks: every mistake and silence of the published page, and what became of it.

The overlay actions carry it (their ``x-`` fields), and ``kept.yaml`` holds the entries that need no
action. Together they are written as ``quirks.json`` into the generated package, from where the
documentation, the command line and the reports read it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generation import documents
from generation.errors import GenerationError
from generation.overlays import CONFIDENCES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generation.overlays import Action

KEPT_FIELDS = ("id", "published", "evidence", "confidence", "kept")

_ID = re.compile(r"Q[0-9]{2,3}")


def load_kept(path: Path) -> list[dict[str, Any]]:
    """Read the quirks that were looked at and left as they are, each with its reason.

    Raises:
        GenerationError: an entry lacks a field.
    """
    document = documents.load(path)
    raw_entries = document.get("quirks")
    if not isinstance(raw_entries, list):
        raise GenerationError(f"{path}: `quirks` must be a list")
    problems: list[str] = []
    entries: list[dict[str, Any]] = []
    for number, raw in enumerate(raw_entries, start=1):
        place = f"{path}:{documents.line_of(raw) or '?'}: entry {number}"
        if not isinstance(raw, dict):
            problems.append(f"{place}: an entry is a mapping")
            continue
        problems += [f"{place}: `{name}` is missing" for name in KEPT_FIELDS if not raw.get(name)]
        if raw.get("confidence") and raw["confidence"] not in CONFIDENCES:
            problems.append(f"{place}: `confidence` must be one of {', '.join(CONFIDENCES)}")
        entries.append(documents.plain(raw))
    if problems:
        raise GenerationError(*problems)
    return entries


def build_ledger(actions: Iterable[Action], kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bring actions and kept entries together, one entry a quirk, in the order of their ids.

    Raises:
        GenerationError: an id is malformed, or one quirk is both acted upon and kept.
    """
    ledger: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    for action in actions:
        for quirk in action.quirks:
            if not _ID.fullmatch(quirk):
                problems.append(f"{action}: the `id` of `x-quirk` must be one such as Q07, not {quirk!r}")
            entry = ledger.setdefault(
                quirk,
                {
                    "id": quirk,
                    "disposition": action.source.removesuffix(".overlay.yaml"),
                    "published": action.quirk["published"],
                    "evidence": action.quirk["evidence"],
                    "confidence": action.quirk["confidence"],
                    "actions": [],
                },
            )
            entry["actions"].append({"target": action.target, "proof": action.proof})
    for entry in kept:
        quirk = str(entry["id"])
        if not _ID.fullmatch(quirk):
            problems.append(f"kept.yaml: `id` must be an id such as Q07, not {quirk!r}")
        if quirk in ledger:
            problems.append(f"kept.yaml: {quirk} is kept here, yet an overlay acts on it")
        ledger[quirk] = {
            "id": quirk,
            "disposition": "kept",
            "published": entry["published"],
            "evidence": entry["evidence"],
            "confidence": entry["confidence"],
            "reason": entry["kept"],
        }
    if problems:
        raise GenerationError(*problems)
    return [ledger[quirk] for quirk in sorted(ledger, key=lambda name: (len(name), name))]


def as_json(ledger: list[dict[str, Any]]) -> str:
    """Write the ledger as the JSON file that the package carries."""
    return json.dumps(ledger, indent=2, ensure_ascii=False) + "\n"
