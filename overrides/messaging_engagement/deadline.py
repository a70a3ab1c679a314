"""One limit of time for a whole call: its attempts, its waits, its pages and its chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from messaging_engagement import timing

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from messaging_engagement.interruption import Interruption


NEVER: Final = float("inf")


@frozen
class Deadline:
    """A moment by which a call is over.

    Attributes:
        at: The moment.
        clock: Gives the moment that it is now.
        interruption: What may end the call before.

    >>> Deadline.after(None).remaining()
    inf
    """

    at: float
    clock: Callable[[], float] = timing.now
    interruption: Interruption | None = field(default=None, eq=False, repr=False)

    @classmethod
    def after(cls, seconds: float | None, clock: Callable[[], float] = timing.now) -> Deadline:
        """Set a deadline so many seconds from now; None sets none."""
        return cls(NEVER if seconds is None else clock() + seconds, clock)

    @property
    def interrupted(self) -> threading.Event | None:
        """What is set when nothing more of the call is to begin; None if nothing can set it."""
        return None if self.interruption is None else self.interruption.announced

    def remaining(self) -> float:
        """Give the seconds that are left, 0 or less if none are."""
        if self.interruption is not None and self.interruption.has_come:
            return 0.0
        return NEVER if self.at == NEVER else self.at - self.clock()
