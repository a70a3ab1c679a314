"""How help is laid out: for the width of the terminal, however narrow, and never within a word."""

from __future__ import annotations

import argparse
import re
import shutil
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WIDEST = 100
NARROWEST = 24
_NARROW = 60
"""Below this, what a flag does stands under it, not beside it."""
_HELP_BELOW = 8
_ENTRY = re.compile(r"- |  +\S+ {2,}|  +(?=\S)")
"""How an entry of a list begins: a dash, or what it is of, both sides set off."""


def columns(otherwise: int = WIDEST) -> int:
    """Tell how wide the terminal is; where there is none, what is said otherwise."""
    wide = shutil.get_terminal_size((otherwise, 0)).columns
    return max(NARROWEST, min(WIDEST, wide))


def folded(text: str, width: int, first: str = "", later: str = "") -> str:
    """Fold a text between words.

    Args:
        text: The text.
        width: How wide a line may be, unless a word is wider.
        first: What stands before its first line.
        later: What stands before all others.

    >>> print(folded("a-flag and MORE_OF_IT", 10, later="  "))
    a-flag and
      MORE_OF_IT
    """
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def listed(told: Mapping[str, str], wide: int = 0) -> Iterator[str]:
    """List words, each with a sentence beside it.

    Args:
        told: The sentences, by word.
        wide: How wide the column of the words is, at least.
    """
    wide = max([wide, *map(len, told)])
    for name, sentence in told.items():
        yield folded(sentence, columns(), f"  {name:<{wide}}  ", " " * (wide + 4))


class Formatter(argparse.HelpFormatter):
    """Lays out the help of a parser: paragraphs and lists stay, lines fit the terminal."""

    def __init__(self, prog: str) -> None:
        width = columns() - 2
        below = {"max_help_position": _HELP_BELOW} if width < _NARROW else {}
        super().__init__(prog, width=width, **below)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return folded(text, width).splitlines()

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        folded_ones = (
            folded(text, width, indent + lead, indent + hang) for lead, hang, text in _items(text)
        )
        return "\n".join(folded_ones)


def _items(text: str) -> Iterator[tuple[str, str, str]]:
    """Give the paragraphs and the entries of lists: what leads each, what its later lines, itself.

    Lines of a paragraph are one; so are those of an entry, which are indented below its text.
    """
    found: list[list[str]] = []
    for line in text.splitlines():
        begun = _ENTRY.match(line)
        hang, before = found[-1][1:] if found else ("", "")
        if before and line.strip() and (line.startswith(hang) if hang else not begun):
            found[-1][2] += f" {line.strip()}"
        elif begun is None:
            found.append(["", "", line])
        else:
            deeper = "" if begun[0].strip() else "  "
            found.append([begun[0], " " * len(begun[0]) + deeper, line[begun.end() :]])
    for lead, hang, words in found:
        yield lead, hang, words
