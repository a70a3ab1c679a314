"""The pages of the documentation, and the code blocks in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "pages"
README = "../../README.md"
"""The name of the README, as of a page."""
NAMES = sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.md"))

_BLOCK = re.compile(r"^```(\w*)(?: title=\"(\S+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A code block.

    Attributes:
        language: What it is written in.
        title: The name of the file that it is, if it is one.
        code: What is in it.
    """

    language: str
    title: str
    code: str


@dataclass(frozen=True)
class Step:
    """A command of a console, and what it should write; ``…`` stands for any text."""

    command: str
    expected: str


def blocks(name: str) -> list[Block]:
    """Give the code blocks of a page, in order."""
    text = (PAGES / name).read_text(encoding="utf-8")
    return [Block(*match) for match in _BLOCK.findall(text)]


def steps(code: str) -> list[Step]:
    """Give the commands of a console block."""
    found = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", code, re.MULTILINE)
    return [Step(command, expected) for command, expected in found]


def is_as_told(expected: str, said: str) -> bool:
    """Tell whether a command wrote what the page shows; spaces at the end of a line are nothing."""
    lines = [line.rstrip() for line in expected.splitlines()]
    pattern = "\n".join(re.escape(line).replace("…", ".*") for line in lines)
    text = "\n".join(line.rstrip() for line in said.splitlines())
    return re.fullmatch(pattern, text, re.DOTALL) is not None
