"""The examples in the docstrings of the package do what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import messaging_engagement

MODULES = [
    messaging_engagement.__name__,
    *(
        module.name
        for module in pkgutil.walk_packages(messaging_engagement.__path__, "messaging_engagement.")
        if not module.name.endswith("__main__")
    ),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name: str) -> None:
    """Each example of a module gives what stands below it."""
    module = importlib.import_module(name)
    assert 0 == doctest.testmod(module).failed
