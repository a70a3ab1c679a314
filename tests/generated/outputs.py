"""Two packages made from ``trial.yaml``, and one way to use either.

The stock output is what the generator makes with its own templates; ours is what it makes with
those of ``overrides/templates``. A test that is marked with :func:`cures` runs on both: it passes
on ours, and on the stock output it has to fail in the way that the mark names.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from generation import client, documents

if TYPE_CHECKING:
    from types import ModuleType

Generated: TypeAlias = Any
"""What the packages take and give: they are made while the tests run. test_typing has the types."""

ROOT = Path(__file__).resolve().parents[2]
TRIAL = Path(__file__).with_name("trial.yaml")
BASE_URL = "https://trial.invalid"

OPERATIONS = {
    "list_things": "things",
    "create_thing": "things",
    "get_thing": "things",
    "probe_thing": "things",
    "update_thing": "things",
    "delete_thing": "things",
    "get_thing_level": "things",
    "list_pets": "things",
    "list_thing_parts": "things",
    "download_file": "files",
    "read_file": "files",
}
"""The operations of the trial, each with its tag."""


def cures(*symptoms: type[BaseException]) -> pytest.MarkDecorator:
    """Run a test on both outputs, and require that it fails on the stock one, with a symptom."""
    stock = pytest.mark.xfail(raises=symptoms, strict=True, reason="a defect of the stock output")
    return pytest.mark.parametrize(
        "output", ["ours", pytest.param("stock", marks=stock)], indirect=True
    )


class RefusedError(Exception):
    """The request cannot be built, and the package says why with an error of its own."""


class AnswerError(Exception):
    """The answer is no result, and the package says so with an error of its own."""

    def __init__(self, status: int, problem: Generated = None) -> None:
        super().__init__(status, problem)
        self.status = status
        self.problem = problem


@dataclass(frozen=True)
class Output(ABC):
    """A generated package that was imported."""

    package: ModuleType
    folder: Path

    @property
    def models(self) -> ModuleType:
        """The module of the models."""
        return self.module("models")

    def module(self, name: str) -> ModuleType:
        """Import a module of the package."""
        return importlib.import_module(f"{self.package.__name__}.{name}")

    def operation(self, name: str) -> ModuleType:
        """Import the module of an operation."""
        return self.module(f"api.{OPERATIONS[name]}.{name}")

    @abstractmethod
    def things(self, page: Generated) -> list[Generated]:
        """Give the items of a page."""

    @abstractmethod
    def request(self, operation: str, *arguments: Generated, **named: Generated) -> httpx.Request:
        """Build the request of a call, as httpx sends it.

        Raises:
            RefusedError: the package does not build it.
        """

    @abstractmethod
    def read(self, operation: str, status: int, content: bytes) -> Generated:
        """Read an answer to the operation.

        Raises:
            AnswerError: the package does not take it for a result.
        """


class Ours(Output):
    """What our templates make."""

    def things(self, page: Generated) -> list[Generated]:
        """Give the items of a page."""
        items: list[Generated] = page.embedded.things
        return items

    def call(self, operation: str, *arguments: Generated, **named: Generated) -> Generated:
        """Build our own request, which knows no server yet."""
        return self.operation(operation).request(*arguments, **named)

    def request(self, operation: str, *arguments: Generated, **named: Generated) -> httpx.Request:
        """Build the request of a call, as httpx sends it."""
        try:
            call = self.call(operation, *arguments, **named)
        except self.package.InvalidPathParameter as error:
            raise RefusedError from error
        body: dict[str, Any] = {} if call.json is self.package.UNSET else {"json": call.json}
        return _to_nowhere().build_request(
            call.operation.method, call.path, params=call.params, headers=list(call.headers), **body
        )

    def read(self, operation: str, status: int, content: bytes) -> Generated:
        """Read an answer to the operation."""
        try:
            response = httpx.Response(status, content=content)
            return self.operation(operation).OPERATION.parse(response)
        except (self.package.ErrorStatus, self.package.UnreadableBody) as error:
            raise AnswerError(error.status_code, getattr(error, "problem", None)) from error


class Stock(Output):
    """What the generator's own templates make."""

    def things(self, page: Generated) -> list[Generated]:
        """Give the items of a page."""
        items: list[Generated] = page.field_embedded.things
        return items

    def request(self, operation: str, *arguments: Generated, **named: Generated) -> httpx.Request:
        """Build the request of a call, as httpx sends it."""
        built: dict[str, Any] = vars(self.operation(operation))["_get_kwargs"](*arguments, **named)
        return _to_nowhere().build_request(**built)

    def read(self, operation: str, status: int, content: bytes) -> Generated:
        """Read an answer to the operation."""
        answer = vars(self.operation(operation))["_build_response"]
        try:
            response = httpx.Response(status, content=content)
            return answer(client=self.package.Client(base_url=BASE_URL), response=response).parsed
        except self.module("errors").UnexpectedStatus as error:
            raise AnswerError(error.status_code) from error


def trial() -> dict[str, Any]:
    """Read the description from which both are made."""
    document: dict[str, Any] = documents.plain(documents.load(TRIAL))
    return document


def write_stock(document: dict[str, Any], package: Path) -> None:
    """Generate with the generator's own templates and its defaults, but for the formatting."""
    config = Config.from_sources(
        ConfigFile(package_name_override=package.name, post_hooks=[]),
        MetaType.NONE,
        document_source="",
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )
    data = GeneratorData.from_dict(document, config=config)
    assert not isinstance(data, GeneratorError)
    with contextlib.redirect_stdout(io.StringIO()):
        assert [] == list(Project(openapi=data, config=config).build())


def write_ours(document: dict[str, Any], package: Path) -> None:
    """Generate with our templates."""
    client.write_package(document, root=ROOT, package=package)


def load(folder: Path) -> ModuleType:
    """Import the package in a folder, by the folder's name and without a change of ``sys.path``."""
    spec = importlib.util.spec_from_file_location(
        folder.name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[folder.name] = package
    spec.loader.exec_module(package)
    return package


def forget(package: ModuleType) -> None:
    """Take a package that was loaded back from ``sys.modules``."""
    name = package.__name__
    for module in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
        del sys.modules[module]


def _to_nowhere() -> httpx.Client:
    # A transport of its own saves loading certificates.
    return httpx.Client(base_url=BASE_URL, transport=httpx.MockTransport(_no_answer))


def _no_answer(request: httpx.Request) -> httpx.Response:
    raise AssertionError(request)
