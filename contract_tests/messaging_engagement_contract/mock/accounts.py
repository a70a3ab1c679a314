"""The accounts of the mock, and who a request comes from (RFC 7617)."""

from __future__ import annotations

import base64
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNTS: Final = MappingProxyType({"abcd1234": "mock-secret", "wxyz5678": "mock-secret"})
CHALLENGE: Final = ("WWW-Authenticate", 'Basic realm="messaging-engagement", charset="UTF-8"')


class Accounts:
    """Keys with their secrets."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.keys = tuple(secrets)
        self._tokens = {
            base64.b64encode(f"{key}:{secret}".encode()).decode(): key
            for key, secret in secrets.items()
        }

    def of(self, authorization: str) -> str | None:
        """Give the account that an Authorization header names and proves, if it does."""
        scheme, _, token = authorization.partition(" ")
        return self._tokens.get(token.strip()) if scheme.lower() == "basic" else None

    def token(self, key: str) -> str:
        """Give the Authorization header of an account."""
        return next(f"Basic {token}" for token, owner in self._tokens.items() if owner == key)

    def named(self, authorization: str) -> str | None:
        """Give the account that a header names, whether or not it proves it."""
        token = authorization.partition(" ")[2].strip()
        try:
            key = base64.b64decode(token, validate=True).decode().partition(":")[0]
        except ValueError:
            return None
        return key if key in self.keys else None
