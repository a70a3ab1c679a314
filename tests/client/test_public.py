"""What people may import, and what a type checker lets them pass."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

import messaging_engagement
from messaging_engagement import UNSET, AsyncClient, BearerToken, Client, Hooks, models
from tests.client.sides import CREDENTIALS

if TYPE_CHECKING:
    from messaging_engagement import Pager, Progress
    from messaging_engagement.transport.http_clients import AsyncHttpClient, HttpClient


def test_public_names_are_those_that_are_there() -> None:
    """``__all__`` is sorted as people read it, complete, and nothing in it is missing."""
    names = messaging_engagement.__all__
    assert len(set(names)) == len(names)
    for name in names:
        assert hasattr(messaging_engagement, name)
    assert set(names) <= set(dir(messaging_engagement))
    tree = ast.parse(Path(messaging_engagement.__file__).read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If) and _is_checking(node.test))
    for_checkers = {
        alias.name
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert for_checkers == set(names)


def _is_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def test_unknown_name_is_refused() -> None:
    """A name that is not there is an AttributeError, as with any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Cleint'"):
        getattr(messaging_engagement, "Cleint")  # noqa: B009 - no name that a checker knows


def test_import_loads_nothing_that_is_not_used() -> None:
    """Importing the package is quick: neither its parts nor a library is loaded before its use."""
    program = (
        "import sys; import messaging_engagement; "
        "print([name for name in ('attrs', 'httpx', 'httpcore', 'messaging_engagement_api', 'ssl') "
        "if name in sys.modules])"
    )
    assert "[]\n" == _told(program)


def test_optional_libraries_are_not_imported() -> None:
    """Importing the package, or its OpenTelemetry part, needs no library that is optional."""
    program = (
        "import sys; import messaging_engagement.client, messaging_engagement.otel; "
        "print([name for name in ('opentelemetry', 'pyrate_limiter', 'httpx2', 'httpx', 'pytest') "
        "if name in sys.modules])"
    )
    assert "[]\n" == _told(program)


def _told(program: str) -> str:
    path = [entry for entry in sys.path if entry]
    told = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(path)},
    )
    return told.stdout


def test_both_clients_are_alike() -> None:
    """What the one client has, the other has, by the same names and with the same arguments."""

    def methods(kind: type) -> dict[str, list[str]]:
        found = {name: getattr(kind, name) for name in dir(kind) if not name.startswith("_")}
        return {
            name: list(inspect.signature(value).parameters) if callable(value) else []
            for name, value in found.items()
        }

    assert methods(Client) == methods(AsyncClient)
    assert inspect.signature(Client) == inspect.signature(AsyncClient)


def _watch(progress: Progress) -> None:
    """Take a progress by its public type."""


def types_that_a_checker_accepts(own: httpx.Client, own_async: httpx.AsyncClient) -> None:
    """Never run: mypy and pyright check it, and reject an ignore that is not needed."""
    sync_http: HttpClient = own
    async_http: AsyncHttpClient = own_async
    Client(http_client=sync_http, auth=lambda: ("key", "secret"), hooks=Hooks())
    AsyncClient(http_client=async_http, auth=BearerToken("x"))
    Client(http_client=own, auth=httpx.BasicAuth("key", "secret"))
    AsyncClient(http_client=own_async, auth=httpx.DigestAuth("key", "secret"))
    Client(http_client=own_async)  # type: ignore[arg-type] # a mistake
    AsyncClient(http_client=own)  # type: ignore[arg-type] # a mistake
    Client(timeout="5")  # type: ignore[arg-type] # a mistake
    identity: models.Identity = Client(**CREDENTIALS).with_options(timeout=5).identities.get("B1")
    people: Pager[models.Identity] = Client(**CREDENTIALS).identities.list(on_progress=_watch)
    if list(people) and identity.links is not UNSET:
        Client(**CREDENTIALS).follow(identity.links.engagements)
