"""What a server said, as a message shows it: not too long, and nothing that acts on a terminal."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

EXCERPT: Final = 200
"""How much of a body, or of one text in it, a message shows."""


def phrase(status: int) -> str:
    """Give the words for a status; nothing for one that has none.

    >>> phrase(404)
    'Not Found'
    """
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def excerpt(content: bytes) -> str:
    """Show the beginning of a body.

    >>> excerpt(b"<html>")
    "the body '<html>'"
    """
    if not content:
        return "an empty body"
    text = content[:EXCERPT].decode("utf-8", errors="replace")
    return f"the body {text!r}" + (" …" if len(content) > EXCERPT else "")


def cut(text: str) -> str:
    """Leave away what is too long."""
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]} …"


def printable(text: str) -> str:
    r"""Escape what could not be printed, or would do something to the terminal or the log.

    >>> printable("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(
        character if character.isprintable() else repr(character)[1:-1] for character in text
    )
