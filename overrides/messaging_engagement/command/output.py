"""What a command prints: a table for people, JSON or JSON Lines for pipes."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from messaging_engagement.command.statuses import UsageError
from messaging_engagement.wording import printable
from messaging_engagement_api.codec import as_json

_WIDEST = 40
"""How wide a column is taken to be, at most, when it is decided which fit."""
_GAP = 2


def has_rich() -> bool:
    """Tell whether the extra ``cli`` is installed."""
    return importlib.util.find_spec("rich") is not None


def print_items(items: Iterable[Any], form: str, name: str, fields: str | None = None) -> None:
    """Print a list, JSON Lines one by one, all else at its end.

    Args:
        items: Models, mappings or plain values.
        form: ``json``, ``jsonl`` or ``table``.
        name: What plain values are called.
        fields: The columns, separated by commas.

    Raises:
        UsageError: no item has such a column.
    """
    if form == "jsonl":
        is_empty = True
        for item in items:
            is_empty = False
            sys.stdout.write(json.dumps(as_json(item), ensure_ascii=False) + "\n")
        if is_empty:
            _tell_of_nothing()
        return
    written: list[Any] = []
    is_whole = False
    try:
        written.extend(map(as_json, items))
        is_whole = True
    finally:  # what was read before an error is shown as well
        if form == "json" and is_whole:
            _print_json(written)
        elif form == "json":  # but as no document, or a part would be taken for the whole
            sys.stdout.write(json.dumps(written, ensure_ascii=False, indent=2).rstrip("\n]") + "\n")
        else:
            _print_table([_line(item, name) for item in written], fields)


def _line(item: object, name: str) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", item) if isinstance(item, Mapping) else {name: item}


def print_one(item: Any, form: str, name: str) -> None:  # noqa: ANN401 - any result
    """Print a single result."""
    value = as_json(item)
    if isinstance(value, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(value)
    elif form == "json":
        _print_json(value)
    elif form == "jsonl":
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    elif isinstance(value, Mapping):
        data = cast("Mapping[str, Any]", value)
        _print_table([{"field": key, "value": data[key]} for key in data], None)
    else:
        sys.stdout.write(f"{_cell(value)}\n" if value is not None else f"{name}\n")


def print_requests(requests: Sequence[Mapping[str, Any]], form: str) -> None:
    """Print the requests of a dry run: as one would write them down, or as JSON."""
    if form != "table":
        print_items(requests, form, "request")
        return
    for request in requests:
        sys.stdout.write(f"{request['method']} {printable(request['url'])}\n")
        if "body" in request:
            _print_json(request["body"])


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _print_table(lines: Sequence[Mapping[str, Any]], fields: str | None) -> None:
    names = list(dict.fromkeys(name for line in lines for name in line))
    if not names:
        _tell_of_nothing()
        return
    columns = _chosen(fields, names) if fields else _fitting(lines, names)
    cells = [[_cell(line.get(name)) for name in columns] for line in lines]
    if sys.stdout.isatty() and has_rich():
        _print_rich(columns, cells)
    else:
        widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
        for row in (columns, *cells):
            line = (" " * _GAP).join(
                text.ljust(width) for text, width in zip(row, widths, strict=True)
            )
            sys.stdout.write(line.rstrip() + "\n")
    left = len(names) - len(columns)
    if left and not fields and sys.stdout.isatty():
        sys.stderr.write(f"{left} more fields: --json, or --fields {','.join(names[:3])},…\n")


def _tell_of_nothing() -> None:
    """Tell whoever looks on why there is nothing to see; the standard output stays empty."""
    if sys.stdout.isatty() or sys.stderr.isatty():
        sys.stderr.write("nothing to list\n")


def _chosen(fields: str, names: Sequence[str]) -> Sequence[str]:
    columns = [name.strip() for name in fields.split(",")]
    unknown = [name for name in columns if name not in names]
    if unknown:
        raise UsageError(f"there is no field {unknown[0]!r}: --fields takes {', '.join(names)}")
    return columns


def _fitting(lines: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Sequence[str]:
    """Choose the columns for a terminal, in their order; a pipe gets all but objects."""
    plain = [
        name for name in names if not any(isinstance(line.get(name), Mapping) for line in lines)
    ]
    if not sys.stdout.isatty() or "value" in names:
        return plain if "value" not in names else names
    room = shutil.get_terminal_size().columns
    chosen: list[str] = []
    for name in plain:
        widest = max(len(name), *(len(_cell(line.get(name))) for line in lines))
        room -= min(widest, _WIDEST) + _GAP
        if room < 0 and chosen:
            break
        chosen.append(name)
    return chosen


def _print_rich(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.console import Console  # noqa: PLC0415 - takes long, and pipes do without
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
    for name in columns:
        table.add_column(Text(name), overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))  # as Text, for a name may look like markup
    Console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return printable(value)
    return printable(json.dumps(value, ensure_ascii=False))
