"""A client for Vonage's Identity Verification and Message Engagement Registration API.

>>> from messaging_engagement import Client, models
>>> with Client(api_key="abcd1234", api_secret="mock-secret") as client:  # doctest: +SKIP
...     for identity in client.identities.list():
...         print(identity.display_name)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from messaging_engagement import errors
    from messaging_engagement.attempts import Attempt
    from messaging_engagement.bulk.account import (
        AsyncBulkAccount,
        BulkAccount,
        NumberOutcome,
        Status,
    )
    from messaging_engagement.client import AsyncClient, Client
    from messaging_engagement.credentials import BearerToken
    from messaging_engagement.dates import as_datetime
    from messaging_engagement.errors import (
        ApiError,
        BadRequestError,
        BulkError,
        CallError,
        ClientClosedError,
        ConflictError,
        ConnectionFailedError,
        DeadlineError,
        DecodingError,
        DeviationError,
        ErrorStatus,
        ForbiddenError,
        InvalidPathParameter,
        InvalidRequestError,
        NoAnswerError,
        NotFoundError,
        PaginationError,
        PayloadTooLargeError,
        RateLimitError,
        ServerError,
        SettingsError,
        StatusError,
        TimedOutError,
        UnauthorizedError,
        UnprocessableError,
        UnreadableBody,
    )
    from messaging_engagement.hooks import AttemptEvent, Hooks
    from messaging_engagement.paging.results import Drift, ResumePoint
    from messaging_engagement.problems import ProblemDetails
    from messaging_engagement.quirks.deviations import Deviation
    from messaging_engagement.version import __version__
    from messaging_engagement_api import (
        UNSET,
        AsyncPager,
        AsyncWalk,
        FieldProblem,
        Page,
        Pager,
        Paging,
        Progress,
        RawResponse,
        Unset,
        models,
    )

_NAMES = {
    "messaging_engagement.attempts": ("Attempt",),
    "messaging_engagement.bulk.account": (
        "AsyncBulkAccount",
        "BulkAccount",
        "NumberOutcome",
        "Status",
    ),
    "messaging_engagement.client": (
        "AsyncClient",
        "Client",
    ),
    "messaging_engagement.credentials": ("BearerToken",),
    "messaging_engagement.dates": ("as_datetime",),
    "messaging_engagement.errors": (
        "ApiError",
        "BadRequestError",
        "BulkError",
        "CallError",
        "ClientClosedError",
        "ConflictError",
        "ConnectionFailedError",
        "DeadlineError",
        "DecodingError",
        "DeviationError",
        "ErrorStatus",
        "ForbiddenError",
        "InvalidPathParameter",
        "InvalidRequestError",
        "NoAnswerError",
        "NotFoundError",
        "PaginationError",
        "PayloadTooLargeError",
        "RateLimitError",
        "ServerError",
        "SettingsError",
        "StatusError",
        "TimedOutError",
        "UnauthorizedError",
        "UnprocessableError",
        "UnreadableBody",
    ),
    "messaging_engagement.hooks": (
        "AttemptEvent",
        "Hooks",
    ),
    "messaging_engagement.paging.results": (
        "Drift",
        "ResumePoint",
    ),
    "messaging_engagement.problems": ("ProblemDetails",),
    "messaging_engagement.quirks.deviations": ("Deviation",),
    "messaging_engagement.version": ("__version__",),
    "messaging_engagement_api": (
        "UNSET",
        "AsyncPager",
        "AsyncWalk",
        "FieldProblem",
        "Page",
        "Pager",
        "Paging",
        "Progress",
        "RawResponse",
        "Unset",
    ),
}
"""The modules, with what each has of the names below. They are loaded when a name is first used."""

__all__ = [
    "UNSET",
    "ApiError",
    "AsyncBulkAccount",
    "AsyncClient",
    "AsyncPager",
    "AsyncWalk",
    "Attempt",
    "AttemptEvent",
    "BadRequestError",
    "BearerToken",
    "BulkAccount",
    "BulkError",
    "CallError",
    "Client",
    "ClientClosedError",
    "ConflictError",
    "ConnectionFailedError",
    "DeadlineError",
    "DecodingError",
    "Deviation",
    "DeviationError",
    "Drift",
    "ErrorStatus",
    "FieldProblem",
    "ForbiddenError",
    "Hooks",
    "InvalidPathParameter",
    "InvalidRequestError",
    "NoAnswerError",
    "NotFoundError",
    "NumberOutcome",
    "Page",
    "Pager",
    "PaginationError",
    "Paging",
    "PayloadTooLargeError",
    "ProblemDetails",
    "Progress",
    "RateLimitError",
    "RawResponse",
    "ResumePoint",
    "ServerError",
    "SettingsError",
    "Status",
    "StatusError",
    "TimedOutError",
    "UnauthorizedError",
    "UnprocessableError",
    "UnreadableBody",
    "Unset",
    "__version__",
    "as_datetime",
    "errors",
    "models",
]

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        """Load the module that has a name (PEP 562)."""
        home = next((module for module, names in _NAMES.items() if name in names), None)
        if name in {"errors", "models"}:
            package = "messaging_engagement_api" if name == "models" else __name__
            found = importlib.import_module(f"{package}.{name}")
        elif home is not None:
            found = getattr(importlib.import_module(home), name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        """Name what there is to load, too."""
        return sorted({*globals(), *__all__})
