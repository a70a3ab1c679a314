"""Merges the reports of shards into one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.conformance import report
from messaging_engagement_contract.conformance.conduct import STATUS
from messaging_engagement_contract.conformance.report.data import FORMAT
from messaging_engagement_contract.conformance.shapes import is_object

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_WORST = ("interrupted", "does not conform", "not judged", "conforms")


def merge(paths: Sequence[Path], folder: Path) -> dict[str, Any]:
    """Merge reports, write the three reports of the whole, and give it.

    Raises:
        OSError: a report cannot be read, or the merged one not be written.
        ValueError: a file is no report of this version, or they are of different targets.
        KeyError: as above.
    """
    parts: list[dict[str, Any]] = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    if any(not is_object(part) or part.get("format") != FORMAT for part in parts):
        raise ValueError("a file is no report of this version")
    if len({(part["target"], part["profile"], part["spec"]) for part in parts}) > 1:
        raise ValueError("the reports are of different targets, profiles or descriptions")
    whole = dict(parts[0])
    for key in ("findings", "let_pass"):
        by_key: dict[tuple[str, ...], dict[str, Any]] = {}
        for finding in (f for part in parts for f in part[key]):
            name = (finding["rule"], finding["operation"], str(finding["quirk"]))
            known = by_key.setdefault(name, dict(finding))
            if known["check"] != finding["check"]:
                known["times"] += finding["times"]
        whole[key] = list(by_key.values())
    for key in ("checks", "left_behind", "notes"):
        whole[key] = [entry for part in parts for entry in part[key]]
    whole["requests"] = sum(part["requests"] for part in parts)
    whole["rules"] = [
        {**rule, "judged": sorted({n for part in parts for n in part["rules"][i]["judged"]})}
        for i, rule in enumerate(parts[0]["rules"])
    ]
    whole["operations"] = [
        _operation([p["operations"][i] for p in parts]) for i in range(len(parts[0]["operations"]))
    ]
    whole["verdict"] = min((part["verdict"] for part in parts), key=_WORST.index)
    whole["exit_status"] = STATUS[whole["verdict"]]
    judged = sum(operation["judged"] for operation in whole["operations"])
    whole["why"] = (
        f"{len(whole['findings'])} findings, {judged} of {len(whole['operations'])} operations"
        f" judged, by {len(parts)} shards"
    )
    report.write_document(folder, whole)
    return whole


def _operation(parts: list[dict[str, Any]]) -> dict[str, Any]:
    whole = dict(parts[0])
    answers: dict[str, int] = {}
    for part in parts:
        for status, count in part["answers"].items():
            answers[status] = answers.get(status, 0) + count
    whole["answers"] = dict(sorted(answers.items()))
    whole["judged"] = any(part["judged"] for part in parts)
    whole["why_not"] = "" if whole["judged"] else whole["why_not"]
    whole["median_ms"] = sorted(part["median_ms"] for part in parts)[len(parts) // 2]
    whole["slowest_ms"] = max(part["slowest_ms"] for part in parts)
    return whole
