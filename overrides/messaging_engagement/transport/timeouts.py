"""How long each phase of an attempt may take: the timeout of the call, within its deadline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from messaging_engagement.steps import Outgoing

PHASES = ("connect", "pool", "read", "write")
LEAST_TIMEOUT = 0.001
"""Seconds: a socket takes 0 for not waiting at all."""
LONGEST_TIMEOUT = 1e8
"""Seconds: a socket takes no more than some; what is longer is no limit."""


class Timeouts(Mapping[str, float | None]):
    """The ``timeout`` extension of a request: the seconds for each phase, within the deadline.

    httpx asks when a phase begins. So each gets what the phases before it left, where fixed numbers
    would allow every phase the whole time.
    """

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing

    def __getitem__(self, phase: str) -> float | None:
        if phase not in PHASES:
            raise KeyError(phase)
        seconds = min(self._outgoing.timeout, self._outgoing.deadline.remaining())
        return None if seconds > LONGEST_TIMEOUT else max(LEAST_TIMEOUT, seconds)

    def __iter__(self) -> Iterator[str]:
        return iter(PHASES)

    def __len__(self) -> int:
        return len(PHASES)


def timeouts(outgoing: Outgoing) -> Mapping[str, float | None]:
    """Give the ``timeout`` extension of a request."""
    if outgoing.deadline.remaining() < LONGEST_TIMEOUT:
        return Timeouts(outgoing)
    seconds = max(LEAST_TIMEOUT, outgoing.timeout)
    return dict.fromkeys(PHASES, None if seconds > LONGEST_TIMEOUT else seconds)
