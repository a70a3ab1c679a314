"""The demonstration runs, and tells what it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import walkthrough

if TYPE_CHECKING:
    import pytest


def test_walkthrough_sends_every_published_example(capsys: pytest.CaptureFixture[str]) -> None:
    """All fifteen operations are called, every published request example among them."""
    assert walkthrough.main() == 0
    shown = capsys.readouterr().out
    lines = re.findall(r"^  > ([A-Z]+) /v1/messaging-engagement(/\S*)$", shown, re.MULTILINE)
    called = {
        (method, re.sub(r"/[BC][0-9A-Z]{6}", "/{id}", path.partition("?")[0]))
        for method, path in lines
    }
    on_the_page = {
        (method, re.sub(r"\{\w+\}", "{id}", path)) for method, path in walkthrough.operations()
    }
    assert len(on_the_page) == 15
    assert on_the_page == called
    assert "All 8 published request examples went there and back." in shown


def test_walkthrough_shows_no_credentials(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed holds neither the secret nor the header that carries it."""
    walkthrough.main()
    shown = capsys.readouterr().out
    assert "mock-secret" not in shown
    assert "Authorization" not in shown
