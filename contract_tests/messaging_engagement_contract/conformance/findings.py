"""Findings are data: what broke a rule, where, and how to see it again; each is told once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from messaging_engagement_contract.conformance.contract import ledger
from messaging_engagement_contract.conformance.rules import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from messaging_engagement_contract.conformance.exchange import Exchange

MAX_TEXT = 600
_ABSENT = frozenset({404, 405, 501})
_OF_WHO = frozenset({"auth-required", "auth-checked", "auth-scheme"})


@dataclass
class Finding:
    """A rule that an operation broke.

    Attributes:
        operation: The operationId, or "" for what concerns none.
        rule: The rule.
        expected: What the contract asks for.
        got: What came.
        quirk: The entry of the ledger that the expectation rests on, if it is not published.
        check: The check that saw it.
        exchanges: The requests that show it, in their order.
        times: How often it was seen.
        creations: For the id of each resource that these need, the request that created it.
    """

    operation: str
    rule: Rule
    expected: str
    got: str
    quirk: str | None
    check: str
    exchanges: Sequence[Exchange] = field(default=(), repr=False)
    times: int = 1
    creations: Mapping[str, Exchange] = field(default_factory=dict[str, "Exchange"], repr=False)

    def curls(self, most: int) -> list[str]:
        """Give the commands that show it: what it needs is created first, the last is the proof.

        Args:
            most: How many of its own requests at most.
        """
        shown = self.exchanges[-most:]
        created = [
            f"{exchange.curl()}  # gives an id: put it in place of {name} below"
            for name, exchange in self.creations.items()
        ]
        return created + [e.curl() for e in shown if e not in self.creations.values()]

    @property
    def basis(self) -> Literal["published", "inferred"]:
        """Whether the page says what was broken, or an entry of the ledger does."""
        return "inferred" if self.quirk else "published"

    def told(self) -> str:
        """Tell all of it in a few lines; credentials are not in it but in what a server echoes."""
        quirk = f" {self.quirk}" if self.quirk else ""
        lines = [
            f"{self.operation or 'any operation'}: {self.rule.sentence}",
            f"  [{self.rule.id}, {self.basis}{quirk}]",
            f"  expected: {self.expected}",
            f"  got:      {self.got}",
            *(f"  {curl}" for curl in self.curls(3)),
        ]
        return "\n".join(lines)

    @property
    def evidence(self) -> str:
        """What the ledger has to say for the expectation."""
        entry = ledger().get(self.quirk or "", {})
        return str(entry.get("evidence", ""))


class Findings:
    """All findings of a run.

    Args:
        published: Whether what only the ledger asks for is let pass.
    """

    def __init__(self, *, published: bool = False) -> None:
        self.all: dict[tuple[str, str, str | None], Finding] = {}
        self.passed: dict[tuple[str, str, str | None], Finding] = {}
        self.broken: set[tuple[str, str]] = set()
        self._published = published

    def add(  # noqa: PLR0913 - a finding is that much
        self,
        rule: str,
        operation: str,
        expected: str,
        got: str,
        exchanges: Sequence[Exchange],
        *,
        check: str,
        quirk: str | None = None,
    ) -> None:
        """Note that a rule was broken; the shortest way to show it is kept."""
        quirk = quirk or RULES[rule].quirk
        deviates = quirk is not None and quirk != RULES[rule].quirk
        # A quirk of the page shows in many places; it is one finding, and one decision.
        key = ("", "", quirk) if deviates else (rule, operation, quirk)
        store = self.passed if self._published and quirk else self.all
        finding = Finding(
            operation, RULES[rule], expected[:MAX_TEXT], got[:MAX_TEXT], quirk, check, exchanges
        )
        self.broken.add((rule, operation))
        known = store.setdefault(key, finding)
        if known is not finding:
            known.times += 1
            if len(exchanges) < len(known.exchanges):
                finding.times = known.times
                store[key] = finding

    def complete(self, made: Mapping[str, Exchange]) -> None:
        """Put before the requests of each finding those that created what they are about.

        Args:
            made: For the id of each resource that the run created, the request that did.
        """
        for finding in self.all.values():
            finding.creations = _creations(finding.exchanges, made)

    def fold(self) -> None:
        """Take out what follows from another finding: of an operation that is not there, one."""
        absent = {
            (finding.operation, _status(finding))
            for finding in self.all.values()
            if finding.rule.id == "valid-accepted" and _status(finding) in _ABSENT
        }
        for key, finding in list(self.all.items()):
            if finding.rule.id in _OF_WHO and (finding.operation, _status(finding)) in absent:
                del self.all[key]

    def __len__(self) -> int:
        return len(self.all)

    def sorted(self) -> list[Finding]:
        """Give all findings in the order of the rules."""
        order = {rule: index for index, rule in enumerate(RULES)}
        return sorted(self.all.values(), key=lambda f: (order[f.rule.id], f.operation))


def _creations(exchanges: Sequence[Exchange], made: Mapping[str, Exchange]) -> dict[str, Exchange]:
    """Find what requests need: an engagement, and before it the identity that it is of."""
    found: dict[str, Exchange] = {}
    for exchange in exchanges:
        path = unquote(exchange.request.url).partition("?")[0].split("/")
        asked = exchange.request.content or b""
        for name, creation in made.items():
            if name in found or creation is exchange:
                continue
            if name in path or f'"{name}"'.encode() in asked:
                found.update(_creations([creation], made))
                found[name] = creation
    return found


def _status(finding: Finding) -> int:
    return finding.exchanges[-1].status if finding.exchanges else 0
