"""Builds once, then installs and tests on every Python, with every extra, in fresh environments."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from release import bounds, building, interpreters
from release.plan import ALONE, VARIANTS, Variant

if TYPE_CHECKING:
    from collections.abc import Sequence

UV = Path(sys.executable).with_name("uv")
TOOLS = ("pytest", "hypothesis")
WITHOUT = ("-p", "no:cacheprovider")
SETTINGS = "[pytest]\npythonpath = .\naddopts = --import-mode=importlib\nfilterwarnings = error\n"
DEPENDENCIES = ("newest", "lowest", "pinned")


@dataclass(frozen=True)
class Case:
    """One environment."""

    version: str
    python: Path
    variant: Variant
    dependencies: str

    def __str__(self) -> str:
        return f"Python {self.version}, {self.variant.title}, {self.dependencies} dependencies"


@dataclass(frozen=True)
class Result:
    """What became of a case; the text says it in a line, or why it failed."""

    case: Case
    good: bool
    text: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what is asked for; give 1 if anything fails."""
    pythons = interpreters.found()
    chosen = _parser(pythons).parse_args(arguments)
    titles = {"-".join(variant.extras) or "none": variant for variant in VARIANTS}
    variants = [titles[name] for name in chosen.extras] if chosen.extras else list(VARIANTS)
    cases = [
        Case(version, pythons[version], variant, dependencies)
        for dependencies in chosen.dependencies or DEPENDENCIES[:2]
        for version in chosen.pythons or pythons
        for variant in variants
    ]
    with tempfile.TemporaryDirectory(prefix="messaging-engagement-") as name:
        folder = Path(name)
        wheel = _build(folder)
        print(f"{wheel.name}: {len(cases)} environments", flush=True)
        with ThreadPoolExecutor(chosen.jobs) as pool:
            results = list(pool.map(partial(_tried, wheel=wheel, folder=folder), cases))
    print(f"\n{table(results)}")
    return 0 if all(result.good for result in results) else 1


def table(results: Sequence[Result]) -> str:
    """Give what came out, a row for what is installed, a column for each Python."""
    columns = list(dict.fromkeys((r.case.dependencies, r.case.version) for r in results))
    rows = dict.fromkeys(r.case.variant.title for r in results)
    found = {(r.case.variant.title, r.case.dependencies, r.case.version): r for r in results}
    lines = [
        f"| installed | {' | '.join(f'{version}, {name}' for name, version in columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for row in rows:
        cells = [found[row, *column] for column in columns]
        texts = (cell.text if cell.good else "**failed**" for cell in cells)
        lines.append(f"| {row} | {' | '.join(texts)} |")
    return "\n".join(lines)


def _build(folder: Path) -> Path:
    """Build the wheel out of the source distribution, as whoever packs them again does."""
    building.build(building.copy_of(building.ROOT, folder / "source"), folder / "built")
    tree = building.unpacked(building.sdist_in(folder / "built"), folder / "unpacked")
    building.build(tree, folder / "rebuilt")
    wheel = building.wheel_in(folder / "built")
    if wheel.read_bytes() != building.wheel_in(folder / "rebuilt").read_bytes():
        raise RuntimeError("the source distribution gives another wheel than the checkout")
    return wheel


def _tried(case: Case, wheel: Path, folder: Path) -> Result:
    place = folder / f"{case.version}-{'-'.join(case.variant.extras)}-{case.dependencies}"
    started = time.monotonic()
    try:
        text, good = _try(case, wheel, place), True
    except subprocess.CalledProcessError as error:
        text, good = f"{error}\n{error.stdout[-6000:]}", False
    told = "ok" if good else f"FAILED:\n{text}\n"
    print(f"{case} ({time.monotonic() - started:.0f} s): {told}", flush=True)
    shutil.rmtree(place, ignore_errors=True)
    return Result(case, good, text)


def _try(case: Case, wheel: Path, place: Path) -> str:
    """Install and test; give what pytest counted."""
    place.mkdir()
    _run(UV, "venv", "--quiet", "--python", case.python, place / "venv", cwd=place.parent)
    python = place / "venv" / "bin" / "python"
    asked = _installed(case, wheel, place)
    options = ["--quiet", "--only-binary", ":all:", "--python", str(python)]
    _run(UV, "pip", "install", *options, *asked, cwd=place)
    _run(UV, "pip", "check", "--python", python, cwd=place)
    outside = place / "outside"
    shutil.copytree(building.ROOT / "tests", outside / "tests")
    (outside / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    tests = [*WITHOUT, *ALONE, *case.variant.tests]
    said = _run(python, "-m", "pytest", "-q", *tests, cwd=outside)
    if case.variant.conformance:
        program = python.with_name("messaging-engagement")
        _run(program, "conformance", "--profile", "quick", "--report-dir", "report", cwd=outside)
    return said.strip().splitlines()[-1].partition(" in ")[0]


def _installed(case: Case, wheel: Path, place: Path) -> list[str | Path]:
    """Give what to install, and in which versions."""
    extras = f"[{','.join(case.variant.extras)}]" if case.variant.extras else ""
    wanted: list[str | Path] = [f"messaging-engagement{extras} @ {wheel.as_uri()}"]
    if case.dependencies == "lowest":
        direct = bounds.of_extras(building.ROOT, case.variant.extras)
        file = place / "requirements.txt"
        file.write_text("\n".join(map(str, [*direct, wanted[0]])), encoding="utf-8")
        wanted = ["--resolution", "lowest-direct", "--requirements", file]
    if case.dependencies == "pinned" or "contract" not in case.variant.extras:
        # What the tests need is no matter of what is allowed: it comes in one version.
        wanted += [*TOOLS, "--constraints", _pins(case, place)]
    return wanted


def _pins(case: Case, place: Path) -> Path:
    """Write the versions of constraints.txt that are wanted: of all, or of the tools alone."""
    lines = (building.ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if case.dependencies != "pinned":
        lines = [line for line in lines if line.partition("==")[0] in TOOLS]
    file = place / "constraints.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _run(*command: str | Path, cwd: Path) -> str:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VONAGE_", "MESSAGING_ENGAGEMENT_", "VIRTUAL_ENV"))
    }
    return subprocess.run(
        command,
        cwd=cwd,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ).stdout


def _parser(pythons: dict[str, Path]) -> argparse.ArgumentParser:
    names = ["-".join(variant.extras) or "none" for variant in VARIANTS]
    parser = argparse.ArgumentParser(prog="scripts/package", description=__doc__)
    add = parser.add_argument
    add("--python", action="append", dest="pythons", choices=pythons, help="this one alone")
    add("--extra", action="append", dest="extras", choices=names, help="this one alone")
    add("--dependencies", action="append", choices=DEPENDENCIES, help="newest and lowest, if none")
    add("--jobs", type=int, default=2, metavar="N", help="environments at a time (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
