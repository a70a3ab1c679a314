"""The connections of a client and its views: made once, when they are first needed.

After a fork the child makes connections of its own: a connection that two processes use would give
the one the answers of the other. In another event loop, as after a second ``asyncio.run``, they are
made anew, too: those of the first ended with it.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakSet

from messaging_engagement.errors import ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Callable

ConnectionsT = TypeVar("ConnectionsT")


def anywhere() -> None:
    """Tell that connections may be used anywhere in the process."""


class Pool(Generic[ConnectionsT]):
    """The connections of a client and its views.

    Args:
        given: Those of the user; they are not closed here, and stay in use whatever happens.
        make: Makes some, if none are given.
        place: Gives what connections are bound to, such as the running event loop.
    """

    def __init__(
        self,
        given: ConnectionsT | None,
        make: Callable[[], ConnectionsT],
        place: Callable[[], object] = anywhere,
    ) -> None:
        self._is_own = given is None
        self._connections = given
        self._make = make
        self._place = place
        self._made_at: object = None
        self._lock = threading.Lock()
        self.closed = False
        _pools.add(self)

    def get(self) -> ConnectionsT:
        """Give the connections.

        Raises:
            ClientClosedError: the client is closed.
        """
        with self._lock:
            if self.closed:
                raise ClientClosedError
            place = self._place()
            if self._connections is None or (self._is_own and place is not self._made_at):
                self._connections, self._made_at = self._make(), place
            return self._connections

    def close(self) -> ConnectionsT | None:
        """Refuse all further use; give what is to be closed."""
        with self._lock:
            self.closed = True
            connections, self._connections = self._connections, None
            return connections if self._is_own else None

    def forget(self) -> None:
        """Leave the connections to the process that made them."""
        self._lock = threading.Lock()  # another thread of the parent may have held the old one
        if self._is_own:
            self._connections = None


_pools: WeakSet[Pool[Any]] = WeakSet()


def after_fork() -> None:
    """Let every pool of a child process begin anew."""
    for pool in _pools:
        pool.forget()


with suppress(AttributeError):  # Windows does not fork
    os.register_at_fork(after_in_child=after_fork)
