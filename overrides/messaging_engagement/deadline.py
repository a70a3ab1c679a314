"""One limit of time for a whole call: its attempts, its waits, its pages and its chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from messaging_engagement import timing

if TYPE_CHECKING:
    from collections.abc import Callable


NEVER: Final = float("inf")


@frozen
class Deadline:
    """A moment by which a call is over.

    >>> Deadline.after(None).remaining()
    inf
    """

    at: float
    clock: Callable[[], float] = timing.now

    @classmethod
    def after(cls, seconds: float | None, clock: Callable[[], float] = timing.now) -> Deadline:
        """Set a deadline so many seconds from now; None sets none."""
        return cls(NEVER if seconds is None else clock() + seconds, clock)

    def remaining(self) -> float:
        """Give the seconds that are left, 0 or less if none are."""
        return NEVER if self.at == NEVER else self.at - self.clock()
