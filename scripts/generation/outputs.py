"""Comparing what the sources give with what is committed, and replacing it in one step."""

from __future__ import annotations

import difflib
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IGNORED = frozenset({"__pycache__"})


def differences(committed: Path, built: Path) -> Iterator[str]:
    """Give the lines of a unified diff from the committed file or folder to the built one."""
    names = sorted({*_files(committed), *_files(built)})
    for name in names:
        old, new = committed / name, built / name
        if _bytes(old) != _bytes(new):
            label = f"{committed.name}/{name}".rstrip("/.")
            yield from difflib.unified_diff(
                _lines(old), _lines(new), f"committed/{label}", f"built/{label}", lineterm=""
            )


def replace(target: Path, built: Path, *, trash: Path) -> None:
    """Put the built file or folder in the place of the target; the old one goes to the trash.

    A rename, so at every moment the target is whole: the old one or the new one.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if built.is_dir() and target.exists():
        target.rename(trash)
        try:
            built.rename(target)
        except BaseException:
            trash.rename(target)
            raise
        shutil.rmtree(trash)
    else:
        os.replace(built, target)


def _files(folder: Path) -> Iterator[str]:
    if folder.is_file():
        yield "."
    for path in folder.rglob("*"):
        if path.is_file() and not IGNORED.intersection(path.parts):
            yield path.relative_to(folder).as_posix()


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _lines(path: Path) -> list[str]:
    content = _bytes(path)
    return [] if content is None else content.decode("utf-8", errors="replace").splitlines()
