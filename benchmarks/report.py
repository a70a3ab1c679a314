"""What a run tells: a table, the same as JSON, a plot, and both in the documentation."""

from __future__ import annotations

import json
import os
import platform
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from attrs import asdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.rows import Row

    Results = Mapping[str, Sequence[Row]]

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))
COLUMNS = ("what", "beside", "measure", "ours", "theirs", "ratio", "middle half", "goal", "")
BEGIN, END = "<!-- scripts/bench --write: begin -->", "<!-- end -->"


def table(results: Results) -> str:
    """Write the rows as a table of Markdown, one for each part."""
    parts: list[str] = []
    for title, rows in results.items():
        lines = [COLUMNS, *map(_cells, rows)]
        widths = [max(len(line[index]) for line in lines) for index in range(len(COLUMNS))]
        written = [_line(line, widths) for line in lines]
        rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
        notes = [f"{row.name}, beside {row.against}: {row.note}." for row in rows if row.note]
        told = "".join(f"\n{note}\n" for note in notes)
        parts.append("\n".join([f"### {title}", "", written[0], rule, *written[1:], told]))
    return "\n".join(parts)


def as_json(results: Results) -> str:
    """Write all numbers, and on what they were taken."""
    rows = [
        {"group": title, **asdict(row), "verdict": row.verdict}
        for title, found in results.items()
        for row in found
    ]
    return json.dumps({"machine": machine(), "rows": rows}, indent=2) + "\n"


def machine() -> str:
    """Say what the numbers were taken on, and how busy it was with other things."""
    told = f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}"
    with suppress(AttributeError, OSError):  # Windows does not tell
        load = os.getloadavg()[1]
        told += f", {os.cpu_count()} processors, {load:.1f} programs that wanted one"
    return told


def write(folder: Path, results: Results) -> None:
    """Put the table and the plot into the documentation."""
    page = folder / "performance.md"
    text = page.read_text(encoding="utf-8")
    told = f"{BEGIN}\n\nTaken with {machine()}.\n\n{table(results)}\n{END}"
    found = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    page.write_text(found.sub(lambda _: told, text), encoding="utf-8")
    (folder / "performance.svg").write_text(as_svg(results), encoding="utf-8")


def as_svg(results: Results) -> str:
    """Draw each ratio as a bar, beside its goal.

    Every SVG library that is kept well draws axes and legends for data that is not known before;
    these are rectangles and texts.
    """
    rows = [row for found in results.values() for row in found if row.ratio is not None]
    longest = max((max(row.ratio or 0, row.goal or 0) for row in rows), default=1.0)
    left, width, step = 520, 380, 26
    height = step * (len(rows) + 2)
    scale = width / longest
    drawn = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 80}" height="{height}"'
            ' font-family="sans-serif" font-size="12">'
        ),
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="{left}" y="16">ratio of ours to theirs; the line is the goal</text>',
    ]
    for index, row in enumerate(rows, 1):
        ratio, top = row.ratio or 0.0, index * step
        fill = {"reached": "#2a9d8f", "missed": "#e76f51"}.get(row.verdict, "#8d99ae")
        label = escape(f"{row.name} / {row.against}")
        drawn += [
            f'<text x="{left - 8}" y="{top + 14}" text-anchor="end">{label}</text>',
            (
                f'<rect x="{left}" y="{top + 3}" width="{ratio * scale:.1f}" height="14"'
                f' fill="{fill}"/>'
            ),
            f'<text x="{left + ratio * scale + 6:.1f}" y="{top + 14}">{ratio:.2f}</text>',
        ]
        if row.goal is not None:
            at = left + row.goal * scale
            drawn.append(
                f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{top + 20}" stroke="black"/>'
            )
    return "\n".join([*drawn, "</svg>", ""])


def _cells(row: Row) -> tuple[str, ...]:
    low_high = "" if row.spread is None else f"{row.spread[0]:.2f}-{row.spread[1]:.2f}"
    return (
        row.name,
        row.against,
        row.measure,
        _amount(row, row.ours),
        _amount(row, row.theirs),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        low_high,
        "" if row.goal is None else f"{row.goal:.2f}",
        row.verdict,
    )


def _amount(row: Row, amount: float | None) -> str:
    if amount is None:
        return ""
    if row.measure == "bytes":
        return f"{amount / 1e6:.2f} MB"
    size, unit = next((found for found in UNITS if amount >= found[0]), UNITS[-1])
    return f"{amount / size:.3g} {unit}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return f"| {' | '.join(padded)} |"
