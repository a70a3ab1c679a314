"""Merges the reports of shards into one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.conformance import report
from messaging_engagement_contract.conformance.conduct import NEVER, STATUS, covered
from messaging_engagement_contract.conformance.report.data import FORMAT
from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_WORST = ("interrupted", "does not conform", "not judged", "conforms")
_NOT_WHOLE = ("interrupted", "not judged")
_SAME = ("target", "profile", "spec", "mode", "seed")
_NEEDED = {
    *_SAME,
    *("version", "date", "shard", "verdict", "why", "requests", "rules", "operations", "checks"),
    *("findings", "let_pass", "left_behind", "notes"),
}


def merge(paths: Sequence[Path], folder: Path) -> dict[str, Any]:
    """Merge reports, write the three reports of the whole, and give it.

    Raises:
        OSError: a report cannot be read, or the merged one not be written.
        ValueError: a file is no report of this version, or they are not the shards of one run.
    """
    parts = [_read(path) for path in paths]
    _fit(paths, parts)
    whole = dict(parts[0])
    for key in ("findings", "let_pass"):
        whole[key] = _once(finding for part in parts for finding in part[key])
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
    unjudged = [entry for entry in whole["operations"] if not entry["judged"]]
    if whole["verdict"] == "conforms" and not all(entry["excused"] for entry in unjudged):
        silent = any(entry["why_not"] == NEVER for entry in unjudged)
        whole["verdict"] = "does not conform" if silent else "not judged"
    whole["exit_status"] = STATUS[whole["verdict"]]
    count = len(whole["findings"])
    findings = f"{count or 'no'} finding{'s' if count > 1 else ''}"
    judged = covered({entry["id"]: entry["why_not"] for entry in whole["operations"]})
    early = [f"shard {p['shard']}: {p['why']}" for p in parts if p["verdict"] in _NOT_WHOLE]
    whole["why"] = "; ".join([f"{findings} by {len(parts)} shards", judged, *early])
    whole["shard"] = None
    report.write_document(folder, whole)
    return whole


def _once(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make one of the findings that several shards have, with all the places where it shows."""
    by_id: dict[str, dict[str, Any]] = {}
    for finding in findings:
        known = by_id.get(finding["id"])
        if known is None:
            by_id[finding["id"]] = {**finding, "also": [*finding["also"]]}
            continue
        known["times"] += finding["times"]
        places = {(one["rule"], one["operation"]) for one in (known, *known["also"])}
        known["also"] += [
            {name: one[name] for name in ("operation", "rule", "expected", "got", "curl")}
            for one in (finding, *finding["also"])
            if (one["rule"], one["operation"]) not in places
        ]
    return list(by_id.values())


def _read(path: Path) -> dict[str, Any]:
    if path.is_dir():
        raise ValueError(f"{path} is a folder; name the report.json in it")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise ValueError(f"{path} is not JSON; name a report.json") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    if not is_object(content) or content.get("format") != FORMAT or not content.keys() >= _NEEDED:
        raise ValueError(f"{path} is no report of this version of the suite")
    return content


def _fit(paths: Sequence[Path], parts: Sequence[dict[str, Any]]) -> None:
    """See that reports are all the shards of one run, each once."""
    first, *others = zip(paths, parts, strict=True)
    for path, part in others:
        for name in _SAME:
            if part[name] != first[1][name]:
                raise ValueError(
                    f"the {name} differs: {first[1][name]} in {first[0]}, {part[name]} in {path}"
                )
    seen: dict[str, Path] = {}
    for path, part in zip(paths, parts, strict=True):
        shard = part["shard"] or "1/1"
        if shard in seen:
            raise ValueError(f"shard {shard} is there twice: {seen[shard]} and {path}")
        seen[shard] = path
    counts = sorted({int(shard.partition("/")[2]) for shard in seen})
    if len(counts) > 1:
        raise ValueError(f"they are shards of different runs, of {counts[0]} and {counts[1]} parts")
    missing = [
        f"{n}/{counts[0]}" for n in range(1, counts[0] + 1) if f"{n}/{counts[0]}" not in seen
    ]
    if missing:
        raise ValueError(f"shard {', '.join(missing)} is missing")


def _operation(parts: list[dict[str, Any]]) -> dict[str, Any]:
    whole = dict(parts[0])
    answers: dict[str, int] = {}
    for part in parts:
        for status, count in part["answers"].items():
            answers[status] = answers.get(status, 0) + count
    whole["answers"] = dict(sorted(answers.items()))
    whole["judged"] = any(part["judged"] for part in parts)
    whole["why_not"] = "" if whole["judged"] else whole["why_not"]
    whole["excused"] = any(part["excused"] for part in parts)
    if not whole["judged"]:  # the reason that says most
        reasons = sorted(parts, key=lambda p: (not p["excused"], p["why_not"] != NEVER))
        whole["why_not"] = reasons[0]["why_not"]
    whole["median_ms"] = sorted(part["median_ms"] for part in parts)[len(parts) // 2]
    whole["slowest_ms"] = max(part["slowest_ms"] for part in parts)
    return whole
