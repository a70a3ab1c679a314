"""A command feels instant: help loads nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = "httpx", "httpcore", "ssl", "asyncio", "rich", "argcomplete", "importlib.metadata"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["identities", "--help"],
        ["identities", "create", "--help"],
        ["numbers", "add", "--help"],
        ["identities", "list", "--no-such-flag"],
    ],
)
def test_help_loads_no_client(arguments: list[str]) -> None:
    """Neither a library of HTTP nor one of tables is imported before there is something to send."""
    program = (
        "import sys; from messaging_engagement.command import main; main(sys.argv[1:]); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True
    )
    assert "[]" == ran.stderr.splitlines()[-1]
