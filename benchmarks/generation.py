"""What it takes to see whether generated/ is current, beside the generator alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.calls import row
from benchmarks.side_by_side import compare
from benchmarks.starting import of_children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.rows import Effort, Row

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
"""Each takes seconds."""
ALONE = "the generator alone"


def rows(effort: Effort) -> Iterator[Row]:
    """Measure processes, by the processor time that each took."""
    with tempfile.TemporaryDirectory() as folder:
        generate = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
        paths = ["--path", str(ROOT / "openapi.yaml"), "--output-path", f"{folder}/client"]
        contenders = {
            "ours": lambda: _run([str(ROOT / "scripts" / "generate"), "--check"]),
            ALONE: lambda: _run([*generate, *paths, "--overwrite"]),
        }
        times = compare(contenders, rounds=min(effort.rounds, ROUNDS), clock=of_children)
    yield row("`scripts/generate --check`", times, ("ours", ALONE), goal=1.2)


def _run(command: list[str]) -> None:
    # Compiled modules are kept from the round that does not count on, as on any machine by default.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, check=True, capture_output=True, env=environment)
