"""What a run has to tell, as one JSON document that the other reports are made of."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.conformance.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement_contract.conformance.conduct import Exercised, Result
    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.findings import Finding
    from messaging_engagement_contract.conformance.run import Run

FORMAT = 2
_SHOWN = 1000
_STEPS = 6  # requests that a finding shows


def document(run: Run, result: Result) -> dict[str, Any]:
    """Give all that the reports tell."""
    options = run.options
    return {
        "format": FORMAT,
        "version": version("messaging-engagement"),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "target": run.target.name,
        "profile": options.profile.name,
        "covers": options.profile.covers,
        "spec": "published" if options.published else "clean",
        "shard": None if options.shard is None else "{}/{}".format(*options.shard),
        "mode": "write" if options.writes else "read-only",
        "seed": options.seed,
        "verdict": result.verdict,
        "why": result.why,
        "exit_status": result.status,
        "requests": run.target.sent,
        "findings": [_finding(finding, options.seed) for finding in result.findings],
        "let_pass": [_finding(finding, options.seed) for finding in result.passed],
        "operations": [_operation(run, exercised) for exercised in result.exercised],
        "rules": [
            {
                "id": rule.id,
                "sentence": rule.sentence,
                "group": rule.group,
                "basis": "inferred" if rule.quirk else "published",
                "quirk": rule.quirk,
                "judged": sorted(name for id_, name in run.judged if id_ == rule.id),
            }
            for rule in RULES.values()
        ],
        "checks": [
            {
                "name": timing.check,
                "seconds": round(timing.seconds, 3),
                "requests": timing.requests,
                "findings": timing.findings,
                "outcome": timing.outcome,
            }
            for timing in result.timings
        ],
        "left_behind": [{"kind": kind, "id": resource_id} for kind, resource_id in result.left],
        "notes": result.notes,
    }


def to_json(content: Mapping[str, object]) -> str:
    """Write the document; text of a server stays text, whatever is in it."""
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def _finding(finding: Finding, seed: int) -> dict[str, Any]:
    return {
        "id": finding.id,
        "operation": finding.operation,
        "rule": finding.rule.id,
        "sentence": finding.rule.sentence,
        "group": finding.rule.group,
        "check": finding.check,
        "expected": finding.expected,
        "got": finding.got,
        "basis": finding.basis,
        "quirk": finding.quirk,
        "evidence": finding.evidence,
        "seed": seed,
        "times": finding.times,
        "curl": finding.curls(_STEPS),
        "also": [
            {
                "operation": other.operation,
                "rule": other.rule.id,
                "expected": other.expected,
                "got": other.got,
                "curl": other.curls(_STEPS),
            }
            for other in finding.also
        ],
        "exchanges": [_exchange(exchange) for exchange in finding.exchanges[-_STEPS:]],
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    content = exchange.request.content
    return {
        "method": exchange.request.method,
        "url": exchange.request.url[:_SHOWN],
        "credentials": exchange.request.credentials,
        "body": None if content is None else content[:_SHOWN].decode("utf-8", "replace"),
        "status": exchange.status,
        "error": exchange.error,
        "headers": [[name, value[:300]] for name, value in exchange.headers.multi_items()],
        "answer": exchange.content[:_SHOWN].decode("utf-8", "replace"),
        "seconds": round(exchange.seconds, 4),
    }


def _operation(run: Run, exercised: Exercised) -> dict[str, Any]:
    operation = run.operation(exercised.operation)
    times = sorted(run.target.times.get(operation.id, [0.0]))
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "answers": {str(status): count for status, count in exercised.counts.items()},
        "judged": exercised.succeeded,
        "why_not": exercised.why_not,
        "excused": exercised.excused,
        "median_ms": round(1000 * times[len(times) // 2], 2),
        "slowest_ms": round(1000 * times[-1], 2),
    }
