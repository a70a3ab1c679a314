"""How soon a program can begin: an import, the first answer, and the help of the command."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.calls import KEY, SECRET, row
from benchmarks.samples import PATH
from benchmarks.server import running
from benchmarks.side_by_side import Contender, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.rows import Effort, Row

IMPORT = "import messaging_engagement"
HTTPX = "import httpx"

OURS = """
from messaging_engagement import Client
with Client(api_key={key!r}, api_secret={secret!r}, base_url={url!r}) as client:
    client.identities.get("B000001").display_name
"""
BARE = """
import httpx
with httpx.Client(auth=({key!r}, {secret!r})) as client:
    client.request("GET", {url!r} + {path!r} + "/B000001").json()["display_name"]
"""


def rows(effort: Effort) -> Iterator[Row]:
    """Measure processes, by the processor time that each took."""
    once = {"ours": _program(IMPORT), HTTPX: _program(HTTPX)}
    once["help"] = _process("-m", "messaging_engagement.command", "--help")
    times = compare(once, rounds=effort.rounds, clock=of_children)
    yield row(IMPORT, times, ("ours", HTTPX), goal=0.3)
    with running() as url:
        words = {"key": KEY, "secret": SECRET, "url": url, "path": PATH}
        first = {
            "ours": _program(OURS.format_map(words)),
            "httpx": _program(BARE.format_map(words)),
        }
        answers = compare(first, rounds=effort.rounds, clock=of_children)
    yield row("a program, to its first answer", answers, ("ours", "httpx"), goal=1.05)
    yield row("`messaging-engagement --help`", times, ("help", HTTPX), goal=0.6)


def of_children() -> float:
    """Give the processor time of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _program(text: str) -> Contender:
    return _process("-c", text)


def _process(*arguments: str) -> Contender:
    # What a site-wide package does at the start of each Python is none of ours: -I leaves it out,
    # and the folder where it is run.
    command = [sys.executable, "-I", *arguments]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)

    return run
