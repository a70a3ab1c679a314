"""The licence of everything that an installation brings: ``docs/licences.md``, made and checked.

    PYTHONPATH=scripts python -m release.licences [--check]

It reads what the installed packages say of themselves, in the environment of the checkout.
"""

from __future__ import annotations

import sys
from importlib import metadata
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release import bounds
from release.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = ROOT / "docs" / "licences.md"
HEAD = """# Licences of the dependencies

What `pip install messaging-engagement` and its extras bring, with the versions of
`constraints.txt`, and what each package says of its licence. Made by
`PYTHONPATH=scripts python -m release.licences`; a test holds it to what is installed. What only
builds and tests the project is not in it: nobody gets it with the package.

"""
_LONGEST = 60  # characters: what is longer is the text of a licence, and not its name


def page() -> str:
    """Give the page."""
    brought: dict[str, set[str]] = {}
    for extra in ("", *bounds.extras(ROOT)):
        for name in closure(bounds.of_extras(ROOT, [extra] if extra else [])):
            brought.setdefault(name, set()).add(extra)
    lines = ["| package | version | licence | comes with |", "|---|---|---|---|"]
    for name, extras in sorted(brought.items()):
        told = "the package" if "" in extras else ", ".join(f"`[{one}]`" for one in sorted(extras))
        version = metadata.version(name)
        lines.append(f"| {name} | {version} | {licence(name)} | {told} |")
    return HEAD + "\n".join(lines) + "\n"


def closure(requirements: Iterable[Requirement]) -> set[str]:
    """Give the names of all that comes with these, on this system."""
    found: set[str] = set()
    pending = list(requirements)
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        if name in found:
            continue
        found.add(name)
        for line in metadata.requires(name) or []:
            other = Requirement(line)
            extras = ["", *requirement.extras]
            if other.marker is None or any(other.marker.evaluate({"extra": e}) for e in extras):
                other.marker = None
                pending.append(other)
    return found


def licence(name: str) -> str:
    """Give what a package says of its licence.

    Raises:
        ValueError: it says nothing.
    """
    told = metadata.metadata(name)
    if "License-Expression" in told:
        return told["License-Expression"]
    classified = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier", [])
        if line.startswith("License ::")
    ]
    if classified:
        return " and ".join(sorted(set(classified)))
    text = told["License"].strip() if "License" in told else ""
    if not text or len(text) > _LONGEST:
        raise ValueError(f"{name} does not say of which licence it is")
    return text


def main(arguments: list[str]) -> int:
    """Write the page; or, with ``--check``, tell whether it is as it should be."""
    if arguments == ["--check"]:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
