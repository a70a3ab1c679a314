"""The question before what cannot be undone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from messaging_engagement.command.statuses import UsageError
from messaging_engagement.wording import printable

if TYPE_CHECKING:
    from messaging_engagement.command.catalogue import Command

_WHY = {
    "DELETE": "This cannot be undone.",
    "POST": "This may cost money, and cannot be taken back.",
}
_OTHERWISE = "This cannot be taken back."


def agreed(command: Command, what: str, server: str) -> bool:
    """Ask whether to go on.

    Args:
        command: What is to be done.
        what: To which thing.
        server: To which server.

    Returns:
        Whether the answer is yes.

    Raises:
        UsageError: there is nobody to ask.
    """
    deed = f"{command.summary.rstrip('.')}{f' ({printable(what)})' if what else ''} at {server}"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{deed}: nobody is there to be asked, so say it with --yes")
    sys.stderr.write(f"{deed}? {_why(command)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _why(command: Command) -> str:
    if command.operation.method == "POST" and command.name != "create":
        return _OTHERWISE
    return _WHY.get(command.operation.method, _OTHERWISE)
