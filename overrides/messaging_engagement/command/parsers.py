"""Parsers of the command line, one for each command of the catalogue."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin
from uuid import UUID

from messaging_engagement.command.catalogue import set_hint
from messaging_engagement.command.layout import Formatter
from messaging_engagement.command.statuses import TOLD
from messaging_engagement.command.words import meant, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement.command.catalogue import Command, Value

PARAMETER, FIELD, PAGING = "parameter", "field", "paging"
"""What stands before the name of a value where the parser keeps it: names may be the same."""
_LISTED = re.compile(r" Example: \[.*\]\.$")
"""An example as the docstring of a model has it, where it is a list of texts."""
_IN_PIECES = "Any count goes: it is sent in pieces, and each one is accounted for."
_METAVARS: dict[Any, str] = {int: "N", float: "N"}


def kept(arguments: argparse.Namespace, kind: str) -> dict[str, Any]:
    """Give what was given of one kind, by name."""
    found = vars(arguments).items()
    return {
        name.removeprefix(f"{kind}."): value
        for name, value in found
        if name.startswith(f"{kind}.") and value is not None
    }


def parser(command: Command, program: str) -> argparse.ArgumentParser:
    """Give the parser of a command."""
    needed = [value.name.upper() for value in command.parameters if value.is_required]
    if command.listed is not None:
        needed.append(f"[{command.listed.upper()} …]")
    text = _IN_PIECES if command.is_in_pieces else command.text
    made = argparse.ArgumentParser(
        prog=f"{program} {command.words}",
        usage=" ".join(["%(prog)s [OPTION …]", *needed]),
        description=_told("\n\n".join(filter(None, (command.summary, text)))),
        epilog=TOLD,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    for value in command.parameters:
        if value.is_required:
            made.add_argument(
                f"{PARAMETER}.{value.name}",
                metavar=value.name.upper(),
                help=_told(value.told),
                type=_reader(value.hint),
            )
    if command.listed is not None:
        told = command.fields[0].told
        if command.is_in_pieces:  # whose count is that of one request
            told = f"The {command.listed}, any count.{''.join(_LISTED.findall(told))}"
        _add_listed(made, command.listed, told)
    if command.is_in_pieces:
        made.add_argument(
            "--concurrency",
            type=int,
            default=1,
            metavar="N",
            help="how many requests may be under way at once",
        )
    _add_output(made, command)
    if command.writes:
        _add_writing(made, command)
    _add_flags(made, command)
    return made


def _add_flags(made: argparse.ArgumentParser, command: Command) -> None:
    optional = [value for value in command.parameters if not value.is_required]
    if optional or command.paging:
        group = made.add_argument_group("what to list" if command.paging else "parameters")
        for kind, values in ((PARAMETER, optional), (PAGING, command.paging)):
            for value in values:
                _add_flag(group.add_argument, kind, value)
    if command.takes_body and command.listed is None:
        group = made.add_argument_group("the body", "from a file, from flags, or from both")
        group.add_argument(
            "--from",
            dest="source",
            metavar="FILE",
            help="a JSON object to begin with; - for the standard input",
        )
        for value in command.fields:
            _add_flag(group.add_argument, FIELD, value)


def _add_listed(made: argparse.ArgumentParser, name: str, told: str) -> None:
    made.add_argument("listed", nargs="*", metavar=name.upper(), help=_told(_as_typed(told)))
    made.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help="CSV in UTF-8, one a row, with or without a header; - for the standard input",
    )
    made.add_argument("--column", metavar="NAME", help="the column of the CSV file")


def _add_output(made: argparse.ArgumentParser, command: Command) -> None:
    group = made.add_argument_group("output")
    form = group.add_mutually_exclusive_group()
    form.add_argument(
        "--json",
        action="store_const",
        dest="form",
        const="json",
        default="table",
        help="one JSON document",
    )
    form.add_argument(
        "--jsonl",
        action="store_const",
        dest="form",
        const="jsonl",
        help="JSON Lines: one value a line, each as soon as it is there",
    )
    if command.operation.collection is not None:
        group.add_argument("--fields", metavar="A,B,…", help="the columns of the table")
    group = made.add_argument_group("server")
    group.add_argument(
        "--base-url",
        metavar="URL",
        help="the root of the server; else MESSAGING_ENGAGEMENT_BASE_URL, else the published one",
    )
    group.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="how long to wait for each piece of an answer",
    )


def _add_writing(made: argparse.ArgumentParser, command: Command) -> None:
    group = made.add_argument_group("writing")
    group.add_argument(
        "--dry-run",
        action="store_true",
        help="show the request and send nothing; needs no credentials",
    )
    group.add_argument(
        "-y",
        "--yes",
        action="store_true",
        help="ask nothing"
        if not command.can_be_undone
        else "ask nothing (this command never asks)",
    )


def _add_flag(add: Callable[..., object], kind: str, value: Value) -> None:
    """Add a flag whose name comes from the description, and so may be taken."""
    name = word(value.name)
    options: dict[str, Any] = {"dest": f"{kind}.{value.name}", "help": _told(value.told)}
    if value.hint is bool:
        options["action"] = argparse.BooleanOptionalAction
    elif get_origin(value.hint) is list:
        options["help"] = _told(_as_typed(value.told, f"--{name} "))
        (item,) = get_args(value.hint)
        options |= {"action": "append", "type": _reader(item, value.known), "metavar": "…"}
    else:
        options["type"] = _reader(value.hint, value.known)
        options["metavar"] = "|".join(value.known) or _METAVARS.get(value.hint, "…")
    if value.is_required:
        options["help"] = f"Required. {options['help']}"
    try:
        add(f"--{name}", **options)
    except argparse.ArgumentError:
        add(f"--{kind}-{name}", **options)


def _told(text: str) -> str:
    return text.replace("%", "%%").replace("`", "")


def _as_typed(text: str, flag: str = "") -> str:
    """Show the example of a list as it is typed.

    >>> _as_typed("The words. Example: ['a', 'b'].", "--word ")
    'The words. Example: --word a --word b.'
    """

    def typed(listed: re.Match[str]) -> str:
        values = re.findall(r"'([^']*)'", listed[0])
        return f" Example: {' '.join(f'{flag}{value}' for value in values)}."

    return _LISTED.sub(typed, text)


def _reader(hint: object, known: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - what argparse calls a type
    """Give what reads the text of a value of a type; what else is valid, the client checks."""
    if known:
        return partial(_known, known)
    form = set_hint(hint)
    if form in {int, float}:
        return form
    is_text = form is str or get_origin(form) is Literal
    if is_text or (isinstance(form, type) and issubclass(form, Enum | date | UUID)):
        return str
    return _json


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds > 0:
        return seconds
    raise argparse.ArgumentTypeError(f"must be a number of seconds, more than 0, not {text!r}")


def _known(known: tuple[str, ...], text: str) -> str:
    if text in known:
        return text
    raise argparse.ArgumentTypeError(
        f"{text!r} is none of {', '.join(known)}{meant(text, known) or '.'} "
        "A value that is newer than this command is sent from the file of --from"
    )


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not JSON") from None
