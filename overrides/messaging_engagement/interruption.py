"""How one thread ends what others wait for: a walk that is left early, Ctrl-C in a bulk call.

A thread cannot be woken, but the connection that it reads can be shut down. That is so for the
connections that a client makes for itself; with an ``http_client`` of the user, a thread ends with
the request that it is at.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


class Interruption:
    """Ends what threads wait for, once and for good: at once, or what is under way a little later.

    Attributes:
        announced: Set when nothing more is to begin; a wait before that is a wait for it, too.
        has_come: Whether everything is to end.
    """

    def __init__(self) -> None:
        self._process = os.getpid()
        self.announced = threading.Event()
        self.has_come = False
        self._ends: set[Callable[[], None]] = set()
        self._lock = threading.RLock()  # garbage that is collected meanwhile may end it

    def announce(self) -> None:
        """Let nothing more begin, while what is under way goes on."""
        self.announced.set()

    def come(self) -> None:
        """End everything; a process that was forked meanwhile leaves alone what is its parent's."""
        self.has_come = True
        self.announce()
        if self._process != os.getpid():
            return
        with self._lock:
            ends = [*self._ends]
        for end in ends:
            end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Generator[None]:
        """Have something ended while it is waited for within this block.

        Args:
            end: Ends it, from any thread; it may be called more than once, and late.
        """
        with self._lock:
            self._ends.add(end)
        try:
            if self.has_come:  # before it was noted
                end()
            yield
        finally:
            with self._lock:
                self._ends.discard(end)
