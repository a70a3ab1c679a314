"""``messaging-engagement quirks``: the ledger of quirks, as it is shipped."""

from __future__ import annotations

import argparse
import json
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from messaging_engagement.command.layout import Formatter, columns, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog="messaging-engagement quirks",
        description="Where the published description is wrong or silent, and what we make of it.",
        formatter_class=Formatter,
    )
    parser.add_argument("--json", action="store_true", help="the ledger as it is shipped")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Print the ledger."""
    chosen = make_parser().parse_args(arguments)
    text = files("messaging_engagement_api").joinpath("quirks.json").read_text(encoding="utf-8")
    if chosen.json:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    else:
        sys.stdout.write("\n".join(line for quirk in json.loads(text) for line in _told(quirk)))
    return 0


def _told(quirk: Mapping[str, Any]) -> Iterator[str]:
    yield f"{quirk['id']}  {quirk['disposition']}, {quirk.get('confidence', 'not judged')}"
    for name in ("published", "evidence", "reason"):
        if name in quirk:
            text = f"{name}: {quirk[name]}"
            yield folded(text, columns(), "    ", "      ")
    yield ""
