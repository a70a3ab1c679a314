"""Text that does nothing to a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""Escape what could not be printed, or would do something to the terminal.

    >>> printable("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(
        character if character.isprintable() else repr(character)[1:-1] for character in text
    )
