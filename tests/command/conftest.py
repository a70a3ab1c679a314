"""A mock on a port, and the command run against it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from messaging_engagement import command
from messaging_engagement_contract import MockServer

PERSON = {
    "entity_type": "INDIVIDUAL",
    "display_name": "Zoë",
    "phone": "+15556660001",
    "country": "US",
    "email": "zoe@example.com",
    "brand_relationship": "BASIC_ACCOUNT",
}
FLAGS = [part for name, value in PERSON.items() for part in (f"--{name.replace('_', '-')}", value)]
"""The same as flags of ``identities create``."""


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote, read as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs the command in this process.

    By default nobody is there to be asked; with ``is_terminal``, who is there types ``stdin``.
    """

    def run(*arguments: str, stdin: bytes = b"", is_terminal: bool = False) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        monkeypatch.setenv("COLUMNS", "80" if is_terminal else "200")
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            monkeypatch.setattr(stream, "isatty", lambda: is_terminal)
        capsys.readouterr()
        status = command.main(arguments)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


@pytest.fixture
def no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take whatever the environment has."""
    for name in ("VONAGE_API_KEY", "VONAGE_API_SECRET", "MESSAGING_ENGAGEMENT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MockServer]:
    """Give a mock with the published example, as the server of the environment."""
    with MockServer(seed_data="example") as started:
        monkeypatch.setenv("VONAGE_API_KEY", "abcd1234")
        monkeypatch.setenv("VONAGE_API_SECRET", "mock-secret")
        monkeypatch.setenv("MESSAGING_ENGAGEMENT_BASE_URL", started.url)
        yield started
