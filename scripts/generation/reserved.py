"""The names that are taken: by the generated modules themselves, and by the clients.

They are read from the templates and from the clients' module, so that a name that is new there is
kept clear of without a list of such names.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generation.errors import GenerationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TEMPLATES = "overrides/templates"
CLIENTS = "overrides/messaging_engagement/client.py"
"""The module of the classes that derive from the generated ``Api`` and ``AsyncApi``."""

APIS = frozenset({"Api", "AsyncApi"})

SCALARS = frozenset({"bool", "bytes", "float", "int", "str"})
"""Types that the signature of a method names."""

_IMPORT = re.compile(r"^(?:from \S+ )?import ([^({\n]+)$", re.MULTILINE)
_DEFINITION = re.compile(r"^(?:class |def )?([A-Za-z]\w*)(?=\(|: [^\n]*= | = )", re.MULTILINE)
_METHOD = re.compile(r"^    def ([a-z]\w*)\(", re.MULTILINE)


@dataclass(frozen=True)
class Reserved:
    """Names that are taken, by what may therefore not be called so."""

    methods: frozenset[str]
    parameters: frozenset[str]
    paging: frozenset[str]
    """What the method that gives a pager takes beside the parameters of its operation."""
    models: frozenset[str]
    resources: frozenset[str]
    members: Mapping[str, frozenset[str]]
    """Each public member of the clients, with the types that it has if it is a property."""

    @classmethod
    def of(cls, root: Path) -> Reserved:
        """Read what the templates and the clients in a checkout name, whatever is described."""
        templates = {
            path.name.partition(".")[0]: path.read_text(encoding="utf-8")
            for path in (root / TEMPLATES).glob("*.jinja")
        }
        operation, resource = templates["endpoint_module"], templates["endpoint_init"]
        kinds = (_imports(templates[name]) for name in ("model", "str_enum", "int_enum"))
        holders = (templates[name] for name in ("client", "api_init"))
        return cls(
            methods=_imports(resource) | SCALARS | frozenset(_METHOD.findall(resource)),
            parameters=_names(operation) | {"body", "self"},
            paging=frozenset(_fields(templates["operation"], "Paging")) | {"paging"},
            models=_imports(operation).union(*kinds),
            resources=_imports(resource).union(APIS, *map(_names, holders)),
            members=_members(root / CLIENTS),
        )


def _imports(template: str) -> frozenset[str]:
    names = (name for imports in _IMPORT.findall(template) for name in imports.split(","))
    return frozenset(name.split(" as ")[-1].strip() for name in names)


def _names(template: str) -> frozenset[str]:
    """Give what a module imports, and what it defines itself."""
    return _imports(template).union(_DEFINITION.findall(template))


def _fields(template: str, name: str) -> Iterator[str]:
    """Give the fields of a class of a template."""
    body = re.search(rf"^class {name}\(.*?(?=^\S)", template, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"^    (\w+): ", body[0] if body else "", re.MULTILINE)


def _members(path: Path) -> dict[str, frozenset[str]]:
    """Read the public members of the classes that derive from those of the generated package.

    Raises:
        GenerationError: there is no such module, or no such class in it.
    """
    module = _parsed(path)
    classes = _classes(module)
    clients = [node for node in classes.values() if not APIS.isdisjoint(_bases(node))]
    if not clients:
        raise GenerationError(
            f"{path}: has no class that derives from Api or AsyncApi. The names of the clients' "
            "members are read from there: follow them in scripts/generation/reserved.py."
        )
    for beside in _imported(module, {base for node in clients for base in _bases(node)}, path):
        classes |= _classes(_parsed(beside))
    found: dict[str, set[str]] = {}
    while clients:
        node = clients.pop()
        clients += [classes[name] for name in _bases(node) if name in classes]
        for name, kind in _own_members(node):
            if not name.startswith("_"):
                found.setdefault(name, set()).add(kind)
    return {name: frozenset(kinds) for name, kinds in found.items()}


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GenerationError(f"{path}: cannot be read: {error.strerror}") from error
    except SyntaxError as error:
        raise GenerationError(f"{path}:{error.lineno}: not Python: {error.msg}") from error


def _classes(module: ast.Module) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}


def _imported(module: ast.Module, names: set[str], path: Path) -> Iterator[Path]:
    """Give the modules beside a module from which it imports some names."""
    for node in module.body:
        if isinstance(node, ast.ImportFrom) and not names.isdisjoint(
            alias.name for alias in node.names
        ):
            package, _, name = (node.module or "").rpartition(".")
            if package == path.parent.name:
                yield path.with_name(f"{name}.py")


def _bases(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases]


def _own_members(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for item in node.body:
        match item:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                is_property = "property" in map(ast.unparse, item.decorator_list)
                gives = ast.unparse(item.returns) if is_property and item.returns else ""
                yield item.name, gives.strip("'\"")
            case ast.Assign():
                for target in item.targets:
                    yield ast.unparse(target), ""
            case ast.AnnAssign():
                yield ast.unparse(item.target), ""
            case _:
                pass
