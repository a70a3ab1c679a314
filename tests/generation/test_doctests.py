"""The examples in the docstrings of the generation are right."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import generation

MODULES = [module.name for module in pkgutil.iter_modules(generation.__path__, "generation.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """Each gives what it says."""
    assert 0 == doctest.testmod(importlib.import_module(name)).failed
