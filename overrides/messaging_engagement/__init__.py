"""A client for Vonage's Identity Verification and Message Engagement Registration API.

>>> from messaging_engagement import Client, models
>>> with Client(api_key="abcd1234", api_secret="mock-secret") as client:  # doctest: +SKIP
...     identity = client.identities.create(models.IndividualPerson(display_name="Ada", ...))
"""

from __future__ import annotations

from messaging_engagement.client import AsyncClient, Client
from messaging_engagement_api import (
    UNSET,
    ApiError,
    ErrorStatus,
    InvalidPathParameter,
    UnreadableBody,
    Unset,
    models,
)

__all__ = [
    "UNSET",
    "ApiError",
    "AsyncClient",
    "Client",
    "ErrorStatus",
    "InvalidPathParameter",
    "UnreadableBody",
    "Unset",
    "models",
]
