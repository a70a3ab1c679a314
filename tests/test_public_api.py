"""The public API is the one that is listed; a change of it shows in the listing, whatever it is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import messaging_engagement
import messaging_engagement_api
from messaging_engagement_contract import mock
from public_api import LISTING, PACKAGES, SOURCES, changes, listing, names

if TYPE_CHECKING:
    from pathlib import Path


def test_the_listing_is_current() -> None:
    """Whoever changes what is public writes the listing anew, by ``scripts/api``, and says so."""
    assert [] == list(changes(LISTING.read_text(encoding="utf-8"), listing()))


def test_every_exported_name_is_listed() -> None:
    """What a package has in ``__all__`` is there, but for modules: their names have lines."""
    lines = list(names())
    for package in (messaging_engagement, messaging_engagement_api, mock):
        exported = set(package.__all__) - {"api", "errors", "models"}
        missing = [
            name
            for name in exported
            if not any(f"{package.__name__}.{name}" in line for line in lines)
        ]
        assert [] == missing


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of the sources of the packages."""
    for source, package in zip(SOURCES, PACKAGES, strict=True):
        shutil.copytree(source / package, tmp_path / package)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "before", "after", "came"),
    [
        (
            "messaging_engagement/bulk/numbers.py",
            "def remove(",
            "def take_away(",
            "def messaging_engagement.bulk.numbers.Numbers.take_away(",
        ),
        (
            "messaging_engagement/client_base.py",
            "timeout: float | None = None",
            "timeout: float | None = 30",
            "timeout: float | None = 30",
        ),
        (
            "messaging_engagement/client_base.py",
            "max_retries: int | None",
            "max_retries: int",
            "max_retries: int",
        ),
        (
            "messaging_engagement/errors.py",
            "class NotFoundError(StatusError):",
            "class NotFoundError(CallError):",
            "class messaging_engagement.NotFoundError(CallError)",
        ),
        (
            "messaging_engagement/attempts.py",
            "    number: int",
            "    ordinal: int",
            "messaging_engagement.Attempt.ordinal: int",
        ),
    ],
)
def test_a_change_shows(file: str, before: str, after: str, came: str, copy: Path) -> None:
    """A name, a default, an annotation, a base, a field: none of them changes unseen."""
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")

    lines = list(changes("\n".join(names()), "\n".join(names([copy]))))

    assert any(line.startswith("-") for line in lines)
    assert any(line.startswith("+") and came in line for line in lines)
