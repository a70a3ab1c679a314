"""The examples in the docstrings of the command do what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from messaging_engagement import command

MODULES = [
    module.name
    for module in pkgutil.iter_modules(command.__path__, f"{command.__name__}.")
    if module.name.rpartition(".")[2] != "__main__"
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name: str) -> None:
    """Each example of a module gives what stands below it."""
    assert 0 == doctest.testmod(importlib.import_module(name)).failed
