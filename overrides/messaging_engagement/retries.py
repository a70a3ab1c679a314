"""Whether an attempt is repeated, and when: decisions without I/O.

A registration costs money, so the rule for POST is strict: it is sent again only if it provably
never reached the server, or the server said that it refused it unprocessed (429, or 503 with
Retry-After). The other methods of this API mean the same when they are repeated (RFC 9110, 9.2.2):
GET reads, PUT and PATCH set fields to values, DELETE removes.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING, cast

from attrs import Attribute, define, field, frozen

from messaging_engagement.forks import ForkSafeLock

if TYPE_CHECKING:
    from collections.abc import Callable

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

REPEATABLE = SAFE | {"PUT", "PATCH", "DELETE"}
"""Methods that mean the same when they are repeated."""

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed."""

REQUEST_TIMEOUT = 408
TOO_MANY_REQUESTS = 429
FIRST_OF_SERVER = 500
UNAVAILABLE = 503

_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_FOREVER = 1e12  # seconds; more is no time that anybody means


class Failure(Enum):
    """Why there is no answer, as far as it matters for a repetition."""

    NOT_SENT = "not sent"
    """No byte of the request reached the server."""
    UNKNOWN = "unknown"
    """The server may have got the request, and may have acted upon it."""


def _is_a_count(_: object, __: Attribute[int], value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"max_retries must be an integer of 0 or more, not {value!r}")


@frozen(kw_only=True)
class RetryPolicy:
    """How often a request is repeated, and how long is waited before.

    Attributes:
        max_retries: How many times, at most; 0 for never.
        base: Seconds: the first wait is random, from 0 to this; each further bound is double.
        longest: Seconds that are waited at most, unless the server names a time.
        longest_named: Seconds that are waited at most if the server names a time (Retry-After). A
            longer one is not waited for: the error is raised, with the time in it.
    """

    max_retries: int = field(default=2, validator=_is_a_count)
    base: float = 0.5
    longest: float = 8.0
    longest_named: float = 60.0

    def backoff(
        self, retries: int, uniform: Callable[[float, float], float] = random.uniform
    ) -> float:
        """Choose the seconds to wait before the next retry.

        Args:
            retries: How many retries there were.
            uniform: Chooses a number from a range; full jitter spreads many clients over it.
        """
        return uniform(0, min(self.longest, self.base * 2.0 ** min(retries, 60)))


@frozen
class Verdict:
    """What follows from a failed attempt.

    Attributes:
        wait: The seconds to wait before the next attempt; None if there is to be none.
        reason: Why there is none, where it is not plain.
    """

    wait: float | None
    reason: str = ""


def judge(
    policy: RetryPolicy,
    budget: RetryBudget,
    *,
    retries: int,
    named: float | None,
    remaining: float,
) -> Verdict:
    """Decide when an attempt that may be repeated is.

    Args:
        policy: How often, and how long is waited.
        budget: The budget that a retry is taken from.
        retries: How many retries there were.
        named: The seconds that the server asked to wait, if it did.
        remaining: The seconds until the deadline.

    >>> judge(RetryPolicy(), RetryBudget(), retries=0, named=3.0, remaining=10.0)
    Verdict(wait=3.0, reason='')
    >>> judge(RetryPolicy(), RetryBudget(), retries=0, named=3.0, remaining=2.0).reason
    'a wait of 3 s would not end before the deadline'
    """
    if retries >= policy.max_retries:
        return Verdict(None)
    if named is not None and named > policy.longest_named:
        return Verdict(
            None, f"{named:.9g} s are more than the {policy.longest_named:g} s that are waited"
        )
    wait = policy.backoff(retries) if named is None else named
    if wait >= remaining:
        return Verdict(None, f"a wait of {wait:.3g} s would not end before the deadline")
    if not budget.take():
        return Verdict(None, "too many calls fail, and the retry budget of the client is used up")
    return Verdict(wait)


def may_repeat_failure(method: str, failure: Failure) -> bool:
    """Tell whether a request without an answer may be sent again."""
    return failure is Failure.NOT_SENT or method in REPEATABLE


def may_repeat_status(method: str, status: int, named: float | None) -> bool:
    """Tell whether a request may be sent again after an answer with this status.

    >>> may_repeat_status("POST", 429, None), may_repeat_status("POST", 503, None)
    (True, False)
    """
    if method in REPEATABLE:
        return status in TRANSIENT
    return status == TOO_MANY_REQUESTS or (status == UNAVAILABLE and named is not None)


def may_be_processed(status: int, named: float | None) -> bool:
    """Tell whether a server that answers with this status may have acted upon the request.

    408 may come from something between here and the server, which acted nevertheless.

    >>> may_be_processed(500, None), may_be_processed(503, 3.0), may_be_processed(404, None)
    (True, False, False)
    """
    failed = status >= FIRST_OF_SERVER or status == REQUEST_TIMEOUT
    return failed and not may_repeat_status("POST", status, named)


def named_wait(
    headers: Mapping[str, str], body: object, now: Callable[[], float] = time.time
) -> float | None:
    """Give the seconds to wait that an answer names, in Retry-After or in its body.

    The header has seconds or a date (RFC 9110, 10.2.3); the provider's throttling answer has
    ``retry_after`` in the body, in seconds.

    >>> named_wait({"Retry-After": "3"}, None), named_wait({}, {"retry_after": 5})
    (3.0, 5.0)
    """
    text = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    if text:
        try:
            moment = parsedate_to_datetime(text)
            # -0000 gives a date without a zone, which is not the local one.
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return max(0.0, aware.timestamp() - now())
        except (ValueError, TypeError, OverflowError):
            pass
    if not isinstance(body, Mapping):
        return None
    seconds = cast("Mapping[str, object]", body).get("retry_after")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        return float(seconds) if 0 <= seconds < _FOREVER else None
    return None


@define
class RetryBudget:
    """Stops a storm: when most calls fail, repeating them all only makes it worse.

    It is shared by all calls of a client and its views.

    Args:
        retries: How many retries there are in it.
        successes_for_one: How many successes give one retry back.
    """

    retries: int = 10
    successes_for_one: int = 10
    _spent: int = field(default=0, init=False)
    _lock: ForkSafeLock = field(init=False, factory=ForkSafeLock, repr=False, eq=False)

    def take(self) -> bool:
        """Take one for a retry; False if there is none left."""
        with self._lock:
            if self._spent > (self.retries - 1) * self.successes_for_one:
                return False
            self._spent += self.successes_for_one
            return True

    def give_back(self) -> None:
        """Note a success."""
        with self._lock:
            self._spent = max(0, self._spent - 1)
