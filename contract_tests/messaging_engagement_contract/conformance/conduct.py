"""Conducts a run: the preflight, the checks, the cleaning up; and says what came of it."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from messaging_engagement_contract.conformance.checks import CHECKS
from messaging_engagement_contract.conformance.cleanup import marked
from messaging_engagement_contract.conformance.folding import told_once
from messaging_engagement_contract.conformance.kinds import KINDS
from messaging_engagement_contract.conformance.preflight import Refusal, preflight
from messaging_engagement_contract.conformance.session import Session
from messaging_engagement_contract.conformance.target import (
    StopRunError,
    ThrottlingError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from types import FrameType

    from messaging_engagement_contract.conformance.checks import Check
    from messaging_engagement_contract.conformance.findings import Finding
    from messaging_engagement_contract.conformance.kinds import Kind
    from messaging_engagement_contract.conformance.run import Options, Run

Verdict = Literal["conforms", "does not conform", "not judged", "interrupted"]
STATUS: Final[dict[str, int]] = {
    "conforms": 0,
    "does not conform": 1,
    "not judged": 3,
    "interrupted": 130,
}
NEVER: Final = "it never succeeded"


@dataclass
class Timing:
    """How long a check took, and how many requests."""

    check: str
    seconds: float
    requests: int
    findings: int
    outcome: str = "done"


@dataclass
class Exercised:
    """How an operation was exercised.

    Attributes:
        operation: The operationId.
        counts: How often it gave each status.
        why_not: Why it was not judged.
        excused: Whether this run could not have judged it on this account.
    """

    operation: str
    counts: dict[int, int]
    why_not: str = ""
    excused: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether it ever answered with success."""
        return any(200 <= status < 300 for status in self.counts)  # noqa: PLR2004 - the class


@dataclass
class Result:
    """What came of a run."""

    verdict: Verdict
    why: str
    findings: list[Finding]
    passed: list[Finding]
    timings: list[Timing]
    exercised: list[Exercised]
    left: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    notes: list[str] = field(default_factory=list[str])

    @property
    def status(self) -> int:
        """The exit status."""
        return STATUS[self.verdict]


def covered(why_not: Mapping[str, str]) -> str:
    """Say how much of the API was judged, and what was not.

    Args:
        why_not: For each operation why it was not judged; "" if it was.
    """
    reasons: dict[str, list[str]] = {}
    for operation, why in why_not.items():
        if why:
            reasons.setdefault(why, []).append(operation)
    judged = sum(not why for why in why_not.values())
    parts = [f"{judged} of {len(why_not)} operations judged"]
    parts += [f"not judged, for {why}: {', '.join(names)}" for why, names in reasons.items()]
    return "; ".join(parts)


class TerminatedError(BaseException):
    """The process was asked to end; not an Exception, so that nothing on the way keeps it."""


def allowed(options: Options) -> list[Check]:
    """Give the checks that a run with these options may make."""
    needs = {"reading"}
    if options.writes:
        needs.add("writing")
        if not options.frugal:
            needs.add("much")
    generates = options.profile.cases > 0
    return [c for c in CHECKS if c.needs in needs and (generates or not c.generates)]


def chosen(run: Run, shard: tuple[int, int] | None = None) -> list[Check]:
    """Give the checks that a run makes, or a part of them."""
    checks = allowed(run.options)
    return checks[shard[0] - 1 :: shard[1]] if shard else checks


def conduct(
    run: Run,
    checks: Sequence[Check],
    tell: Callable[[str], None] = lambda _: None,
) -> Result:
    """Make the checks of a run, clean up, and say what came of it.

    Args:
        run: The run.
        checks: What to do.
        tell: Is told of each check that begins.
    """
    conductor = Conductor(run, tell)
    with terminating():
        try:
            if conductor.begin() is None:
                for check in checks:
                    conductor.make(check)
                    if conductor.stopped:
                        break
        except (KeyboardInterrupt, TerminatedError):
            conductor.interrupt()
        conductor.clean()
        return conductor.result()


class Conductor:
    """Makes checks one by one, and keeps what there is to say of them.

    Args:
        run: The run.
        tell: Is told of each check that begins.
    """

    def __init__(self, run: Run, tell: Callable[[str], None] = lambda _: None) -> None:
        self.stopped: StopRunError | None = None
        self._run = run
        self._tell = tell
        self._session = Session(run)
        self._timings: list[Timing] = []
        self._notes: list[str] = []
        self._refusal: Refusal | None = None
        self._interrupted = False
        self._examined: set[str] = set()
        self._known: set[str] = set()  # the findings that were told

    def begin(self) -> Refusal | None:
        """Look whether there is anything to judge; say why there is not."""
        try:
            self._refusal = preflight(self._run)
        except StopRunError as stop:
            self._refusal = Refusal(str(stop))
        return self._refusal

    def interrupt(self) -> None:
        """Note that the run ends before its time."""
        self._interrupted = True
        self._tell("interrupted: cleaning up")

    def make(self, check: Check) -> list[str]:
        """Make a check; say what it found, finding by finding."""
        run = self._run
        run.check_name = check.name
        self._tell(f"{check.name}: {check.sentence}")
        started, sent = time.perf_counter(), run.target.sent
        timing = Timing(check.name, 0.0, 0, 0)
        self._timings.append(timing)
        try:
            check.run(self._session)
        except StopRunError as stop:
            timing.outcome = "not finished"
            self.stopped = stop
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # The answers were of a form that no check reckons with.
            timing.outcome = "not finished"
            self._notes.append(f"{check.name} was not finished: {type(error).__name__}: {error}")
            if run.options.debug:
                raise
        finally:
            self._throttled()
            timing.seconds = time.perf_counter() - started
            timing.requests = run.target.sent - sent
            run.findings.complete(run.made)
            new = [f for f in told_once(run.findings.sorted()) if f.id not in self._known]
            self._known.update(finding.id for finding in new)
            timing.findings = len(new)
        return [finding.told() for finding in new]

    def _throttled(self) -> None:
        """Examine the answers to requests that had to be repeated, one for each operation."""
        for name, exchange in self._run.target.throttled.items():
            if name not in self._examined:
                self._examined.add(name)
                self._run.examine(exchange)

    def clean(self) -> None:
        """Delete what was created, with the requests kept back for it; the journal has the rest."""
        run = self._run
        run.check_name = "cleaning up"
        try:
            run.target.release()
            self._session.clean()
            for kind in sorted(set(run.journal.uncertain)):
                self._find(KINDS[kind])
        except StopRunError as stop:
            self.stopped = self.stopped or stop
        except (KeyboardInterrupt, TerminatedError):
            self._interrupted = True

    def result(self) -> Result:
        """Say what came of the checks that were made."""
        self._run.findings.complete(self._run.made)
        exercised = list(self._exercise())
        if self._refusal is not None:
            return self._result("not judged", self._refusal.why, exercised)
        return self._judge(exercised)

    def _find(self, kind: Kind) -> None:
        """Delete what was created by a request that was not answered."""
        run = self._run
        seen = run.call(kind.list, query={"page_size": 1})
        if not seen.ok or seen.error:  # the journal keeps it
            self._notes.append(
                f"{kind.name} bearing {run.journal.mark!r} may be left behind: the list that would"
                f" tell answers {seen.told()[:100]}"
            )
            return
        for resource_id in list(marked(run, kind, run.journal.mark)):
            if run.call(kind.delete, {kind.id_name: resource_id}).ok:
                run.journal.delete(kind.name, resource_id)
        while kind.name in run.journal.uncertain:
            run.journal.refuse(kind.name)

    def _exercise(self) -> Iterator[Exercised]:
        run = self._run
        by_operation: dict[str, Counter[int]] = {}
        for (name, status), count in run.target.counts.items():
            by_operation.setdefault(name, Counter())[status] += count
        for operation in run.contract.operations.values():
            answers = by_operation.get(operation.id, Counter[int]())
            counts = {status: count for status, count in sorted(answers.items()) if count}
            exercised = Exercised(operation.id, counts)
            if not exercised.succeeded:
                if not operation.reads and not run.options.writes:
                    exercised.why_not, exercised.excused = "the run is read-only", True
                elif operation.id in run.skipped:
                    exercised.why_not = run.skipped[operation.id]
                    exercised.excused = not run.options.writes
                elif operation.id == "listNumbers" and "getEngagement" in run.skipped:
                    exercised.why_not = run.skipped["getEngagement"]
                    exercised.excused = not run.options.writes
                elif counts:
                    exercised.why_not = NEVER
                else:
                    exercised.why_not = "nothing was sent"
            yield exercised

    def _judge(self, exercised: list[Exercised]) -> Result:
        run = self._run
        if self._interrupted:
            return self._result("interrupted", "the run was interrupted", exercised)
        if len(run.findings):
            count = len(told_once(run.findings.sorted()))
            why = f"{count} finding{'s' if count > 1 else ''}"
            if self.stopped:
                why += f"; the run ended early: {self.stopped}"
            return self._result("does not conform", why, exercised)
        if isinstance(self.stopped, UnreachableError | ThrottlingError):
            return self._result("not judged", str(self.stopped), exercised)
        if self._notes:
            return self._result("does not conform", "; ".join(self._notes), exercised)
        return self._coverage(exercised)

    def _coverage(self, exercised: list[Exercised]) -> Result:
        """Say whether what was judged is enough, where nothing was found."""
        why = covered({e.operation: e.why_not for e in exercised})
        if self.stopped:
            why = f"the run ended early: {self.stopped}; allow more by --max-requests ({why})"
            return self._result("not judged", why, exercised)
        if not any(e.succeeded for e in exercised):
            return self._result("not judged", "no operation was exercised", exercised)
        if self._run.options.shard is None:
            silent = [e.operation for e in exercised if e.why_not == NEVER]
            if silent:
                why = f"{', '.join(silent)} never succeeded"
                return self._result("does not conform", why, exercised)
            if any(e.why_not and not e.excused for e in exercised):
                return self._result("not judged", why, exercised)
        return self._result("conforms", why, exercised)

    def _result(self, verdict: Verdict, why: str, exercised: list[Exercised]) -> Result:
        run = self._run
        notes = [*self._notes, *(f"{what}: {why_}" for what, why_ in run.skipped.items())]
        passed = told_once(list(run.findings.passed.values()))
        left = list(run.journal.created)
        return Result(
            verdict,
            why,
            told_once(run.findings.sorted()),
            passed,
            self._timings,
            exercised,
            left,
            notes,
        )


@contextmanager
def terminating() -> Generator[None]:
    """Let SIGTERM end what runs as an interruption does, so that it is cleaned up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def terminate(_signal: int, _frame: FrameType | None) -> None:
        raise TerminatedError

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
