"""Comparing what the sources give with what is committed, and replacing it in one step."""

from __future__ import annotations

import contextlib
import ctypes
import difflib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

IGNORED = frozenset({"__pycache__"})

_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""


def differences(committed: Path, built: Path) -> Iterator[str]:
    """Give the lines of a unified diff from the committed file or folder to the built one."""
    for name in sorted({*_files(committed), *_files(built)}):
        old, new = _content(committed / name), _content(built / name)
        if old != new:
            label = f"{committed.name}/{name}".removesuffix("/.")
            yield f"--- {f'committed/{label}' if old is not None else os.devnull}"
            yield f"+++ {f'built/{label}' if new is not None else os.devnull}"
            # The first two lines are the names, which a file that is empty would not get.
            yield from list(difflib.unified_diff(_lines(old), _lines(new), lineterm=""))[2:]


def install(outputs: Iterable[tuple[Path, Path]]) -> None:
    """Put each built file or folder in its place, all or none; what was there takes its place.

    Args:
        outputs: The place and the built file or folder of each, on one file system.

    Raises:
        OSError: one cannot be put in its place; the others are back where they were.
    """
    with contextlib.ExitStack() as undo:
        for target, built in outputs:
            target.parent.mkdir(parents=True, exist_ok=True)
            _exchange(target, built)
            undo.callback(_exchange, target, built)
        undo.pop_all()


def _exchange(one: Path, other: Path) -> None:
    """Let two absolute paths change places, or the one that exists move to the other.

    What was built or what was there before is whole in its place, at every moment. Only where the
    system cannot exchange two paths in one step, nothing is there for an instant.
    """
    if not one.exists():
        other.rename(one)
    elif not other.exists():
        one.rename(other)
    elif not _exchanged(one, other):
        aside = other.with_name(f"{other.name}.aside")
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two paths in one step, if the system and the file system can."""
    system = ctypes.CDLL(None)
    rename = getattr(system, "renameat2", None) or getattr(system, "renameatx_np", None)
    if rename is None:
        return False
    # Paths that are absolute are relative to no folder.
    status: int = rename(0, os.fsencode(one), 0, os.fsencode(other), _EXCHANGE)
    return status == 0


def _files(folder: Path) -> Iterator[str]:
    if folder.is_file():
        yield "."
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and not IGNORED.intersection(name.parts):
            yield name.as_posix()


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _lines(content: bytes | None) -> list[str]:
    """Give the lines; after a line feed at the end, the last one is empty."""
    if content is None:
        return []
    return content.decode("utf-8", errors="replace").replace("\r", "␍").split("\n")
