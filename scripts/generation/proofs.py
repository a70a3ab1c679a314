"""The checks that an action may name as its proof: functions of tests/spec/checks.

They are read, not imported, for a build must not depend on what tests need.
"""

from __future__ import annotations

import ast
import difflib
from typing import TYPE_CHECKING

from generation.errors import GenerationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from generation.overlays import Action

CHECKS = "tests/spec/checks"


def require_known(actions: Iterable[Action], root: Path) -> None:
    """Require that each action names a check that there is.

    Raises:
        GenerationError: one does not.
    """
    known = sorted(checks(root / CHECKS))
    problems = list(_unknown(actions, known))
    if problems:
        raise GenerationError(*problems)


def checks(folder: Path) -> Iterator[str]:
    """Give the names of the functions with the decorator ``check``.

    Raises:
        GenerationError: a module cannot be read.
    """
    for path in sorted(folder.glob("*.py")):
        try:
            module = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError) as error:
            raise GenerationError(f"{path}: cannot be read as Python: {error}") from error
        for node in module.body:
            if isinstance(node, ast.FunctionDef):
                names = map(ast.unparse, node.decorator_list)
                if any(name.rpartition(".")[2] == "check" for name in names):
                    yield node.name


def _unknown(actions: Iterable[Action], known: list[str]) -> Iterator[str]:
    for action in actions:
        if action.proof not in known:
            similar = difflib.get_close_matches(action.proof, known, n=1)
            meant = f"Did you mean {similar[0]}? " if similar else ""
            yield (
                f"{action}: `x-proof: {action.proof}` is no check of {CHECKS}. {meant}Name the one "
                "that fails without the action, or write it."
            )
