"""The command ``messaging-engagement``: finds a subcommand by its entry point, and runs it.

Each is a function ``main(arguments) -> int`` in the group ``messaging_engagement.commands``, so
that the mock and the suite are found where they are installed, without this package knowing them.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points, version
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.metadata import EntryPoint

    Main: TypeAlias = Callable[[Sequence[str]], int]

GROUP = "messaging_engagement.commands"
USAGE = 2

_COMMANDS: Mapping[str, tuple[str, str]] = {
    "mock": ("run a mock server of the API", "mock"),
    "conformance": ("hold a server to the contract", "contract"),
    "identities": ("register, list and change identities", "cli"),
    "engagements": ("register, list and change engagements", "cli"),
    "numbers": ("add, list and remove the numbers of an engagement", "cli"),
    "quirks": ("show where the published description is wrong, and what we make of it", ""),
}
_OWN = ("messaging_engagement", "messaging_engagement_api", "messaging_engagement_contract")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand that the first argument names; give its exit status."""
    name, *rest = [*(sys.argv[1:] if arguments is None else arguments), ""]
    if name in {"", "-h", "--help"}:
        sys.stdout.write(_usage())
        return 0 if name else USAGE
    if name == "--version":
        sys.stdout.write(f"messaging-engagement {version('messaging-engagement')}\n")
        return 0
    found = {point.name: point for point in entry_points(group=GROUP)}
    if name not in found:
        return _missing(name) if name in _COMMANDS else _unknown(name)
    return _run(found[name], rest[:-1])


def _run(point: EntryPoint, arguments: Sequence[str]) -> int:
    try:
        command: Main = point.load()
        return command(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in _OWN:
            raise
        return _missing(point.name, error.name)


def _missing(name: str, module: str | None = None) -> int:
    extra = _COMMANDS.get(name, ("", name))[1] or name
    why = f" (there is no module {module})" if module else ""
    sys.stderr.write(
        f"messaging-engagement {name} is not installed{why}:"
        f" pip install 'messaging-engagement[{extra}]'\n"
    )
    return USAGE


def _unknown(name: str) -> int:
    sys.stderr.write(f"messaging-engagement: there is no command {name!r}\n\n{_usage()}")
    return USAGE


def _usage() -> str:
    width = max(map(len, _COMMANDS))
    lines = [f"  {name:<{width}}  {told}" for name, (told, _) in _COMMANDS.items()]
    return "\n".join(
        [
            "usage: messaging-engagement COMMAND …",
            "",
            *lines,
            "",
            "`messaging-engagement COMMAND --help` tells more of one.",
            "",
        ]
    )
