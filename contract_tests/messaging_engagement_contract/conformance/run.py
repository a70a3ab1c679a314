"""A run: what checks ask questions with, and where their answers go.

``Run.call`` sends a request of an operation, examines the answer as any answer is, and compares its
status with what the check expects. ``Run.check`` notes that a rule was judged, and a finding if it
was broken.
"""

from __future__ import annotations

import json as json_module
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from messaging_engagement_contract.conformance.examining import Examiner
from messaging_engagement_contract.conformance.findings import Findings
from messaging_engagement_contract.conformance.rules import RULES
from messaging_engagement_contract.conformance.target import BudgetError, Limits, is_loopback
from messaging_engagement_contract.conformance.usage import (
    ELSEWHERE_READING,
    ELSEWHERE_RPS,
    ELSEWHERE_WRITING,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from messaging_engagement_contract.conformance.contract import Contract, Operation
    from messaging_engagement_contract.conformance.exchange import Exchange, Request
    from messaging_engagement_contract.conformance.journal import Journal
    from messaging_engagement_contract.conformance.profiles import Profile
    from messaging_engagement_contract.conformance.target import Target
    from messaging_engagement_contract.types import Json

NO_BODY: Final = object()
_CREATED: Final = {"createIdentity": "identities", "createEngagement": "engagements"}
_SERVER_ERROR = 500


@dataclass(frozen=True)
class Options:
    """How a run goes about it.

    Attributes:
        profile: How much it does.
        seed: Where its choices start.
        writes: Whether it may change anything.
        frugal: Whether what it creates may cost something, so that it creates the least.
        alone: Whether nobody else changes the account meanwhile.
        published: Whether what only the ledger asks for is let pass.
        shard: Which part of how many this is; a part need not exercise every operation.
        debug: Whether an error of the suite itself comes through.
    """

    profile: Profile
    seed: int = 0
    writes: bool = True
    frugal: bool = False
    alone: bool = True
    published: bool = False
    debug: bool = False
    shard: tuple[int, int] | None = None


def limits_for(
    url: str, rps: float | None = None, requests: int | None = None, *, writes: bool
) -> Limits:
    """Give what may be asked of a target: what a run needs, if it is not on this machine."""
    if is_loopback(url):
        return Limits(requests=requests or Limits.requests, rps=rps)
    enough = ELSEWHERE_WRITING if writes else ELSEWHERE_READING
    return Limits(requests=requests or enough, rps=rps or ELSEWHERE_RPS, timeout=30.0)


class Run:
    """What checks ask questions with, and where their answers go."""

    def __init__(
        self, contract: Contract, target: Target, options: Options, journal: Journal
    ) -> None:
        self.contract = contract
        self.target = target
        self.options = options
        self.journal = journal
        self.findings = Findings(published=options.published)
        self.random = random.Random(options.seed)  # noqa: S311 - for a choice that can be repeated
        self.judged: set[tuple[str, str]] = set()
        self.skipped: dict[str, str] = {}
        self.made: dict[str, Exchange] = {}  # the creation of each id
        self.check_name = ""
        self._examiner = Examiner(self)
        target.reserve = journal.debt

    @property
    def has_other(self) -> bool:
        """Whether there is a second account."""
        return "other" in self.target.accounts

    def operation(self, operation_id: str) -> Operation:
        """Give an operation of the contract."""
        return self.contract.operations[operation_id]

    def call(  # noqa: PLR0913 - a request, and what is expected of it
        self,
        operation_id: str,
        ids: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str | int] | str | None = None,
        json: Json = NO_BODY,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: str = "own",
        authorization: str | None = None,
        expect: Collection[int] | None = None,
        rule: str = "valid-accepted",
        why: str = "",
        after: Sequence[Exchange] = (),
        quirk: str | None = None,
        path: str | None = None,
    ) -> Exchange:
        """Send a request of an operation and examine the answer.

        Args:
            operation_id: Which operation.
            ids: The ids in its path.
            query: The query, or its text.
            json: The body, to be written as JSON.
            content: The body, as it is.
            headers: More headers.
            credentials: Whose, or what is wrong with them.
            authorization: The Authorization header, if it is not that of an account.
            expect: The statuses that keep `rule`; all that are documented, if None.
            rule: What is broken by another status.
            why: What is special about the request.
            after: What was sent before, for whoever wants to see it again.
            quirk: The entry of the ledger that the expectation rests on.
            path: The path, where it is not that of the operation with these ids.
        """
        operation = self.operation(operation_id)
        headers = dict(headers or {})
        if json is not NO_BODY:
            content = json_module.dumps(json, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if content is not None and not any(n.lower() == "content-type" for n in headers):
            headers["Content-Type"] = "application/json"
        request = self.target.request(
            operation.method,
            path or operation.target(ids or {}),
            query=query,
            content=content,
            headers=headers,
            credentials=credentials,
        )
        exchange = self._send(operation, request, authorization)
        expected = expect is None or exchange.status in expect
        if not expected and 0 < exchange.status < _SERVER_ERROR and expect is not None:
            if not (self.quirky_status(exchange) and exchange.ok and any(s < 300 for s in expect)):  # noqa: PLR2004 - 2xx
                statuses = " or ".join(map(str, sorted(expect)))
                self.broken(
                    rule,
                    exchange,
                    f"{statuses}" + (f": {why}" if why else ""),
                    exchange.told(),
                    after=after,
                    quirk=quirk,
                    trigger=why,
                )
            else:
                expected = True
        elif expect is not None:
            self.judge(rule, operation.id)
        self._examiner.examine(exchange, status_told=not expected, after=after, why=why)
        return exchange

    def prepared(
        self, operation_id: str, ids: Mapping[str, str] | None = None, json: Json = NO_BODY
    ) -> Callable[[], Exchange]:
        """Put a request together that is to be sent at the same time as others."""
        operation = self.operation(operation_id)
        content = None if json is NO_BODY else json_module.dumps(json).encode()
        request = self.target.request(
            operation.method,
            operation.target(ids or {}),
            content=content,
            headers={} if content is None else {"Content-Type": "application/json"},
        )
        return lambda: self._send(operation, request, None)

    def _send(self, operation: Operation, request: Request, authorization: str | None) -> Exchange:
        """Send a request, noting in the journal what it may create."""
        created = _CREATED.get(operation.id)
        if created is None or request.credentials == "other":
            return self.target.send(operation, request, authorization)
        self.journal.intend(created)
        try:
            exchange = self.target.send(operation, request, authorization)
        except BudgetError:  # before it was sent, or after a refusal
            self.journal.refuse(created)
            raise
        if exchange.status and not exchange.ok:
            self.journal.refuse(created)
        return exchange

    def examine(self, exchange: Exchange) -> None:
        """Examine an answer to a request that a check has put together itself."""
        self._examiner.examine(exchange)

    def quirky_status(self, exchange: Exchange) -> bool:
        """Whether this is the 201 that the page's source has for bulk calls (Q26)."""
        operation = exchange.operation
        return (
            operation is not None
            and exchange.status == 201  # noqa: PLR2004 - the quirk
            and 207 in operation.answers  # noqa: PLR2004 - what makes it a bulk call
        )

    def judge(self, rule: str, operation: str) -> None:
        """Note that a rule was judged."""
        self.judged.add((rule, operation))

    def check(  # noqa: PLR0913 - a finding is that much
        self,
        kept: bool,  # noqa: FBT001 - reads as an assertion does
        rule: str,
        exchange: Exchange,
        expected: str,
        got: str,
        *,
        after: Sequence[Exchange] = (),
        quirk: str | None = None,
        operation: str | None = None,
        about: Collection[str] = (),
        manner: str = "",
        trigger: str = "",
    ) -> bool:
        """Judge a rule; note a finding if it is broken."""
        name = exchange.name if operation is None else operation
        if rule not in RULES:
            raise KeyError(rule)
        self.judge(rule, name)
        if not kept:
            self.findings.add(
                rule,
                name,
                expected,
                got,
                (*after, exchange),
                check=self.check_name,
                quirk=quirk,
                about=about,
                manner=manner,
                trigger=trigger,
            )
        return kept

    def broken(  # noqa: PLR0913 - as above
        self,
        rule: str,
        exchange: Exchange,
        expected: str,
        got: str,
        *,
        after: Sequence[Exchange] = (),
        quirk: str | None = None,
        operation: str | None = None,
        about: Collection[str] = (),
        manner: str = "",
        trigger: str = "",
    ) -> None:
        """Note that a rule is broken."""
        kept = False
        self.check(
            kept,
            rule,
            exchange,
            expected,
            got,
            after=after,
            quirk=quirk,
            operation=operation,
            about=about,
            manner=manner,
            trigger=trigger,
        )

    def skip(self, what: str, why: str) -> None:
        """Note what could not be judged, and why."""
        self.skipped.setdefault(what, why)
