"""What a view of a client may change, checked when it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from attrs import Attribute, evolve, field, frozen

from messaging_engagement.errors import SettingsError
from messaging_engagement.hooks import Hooks
from messaging_engagement.retries import RetryPolicy

OWN_HEADERS = frozenset(
    {
        *("authorization", "connection", "content-encoding", "content-length", "content-type"),
        *("cookie", "host", "transfer-encoding"),
    }
)
"""Headers that belong to the client or to the connection."""

LARGEST_BODY = 64 * 2**20
"""Bytes."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_VALUE = re.compile(r"[\x20-\x7e\t]*")


def _is(kind: type) -> Callable[[object, Attribute[Any], object], None]:
    def check(_: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, kind):
            raise SettingsError(f"{attribute.name} must be {kind.__name__}, not {value!r}")

    return check


@frozen(kw_only=True)
class Options:
    """What a view of a client may change.

    Attributes:
        timeout: Seconds to wait for a connection, and for each piece of an answer.
        deadline: Seconds that a whole call may take, with all its attempts, pages and chunks.
        headers: Headers to send beside the client's own, by their names in lower case.
        retry: When a request is repeated.
        hooks: Functions to call when something happens.
        strict: Whether an answer that is not as the description says raises.
        max_body: Bytes that an answer may have, decompressed.
    """

    timeout: float = 30.0
    deadline: float | None = None
    headers: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    retry: RetryPolicy = field(factory=RetryPolicy)
    hooks: Hooks = field(factory=Hooks, validator=_is(Hooks))
    strict: bool = field(default=False, validator=_is(bool))
    max_body: int = field(factory=lambda: LARGEST_BODY)

    def changed(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        deadline: float | None = None,
    ) -> Options:
        """Give these options with those changed that are given.

        Raises:
            SettingsError: one is out of its range.
        """
        return evolve(
            self,
            timeout=self.timeout if timeout is None else _seconds("timeout", timeout),
            deadline=self.deadline if deadline is None else _seconds("deadline", deadline),
            headers=self.headers if headers is None else {**self.headers, **_checked(headers)},
            retry=self.retry if max_retries is None else _policy(self.retry, max_retries),
        )


def _seconds(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise SettingsError(f"{name} must be more than 0 seconds, not {value!r}")
    return float(value)


def _policy(policy: RetryPolicy, max_retries: int) -> RetryPolicy:
    try:
        return evolve(policy, max_retries=max_retries)
    except ValueError as error:
        message = str(error)
    raise SettingsError(message)


def _checked(headers: object) -> dict[str, str]:
    """Check headers; what is wrong with one is told without its value, which may be secret."""
    if not isinstance(headers, Mapping):
        raise SettingsError(f"headers must be a mapping, not {type(headers).__name__}")
    headers = cast("Mapping[str, str]", headers)
    faults = [fault for name, value in headers.items() if (fault := _fault(name, value))]
    if faults:
        raise SettingsError(faults[0])
    return {name.lower(): value for name, value in headers.items()}


def _fault(name: object, value: object) -> str | None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"{name!r} is not the name of a header"
    if name.lower() in OWN_HEADERS:
        how = "use the argument auth" if name.lower() == "authorization" else "leave it out"
        return f"the header {name} is the client's own: {how}"
    if not isinstance(value, str) or not _VALUE.fullmatch(value):
        return f"the value of the header {name} must be ASCII text without control characters"
    return None
