"""How many requests an account may make in a time; a window that slides with the clock."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement_contract.mock.resources import Store


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
    """Holds every account to one rate; none if there is no rate.

    Args:
        rate: The rate.
        store: Keeps when the last requests were, for all processes that share it.
        now: Gives the seconds that passed; all processes of a machine share the default.
    """

    def __init__(
        self, rate: Rate | None, store: Store, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate = rate
        self._store = store
        self._now = now

    def __call__(self, account: str) -> int:
        """Count a request, or give how many seconds to wait for the next one."""
        if self.rate is None:
            return 0
        with self._store.write() as writing:
            now = self._now()
            made: dict[str, list[float]] = writing.state.settings.get("requests", {})
            # after a restart of the machine, its time begins anew
            counted = [t for t in made.get(account, ()) if now - self.rate.seconds < t <= now]
            if len(counted) >= self.rate.requests:
                return max(1, math.ceil(counted[0] + self.rate.seconds - now))
            writing.set("requests", {**made, account: [*counted, now]})
        return 0
