"""A column of texts from a CSV file: with or without a header, each row with its line."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from attrs import frozen

from messaging_engagement.command.bodies import STDIN, read
from messaging_engagement.command.statuses import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DELIMITERS = "\t;,"


@frozen
class Row:
    """One row.

    Attributes:
        line: The line of the file on which it ends, from 1; None if it is of no file.
        text: What is in its cell; empty if it has none.
    """

    line: int | None
    text: str


def rows(source: str, field: str, column: str | None = None) -> list[Row]:
    """Read one column of a CSV file.

    The first row is a header if it has no digit. Tabs, semicolons and commas separate cells.

    Args:
        source: The name of the file, or ``-`` for the standard input.
        field: What the column is called if nobody says it: this, or without its last letter.
        column: The name of the column.

    Raises:
        UsageError: the file cannot be read, has no rows or no such column, or it is not known which
            one.
    """
    text = read(source)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num} of the CSV file: {error}") from None
    if not lines:
        raise _nothing(source, field)
    header = [cell.strip() for cell in lines[0][1]]
    has_header = not any(character.isdigit() for cell in header for character in cell)
    if has_header:
        del lines[0]
    if not lines:
        raise _nothing(source, field, header)
    index = _index(header if has_header else None, field, column, lines)
    return [Row(line, cells[index].strip() if index < len(cells) else "") for line, cells in lines]


def _nothing(source: str, field: str, header: Sequence[str] = ()) -> UsageError:
    name = "the standard input" if source == STDIN else source
    found = f"nothing but the header {', '.join(map(repr, header))}" if header else "nothing"
    return UsageError(
        f"there are no {field} in {name}, which holds {found}: it must have one a row, in a column"
        f" named {field.removesuffix('s')}, or without a header and in the only column"
    )


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return next((delimiter for delimiter in _DELIMITERS if delimiter in first), ",")


def _index(
    header: Sequence[str] | None,
    field: str,
    column: str | None,
    lines: Sequence[tuple[int, Sequence[str]]],
) -> int:
    if header is None:
        if column is not None:
            raise UsageError(
                f"there is no column {column!r}: the first row has digits, so it is no header"
            )
        if any(len(cells) > 1 for _, cells in lines):
            raise UsageError("the rows have several cells: begin with a row that names the columns")
        return 0
    lowered = [name.lower() for name in header]
    for name in [column] if column is not None else [field, field.removesuffix("s")]:
        if lowered.count(name.lower()) == 1:
            return lowered.index(name.lower())
    if column is None and len(header) == 1:
        return 0
    said = f"there is no column {column!r}:" if column is not None else "which column is it?"
    raise UsageError(f"{said} --column takes one of: {', '.join(header)}")
