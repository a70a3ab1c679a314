"""Tries everything, and tells what came of it: ``python -m tests.reliability``."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.calls import CALLS, WAYS
from tests.reliability.faults import orders, tried_on_mock
from tests.reliability.scenarios import every, sample, tried
from tests.reliability.wire import Act

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.reliability.scenarios import Verdict

PAGE = Path(__file__).resolve().parents[2] / "docs/reliability.md"
BEGIN, END = (
    "<!-- python -m tests.reliability: begin -->",
    "<!-- python -m tests.reliability: end -->",
)
TOLD = 20
"""How many broken promises are told in full."""


def main() -> int:
    """Try, and tell."""
    given = _arguments()
    if given.of_each:
        scenarios = sample(given.seed, given.of_each)
    else:
        scenarios = [*every(given.seed, in_turn=not given.every_way)]
    started = time.monotonic()
    broken: list[str] = []
    wire: Counter[tuple[str, str]] = Counter()
    acts: Counter[str] = Counter()
    for number, verdict in enumerate(tried(scenarios), 1):
        wire[verdict.scenario.call.name, verdict.outcome] += 1
        acts[verdict.scenario.trouble.act] += 1
        broken += _broken(verdict)
        if number % 1000 == 0:
            sys.stderr.write(f"{number} of {len(scenarios)}, {len(broken)} broken\n")
    faults: Counter[tuple[str, str]] = Counter()
    for fault in tried_on_mock(orders()):
        faults[fault.call.name, fault.outcome] += 1
        broken += [
            f"{fault.name}, {fault.call.name} ({fault.way}): {said}" for said in fault.faults
        ]
    lines = [
        f"{len(scenarios)} scenarios on the wire, from seed {given.seed}: "
        + ", ".join(f"{acts[act]} {act}" for act in Act)
        + f". {sum(faults.values())} calls that met a fault of the mock. "
        f"Promises that were broken: {len(broken)}. "
        f"It took {(time.monotonic() - started) / 60:.0f} min.",
        "",
        "On the wire:",
        "",
        *_table(wire),
        "",
        "By the faults of the mock:",
        "",
        *_table(faults),
    ]
    sys.stdout.write("\n".join([*lines, "", *broken[:TOLD], ""]))
    if given.write:
        _write("\n".join(lines))
    return 1 if broken else 0


def _broken(verdict: Verdict) -> Iterable[str]:
    return [f"{verdict.scenario}: {said}" for said in verdict.faults]


def _table(counts: Counter[tuple[str, str]]) -> list[str]:
    outcomes = sorted({outcome for _, outcome in counts}, key=lambda name: (name != "result", name))
    names = [f"`{name}`" if name[:1].isupper() else name for name in outcomes]
    rows = [["call", *names], ["---", *("--:" for _ in outcomes)]]
    rows += [
        [call.name, *(str(counts[call.name, each] or "") for each in outcomes)]
        for call in CALLS
        if any(name == call.name for name, _ in counts)
    ]
    return ["| " + " | ".join(row) + " |" for row in rows]


def _write(text: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.reliability",
        description=f"Break the connections of clients that send in {len(WAYS)} ways, and count.",
    )
    parser.add_argument("--seed", type=int, default=1, help="where chance begins; 1 by default")
    parser.add_argument(
        "--of-each",
        type=int,
        metavar="N",
        help="so many scenarios of each kind of call, chosen by chance, in place of every byte",
    )
    parser.add_argument("--every-way", action="store_true", help="every byte in every way; hours")
    parser.add_argument("--write", action="store_true", help="put the figures into the page")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
