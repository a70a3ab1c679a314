"""mypy and pyright, both strict, judge programs of users against the wheel as it is installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import NAMES, README, blocks

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "tests/typing"
PACKAGES = "messaging_engagement", "messaging_engagement_api", "messaging_engagement_contract"


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a Python with the wheel, and beside it what is installed here, but not the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=True)
    site = next((folder / "venv").rglob("site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # The folder alone: its own .pth files, and with them the checkout, are not read.
    (site / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return next((folder / "venv").rglob("python"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the programs, away from the checkout."""
    for name in ("accepted.py", "refused.py"):
        shutil.copy(PROGRAMS / name, tmp_path / name)
    return tmp_path


def marked() -> set[int]:
    """Give the lines that are to be refused."""
    lines = (PROGRAMS / "refused.py").read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if line.endswith("  # error")}


def mypy(python: Path, folder: Path, name: str) -> dict[int, str]:
    """Give what ``mypy --strict`` complains of, by line."""
    told = run_mypy(python, folder, name)
    found = re.findall(rf"^{name}:(\d+): error: (.*)$", told, re.MULTILINE)
    assert len(found) == told.count(": error: "), told
    return {int(line): message for line, message in found}


def run_mypy(python: Path, folder: Path, *names: str) -> str:
    """Give what ``mypy --strict`` writes about some modules."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary"),
            *(f"--python-executable={python}", f"--cache-dir={folder / 'cache'}", *names),
        ],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "" == done.stderr
    return done.stdout


def pyright(python: Path, folder: Path, name: str) -> dict[int, str]:
    """Give what pyright in its strict mode complains of, by line."""
    found = run_pyright(python, folder, name)
    assert 1 == found["summary"]["filesAnalyzed"]
    return {
        item["range"]["start"]["line"] + 1: item["message"] for item in found["generalDiagnostics"]
    }


def run_pyright(python: Path, folder: Path, name: str) -> dict[str, Any]:
    """Give what pyright in its strict mode tells of some modules."""
    settings = {
        "typeCheckingMode": "strict",
        "include": [name],
        "reportUnusedExpression": False,  # what is refused is no more than an expression
    }
    path = folder / "pyrightconfig.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pyright", "--project", path, "--outputjson"),
            *("--pythonpath", python),
        ],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Give a folder with the Python of the documentation: a module for each page, and its files."""
    for number, name in enumerate([README, *NAMES]):
        found = [block for block in blocks(name) if block.language == "python"]
        for block in found:
            if block.title:
                (tmp_path / f"page_{number}_{block.title}").write_text(block.code, "utf-8")
        if page := "\n".join(block.code for block in found if not block.title):
            module = f"page_{number}_{Path(name).stem}.py"
            (tmp_path / module).write_text(page, encoding="utf-8")
    return tmp_path


def test_mypy_accepts_the_documentation(python: Path, written: Path) -> None:
    """What people paste from a page is right for mypy in its strict mode."""
    names = sorted(path.name for path in written.glob("*.py"))
    assert len(names) > 8
    assert "" == run_mypy(python, written, *names)


def test_pyright_accepts_the_documentation(python: Path, written: Path) -> None:
    """And for pyright in its strict mode."""
    found = run_pyright(python, written, "*.py")
    assert len(list(written.glob("*.py"))) == found["summary"]["filesAnalyzed"]
    assert [] == [f"{Path(it['file']).name}: {it['message']}" for it in found["generalDiagnostics"]]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_is_what_is_checked(python: Path, package: str) -> None:
    """Each package is imported from where the wheel is, and says that it has types."""
    program = f"import {package}; print({package}.__file__)"
    told = subprocess.run(
        [python, "-I", "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert Path(told).is_relative_to(python.parents[1])
    assert Path(told).with_name("py.typed").is_file()


def test_mypy_accepts_what_users_write(python: Path, folder: Path) -> None:
    """Every result has the type that the program says."""
    assert {} == mypy(python, folder, "accepted.py")


def test_pyright_accepts_what_users_write(python: Path, folder: Path) -> None:
    """So has it for pyright, and nothing is unknown."""
    assert {} == pyright(python, folder, "accepted.py")


def test_mypy_refuses_what_cannot_work(python: Path, folder: Path) -> None:
    """Each line that is marked is an error, and no other."""
    found = mypy(python, folder, "refused.py")
    assert marked() == found.keys(), found


def test_pyright_refuses_what_cannot_work(python: Path, folder: Path) -> None:
    """The same lines."""
    found = pyright(python, folder, "refused.py")
    assert marked() == found.keys(), found
