"""Every Python of this machine that the package supports, one for each minor version."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = (3, 11)
NEWEST = (3, 20)  # names beyond are not looked for
_ASK = (
    "import ensurepip, sys, venv;"
    " print(sys.implementation.name, *sys.version_info[:2], sys.executable)"
)


def found() -> dict[str, Path]:
    """Give the path of each, by its version, the oldest first."""
    by_version: dict[tuple[int, int], Path] = {}
    for path in _candidates():
        told = _asked(path)
        if told is not None and told[0] >= OLDEST:
            by_version.setdefault(*told)
    return {f"{major}.{minor}": by_version[major, minor] for major, minor in sorted(by_version)}


def _candidates() -> Iterator[Path]:
    names = [f"python{OLDEST[0]}.{minor}" for minor in range(OLDEST[1], NEWEST[1])]
    folders = os.environ.get("PATH", "").split(os.pathsep)
    for name in names:
        for folder in chain(folders, map(str, _managed())):
            path = Path(folder) / name
            if path.is_file() and os.access(path, os.X_OK):
                yield path


def _managed() -> list[Path]:
    """Give where pyenv keeps its versions: most of them are not on PATH."""
    pyenv = shutil.which("pyenv")
    if pyenv is None:
        return []
    root = subprocess.run([pyenv, "root"], check=False, capture_output=True, text=True)
    return sorted(Path(root.stdout.strip()).glob("versions/*/bin")) if root.stdout.strip() else []


def _asked(path: Path) -> tuple[tuple[int, int], Path] | None:
    """Run an interpreter; a shim of a version that is not chosen fails here."""
    answer = subprocess.run([path, "-I", "-c", _ASK], check=False, capture_output=True, text=True)
    if answer.returncode:
        return None
    name, major, minor, executable = answer.stdout.strip().split(" ", 3)
    return ((int(major), int(minor)), Path(executable)) if name == "cpython" else None
