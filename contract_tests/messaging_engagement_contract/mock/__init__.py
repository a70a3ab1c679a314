"""A stateful server of the API, for tests without an account and without the network.

``MockServer`` is a server on a port of this machine, ``Mock`` the same as an ASGI application, and
``app()`` makes one for servers that want a factory. They load on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.mock.accounts import ACCOUNTS

if TYPE_CHECKING:
    from messaging_engagement_contract.mock.api import BASE_PATH
    from messaging_engagement_contract.mock.application import Mock
    from messaging_engagement_contract.mock.faults import FaultError
    from messaging_engagement_contract.mock.journal import Seen
    from messaging_engagement_contract.mock.moments import Clock
    from messaging_engagement_contract.mock.server import MockServer
    from messaging_engagement_contract.mock.stores import StateFileError
    from messaging_engagement_contract.mock.transports import MockTransport

__all__ = [
    "ACCOUNTS",
    "BASE_PATH",
    "Clock",
    "FaultError",
    "Mock",
    "MockServer",
    "MockTransport",
    "Seen",
    "StateFileError",
    "app",
]

_PLACES = {
    "BASE_PATH": "api",
    "Clock": "moments",
    "FaultError": "faults",
    "Mock": "application",
    "MockServer": "server",
    "MockTransport": "transports",
    "Seen": "journal",
    "StateFileError": "stores",
}


def app() -> Mock:
    """Make a mock with the default accounts and nothing in it, as ``uvicorn --factory`` wants.

    As with the command, it is called by an address or as localhost.
    """
    made: Mock = __getattr__("Mock")(hosts={"localhost"})
    return made


def __getattr__(name: str) -> Any:  # noqa: ANN401 - of any public name (PEP 562)
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("messaging_engagement"):
            raise
        message = (
            f"The mock needs the module {error.name}: pip install 'messaging-engagement[mock]'"
        )
        raise ModuleNotFoundError(message, name=error.name) from error
