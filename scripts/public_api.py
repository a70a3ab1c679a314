"""Lists the public API in docs/public-api.txt: ``scripts/api``.

One line for each name: kind, parameters with their defaults and annotations, bases; then the flags
of each command, and the options of pytest. A test compares the listing with what there is, so that
no change of what users rely on goes unseen. What is public, CONTRIBUTING.md tells.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast
from unittest import mock

import griffe

from messaging_engagement import command
from messaging_engagement.command.catalogue import summaries
from messaging_engagement.command.words import resources
from messaging_engagement_contract import pytest_plugin
from messaging_engagement_contract.conformance import pytest_plugin as conformance_plugin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
LISTING = ROOT / "docs/public-api.txt"
SOURCES = [ROOT / "generated", ROOT / "overrides", ROOT / "contract_tests"]
PACKAGES = "messaging_engagement_api", "messaging_engagement", "messaging_engagement_contract"
MODULES = (
    "messaging_engagement",
    "messaging_engagement.errors",
    "messaging_engagement.otel",
    "messaging_engagement.testing",
    "messaging_engagement_api",
    "messaging_engagement_api.api",
    "messaging_engagement_api.models",
    "messaging_engagement_contract",
    "messaging_engagement_contract.mock",
)
"""What people import from. Of each, what is in ``__all__`` is public."""
PLUGIN = "messaging_engagement_contract.pytest_plugin"
"""Its fixtures are public: tests ask for them by name."""
REACHED = (
    "messaging_engagement.bulk.numbers.AsyncNumbers",
    "messaging_engagement.bulk.numbers.Numbers",
)
"""Classes whose objects people have, of a module that they do not import."""
_HEAD = """\
# All that is public, one name a line: written by `scripts/api`, compared by a test.
"""
_OF_EVERY_CLASS = {
    *("__repr__", "__str__", "__setattr__", "__delattr__"),
    *("__reduce__", "__getstate__", "__setstate__"),
}
_FLAG = re.compile(r"^  (?:-\w(?: \S+)?, )?(--[\w-]+)(?:[ =](\S+))?", re.MULTILINE)


def main() -> int:
    """Write the listing, or with ``--check`` show what differs; 1 if anything does."""
    text = listing()
    if sys.argv[1:] != ["--check"]:
        LISTING.write_text(text, encoding="utf-8")
        return 0
    lines = list(changes(LISTING.read_text(encoding="utf-8"), text))
    print("\n".join(lines) or f"{LISTING.relative_to(ROOT)} is current")
    return 1 if lines else 0


def changes(before: str, after: str) -> Iterator[str]:
    """Give the lines that went (-) and came (+)."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return (line for line in lines if not line.startswith(("---", "+++", "@@")))


def listing() -> str:
    """List all that is public."""
    return "\n".join([_HEAD, *names(), "", *commands(), "", *options(), ""])


def names(sources: Iterable[Path] = SOURCES) -> Iterator[str]:
    """Give a line for each name that people import. The sources are read, not run."""
    loader = griffe.GriffeLoader(search_paths=list(sources), allow_inspection=False)
    for package in PACKAGES:
        loader.load(package)
    loader.resolve_aliases(implicit=False, external=False)
    public = dict(_public(loader.modules_collection))
    homes = {found.path for found in public.values()}
    done: dict[str, str] = {}
    for name, found in public.items():
        if found.path in done:
            yield f"{name} = {done[found.path]}"
        else:
            done[found.path] = name
            yield from _lines(name, found, homes)


def commands() -> Iterator[str]:
    """Give a line for each command, and for each of its flags."""
    derived = [(resource, name) for resource in resources() for name in summaries(resource)]
    for words in (("mock",), ("conformance",), ("quirks",), ("completion",), *derived):
        said = io.StringIO()
        wide = mock.patch.dict(os.environ, COLUMNS="1000")
        with wide, contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            command.main([*words, "--help"])
        name = f"messaging-engagement {' '.join(words)}"
        needed = re.sub(
            r" ?\[[^\[\]]*\]", "", said.getvalue().partition("\n")[0].partition(name)[2]
        )
        yield f"command {name}{needed}"
        flags = {found[1]: found[2] or "" for found in _FLAG.finditer(said.getvalue())}
        for flag in sorted(flags.keys() - {"--help"}):
            yield f"{name} {flag} {flags[flag]}".rstrip()


def options() -> Iterator[str]:
    """Give a line for each option that pytest gets."""
    asked = mock.MagicMock()
    pytest_plugin.pytest_addoption(asked)
    conformance_plugin.pytest_addoption(asked)
    for call in asked.mock_calls:
        kind: str = call[0].rpartition(".")[2]
        if kind in {"addini", "addoption"}:
            default = f" = {call[2]['default']!r}" if "default" in call[2] else ""
            yield f"pytest {kind.removeprefix('add')} {call[1][0]}{default}"


def _public(modules: griffe.ModulesCollection) -> Iterator[tuple[str, griffe.Object]]:
    for path in MODULES:
        module = modules[path]
        for name in cast("list[str]", module.exports):
            found = _target(module.members[name])
            if not found.is_module:  # one of MODULES
                yield f"{path}.{name}", found
    for path in REACHED:
        yield path, _target(modules[path])
    for tag in modules["messaging_engagement_api.api"].modules.values():
        for name, member in tag.members.items():
            if name.endswith("WithRawResponse"):
                yield f"{tag.path}.{name}", _target(member)
    for name, member in modules[PLUGIN].members.items():
        if name.startswith("messaging_engagement_"):
            yield f"{PLUGIN}.{name}", _target(member)


def _target(found: griffe.Object | griffe.Alias) -> griffe.Object:
    return found.final_target if isinstance(found, griffe.Alias) else found


def _lines(name: str, found: griffe.Object, homes: set[str]) -> Iterator[str]:
    if isinstance(found, griffe.Class):
        yield _class(name, found)
        for member, inner in _members(found, homes):
            yield from _lines(f"{name}.{member}", inner, homes)
    elif isinstance(found, griffe.Function):
        for form in found.overloads or [found]:
            yield _function(name, form, found)
    elif isinstance(found, griffe.Attribute):
        yield _attribute(name, found)


def _members(found: griffe.Class, homes: set[str]) -> Iterator[tuple[str, griffe.Object]]:
    """Give what a class has of its own and of bases that are not listed themselves."""
    members: dict[str, griffe.Object] = {}
    for each in (found, *(base for base in found.mro() if base.path not in homes)):
        for name, member in each.members.items():
            target = _target(member)
            if name not in members and _is_public(name, target):
                members[name] = target
    order = list(members)  # that of fields is the order of arguments

    def place(name: str) -> tuple[int, int | str]:
        found = members[name]
        is_field = found.is_attribute and "property" not in found.labels
        return (0, order.index(name)) if is_field else (1, name)

    yield from ((name, members[name]) for name in sorted(members, key=place))


def _is_public(name: str, found: griffe.Object) -> bool:
    if name.startswith("__"):
        return found.is_function and name not in _OF_EVERY_CLASS
    return not name.startswith("_")


def _class(name: str, found: griffe.Class) -> str:
    made_by = "".join(f"@{each.value} " for each in found.decorators)
    bases = ", ".join(str(base) for base in found.bases)
    return f"{made_by}class {name}({bases})"


def _function(name: str, form: griffe.Function, found: griffe.Function) -> str:
    labels = sorted(found.labels & {"async", "classmethod", "staticmethod"})
    made_by = [f"@{each.value}" for each in found.decorators if "fixture" in str(each.value)]
    if form is not found:
        labels.append("overload")
    parameters = ", ".join(_parameters(form.parameters))
    returns = f" -> {form.returns}" if form.returns is not None else ""
    return " ".join([*made_by, *labels, f"def {name}({parameters}){returns}"])


def _parameters(parameters: griffe.Parameters) -> Iterator[str]:
    kinds = [each.kind for each in parameters]
    positional = griffe.ParameterKind.positional_only
    keyword = griffe.ParameterKind.keyword_only
    has_star = griffe.ParameterKind.var_positional in kinds
    for index, each in enumerate(parameters):
        if each.kind is keyword and not has_star:
            has_star = True
            yield "*"
        hint = f": {each.annotation}" if each.annotation is not None else ""
        if each.kind is griffe.ParameterKind.var_positional:
            yield f"*{each.name}{hint}"
        elif each.kind is griffe.ParameterKind.var_keyword:
            yield f"**{each.name}{hint}"
        else:
            yield f"{each.name}{hint}{f' = {each.default}' if each.default is not None else ''}"
        if each.kind is positional and kinds[index + 1 : index + 2] != [positional]:
            yield "/"


def _attribute(name: str, found: griffe.Attribute) -> str:
    kind = "property " if "property" in found.labels else ""
    hint = f": {found.annotation}" if found.annotation is not None else ""
    is_constant = found.annotation is None or "Final" in str(found.annotation)
    is_default = "class-attribute" in found.labels or (
        is_constant and "module-attribute" in found.labels
    )
    is_default = is_default and found.name != "__version__"  # each release has another one
    value = " ".join(str(found.value).split()) if is_default and found.value else ""
    return f"{kind}{name}{hint}{f' = {value}' if value else ''}"


if __name__ == "__main__":
    sys.exit(main())
