"""Locks in a program that forks while its threads use a client.

The child has only the thread that forked. A lock that another one held would be held for ever.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import Final
from weakref import WeakSet


class ForkSafeLock:
    """A lock that is free in a child process, whoever held it in the parent; a context manager.

    A handler of a signal may take it again in the midst of what its own thread does with it. So
    what it guards must be in order at each moment, as for a child, where nobody ends what another
    thread had begun.
    """

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = threading.RLock()
        _locks.add(self)

    def renew(self) -> None:
        """Begin anew."""
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


_locks: Final[WeakSet[ForkSafeLock]] = WeakSet()

not_while_forking: Final = threading.RLock()
"""Held while a process forks: whoever holds it does what a fork must not interrupt.

OpenSSL has locks of its own when it makes a context, and they stay held in the child.
"""


def _renew_locks() -> None:
    for lock in _locks:
        lock.renew()
    not_while_forking.release()  # of this thread, which forked


with suppress(AttributeError):  # Windows does not fork
    os.register_at_fork(
        before=not_while_forking.acquire,
        after_in_parent=not_while_forking.release,
        after_in_child=_renew_locks,
    )
