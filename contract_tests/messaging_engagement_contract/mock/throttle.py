"""How many requests an account may make in a time; a window that slides with the clock."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``N/SECONDS``.

        Raises:
            ValueError: it has another form, or one of them is not positive.
        """
        requests, _, seconds = text.partition("/")
        try:
            rate = cls(int(requests), float(seconds))
        except ValueError:
            rate = None
        if rate is None or rate.requests < 1 or not 0 < rate.seconds < math.inf:
            raise ValueError(f"{text!r} is not N/SECONDS, such as 20/1")
        return rate


class Throttle:
    """Holds every account to one rate; none if there is no rate."""

    def __init__(self, rate: Rate | None, now: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._now = now
        self._requests: defaultdict[str, deque[float]] = defaultdict(deque)

    def __call__(self, account: str) -> int:
        """Count a request, or give how many seconds to wait for the next one."""
        if self.rate is None:
            return 0
        now = self._now()
        requests = self._requests[account]
        while requests and requests[0] <= now - self.rate.seconds:
            requests.popleft()
        if len(requests) >= self.rate.requests:
            return max(1, math.ceil(requests[0] + self.rate.seconds - now))
        requests.append(now)
        return 0
