"""``messaging-engagement completion``: what a shell needs to complete commands and flags."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, TypeAlias

from messaging_engagement.command.catalogue import command, summaries
from messaging_engagement.command.layout import Formatter
from messaging_engagement.command.parsers import FIELD, parser
from messaging_engagement.command.words import GROUP, resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from argcomplete.completers import BaseCompleter

PROGRAM = "messaging-engagement"
_FILES = {"DIR", "FILE", "REPORT"}
"""How flags call a value that is the name of a file."""

_HOW = {
    "bash": 'eval "$(messaging-engagement completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(messaging-engagement completion zsh)"    # in ~/.zshrc, after compinit',
    "fish": "messaging-engagement completion fish | source   # in ~/.config/fish/config.fish",
}


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command's arguments."""
    asked = argparse.ArgumentParser(
        prog=f"{PROGRAM} completion",
        description="Print what a shell evaluates to complete commands, flags and values.",
        epilog="\n".join(f"  {how}" for how in _HOW.values()),
        formatter_class=Formatter,
    )
    asked.add_argument("shell", choices=list(_HOW))
    return asked


def main(arguments: Sequence[str]) -> int:
    """Print the code that a shell evaluates."""
    shell = make_parser().parse_args(arguments).shell
    from argcomplete.shell_integration import shellcode  # noqa: PLC0415 - of the extra `cli`

    sys.stdout.write(shellcode([PROGRAM], shell=shell))
    return 0


def complete(commands: Mapping[str, str]) -> None:
    """Answer a shell that asks for completions, and end.

    Args:
        commands: The commands that are no resources, each with a sentence.
    """
    from argcomplete.finders import CompletionFinder  # noqa: PLC0415 - as above

    line = os.environ.get("COMP_LINE", "").split()
    chosen, values = _command_of(line)
    CompletionFinder()(_whole(commands, line, chosen), default_completer=_completer(values))


Values: TypeAlias = "Mapping[str, Iterable[str]]"
"""The known values of flags, by where the parser keeps what is given."""


def _command_of(line: Sequence[str]) -> tuple[argparse.ArgumentParser | None, Values]:
    """Give the parser of the command that a line asks for, and the values that it knows."""
    _, name, second, *_ = [*line, "", "", ""]
    if name in resources():
        if second not in summaries(name):
            return None, {}
        asked = command(name, second)
        return parser(asked, PROGRAM), {
            "fields": asked.columns,
            **{f"{FIELD}.{value.name}": value.known or value.named for value in asked.fields},
        }
    point = next(iter(entry_points(group=GROUP, name=name)), None)
    if point is None:
        return None, {}
    try:
        module = import_module(point.module)
    except ModuleNotFoundError:  # the extra is not installed
        return None, {}
    values: Callable[[], Values] = getattr(module, "known_values", dict[str, "Iterable[str]"])
    make: Callable[[], argparse.ArgumentParser] | None = getattr(module, "make_parser", None)
    return (None if make is None else make()), values()


def _whole(
    commands: Mapping[str, str], line: Sequence[str], chosen: argparse.ArgumentParser | None
) -> argparse.ArgumentParser:
    """Give one parser for all commands; of flags it has those of the command in the line."""
    whole = argparse.ArgumentParser(prog=PROGRAM)
    every = whole.add_subparsers()

    def add(to: Callable[..., object], told: Mapping[str, str], wanted: str) -> None:
        for name, sentence in told.items():
            parents = [chosen] if chosen is not None and name == wanted else []
            to(name, help=sentence, parents=parents, add_help=not parents)

    _, first, second, *_ = [*line, "", "", ""]
    add(every.add_parser, commands, first)
    for resource, sentence in resources().items():
        inner = every.add_parser(resource, help=sentence).add_subparsers()
        add(inner.add_parser, summaries(resource), second if resource == first else "")
    return whole


def _completer(values: Values) -> BaseCompleter:
    from argcomplete.completers import BaseCompleter, FilesCompleter  # noqa: PLC0415 - as above

    files = FilesCompleter()

    class Completer(BaseCompleter):
        """Completes the values that are known, several by commas too, and the names of files."""

        def __call__(self, *, prefix: str, action: argparse.Action, **asked: Any) -> Iterable[str]:  # noqa: ANN401 - as of the base
            if action.metavar in _FILES:
                return files(prefix=prefix, action=action, **asked)
            before, comma, _ = prefix.rpartition(",")
            return [f"{before}{comma}{value}" for value in values.get(action.dest, ())]

    return Completer()
