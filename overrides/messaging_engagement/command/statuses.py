"""The exit statuses of every command, and the error that ends one with a sentence."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a command says to the script that called it."""

    DONE = 0
    """All was done."""
    REFUSED = 1
    """The API refused, or did a part only."""
    USAGE = 2
    """The command was called wrongly; nothing was sent."""
    UNREACHABLE = 3
    """The server was not reached, or refused the credentials."""
    UNWRITTEN = 74
    """The output cannot be written, for the disk is full, say; a call was made all the same."""
    INTERRUPTED = 130
    """Ctrl-C, or SIGTERM."""


TOLD = """\
exit status:
  0  done
  1  the API refused, or did only a part of it; or you said no
  2  wrong usage, no credentials, or no --yes where nobody can be asked: nothing was sent
  3  the server cannot be reached, or refuses the credentials
  74  the output cannot be written
  130  interrupted, or told to end
"""


class UsageError(Exception):
    """A command cannot be run as it was called; nothing was sent."""
