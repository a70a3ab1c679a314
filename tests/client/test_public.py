"""What people may import, and what a type checker lets them pass."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

import messaging_engagement
from messaging_engagement import AsyncClient, BearerToken, Client, Hooks, models
from tests.client.sides import CREDENTIALS

if TYPE_CHECKING:
    from messaging_engagement.http_clients import AsyncHttpClient, HttpClient

PACKAGE = Path(messaging_engagement.__file__).parent


def test_public_names_are_those_that_are_there() -> None:
    """``__all__`` is sorted as people read it, complete, and nothing in it is missing."""
    names = messaging_engagement.__all__
    assert len(set(names)) == len(names)
    for name in names:
        assert hasattr(messaging_engagement, name)
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    public = {name for name in vars(messaging_engagement) if not name.startswith("_")}
    assert set(names) == public - (modules - {"errors"}) - {"annotations"}


def test_optional_libraries_are_not_imported() -> None:
    """Importing the package, or its OpenTelemetry part, needs no library that is optional."""
    program = (
        "import sys; import messaging_engagement, messaging_engagement.otel; "
        "print([name for name in ('opentelemetry', 'pyrate_limiter', 'httpx2', 'pytest') "
        "if name in sys.modules])"
    )
    path = [entry for entry in sys.path if entry]
    told = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(path)},
    )
    assert "[]\n" == told.stdout


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


def types_that_a_checker_accepts(own: httpx.Client, own_async: httpx.AsyncClient) -> None:
    """Never run: mypy and pyright check it, and reject an ignore that is not needed."""
    sync_http: HttpClient = own
    async_http: AsyncHttpClient = own_async
    Client(http_client=sync_http, auth=lambda: ("key", "secret"), hooks=Hooks())
    AsyncClient(http_client=async_http, auth=BearerToken("x"))
    Client(http_client=own, auth=httpx.BasicAuth("key", "secret"))
    AsyncClient(http_client=own_async, auth=httpx.DigestAuth("key", "secret"))
    Client(http_client=own_async)  # type: ignore[arg-type]
    AsyncClient(http_client=own)  # type: ignore[arg-type]
    Client(timeout="5")  # type: ignore[arg-type]
    identity: models.Identity = Client(**CREDENTIALS).with_options(timeout=5).identities.get("B1")
    if identity.links:
        Client(**CREDENTIALS).follow(identity.links.engagements)
