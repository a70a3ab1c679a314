"""Misbehaviour on demand: for tests of retries and parsing, and to measure what finds it.

Each fault is a small function ``(exchange, proceed) -> Answer``: it may change the request, call
``proceed`` never, once or twice, touch the state, and change the answer, or how it is sent.
"""

from __future__ import annotations

from messaging_engagement_contract.mock.faults.registry import (
    Exchange,
    Fault,
    FaultError,
    Order,
    known,
    parse,
)

__all__ = ["Exchange", "Fault", "FaultError", "Order", "known", "parse"]
