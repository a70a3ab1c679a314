"""A client for Vonage's Identity Verification and Message Engagement Registration API.

>>> from messaging_engagement import Client, models
>>> with Client(api_key="abcd1234", api_secret="mock-secret") as client:  # doctest: +SKIP
...     for identity in client.identities.list():
...         print(identity.display_name)
"""

from __future__ import annotations

from messaging_engagement import errors
from messaging_engagement.attempts import Attempt
from messaging_engagement.bulk import AsyncBulkAccount, BulkAccount, NumberOutcome, Status
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
from messaging_engagement.pages import Drift, Page, Progress, ResumePoint
from messaging_engagement.paging import AsyncPager, Pager
from messaging_engagement.problems import FieldProblem, ProblemDetails
from messaging_engagement.quirks import Deviation
from messaging_engagement.steps import RawResponse
from messaging_engagement_api import UNSET, Unset, models

__all__ = [
    "UNSET",
    "ApiError",
    "AsyncBulkAccount",
    "AsyncClient",
    "AsyncPager",
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
    "as_datetime",
    "errors",
    "models",
]
