"""What holds a server to the contract: so far the mock server, for tests without an account."""

from __future__ import annotations

from messaging_engagement_contract.mock import MockServer

__all__ = ["MockServer"]
