"""The command ``messaging-engagement``: finds a subcommand, and runs it.

The resources of the API are commands by themselves, as they are generated. Every other one is a
function ``main(arguments) -> int`` in the group ``messaging_engagement.commands``, so that the mock
and the suite are found where they are installed, without this package knowing them. For completion
its module has ``make_parser()``, and ``known_values()`` where it knows more than the parser tells.

What is not needed at once is imported late: the command shall feel instant.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TypeAlias

from messaging_engagement.command import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.metadata import EntryPoint

    Main: TypeAlias = Callable[[Sequence[str]], int]

USAGE = 2
INTERRUPTED = 130

_COMMANDS: Mapping[str, tuple[str, str]] = {
    "mock": ("run a mock server of the API", "mock"),
    "conformance": ("hold a server to the contract", "contract"),
    "quirks": ("show where the published description is wrong, and what we make of it", ""),
    "completion": ("print what bash, zsh or fish need to complete all of this", "cli"),
}
_OWN = ("messaging_engagement", "messaging_engagement_api", "messaging_engagement_contract")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand that the first argument names; give its exit status."""
    try:
        return _main(arguments)
    except KeyboardInterrupt:  # before there was anything to tell
        sys.stderr.write("interrupted\n")
        return INTERRUPTED


def _main(arguments: Sequence[str] | None) -> int:
    if sys.stdin is None:  # closed by who called: there is nothing to read, and nobody to ask
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:  # closed by who called: nobody wants to read it
            setattr(sys, stream, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    name, *rest = [*(sys.argv[1:] if arguments is None else arguments), ""]
    if "_ARGCOMPLETE" in os.environ:
        return _complete()
    if name in {"", "-h", "--help"}:
        sys.stdout.write(_usage())
        return 0 if name else USAGE
    if name == "--version":
        from messaging_engagement.version import __version__  # noqa: PLC0415 - as all below

        sys.stdout.write(f"messaging-engagement {__version__}\n")
        return 0
    if name not in _COMMANDS and name in words.resources():
        from messaging_engagement.command import resources  # noqa: PLC0415 - as above

        return resources.main(name, rest[:-1])
    return _by_entry_point(name, rest[:-1])


def _by_entry_point(name: str, arguments: Sequence[str]) -> int:
    from importlib.metadata import entry_points  # noqa: PLC0415 - takes long

    found = {point.name: point for point in entry_points(group=words.GROUP)}
    if name not in found:
        return _missing(name) if name in _COMMANDS else _unknown(name)
    return _run(found[name], arguments)


def _complete() -> int:
    try:
        from messaging_engagement.command.completion import complete  # noqa: PLC0415 - as above

        complete({name: told for name, (told, _) in _COMMANDS.items()})
    except ModuleNotFoundError:  # a shell that completes has no use for a message
        return USAGE
    return 0


def _run(point: EntryPoint, arguments: Sequence[str]) -> int:
    try:
        command: Main = point.load()
        status = command(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in _OWN:
            raise
        return _missing(point.name, error.name)
    return status


def _missing(name: str, module: str | None = None) -> int:
    extra = _COMMANDS[name][1] if name in _COMMANDS else ""
    why = f" (there is no module {module})" if module else ""
    how = f": pip install 'messaging-engagement[{extra}]'" if extra else ""
    sys.stderr.write(f"messaging-engagement {name} is not installed{why}{how}\n")
    return USAGE


def _unknown(name: str) -> int:
    near = words.meant(name, [*words.resources(), *_COMMANDS])
    sys.stderr.write(f"messaging-engagement: there is no command {name!r}{near}\n\n{_usage()}")
    return USAGE


def _usage() -> str:
    from messaging_engagement.command.layout import columns, folded, listed  # noqa: PLC0415 - not every command tells its use

    resources = words.resources()
    own = {name: told for name, (told, _) in _COMMANDS.items()}
    wide = max(map(len, [*own, *resources]))
    return "\n".join(
        [
            "usage: messaging-engagement COMMAND …",
            "",
            *listed(resources, wide),
            "",
            *listed(own, wide),
            "",
            folded("`messaging-engagement COMMAND --help` tells more of one.", columns()),
            "",
        ]
    )
