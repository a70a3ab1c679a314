"""Identity Verification and Message Engagement Registration: models, operations and resource classes.

Generated from openapi.yaml by ``scripts/generate``; never edited by hand.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from . import api, models
    from .client import Api, AsyncApi
    from .errors import (
        ApiError,
        ErrorStatus,
        FieldProblem,
        InvalidPathParameter,
        InvalidRequestError,
        UnreadableBody,
    )
    from .operation import (
        Answer,
        AsyncPager,
        AsyncSender,
        AsyncWalk,
        Listing,
        Operation,
        Page,
        Pager,
        Paging,
        Progress,
        RawResponse,
        Request,
        Response,
        Sender,
    )
    from .types import UNSET, Unset

SERVER: Final = "https://api.nexmo.com"
"""The URL of the server that the description names first, without a slash at the end."""

_HOMES = {
    "Api": "client",
    "AsyncApi": "client",
    "ApiError": "errors",
    "ErrorStatus": "errors",
    "FieldProblem": "errors",
    "InvalidPathParameter": "errors",
    "InvalidRequestError": "errors",
    "UnreadableBody": "errors",
    "Answer": "operation",
    "AsyncPager": "operation",
    "AsyncSender": "operation",
    "AsyncWalk": "operation",
    "Listing": "operation",
    "Operation": "operation",
    "Page": "operation",
    "Pager": "operation",
    "Paging": "operation",
    "Progress": "operation",
    "RawResponse": "operation",
    "Request": "operation",
    "Response": "operation",
    "Sender": "operation",
    "UNSET": "types",
    "Unset": "types",
}
"""The module that each of the names below is loaded from when it is first used."""

__all__ = [
    "SERVER",
    "UNSET",
    "Answer",
    "Api",
    "ApiError",
    "AsyncApi",
    "AsyncPager",
    "AsyncSender",
    "AsyncWalk",
    "ErrorStatus",
    "FieldProblem",
    "InvalidPathParameter",
    "InvalidRequestError",
    "Listing",
    "Operation",
    "Page",
    "Pager",
    "Paging",
    "Progress",
    "RawResponse",
    "Request",
    "Response",
    "Sender",
    "UnreadableBody",
    "Unset",
    "api",
    "models",
]

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        """Load the module that has a name (PEP 562)."""
        if name in _HOMES:
            found = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        elif name in {"api", "models"}:
            found = importlib.import_module(f"{__name__}.{name}")
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        """Name what there is to load, too."""
        return sorted({*globals(), *__all__})
