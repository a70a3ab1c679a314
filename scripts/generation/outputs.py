"""Comparing what the sources give with what is committed, and replacing it in one step."""

from __future__ import annotations

import contextlib
import ctypes
import difflib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

IGNORED = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})

_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""


@dataclass(frozen=True)
class Difference:
    """A file whose committed bytes are not the built ones; None where there is no such file."""

    name: str
    committed: bytes | None
    built: bytes | None

    def __str__(self) -> str:
        if self.built is None:
            return f"not built: {self.name}"
        return f"{'missing' if self.committed is None else 'differs'}: {self.name}"

    def diff(self) -> Iterator[str]:
        """Give the lines of a unified diff from the committed file to the built one."""
        yield f"--- {os.devnull if self.committed is None else f'committed/{self.name}'}"
        yield f"+++ {os.devnull if self.built is None else f'built/{self.name}'}"
        # The first two lines are the names, which a file that is empty would not get.
        lines = difflib.unified_diff(_lines(self.committed), _lines(self.built), lineterm="")
        yield from list(lines)[2:]


def differences(committed: Path, built: Path) -> Iterator[Difference]:
    """Give the files in which a committed file or folder differs from the built one."""
    for name in sorted({*_files(committed), *_files(built)}):
        old, new = _content(committed / name), _content(built / name)
        if old != new:
            yield Difference(f"{committed.name}/{name}".removesuffix("/."), old, new)


def install(outputs: Iterable[tuple[Path, Path]]) -> None:
    """Put each built file or folder in its place, all or none; what was there takes its place.

    Args:
        outputs: The place and the built file or folder of each, on one file system.

    Raises:
        OSError: one cannot be put in its place; the others are back where they were.
    """
    pairs = list(outputs)
    for target, _ in pairs:
        target.parent.mkdir(parents=True, exist_ok=True)
    # From here on as little as possible: whoever is killed now leaves some outputs new, some old.
    with contextlib.ExitStack() as undo:
        for target, built in pairs:
            exchange(target, built)
            undo.callback(exchange, target, built)
        undo.pop_all()


def exchange(one: Path, other: Path) -> None:
    """Let two absolute paths change places, or the one that exists move to the other.

    What was built or what was there before is whole in its place, at every moment. Only where the
    system cannot exchange two paths in one step, nothing is there for an instant.
    """
    if not one.exists():
        other.rename(one)
    elif not other.exists():
        one.rename(other)
    elif not exchanged(one, other):
        aside = other.with_name(f"{other.name}.aside")
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


def exchanged(one: Path, other: Path) -> bool:
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
