"""Findings are data: what broke a rule, where, and how to see it again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import unquote

from messaging_engagement_contract.conformance.contract import ledger
from messaging_engagement_contract.conformance.rules import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from messaging_engagement_contract.conformance.exchange import Exchange

MAX_TEXT = 600
_OK = 200
_TRIGGERS = 5  # requests that break one rule of one operation, each in its way
_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|\d[\d:.,TZ +-]*")


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
        about: The fields that it is about, if it is about some.
        manner: What was done to them, where the same is done to others by the same fault.
        trigger: What was special about the request.
        also: What is broken by the same fault, elsewhere or of other rules.
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
    about: frozenset[str] = frozenset()
    manner: str = ""
    trigger: str = ""
    also: tuple[Finding, ...] = ()
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

    @property
    def deviates(self) -> bool:
        """Whether it shows a quirk of the page, which is one decision, however often it shows."""
        return self.quirk is not None and self.quirk != self.rule.quirk

    @property
    def status(self) -> int:
        """The status of the answer that shows it; 0 if there was none."""
        return self.exchanges[-1].status if self.exchanges else 0

    @property
    def likeness(self) -> tuple[object, ...]:
        """What findings of one fault have in common, whatever operation shows it."""
        if self.deviates:
            return (self.quirk,)
        status = _OK if self.status in range(_OK, 300) else self.status
        alike = self.manner or _outline(self.expected.removesuffix(f": {self.trigger}"))
        of = () if self.manner else tuple(sorted({name.partition(".")[0] for name in self.about}))
        return self.rule.id, self.quirk, status, of, alike

    @property
    def id(self) -> str:
        """A name that the same finding has in another run."""
        digest = hashlib.blake2s(repr(self.likeness).encode(), digest_size=4).hexdigest()
        return f"{self.rule.id}-{digest}"

    @property
    def places(self) -> str:
        """Where else it shows, in words; "" if nowhere."""
        by_rule: dict[str, list[str]] = {}
        for other in self.also:
            by_rule.setdefault(other.rule.id, []).append(other.operation or "any operation")
        own = by_rule.pop(self.rule.id, [])
        parts = [", ".join(dict.fromkeys(own))] if own else []
        parts += [f"{rule} of {', '.join(dict.fromkeys(at))}" for rule, at in by_rule.items()]
        return "; ".join(parts)

    def told(self) -> str:
        """Tell all of it in a few lines; credentials are not in it but in what a server echoes."""
        quirk = f" {self.quirk}" if self.quirk else ""
        lines = [
            f"{self.operation or 'any operation'}: {self.rule.sentence}",
            f"  [{self.rule.id}, {self.basis}{quirk}]",
            f"  expected: {self.expected}",
            f"  got:      {self.got}",
            *([f"  also:     {self.places}"] if self.also else []),
            *(f"  {curl}" for curl in self.curls(3)),
        ]
        return "\n".join(lines)

    @property
    def evidence(self) -> str:
        """What the ledger has to say for the expectation."""
        entry = ledger().get(self.quirk or "", {})
        return str(entry.get("evidence", ""))


Key: TypeAlias = "tuple[str, str, str | None, frozenset[str], str]"


class Findings:
    """All findings of a run.

    Args:
        published: Whether what only the ledger asks for is let pass.
    """

    def __init__(self, *, published: bool = False) -> None:
        self.all: dict[Key, Finding] = {}
        self.passed: dict[Key, Finding] = {}
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
        about: Collection[str] = (),
        manner: str = "",
        trigger: str = "",
    ) -> None:
        """Note that a rule was broken; the shortest way to show it is kept."""
        quirk = quirk or RULES[rule].quirk
        fields = frozenset(about)
        store = self.passed if self._published and quirk else self.all
        place = (rule, operation, quirk, fields)
        outline, triggers = _outline(trigger), {key[-1] for key in store if key[:-1] == place}
        key = (*place, outline if outline in triggers or len(triggers) < _TRIGGERS else "")
        expected, got = expected[:MAX_TEXT], got[:MAX_TEXT]
        finding = Finding(
            operation, RULES[rule], expected, got, quirk, check, exchanges, fields, manner, trigger
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

    def __len__(self) -> int:
        return len(self.all)

    def sorted(self) -> list[Finding]:
        """Give all findings in the order of the rules."""
        order = {rule: index for index, rule in enumerate(RULES)}
        return sorted(self.all.values(), key=lambda f: (order[f.rule.id], f.operation))


def _outline(text: str) -> str:
    """Leave out the values, which differ by run."""
    return _VALUES.sub("", text)


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
