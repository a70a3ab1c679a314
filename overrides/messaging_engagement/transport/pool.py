"""The connections of a client and its views: made once, when they are first needed.

After a fork the child makes connections of its own: a connection that two processes use would give
the one the answers of the other. In another event loop, as after a second ``asyncio.run`` or in
another thread, there are others, too: connections belong to the loop that they were made in.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakSet

from messaging_engagement.errors import ClientClosedError
from messaging_engagement.forks import ForkSafeLock

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
        self._given = given
        self._made: dict[object, ConnectionsT] = {}
        self._make = make
        self._place = place
        self._lock = ForkSafeLock()
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
            if self._given is not None:
                return self._given
            place = self._place()
            connections = self._made.get(place)
            if connections is None:
                # Those of an event loop that is closed ended with it.
                self._made = {at: made for at, made in self._made.items() if not _is_over(at)}
                connections = self._make()
                if self.closed:  # by a handler of a signal: what was made has nothing open yet
                    raise ClientClosedError
                self._made[place] = connections
            return connections

    def close(self) -> dict[object, ConnectionsT]:
        """Refuse all further use; give what is to be closed, by the place where it was made."""
        with self._lock:
            self.closed = True
            made, self._made = self._made, {}
            return {at: connections for at, connections in made.items() if not _is_over(at)}

    def forget(self) -> None:
        """Leave the connections to the process that made them."""
        self._made = {}


def _is_over(place: object) -> bool:
    """Tell whether a place is an event loop that is closed."""
    is_closed: Callable[[], bool] = getattr(place, "is_closed", lambda: False)
    return is_closed()


_pools: WeakSet[Pool[Any]] = WeakSet()


def after_fork() -> None:
    """Let every pool of a child process begin anew."""
    for pool in _pools:
        pool.forget()


with suppress(AttributeError):  # Windows does not fork
    os.register_at_fork(after_in_child=after_fork)
