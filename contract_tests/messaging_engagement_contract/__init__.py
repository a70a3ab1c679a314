"""What holds a server to the contract, and the mock server for tests without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from messaging_engagement_contract.mock import MockServer

__all__ = ["MockServer"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - of any public name (PEP 562)
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from messaging_engagement_contract import mock

    return getattr(mock, name)
