"""A command feels instant: help loads nothing that it does not need."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    assert [] == loaded(arguments, HEAVY)


def test_help_of_all_loads_no_model() -> None:
    """The resources are listed without a class of them, or of anything that they take."""
    assert [] == loaded(["--help"], ["attrs", "messaging_engagement_api.api"])


def test_a_resource_loads_its_classes() -> None:
    """What is looked for above is there once a command is asked for."""
    assert ["attrs"] == loaded(["identities", "--help"], ["attrs"])


def loaded(arguments: Sequence[str], names: Iterable[str]) -> list[str]:
    """Give which of the modules a command has imported when it ends."""
    program = (
        "import json, sys; from messaging_engagement.command import main; main(sys.argv[2:]); "
        "found = [name for name in sys.argv[1].split() if name in sys.modules]; "
        "print(json.dumps(found), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, " ".join(names), *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    found: list[str] = json.loads(ran.stderr.splitlines()[-1])
    return found
