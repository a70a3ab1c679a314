"""A small server of the API that keeps everything in memory.

``server`` speaks HTTP, ``api`` answers, ``rules`` refuses, ``store`` remembers.
"""

from __future__ import annotations

from messaging_engagement_contract.mock.api import BASE_PATH
from messaging_engagement_contract.mock.server import ACCOUNTS, MockServer

__all__ = ["ACCOUNTS", "BASE_PATH", "MockServer"]
