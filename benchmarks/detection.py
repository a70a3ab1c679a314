"""Measures what the suite finds: faults by profile, false alarms on correct servers, seconds.

python -m benchmarks.detection [--profile quick] [--only NAME ...] [--variants] [--seeds N]
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.conformance.faults import FAULTS
from tests.conformance.proxy import Proxy
from tests.conformance.variants import VARIANTS

from messaging_engagement_contract.conformance.conduct import chosen, conduct
from messaging_engagement_contract.conformance.contract import load
from messaging_engagement_contract.conformance.journal import Journal
from messaging_engagement_contract.conformance.profiles import PROFILES
from messaging_engagement_contract.conformance.run import Options, Run
from messaging_engagement_contract.conformance.target import Limits, Target


@dataclass
class Outcome:
    """What came of one run."""

    name: str
    status: int
    verdict: str
    why: str
    seconds: float
    requests: int
    found: list[str] = field(default_factory=list[str])


def judge(url: str, profile: str, seed: int) -> Outcome:
    """Run the suite on a server."""
    started = time.perf_counter()
    limits = Limits(timeout=3.0)
    own, other = ("abcd1234", "mock-secret"), ("wxyz5678", "mock-secret")
    target = Target(url, own, other, limits)
    try:
        options = Options(PROFILES[profile], seed=seed)
        run = Run(load(), target, options, Journal(None, url, f"conformance test {seed:08x}"))
        result = conduct(run, chosen(run))
    finally:
        target.close()
    seconds = time.perf_counter() - started
    found = [
        f"{f.rule.id}@{f.operation}: {f.expected[:80]} | {f.got[:160]}" for f in result.findings
    ]
    return Outcome("", result.status, result.verdict, result.why, seconds, target.sent, found)


def one(job: tuple[str, str, str, int]) -> Outcome:
    """Run one job: what kind of server, which, by which profile and seed."""
    kind, name, profile, seed = job
    change = FAULTS[name].change if kind == "fault" else VARIANTS[name]
    prefix = "/some/where" if name == "as-it-is" and seed % 2 else ""
    with Proxy(change, prefix) as proxy:
        outcome = judge(proxy.url, profile, seed)
    outcome.name = name
    return outcome


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", default="quick", choices=list(PROFILES))
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    kind = "variant" if arguments.variants else "fault"
    names = [
        n
        for n in (VARIANTS if arguments.variants else FAULTS)
        if not arguments.only or n in arguments.only
    ]
    jobs = [
        (kind, name, arguments.profile, seed) for name in names for seed in range(arguments.seeds)
    ]
    missed: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    misnamed = 0
    with multiprocessing.get_context("spawn").Pool(arguments.processes) as pool:
        for outcome in pool.imap(one, jobs):
            group = "variant" if arguments.variants else FAULTS[outcome.name].group
            totals[group] += 1
            rules = {found.partition("@")[0] for found in outcome.found}
            if arguments.variants:
                good = outcome.status == 0
                named = True
            else:
                good = outcome.status != 0
                named = group == "vacuous" or bool(rules & FAULTS[outcome.name].rules)
            missed[group] += not good
            misnamed += good and not named
            mark = "ok" if good and named else "MISNAMED" if good else "WRONG"
            print(f"{mark:9}{group:15}{outcome.name:45}{outcome.seconds:6.1f}s {outcome.requests:5}"
                  f" {','.join(sorted(rules)) or outcome.verdict}", flush=True)  # fmt: skip
            if arguments.verbose or not good or not named:
                for text in outcome.found or [outcome.why]:
                    print("      ", text)
    for group, total in totals.items():
        print(f"{group:15} {total - missed[group]} of {total}")
    print(f"all {sum(totals.values()) - sum(missed.values())} of {sum(totals.values())},"
          f" named by another rule: {misnamed}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
