"""Tells each fault once: what is broken in the same way elsewhere, or follows from it, goes along.

A fault seldom breaks one rule of one operation. Whoever mends it needs one finding, with the
shortest way to see it, and all else that will be mended with it named there.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from messaging_engagement_contract.conformance.findings import Finding

_OK: Final = range(200, 300)
_ACCEPTED: Final = "valid-accepted"

# What is wrong with a field from its creation on is wrong in all that comes later.
_FIELDS: Final = (
    "created",
    "read-back",
    "patch",
    "put",
    "update-kept",
    "patch-keeps",
    "put-keeps",
    "list-current",
    "text",
    "refused-inert",
    "isolation",
    "accounts",
)
# A status that is wrong in the first is as wrong in those after it.
_STATUSES: Final = (
    ("auth-required", "auth-checked", "auth-scheme"),
    ("unknown", "delete", "accounts", "reference"),
)
# What was not deleted shows in those after it too.
_GONE: Final = ("delete", "reference", "filter")
# A list that is wrong in one of these cannot be right in those that it names.
_LISTS: Final[Mapping[str, frozenset[str]]] = {
    "list-order": frozenset(
        {"page", "list-once", "totals", "list-complete", "filter", "page-links"}
    ),
    "page": frozenset({"list-once", "totals", "list-complete", "filter", "page-links"}),
    "list-once": frozenset({"totals", "list-complete", "filter", "page-links"}),
    "totals": frozenset({"page-links"}),
    "list-complete": frozenset({"filter", "page-links"}),
    "filter": frozenset({"filter", "page-links"}),
    "page-links": frozenset(),
}


def told_once(findings: Sequence[Finding]) -> list[Finding]:
    """Give the findings that are to be told, each with what goes along with it.

    Args:
        findings: All of them, in the order in which they are to be told.
    """
    alike = list(_alike(findings))
    causes: list[Finding] = []
    effects: dict[int, list[Finding]] = {}
    for finding in sorted(alike, key=_depth):
        cause = next((i for i, one in enumerate(causes) if _follows(finding, one)), None)
        if cause is None:
            causes.append(finding)
        else:
            effects.setdefault(cause, []).append(finding)
    whole = [
        replace(cause, also=_once(cause, (*cause.also, *_flat(effects.get(i, ())))))
        for i, cause in enumerate(causes)
    ]
    order = [(finding.rule, finding.operation) for finding in findings]
    return sorted(whole, key=lambda finding: order.index((finding.rule, finding.operation)))


def _alike(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Make one of the findings that differ in their operation alone."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.likeness, []).append(finding)
    for group in groups.values():
        first = min(group, key=lambda one: (len(one.exchanges), bool(one.trigger)))
        yield replace(
            first,
            also=tuple(other for other in group if other is not first),
            times=sum(one.times for one in group),
        )


def _once(cause: Finding, others: Iterable[Finding]) -> tuple[Finding, ...]:
    """Leave out those that say the same of the same operation, but for the values."""

    def said(finding: Finding) -> tuple[object, ...]:
        of_text = finding.manner if finding.rule.id in _FIELDS else ""
        return finding.rule.id, finding.operation, of_text or finding.about, finding.trigger

    by_place = {said(finding): finding for finding in (*others, cause)}
    return tuple(one for one in by_place.values() if one is not cause)


def _flat(findings: Iterable[Finding]) -> Iterable[Finding]:
    return chain.from_iterable((replace(one, also=()), *one.also) for one in findings)


def _depth(finding: Finding) -> tuple[int, bool, bool]:
    """Say how far a finding is from a cause; who or what is let in comes before all else."""
    rules = _FIELDS, tuple(_LISTS), *_STATUSES
    depths = (order.index(finding.rule.id) for order in rules if finding.rule.id in order)
    first = -1 if finding.rule.id == _ACCEPTED else next(depths, 0)
    return first, not finding.about, finding.status not in _OK


def _follows(effect: Finding, cause: Finding) -> bool:
    """Whether a finding is to be expected, given another."""
    if effect.deviates:  # a quirk of the page is a decision of its own
        return False
    ways = _same_field, _same_status, _not_served, _same_list, _not_gone
    return any(follows(effect, cause) for follows in ways)


def _same_field(effect: Finding, cause: Finding) -> bool:
    if not effect.about or not _after(effect, cause, _FIELDS, itself=True):
        return False
    if effect.manner and effect.manner == cause.manner:
        return True
    if effect.rule is cause.rule and not _operations(effect).isdisjoint(_operations(cause)):
        return True
    alike = (other.about for other in cause.also if other.rule is cause.rule)
    return effect.about <= cause.about.union(*alike)


def _same_status(effect: Finding, cause: Finding) -> bool:
    who, what = _STATUSES
    if _after(effect, cause, who, itself=True):
        # whom it lets in must not go unseen behind another wrong answer
        known = cause.status in _OK or effect.status not in _OK
        return known and _operations(effect) <= _operations(cause)
    alike = effect.status == cause.status
    return _after(effect, cause, what) and alike and effect.status not in _OK


def _not_served(effect: Finding, cause: Finding) -> bool:
    """Whether an operation answers other requests as it wrongly does a plain and valid one."""
    plain = cause.rule.id == _ACCEPTED and not cause.trigger
    about_status = effect.expected[:1].isdigit() and effect.status == cause.status
    return plain and about_status and _operations(effect) <= _operations(cause)


def _same_list(effect: Finding, cause: Finding) -> bool:
    if effect.about or effect.rule.id not in _LISTS.get(cause.rule.id, ()):
        return False
    return not _operations(effect).isdisjoint(_operations(cause))


def _not_gone(effect: Finding, cause: Finding) -> bool:
    return cause.status in _OK and _after(effect, cause, _GONE, itself=cause.rule.id == "delete")


def _after(effect: Finding, cause: Finding, rules: Sequence[str], *, itself: bool = False) -> bool:
    if effect.rule.id not in rules or cause.rule.id not in rules:
        return False
    later = rules.index(effect.rule.id) - rules.index(cause.rule.id)
    return later > 0 or (itself and later == 0)


def _operations(finding: Finding) -> set[str]:
    return {finding.operation, *(other.operation for other in finding.also)}
