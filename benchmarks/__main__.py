"""Runs the benchmarks: ``scripts/bench``."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import report
from benchmarks.rows import QUICK, THOROUGH

if TYPE_CHECKING:
    from benchmarks.rows import Group, Row

GROUPS = {
    "calls": "Whole calls",
    "decoding": "From bytes to models",
    "walking": "Long lists",
    "starting": "Starting",
    "peers": "Other clients of the same API",
    "mock": "The mock server",
    "generation": "Generating",
}
"""The modules of this folder that have ``rows``, with their titles; another one needs a line."""

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Measure, and tell."""
    given = _arguments()
    effort = QUICK if given.quick else THOROUGH
    results: dict[str, list[Row]] = {}
    for name in given.only or GROUPS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows: Group = import_module(f"benchmarks.{name}").rows
        results[GROUPS[name]] = list(rows(effort))
    sys.stdout.write(report.table(results))
    if given.json:
        given.json.write_text(report.as_json(results), encoding="utf-8")
    if given.plot:
        given.plot.write_text(report.as_svg(results), encoding="utf-8")
    if given.write:
        report.write(ROOT / "docs", results)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measure the project beside others, and show the ratios."
    )
    parser.add_argument("--only", action="append", choices=GROUPS, help="measure this part alone")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, so less to rely on")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the ratios there, as SVG")
    parser.add_argument(
        "--write", action="store_true", help="put table and plot into docs/performance.md"
    )
    given = parser.parse_args()
    if given.write and (given.only or given.quick):
        parser.error("--write takes a whole run, without --only and --quick")
    return given


if __name__ == "__main__":
    sys.exit(main())
