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

import pytest

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
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary"),
            *(f"--python-executable={python}", f"--cache-dir={folder / 'cache'}", name),
        ],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    found = re.findall(rf"^{name}:(\d+): error: (.*)$", done.stdout, re.MULTILINE)
    assert "" == done.stderr
    assert len(found) == done.stdout.count(": error: "), done.stdout
    return {int(line): message for line, message in found}


def pyright(python: Path, folder: Path, name: str) -> dict[int, str]:
    """Give what pyright in its strict mode complains of, by line."""
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
    found = json.loads(done.stdout)
    assert 1 == found["summary"]["filesAnalyzed"]
    return {
        item["range"]["start"]["line"] + 1: item["message"] for item in found["generalDiagnostics"]
    }


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
