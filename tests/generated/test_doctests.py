"""The examples in docstrings run, and do what they say."""

from __future__ import annotations

import doctest
import importlib
from typing import TYPE_CHECKING

import pytest

from tests.generated.outputs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = {
    "messaging_engagement_api": ROOT / "generated" / "messaging_engagement_api",
    "generation": ROOT / "scripts" / "generation",
}


def module_name(package: str, path: Path) -> str:
    """Give the name by which a module of a package is imported."""
    parts = path.relative_to(SOURCES[package]).with_suffix("").parts
    return ".".join([package, *parts]).removesuffix(".__init__")


MODULES = sorted(
    module_name(package, path)
    for package, folder in SOURCES.items()
    for path in folder.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_the_examples_are_found() -> None:
    """At least those of which we know."""
    assert {"messaging_engagement_api.codec", "generation.naming"} < set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """Every example gives what stands below it."""
    results = doctest.testmod(importlib.import_module(name), verbose=False)

    assert results.attempted
    assert 0 == results.failed
