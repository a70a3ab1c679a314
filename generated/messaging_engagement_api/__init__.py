"""Identity Verification and Message Engagement Registration: models, operations and resource classes.

Generated from openapi.yaml by ``scripts/generate``; never edited by hand.
"""

from __future__ import annotations

from typing import Final

from . import api, models
from .client import Api, AsyncApi
from .errors import ApiError, ErrorStatus, InvalidPathParameter, UnreadableBody
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
    "InvalidPathParameter",
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
