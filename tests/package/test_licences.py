"""The licences of what an installation brings are listed, and let others use it."""

from __future__ import annotations

import sys
from email.message import Message

import pytest
from packaging.requirements import Requirement

from release import licences

FREE = (
    "Apache",
    "BSD",
    "MIT",
    "MPL",
    "Mozilla Public License",
    "PSF",
    "Python Software Foundation",
)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the page is of the oldest Python")
def test_page_is_up_to_date() -> None:
    """docs/licences.md says what is installed: after a change of pins it is made anew."""
    assert licences.page() == licences.PAGE.read_text(encoding="utf-8")


def test_every_licence_lets_others_use_it() -> None:
    """Nothing that is brought asks for more than to be named, or to share changes to itself."""
    rows = [line.split(" | ") for line in licences.page().splitlines() if line.startswith("| ")]
    assert len(rows) > 40
    assert [] == [row for row in rows[1:] if not any(name in row[2] for name in FREE)]


def test_what_comes_with_others_is_listed() -> None:
    """The closure has what a dependency brings, and what an extra of a dependency brings."""
    assert {"httpx", "httpcore", "h11", "idna"} <= licences.closure([Requirement("httpx")])
    assert "truststore" in licences.closure([Requirement("httpx2")])


def test_a_package_that_says_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A licence that is not named is no licence; one that is named somehow is."""
    told = Message()

    def metadata(_: str) -> Message:
        return told

    monkeypatch.setattr("importlib.metadata.metadata", metadata)
    with pytest.raises(ValueError, match="nameless does not say of which licence it is"):
        licences.licence("nameless")
    told["License"] = "MIT"
    assert "MIT" == licences.licence("nameless")
    told["Classifier"] = "License :: OSI Approved :: BSD License"
    assert "BSD License" == licences.licence("nameless")
    told["License-Expression"] = "Apache-2.0"
    assert "Apache-2.0" == licences.licence("nameless")
