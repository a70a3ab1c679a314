"""The stock output has an HTTP client with defects of its own; ours has no HTTP client.

Our templates end where a request is built and an answer is read. Who sends it is an argument of the
resource classes, so there is no token to leak, no pool to share and no header to mutate here. What
the stock client gets wrong is shown for the record: it is the reason, and a newer generator without
these defects fails these tests, and so asks whether the reason still holds.
"""

from __future__ import annotations

import ast
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.generated.outputs import BASE_URL, cures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.generated.outputs import Ours, Output, Stock

TOKEN = "marked-secret"


def imported(path: Path) -> Iterator[str]:
    """Give the packages that a module imports absolutely."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


class TestOurs:
    """What there is instead."""

    @cures(AssertionError)
    def test_no_module_can_send_anything(self, output: Output) -> None:
        """The package needs attrs and the standard library, and none of that opens a socket."""
        modules = output.folder.rglob("*.py")
        packages = {package for path in modules for package in imported(path)}

        assert set() == packages & {"httpx", "http", "socket", "ssl", "urllib3", "requests"}

    def test_the_resource_classes_hold_the_sender_alone(self, ours: Ours) -> None:
        """They keep no credentials, no headers and no state that threads could race for."""

        api: object = ours.package.Api(object())

        resources: dict[str, object] = vars(api)
        assert ["_Api__files", "_Api__things"] == sorted(resources)
        for resource in resources.values():
            assert ("_sender",) == vars(type(resource))["__slots__"]
            assert not hasattr(resource, "__dict__")


class TestStock:
    """What the stock client gets wrong."""

    @pytest.fixture
    def clients(self, stock: Stock) -> ModuleType:
        """Give the module of the stock clients."""
        return stock.module("client")

    def test_its_repr_has_the_token(self, clients: ModuleType) -> None:
        """A log of the client is a log of the credentials."""
        assert TOKEN in repr(clients.AuthenticatedClient(base_url=BASE_URL, token=TOKEN))

    def test_it_mutates_the_headers_it_is_given(self, clients: ModuleType) -> None:
        """A dict that the caller uses elsewhere gets the credentials."""
        headers: dict[str, str] = {}
        clients.AuthenticatedClient(
            base_url=BASE_URL, token=TOKEN, headers=headers
        ).get_httpx_client()

        assert {"Authorization": f"Bearer {TOKEN}"} == headers

    def test_threads_make_a_pool_each(
        self, clients: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its first use has no lock: each of eight threads opens connections of its own."""
        together = threading.Barrier(8)
        made: list[object] = []

        def make(**_: object) -> object:
            together.wait(timeout=10)
            made.append(object())
            return made[-1]

        monkeypatch.setattr(httpx, "Client", make)
        client = clients.Client(base_url=BASE_URL)
        with ThreadPoolExecutor(8) as pool:
            for _ in range(8):
                pool.submit(client.get_httpx_client)

        assert 8 == len(made)

    def test_a_copy_with_another_timeout_changes_the_original(self, clients: ModuleType) -> None:
        """``with_timeout`` sets the timeout of the live client, too."""
        client = clients.Client(base_url=BASE_URL, timeout=httpx.Timeout(1))
        pool = client.get_httpx_client()
        client.with_timeout(httpx.Timeout(9))

        assert httpx.Timeout(9) == pool.timeout

    def test_it_can_be_neither_hashed_nor_pickled(self, clients: ModuleType) -> None:
        """So it is no key of a cache, and no argument of a process."""
        client = clients.Client(base_url=BASE_URL)
        client.get_httpx_client()

        with pytest.raises(TypeError):
            hash(client)
        with pytest.raises(TypeError):
            pickle.dumps(client)
