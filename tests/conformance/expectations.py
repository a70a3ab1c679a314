"""Which rules name which fault of the mock, and which of them the contract allows."""

from __future__ import annotations

from tests.conformance.faults import FAULTS

OPEN: dict[str, str] = {}
RULES: dict[str, str] = {}


def expected_rules(kind: str, name: str) -> set[str]:
    """Give the rules of which one must name a fault."""
    if kind == "proxy":
        group = FAULTS[name].group
        return {*FAULTS[name].rules, *(("does not conform", "not judged") if group == "vacuous" else ())}
    return {*RULES.get(name, "").split()}
