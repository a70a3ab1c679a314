"""``messaging-engagement RESOURCE COMMAND``: every operation of the description, as a command."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from messaging_engagement.command.catalogue import command, summaries
from messaging_engagement.command.layout import columns, folded, listed
from messaging_engagement.command.parsers import parser
from messaging_engagement.command.statuses import TOLD, Exit
from messaging_engagement.command.words import meant

if TYPE_CHECKING:
    import argparse
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
        near = meant(name, told)
        sys.stderr.write(f"{PROGRAM} {resource}: there is no command {name!r}{near}\n\n")
        sys.stderr.write(_usage(resource))
        return Exit.USAGE
    asked = command(resource, name)
    try:
        chosen = _chosen(parser(asked, PROGRAM), rest[:-1])
    except SystemExit as end:  # how argparse ends, after it has said why
        return int(end.code or 0)
    from messaging_engagement.command.running import run  # noqa: PLC0415 - help does without

    return run(asked, chosen, PROGRAM)


def _chosen(made: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; of a flag that there is not, tell which one it is like."""
    chosen, unknown = made.parse_known_args(arguments)
    if unknown:
        flags = re.findall(r"(?<!\w)--[\w-]+", made.format_help())
        near = meant(unknown[0].partition("=")[0], flags)
        made.error(f"unrecognized arguments: {' '.join(unknown)}{near}")
    return chosen


def _usage(resource: str) -> str:
    told = summaries(resource)
    return "\n".join(
        [
            f"usage: {PROGRAM} {resource} COMMAND …",
            "",
            *listed(told),
            "",
            folded(f"`{PROGRAM} {resource} COMMAND --help` tells more of one.", columns()),
            "",
            *(folded(line, columns(), later="     ") for line in TOLD.splitlines()),
            "",
        ]
    )
