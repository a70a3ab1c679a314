"""The drill: the provider changes its description; the client follows, or asks one question.

Each change is a function in ``changes``, declared with what comes of it. It edits the sources and
nothing else: what a program of a user can do afterwards, it can do without a hand-written line.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING

import pytest

from tests.generation.changes import CHANGES, Change
from tests.generation.checkout import Checkout, Sources

if TYPE_CHECKING:
    from pathlib import Path

for _name in ("fields", "schemas", "operations", "parameters", "answers", "names", "paging"):
    importlib.import_module(f"tests.generation.changes.{_name}")

FOLLOWED = [change for change in CHANGES if change.program]
QUESTIONED = [change for change in CHANGES if change.questions]


@pytest.fixture(scope="session")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder in which mypy keeps what it knows of the modules that stay the same."""
    return tmp_path_factory.mktemp("mypy")


def changed(change: Change, folder: Path) -> Checkout:
    """Give a checkout in which the sources are changed, and nothing is generated yet."""
    checkout = Checkout(folder)
    sources = Sources()
    change.edit(sources)
    for name, document in sources.changed.items():
        checkout.write(name, document)
    return checkout


def is_one_of(line: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a line is as a pattern says, in which ``*`` stands for any text."""
    escaped = (re.escape(pattern).replace(r"\*", ".*") for pattern in patterns)
    return any(re.fullmatch(pattern, line) for pattern in escaped)


@pytest.mark.parametrize("change", FOLLOWED, ids=str)
def test_the_client_follows(change: Change, tmp_path: Path, mypy_cache: Path) -> None:
    """The package is built, type-checks with a program that uses the change, and does its work."""
    checkout = changed(change, tmp_path)

    outcome = checkout.generate()

    assert (0, "") == (outcome.status, outcome.err)
    checkout.write_program(change.program)
    assert "" == checkout.type_errors(mypy_cache)
    checkout.run_program()


@pytest.mark.parametrize("change", QUESTIONED, ids=str)
def test_one_question_is_asked(change: Change, tmp_path: Path) -> None:
    """One check stops the build: its lines name the place and what to do; nothing is changed."""
    checkout = changed(change, tmp_path)
    before = checkout.outputs()

    outcome = checkout.generate()

    first, *lines = outcome.err.splitlines()
    assert (1, "", "Nothing was changed.") == (outcome.status, outcome.out, first)
    assert [] == [line for line in lines if not is_one_of(line, change.questions)]
    assert [] == [
        it for it in change.questions if not any(is_one_of(line, (it,)) for line in lines)
    ]
    assert before == checkout.outputs()
