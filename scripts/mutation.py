"""Mutation testing of the modules that decide: what ``scripts/mutate`` runs.

mutmut finds a module by the path of its file, so it wants packages below ``src``. This lays out a
copy of the checkout that way in ``.cache/mutation``, runs mutmut there and counts. What it found
out is kept there as well: a second run asks again only about what has changed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from mutmut.stats import status_by_exit_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parents[1]
STAGE = ROOT / ".cache" / "mutation"
PACKAGES = {
    "messaging_engagement": "overrides",
    "messaging_engagement_contract": "contract_tests",
}
COPIED = ("generated", "overrides/spec", "tests", "scripts", "openapi.yaml", "constraints.txt")
CLIENT = (
    *("retries", "exchange", "deadline", "call", "attempts", "problems", "links"),
    *("paging.query", "paging.walk", "bulk.account", "bulk.run", "bulk.phone_numbers"),
    *("transport.headers", "quirks.mending"),
)
SUITE = ("conformance.mending", "conformance.redaction", "mock.validation")
NOTICED = {"killed", "timeout", "suspicious", "segfault", "caught by type check"}
UNJUDGED = {"not run": "not run", "no tests": "that no test reaches"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for, and print the score of each module."""
    chosen = _parser().parse_args(arguments)
    modules = [_full_name(name) for name in chosen.modules or (*CLIENT, *SUITE)]
    if not chosen.score:
        stage(modules, chosen.tests)
        status = run(modules, chosen.processes)
        if status:
            return status
    print(table(modules))
    if chosen.survivors:
        for name in survivors(modules):
            print(f"\n{shown(name)}")
    return 0


def stage(modules: Sequence[str], tests: Sequence[str] = ()) -> None:
    """Lay out the copy, as it is now.

    Args:
        modules: The modules to change.
        tests: What pytest is to run, in place of what pyproject.toml says.
    """
    STAGE.mkdir(parents=True, exist_ok=True)
    for package, folder in PACKAGES.items():
        _copy(ROOT / folder / package, STAGE / "src" / package)
    for name in COPIED:
        _copy(ROOT / name, STAGE / name)
    # The contract is found beside the packages, as it is in a wheel.
    shutil.copy2(ROOT / "openapi.yaml", STAGE / "src" / "messaging_engagement_contract")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tools = tomllib.loads(settings)["tool"]
    if tests:
        settings = _with_tests(settings, tests)
    places = tools["pytest"]["ini_options"]["pythonpath"]
    moved = ["src", *(place for place in places if place not in PACKAGES.values())]
    line = f"pythonpath = {json.dumps(places)}"
    if line not in settings:
        sys.exit(f"pyproject.toml has no line {line}")
    files = [str(_file(module).relative_to(STAGE)) for module in modules]
    (STAGE / "pyproject.toml").write_text(
        settings.replace(line, f"pythonpath = {json.dumps(moved)}").replace(
            "[tool.mutmut]", f"[tool.mutmut]\nonly_mutate = {json.dumps(sorted(files))}"
        ),
        encoding="utf-8",
    )
    _forget_unchanged(modules)


def _with_tests(settings: str, tests: Sequence[str]) -> str:
    name = "pytest_add_cli_args_test_selection"
    before, found, rest = settings.partition(f"{name} = [")
    if not found:
        sys.exit(f"pyproject.toml has no {name}")
    return f"{before}{name} = {json.dumps([*tests])}{rest.partition(']')[2]}"


def _forget_unchanged(modules: Iterable[str]) -> None:
    """Have mutmut change a module that was not asked for before: its copy there looks up to date.

    Which tests reach its functions is not known either, and is found out anew for all.
    """
    for module in modules:
        copied = STAGE / "mutants" / _file(module).relative_to(STAGE)
        if copied.exists() and not copied.with_suffix(".py.meta").exists():
            copied.unlink()
            (STAGE / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)


def run(modules: Sequence[str], processes: int) -> int:
    """Let mutmut change these modules, and give its exit status."""
    copied = STAGE / "mutants"
    for name in ("tests", "generated"):  # mutmut copies these over, and leaves what is gone
        shutil.rmtree(copied / name, ignore_errors=True)
    return subprocess.run(
        [
            Path(sys.executable).with_name("mutmut"),
            *("run", "--max-children", str(processes)),
            *(f"{module}.*" for module in modules),
        ],
        cwd=STAGE,
        check=False,
        # Its progress is a spinner: what is worth reading is told in the end.
        env={**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    ).returncode


def verdicts(module: str) -> dict[str, str]:
    """Give what became of each change of a module."""
    meta = (STAGE / "mutants" / _file(module).relative_to(STAGE)).with_suffix(".py.meta")
    if not meta.exists():
        return {}
    codes: dict[str, int | None] = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    return {
        name: "not run" if code is None else status_by_exit_code[code]
        for name, code in codes.items()
    }


def survivors(modules: Iterable[str]) -> list[str]:
    """Give the changes that no test noticed."""
    return [
        name
        for module in modules
        for name, verdict in verdicts(module).items()
        if verdict not in {*NOTICED, *UNJUDGED}
    ]


def shown(name: str) -> str:
    """Give a change as a difference."""
    return subprocess.run(
        [Path(sys.executable).with_name("mutmut"), "show", name],
        cwd=STAGE,
        check=False,
        capture_output=True,
        text=True,
    ).stdout.strip()


def table(modules: Sequence[str]) -> str:
    """Give the score of each module, and of all."""
    lines = ["| module | changes | noticed | survived | score |", "|---|---:|---:|---:|---:|"]
    total = Counter[str]()
    for module in modules:
        counts = Counter(verdicts(module).values())
        total += counts
        lines.append(_row(f"`{module}`", counts))
    return "\n".join([*lines, _row("all", total)])


def _row(title: str, counts: Counter[str]) -> str:
    judged = counts.total() - sum(counts[verdict] for verdict in UNJUDGED)
    noticed = sum(counts[verdict] for verdict in NOTICED)
    score = f"{noticed / judged:.1%}" if judged else ""
    said = [f"{counts[verdict]} {words}" for verdict, words in UNJUDGED.items() if counts[verdict]]
    left = f" ({', '.join(said)})" if said else ""
    return f"| {title} | {judged}{left} | {noticed} | {judged - noticed} | {score} |"


def _full_name(name: str) -> str:
    for package, folder in PACKAGES.items():
        module = f"{package}.{name}"
        if (ROOT / folder / f"{module.replace('.', '/')}.py").is_file():
            return module
    sys.exit(f"there is no module {name}")


def _file(module: str) -> Path:
    return STAGE / "src" / f"{module.replace('.', '/')}.py"


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copy2(source, target)
        return
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/mutate",
        description="Changes modules in small ways, and shows which changes no test notices.",
        epilog=f"Without MODULE: {', '.join((*CLIENT, *SUITE))}. It takes hours.",
    )
    add = parser.add_argument
    add("modules", nargs="*", metavar="MODULE", help="of the client, or below contract_tests")
    add("--processes", type=int, default=1, metavar="N", help="how many at a time (%(default)s)")
    add("--score", action="store_true", help="run nothing; show what is known from before")
    add(
        "--tests", nargs="+", default=(), metavar="TEST", help="what pytest runs; a part is quicker"
    )
    add("--survivors", action="store_true", help="show each change that no test noticed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
