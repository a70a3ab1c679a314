"""A terminal to run commands at."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAM = "import sys; from messaging_engagement.command import main; sys.exit(main())"


def at_a_terminal(
    *arguments: str,
    typed: str = "",
    program: str = PROGRAM,
    stdout: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run the command at a terminal of 80 columns; give its status, and what the terminal shows."""
    ours, theirs = pty.openpty()
    terminal = {"COLUMNS": "80", "LINES": "24", "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=theirs,
        stdout=theirs if stdout is None else stdout,
        stderr=theirs,
        env={**os.environ, **terminal, **(environment or {})},
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = b""
    with contextlib.suppress(OSError):  # how the end of a terminal is told
        while piece := os.read(ours, 10_000):
            shown += piece
    os.close(ours)
    return process.wait(), shown.decode()
