"""Measures what the suite finds beside plain Schemathesis: faults, false alarms, seconds.

    python -m benchmarks.detection [--by quick standard schemathesis] [--only NAME ...] [--every N]
    python -m benchmarks.detection --conforming [--seeds 50] [--by quick]
    python -m benchmarks.detection --clean [--by quick standard schemathesis]

The first switches on one fault after the other: those of the mock, and those of the proxy in
``tests/conformance``. The second runs on servers that conform and differ in what the contract
leaves open, where any finding is a false alarm. The third times the clean mock, side by side.
``--results FILE`` keeps each outcome as a line of JSON; what is in it is not run again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, TypeAlias

from tests.conformance.expectations import OPEN, SLOW, expected_rules
from tests.conformance.faults import FAULTS
from tests.conformance.proxy import Proxy
from tests.conformance.variants import VARIANTS

from messaging_engagement_contract.conformance.conduct import chosen, conduct
from messaging_engagement_contract.conformance.contract import load
from messaging_engagement_contract.conformance.journal import Journal
from messaging_engagement_contract.conformance.profiles import PROFILES
from messaging_engagement_contract.conformance.run import Options, Run
from messaging_engagement_contract.conformance.target import Limits, Target
from messaging_engagement_contract.mock import MockServer
from messaging_engagement_contract.mock.faults.registry import known

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

PLAIN = "schemathesis"
OPENAPI = Path(__file__).resolve().parents[1] / "openapi.yaml"
SETTINGS = Path(__file__).with_name("schemathesis.toml")
LONGEST = 900  # seconds that plain Schemathesis gets for one server
Job: TypeAlias = tuple[str, str, str, int]  # kind of server, name, by what, seed


@dataclass
class Outcome:
    """What came of one run."""

    kind: str
    name: str
    by: str
    seed: int
    found: bool
    seconds: float
    requests: int = 0
    why: str = ""
    rules: list[str] = field(default_factory=list[str])
    findings: list[str] = field(default_factory=list[str])

    @property
    def job(self) -> Job:
        """What was run."""
        return self.kind, self.name, self.by, self.seed

    @property
    def named(self) -> bool:
        """Whether a rule that names the fault found it."""
        return not self.found or bool(expected_rules(self.kind, self.name) & {*self.rules})


@contextmanager
def serving(kind: str, name: str) -> Generator[str]:
    """Run a server, and give its root."""
    if kind in {"mock", "timed"}:
        with MockServer(faults=[name] if name != "clean" else []) as mock:
            yield mock.url
        return
    with Proxy(FAULTS[name].change if kind == "proxy" else VARIANTS[name]) as proxy:
        yield proxy.url


def judge(url: str, job: Job) -> Outcome:
    """Run the suite on a server."""
    profile, seed = job[2:]
    started = time.perf_counter()
    own, other = ("abcd1234", "mock-secret"), ("wxyz5678", "mock-secret")
    target = Target(url, own, other, Limits(timeout=5.0))
    try:
        options = Options(PROFILES[profile], seed=seed)
        run = Run(load(), target, options, Journal(None, url, f"conformance test {seed:08x}"))
        result = conduct(run, chosen(run))
    finally:
        target.close()
    rules = sorted({finding.rule.id for finding in result.findings})
    if not rules and result.status:
        rules = [result.verdict]
    findings = [
        f"{f.check}: {f.rule.id}@{f.operation}: {f.expected[:90]} | {f.got[:170]}"
        for f in result.findings
    ]
    seconds = time.perf_counter() - started
    return Outcome(
        *job, bool(result.status), seconds, target.sent, result.why, rules, findings
    )  # fmt: skip


def timed(url: str, job: Job) -> Outcome:
    """Run the suite as its users do, in a process of its own."""
    command = [sys.executable, "-m", "messaging_engagement_contract.conformance"]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        command += ["--base-url", url, "--profile", job[2], "--seed", str(job[3])]
        command += ["--other-account", "wxyz5678:mock-secret", "--report-dir", folder]
        keys = {"VONAGE_API_KEY": "abcd1234", "VONAGE_API_SECRET": "mock-secret"}
        done = subprocess.run(command, env={**os.environ, **keys}, capture_output=True, check=False)
        seconds = time.perf_counter() - started
        report = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
    rules = sorted({finding["rule"] for finding in report["findings"]})
    return Outcome(*job, done.returncode != 0, seconds, report["requests"], report["why"], rules)


def plain(url: str, job: Job) -> Outcome:
    """Run Schemathesis as its users do, with every phase and check, until it finds something."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *(
            "--config-file",
            str(SETTINGS),
            "run",
            str(OPENAPI),
            "--url",
            url,
            "--auth",
            "abcd1234:mock-secret",
        ),
        *("--phases", "examples,coverage,fuzzing,stateful", "--checks", "all"),
        *("--seed", str(job[3]), "--no-color", "--request-timeout", "5"),
    ]
    if job[1] != "clean":
        command += ["--max-failures", "1"]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": folder}
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
            status, output = done.returncode, done.stdout
        except subprocess.TimeoutExpired:
            status, output = 0, "not finished"
    generated = re.search(r"([\d,]+) generated", output)
    checks = sorted(set(re.findall(r"^- (.+)$", output, re.MULTILINE)))
    return Outcome(
        *job,
        status != 0,
        time.perf_counter() - started,
        int(generated[1].replace(",", "")) if generated else 0,
        "not finished" if output == "not finished" else "",
        [check[:60] for check in checks[:3]],
    )


def one(job: Job) -> Outcome:
    """Run one job."""
    with serving(job[0], job[1]) as url:
        if job[2] == PLAIN:
            return plain(url, job)
        # what is timed runs in a process of its own, as plain Schemathesis does
        return timed(url, job) if job[0] == "timed" else judge(url, job)


def jobs(arguments: argparse.Namespace) -> Iterator[Job]:
    """Give what is to be run."""
    if arguments.clean:
        names = [("timed", "clean")]
    elif arguments.conforming:
        names = [("mock", "clean"), *(("variant", name) for name in VARIANTS)]
    else:
        faults = [name for name in known() if name not in SLOW]
        names = [*(("mock", name) for name in faults), *(("proxy", name) for name in FAULTS)]
    chosen = [one for one in names if arguments.kind in {None, one[0]}]
    for kind, name in chosen[:: arguments.every]:
        if arguments.only and name not in arguments.only:
            continue
        for by in arguments.by:
            for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
                yield kind, name, by, seed


def tell(outcome: Outcome, *, faulty: bool, verbose: bool) -> None:
    """Print a line of an outcome; more, if it is not as it should be."""
    opened = faulty and outcome.kind == "mock" and outcome.name in OPEN
    good = outcome.found == faulty or opened or outcome.by == PLAIN
    named = not faulty or opened or outcome.named or outcome.by == PLAIN
    mark = "ok" if good and named else "MISNAMED" if good else "WRONG"
    rules = ",".join(outcome.rules) or "nothing"
    print(f"{mark:9}{outcome.by:13}{outcome.kind:8}{outcome.name:42}{outcome.seed:3}"
          f"{outcome.seconds:7.1f}s{outcome.requests:6} {rules[:150]}", flush=True)  # fmt: skip
    if verbose or mark != "ok":
        for text in outcome.findings[:12] or [outcome.why]:
            print("      ", text, flush=True)


def table(outcomes: Iterable[Outcome], by: list[str]) -> None:
    """Print a row for each fault, and the sums."""
    rows: dict[tuple[str, str], dict[str, Outcome]] = {}
    for outcome in outcomes:
        rows.setdefault((outcome.kind, outcome.name), {})[outcome.by] = outcome
    print("\n| fault | " + " | ".join(by) + " |")
    print("|---|" + "---|" * len(by))
    sums: dict[tuple[str, str], Counter[str]] = {}
    for (kind, name), row in rows.items():
        group = f"mock: {known()[name].group}" if kind == "mock" else f"proxy: {FAULTS[name].group}"
        if kind == "mock" and name in OPEN:
            group = "mock: open"
        cells: list[str] = []
        for how in by:
            if how not in row:
                cells.append("")
                continue
            outcome = row[how]
            count = sums.setdefault((group, how), Counter())
            count["all"] += 1
            count["found"] += outcome.found
            text = ", ".join(outcome.rules[:3]) or "yes" if outcome.found else "-"
            if outcome.found and how != PLAIN and group != "mock: open" and not outcome.named:
                text += " (misnamed)"
            cells.append(f"{text} ({outcome.seconds:.0f} s)")
        why = f" (open: {OPEN[name]})" if kind == "mock" and name in OPEN else ""
        print(f"| {name}{why} | " + " | ".join(cells) + " |")
    print("\n| group | " + " | ".join(by) + " |")
    print("|---|" + "---|" * len(by))
    for group in dict.fromkeys(group for group, _ in sums):
        counts = [sums.get((group, how), Counter[str]()) for how in by]
        print(f"| {group} | " + " | ".join(f"{c['found']} of {c['all']}" for c in counts) + " |")
    whole = [
        sum((c for (g, h), c in sums.items() if h == how and g != "mock: open"), Counter[str]())
        for how in by
    ]
    cells = [f"{c['found']} of {c['all']} ({c['found'] / max(1, c['all']):.0%})" for c in whole]
    print("| **all but open** | " + " | ".join(cells) + " |")
    told = [
        [len(row[how].findings) for row in rows.values() if how in row and row[how].findings]
        for how in by
    ]
    cells = [f"{median(t):.0f}, {mean(t):.1f}" if t else "" for t in told]
    print("| findings for a fault: median, mean | " + " | ".join(cells) + " |")


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by", nargs="+", default=["quick"], choices=[*PROFILES, PLAIN])
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--kind", choices=["mock", "proxy", "variant"])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take each Nth alone")
    parser.add_argument("--conforming", action="store_true")
    parser.add_argument("--clean", action="store_true")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    if (
        PLAIN in arguments.by
        and shutil.which("schemathesis", path=Path(sys.executable).parent) is None
    ):
        parser.error("schemathesis is not installed")
    wanted = list(jobs(arguments))
    results: Path | None = arguments.results
    done: dict[Job, Outcome] = {}
    if results and results.exists():
        for line in results.read_text(encoding="utf-8").splitlines():
            outcome = Outcome(**json.loads(line))
            done[outcome.job] = outcome
    faulty = not (arguments.conforming or arguments.clean)
    outcomes = [done[job] for job in wanted if job in done]
    with multiprocessing.get_context("spawn").Pool(
        arguments.processes, maxtasksperchild=20
    ) as pool:
        for outcome in pool.imap_unordered(one, [job for job in wanted if job not in done]):
            outcomes.append(outcome)
            tell(outcome, faulty=faulty, verbose=arguments.verbose)
            if results:
                with results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(outcome)) + "\n")
    outcomes.sort(key=lambda outcome: wanted.index(outcome.job))
    if faulty:
        table(outcomes, arguments.by)
    else:
        alarms = sum(outcome.found for outcome in outcomes if outcome.by != PLAIN)
        print(f"\n{len(outcomes)} runs on servers that conform, {alarms} false alarms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
