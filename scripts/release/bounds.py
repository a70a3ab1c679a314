"""What pyproject.toml asks for, for the package and for its extras."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: No user installs these; what the tests need is pinned in constraints.txt.
NOT_SHIPPED = frozenset({"dev"})


def extras(root: Path) -> list[str]:
    """Give the extras that users may ask for."""
    return sorted(_project(root)["optional-dependencies"].keys() - NOT_SHIPPED)


def of_extras(root: Path, chosen: Iterable[str]) -> list[Requirement]:
    """Give what the package requires with some of its extras, and what these include."""
    project = _project(root)
    found: list[Requirement] = [Requirement(line) for line in project["dependencies"]]
    pending = list(chosen)
    while pending:
        for line in project["optional-dependencies"][pending.pop()]:
            requirement = Requirement(line)
            if requirement.name == project["name"]:
                pending += requirement.extras
            else:
                found.append(requirement)
    return found


def _project(root: Path) -> dict[str, Any]:
    document = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project: dict[str, Any] = document["project"]
    return project
