"""``messaging-engagement completion``: what a shell needs to complete commands and flags."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from messaging_engagement.command.catalogue import command, summaries
from messaging_engagement.command.parsers import parser
from messaging_engagement.command.words import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PROGRAM = "messaging-engagement"
VARIABLE = "_ARGCOMPLETE"
"""The shell sets it when it asks for completions."""

_HOW = {
    "bash": 'eval "$(messaging-engagement completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(messaging-engagement completion zsh)"    # in ~/.zshrc, after compinit',
    "fish": "messaging-engagement completion fish | source   # in ~/.config/fish/config.fish",
}


def main(arguments: Sequence[str]) -> int:
    """Print the code that a shell evaluates."""
    asked = argparse.ArgumentParser(
        prog=f"{PROGRAM} completion",
        description="Print what a shell evaluates to complete commands, flags and values.",
        epilog="\n".join(_HOW.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked.add_argument("shell", choices=list(_HOW))
    shell = asked.parse_args(arguments).shell
    from argcomplete.shell_integration import shellcode  # noqa: PLC0415 - of the extra `cli`

    sys.stdout.write(shellcode([PROGRAM], shell=shell))
    return 0


def complete(commands: Mapping[str, str]) -> None:
    """Answer a shell that asks for completions, and end.

    Args:
        commands: The commands that are no resources, each with a sentence.
    """
    from argcomplete.completers import BaseCompleter, FilesCompleter  # noqa: PLC0415 - as above
    from argcomplete.finders import CompletionFinder  # noqa: PLC0415 - as above

    files = FilesCompleter()

    class Values(BaseCompleter):
        """Completes the values that the description names, and the names of files."""

        def __call__(self, *, action: argparse.Action, **asked: Any) -> Iterable[str]:  # noqa: ANN401 - as of the base
            if action.dest == "source":
                return files(action=action, **asked)
            return str(action.metavar).split("|") if "|" in str(action.metavar) else []

    words = os.environ.get("COMP_LINE", "").split()
    CompletionFinder()(_whole(commands, words), default_completer=Values())


def _whole(commands: Mapping[str, str], words: Sequence[str]) -> argparse.ArgumentParser:
    """Give one parser for all commands; of flags it has those of the command in the words."""
    whole = argparse.ArgumentParser(prog=PROGRAM)
    every = whole.add_subparsers()
    for name, told in commands.items():
        every.add_parser(name, help=told)
    for resource, sentence in resources().items():
        inner = every.add_parser(resource, help=sentence).add_subparsers()
        for name, told in summaries(resource).items():
            is_meant = resource in words and name in words
            parents = [parser(command(resource, name), PROGRAM)] if is_meant else []
            inner.add_parser(name, help=told, parents=parents, add_help=not parents)
    return whole
