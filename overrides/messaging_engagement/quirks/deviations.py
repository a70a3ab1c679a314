"""What is told of an answer that is not as the description says, to whom, and how often."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from messaging_engagement.forks import ForkSafeLock

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger("messaging_engagement.quirks")

MOST: Final = 1000
"""How many kinds of place a client reports: a server that always finds new ones fills no log."""

SHOWN: Final = 200
"""How much of a path a report shows."""

_INDEX = re.compile(r"/\d+(?=/|$)")


@frozen(kw_only=True)
class Deviation:
    """A place where an answer is not as the clean description says.

    Attributes:
        quirk: The id of the quirk in the ledger, or None if it is not in there.
        path: The place, as a JSON pointer into the body; "" for the answer itself. A value within
            something misplaced is where the description has it.
        message: What is there.
        found: The value, if it says more and is no secret, as Python shows it.
        operation_id: The operation whose answer it is.
    """

    quirk: str | None
    path: str
    message: str
    found: str = ""
    operation_id: str = ""

    @property
    def place(self) -> str:
        """The kind of place that it is: the path, with ``*`` for the number of an item."""
        return _INDEX.sub("/*", self.path)

    def __str__(self) -> str:
        found = f": {self.found}" if self.found else ""
        known = f" ({self.quirk})" if self.quirk else ""
        text = f"{self.operation_id} {_shown(self.path) or '/'}: {self.message}{found}{known}"
        # The names of unknown fields are the server's, and could do something to a log.
        return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


Hook = Callable[[Deviation], Any]


@define
class Reporter:
    """Reports each deviation once for a client and its views, to the hook and to the logger."""

    _seen: set[tuple[str | None, str, str]] = field(
        factory=set[tuple[str | None, str, str]], repr=False
    )
    _lock: ForkSafeLock = field(factory=ForkSafeLock, repr=False, eq=False)

    def is_heard(self, hook: Hook | None) -> bool:
        """Tell whether anyone would hear a report."""
        return hook is not None or logger.isEnabledFor(logging.INFO)

    def report(self, deviation: Deviation, hook: Hook | None) -> None:
        """Report a deviation, unless one of its kind was reported at a place like this before."""
        key = (deviation.quirk, deviation.operation_id, deviation.place)
        with self._lock:
            if key in self._seen or len(self._seen) >= MOST:
                return
            self._seen.add(key)
        logger.info("%s", deviation)
        if hook is not None:
            hook(deviation)

    def report_all(self, deviations: Iterable[Deviation], hook: Hook | None) -> None:
        """Report deviations, each as :meth:`report` does, if anybody hears it."""
        if self.is_heard(hook):
            for deviation in deviations:
                self.report(deviation, hook)


def _shown(path: str) -> str:
    return path if len(path) <= SHOWN else f"{path[:SHOWN]} …"


def pointer(*names: str | int) -> str:
    """Write a path as a JSON pointer (RFC 6901).

    >>> pointer("_embedded", "identities", 0, "a/b")
    '/_embedded/identities/0/a~1b'
    """
    return "".join("/" + str(name).replace("~", "~0").replace("/", "~1") for name in names)
