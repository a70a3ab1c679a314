"""What pyproject.toml allows at the least, as constraints for pip."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: No user installs these; what the tests need is pinned in constraints.txt.
NOT_SHIPPED = frozenset({"dev"})


def extras(root: Path) -> list[str]:
    """Give the extras that users may ask for."""
    return sorted(_project(root)["optional-dependencies"].keys() - NOT_SHIPPED)


def shipped(root: Path) -> list[Requirement]:
    """Give what the package and its extras require, but for the package itself."""
    project = _project(root)
    lines: list[str] = list(project["dependencies"])
    for extra in extras(root):
        lines += project["optional-dependencies"][extra]
    found = [Requirement(line) for line in lines]
    return [requirement for requirement in found if requirement.name != project["name"]]


def lowest(requirements: Iterable[Requirement]) -> list[str]:
    """Give for each requirement the lowest version that it allows, as an exact one.

    Raises:
        ValueError: a requirement has no lower bound.

    >>> lowest([Requirement("httpx>=0.27,<1")])
    ['httpx==0.27']
    """
    return [f"{requirement.name}=={_lower_bound(requirement)}" for requirement in requirements]


def _lower_bound(requirement: Requirement) -> str:
    for specifier in requirement.specifier:
        if specifier.operator in {">=", "=="}:
            return specifier.version
    raise ValueError(f"{requirement} has no lower bound")


def _project(root: Path) -> dict[str, dict[str, list[str]]]:
    document = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project: dict[str, dict[str, list[str]]] = document["project"]
    return project
