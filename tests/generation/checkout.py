"""A checkout to generate in: a copy of what ``scripts/generate`` reads and writes."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from mypy import api as mypy

from generation import documents
from generation.command import main
from generation.nodes import is_list, is_object
from generation.proofs import CHECKS
from generation.reserved import CLIENTS, TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "generated/messaging_engagement_api"
SPEC = "overrides/spec"
CLIENT_BASE = "overrides/messaging_engagement/client_base.py"  # where CLIENTS has its base from
SOURCES = (SPEC, TEMPLATES, CLIENTS, CLIENT_BASE, CHECKS)
OUTPUTS = ("openapi.yaml", PACKAGE)

OVERLAYS = ("corrections.overlay.yaml", "conventions.overlay.yaml")

Document = dict[str, Any]

PROGRAM = """\
from __future__ import annotations

import copy
import datetime
import inspect
import pickle
import uuid
from typing import Any, Literal, assert_type

from messaging_engagement_api import *
from wire import Wire, async_items, items


def use(api: Api, wire: Wire) -> None:
    {sync}


async def use_async(api: AsyncApi, wire: Wire) -> None:
    {asynchronous}
"""
"""What a user could write, twice: the calls of the second one are awaited.

A call that gives a pager is written in ``items()``.
"""


@dataclass(frozen=True)
class Outcome:
    """How a run of ``scripts/generate`` ended, and what it said."""

    status: int
    out: str
    err: str


class Checkout:
    """The sources and the outputs of the generation, in a folder of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ignored = shutil.ignore_patterns("__pycache__", ".mypy_cache")
        for name in SOURCES + OUTPUTS:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=ignored)
            else:
                shutil.copy2(ROOT / name, root / name)

    def path(self, name: str) -> Path:
        """Give the path of a source, such as ``published.yaml``, or of an output."""
        source = self.root / SPEC / name
        return source if source.exists() else self.root / name

    def write(self, name: str, content: str | bytes | Document) -> None:
        """Replace a source; a document is written as JSON, which is YAML."""
        if isinstance(content, dict):
            written = json.dumps(content, ensure_ascii=False, indent=1).encode()
            _parsed[written] = content
        else:
            written = content.encode() if isinstance(content, str) else content
        (self.root / SPEC / name).write_bytes(written)

    def generate(self, *arguments: str) -> Outcome:
        """Run ``scripts/generate`` here, in this process."""
        with (
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO()) as err,
            mock.patch.object(documents, "load", _load),
        ):
            status = main(["--root", str(self.root), *arguments])
        return Outcome(status, out.getvalue(), err.getvalue())

    def outputs(self) -> dict[str, bytes]:
        """Give the bytes of every file that is not a source, by name."""
        paths = (path for path in self.root.rglob("*") if path.is_file())
        names = {path.relative_to(self.root).as_posix(): path for path in paths}
        return {
            name: path.read_bytes()
            for name, path in sorted(names.items())
            if not name.startswith(SOURCES)
        }

    def write_program(self, body: str) -> None:
        """Put a program beside the package, as a function for each kind of API."""
        asynchronous = re.sub(
            r"(?<!\bitems\()\bapi(\.\w+){2,3}\(", lambda call: f"await {call[0]}", body
        )
        asynchronous = re.sub(r"\bitems\(", "await async_items(", asynchronous)
        text = PROGRAM.format(
            sync=body.strip().replace("\n", "\n    "),
            asynchronous=asynchronous.strip().replace("\n", "\n    "),
        )
        folder = self.root / "generated"
        (folder / "program.py").write_text(text, encoding="utf-8")
        shutil.copy(Path(__file__).with_name("wire.py"), folder / "wire.py")

    def run_program(self) -> None:
        """Import the package from this folder and run the program, sync and async."""
        with self._importing("program") as program:
            module: Any = program
            wire = module.Wire()
            module.use(module.Api(wire), wire)
            kind = importlib.import_module("wire").AsyncWire
            asyncio.run(module.use_async(module.AsyncApi(kind(wire)), wire))

    def type_errors(self, cache: Path) -> str:
        """Check the package and the program with ``mypy --strict``."""
        with contextlib.chdir(self.root / "generated"):
            said, complaints, _ = mypy.run(
                [
                    *("--strict", "--no-error-summary", "--config-file=", f"--cache-dir={cache}"),
                    *("program.py", "messaging_engagement_api"),
                ]
            )
        return said + complaints

    @contextlib.contextmanager
    def _importing(self, name: str) -> Generator[ModuleType]:
        """Import a module from the folder of the package, and forget it afterwards."""
        own = {"messaging_engagement_api", "program", "wire"}

        def forget() -> dict[str, ModuleType]:
            names = [module for module in sys.modules if module.split(".")[0] in own]
            return {module: sys.modules.pop(module) for module in names}

        elsewhere = forget()
        sys.path.insert(0, str(self.root / "generated"))
        try:
            yield importlib.import_module(name)
        finally:
            sys.path.remove(str(self.root / "generated"))
            forget()
            sys.modules.update(elsewhere)


_parsed: dict[bytes, Document] = {}
_parse = documents.load


def _load(path: Path) -> Document:
    """Read a YAML file; what was read before, from any checkout, is not read again."""
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if content not in _parsed:
        _parsed[content] = _parse(path)
    return _parsed[content]


class Sources:
    """The documents in overrides/spec, to be changed."""

    def __init__(self) -> None:
        self.changed: dict[str, Document] = {}

    def __getitem__(self, name: str) -> Document:
        """Give a document, such as ``published.yaml``, that will be written as it is then."""
        if name not in self.changed:
            self.changed[name] = documents.plain(_load(ROOT / SPEC / name))
        return self.changed[name]

    @property
    def published(self) -> Document:
        """The description as published."""
        return self["published.yaml"]

    @property
    def paths(self) -> Document:
        """Its paths."""
        paths: Document = self.published["paths"]
        return paths

    @property
    def schemas(self) -> Document:
        """Its schemas."""
        schemas: Document = self.published["components"]["schemas"]
        return schemas

    def replace(self, old: str, new: str) -> None:
        """Replace a text wherever it is in any of the documents."""
        for name in ("published.yaml", *OVERLAYS):
            self.changed[name] = json.loads(json.dumps(self[name]).replace(old, new))

    def exemplify(self, field: str, value: object) -> None:
        """Give a field another value in all examples, those of the overlays as well."""
        for name in ("published.yaml", *OVERLAYS):
            _exemplify(self[name], field, value)


def _exemplify(node: object, field: str, value: object) -> None:
    if is_object(node):
        for key, inner in node.items():
            if key == field and not is_object(inner):
                node[key] = value
            elif key == field and "example" in inner:
                inner["example"] = value
            else:
                _exemplify(inner, field, value)
    elif is_list(node):
        for item in node:
            _exemplify(item, field, value)
