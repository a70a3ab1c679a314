"""The accounts of the mock, and who a request comes from (RFC 7617)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeGuard

ACCOUNTS: Final = MappingProxyType({"abcd1234": "mock-secret", "wxyz5678": "mock-secret"})
CHALLENGE: Final = ("WWW-Authenticate", 'Basic realm="messaging-engagement", charset="UTF-8"')


class Accounts:
    """Keys with their secrets.

    Attributes:
        keys: The keys, in the order in which they were given.
        public: The keys whose secrets are the defaults, which anyone may know, with these.

    Raises:
        TypeError: they are no mapping of texts.
        ValueError: there is none, or one cannot be sent by Basic authentication.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        _check(secrets)
        self.keys = tuple(secrets)
        self.public = {k: s for k, s in secrets.items() if ACCOUNTS.get(k) == s}
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


def _is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:  # noqa: ANN401 - whatever it is
    return isinstance(value, Mapping)


def _check(secrets: Any) -> None:  # noqa: ANN401 - as above
    if not _is_mapping(secrets):
        name = type(secrets).__name__
        raise TypeError(f"accounts is a mapping of keys to secrets, not {name}")
    if not secrets:
        raise ValueError("accounts is empty: nobody could ask for anything")
    for key, secret in secrets.items():
        if not (isinstance(key, str) and isinstance(secret, str)):
            raise TypeError("accounts is a mapping of keys to secrets, all of them texts")
        if not key or ":" in key:
            raise ValueError(f"{key!r} is no API key: it has a character or more, and no colon")
