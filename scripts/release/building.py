"""Builds the sdist and the wheel, from a copy: what is left over cannot get into them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
LEFT_OVER = shutil.ignore_patterns(
    *(".*_cache", ".cache", ".coverage*", ".hypothesis", ".generate-*", ".venv", ".venv.lock"),
    *(".git", "__pycache__", "node_modules", "build", "dist", "conformance-report"),
)


def copy_of(root: Path, folder: Path) -> Path:
    """Copy a checkout, without what tools leave in it."""
    return Path(shutil.copytree(root, folder, ignore=LEFT_OVER))


def build(source: Path, folder: Path, *, environment: Mapping[str, str] | None = None) -> None:
    """Build the distributions of a source tree into a folder.

    Raises:
        RuntimeError: the build fails; it says why.
    """
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder],
        cwd=source,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"the build failed: {done.stdout}{done.stderr}")


def unpacked(sdist: Path, folder: Path) -> Path:
    """Unpack a source distribution, and give the tree that is in it."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (tree,) = folder.iterdir()
    return tree


def wheel_in(folder: Path) -> Path:
    """Give the one wheel of a folder."""
    (wheel,) = folder.glob("*.whl")
    return wheel


def sdist_in(folder: Path) -> Path:
    """Give the one source distribution of a folder."""
    (sdist,) = folder.glob("*.tar.gz")
    return sdist
