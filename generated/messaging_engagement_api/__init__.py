"""Identity Verification and Message Engagement Registration: models, operations and resource classes.

Generated from openapi.yaml by ``scripts/generate``; never edited by hand.
"""

from __future__ import annotations

from . import api, models
from .client import Api, AsyncApi
from .errors import ApiError, ErrorStatus, InvalidPathParameter, UnreadableBody
from .operation import Answer, AsyncSender, Operation, Request, Response, Sender
from .types import UNSET, Unset

__all__ = [
    "UNSET",
    "Answer",
    "Api",
    "ApiError",
    "AsyncApi",
    "AsyncSender",
    "ErrorStatus",
    "InvalidPathParameter",
    "Operation",
    "Request",
    "Response",
    "Sender",
    "UnreadableBody",
    "Unset",
    "api",
    "models",
]
