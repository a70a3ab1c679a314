"""``messaging-engagement RESOURCE COMMAND``: every operation of the description, as a command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from messaging_engagement.command.catalogue import command, summaries
from messaging_engagement.command.parsers import parser
from messaging_engagement.command.statuses import TOLD, Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "messaging-engagement"


def main(resource: str, arguments: Sequence[str]) -> int:
    """Run a command of a resource; give its exit status.

    Args:
        resource: The word of the resource.
        arguments: What comes after it.
    """
    told = summaries(resource)
    name, *rest = [*arguments, ""]
    if name in {"", "-h", "--help"}:
        (sys.stdout if name else sys.stderr).write(_usage(resource))
        return Exit.DONE if name else Exit.USAGE
    if name not in told:
        sys.stderr.write(f"{PROGRAM} {resource}: there is no command {name!r}\n\n")
        sys.stderr.write(_usage(resource))
        return Exit.USAGE
    asked = command(resource, name)
    try:
        chosen = parser(asked, PROGRAM).parse_args(rest[:-1])
    except SystemExit as end:  # how argparse ends, after it has said why
        return int(end.code or 0)
    from messaging_engagement.command.running import run  # noqa: PLC0415 - help does without

    return run(asked, chosen, PROGRAM)


def _usage(resource: str) -> str:
    told = summaries(resource)
    width = max(map(len, told), default=0)
    lines = [f"  {name:<{width}}  {sentence}" for name, sentence in told.items()]
    return "\n".join(
        [
            f"usage: {PROGRAM} {resource} COMMAND …",
            "",
            *lines,
            "",
            f"`{PROGRAM} {resource} COMMAND --help` tells more of one.",
            "",
            TOLD,
        ]
    )
