"""Exceptions of others that end a call: whether any of its request may have been sent by then.

A function for credentials that raises, a hook, Ctrl-C while a permit is waited for: the call raises
what they raise. That may be an error of this package, too, from a call of their own, which tells
nothing about this one. A bulk call asks here what became of the numbers it was about to send.
"""

from __future__ import annotations

from contextlib import suppress

_KEPT = "messaging_engagement_unsent"


def note(error: BaseException, *, is_unsent: bool) -> None:
    """Note whether none of a request was sent when an exception ended its call."""
    with suppress(AttributeError):  # a few exceptions have no room for it
        setattr(error, _KEPT, is_unsent)


def is_of_others(error: BaseException) -> bool:
    """Tell whether an exception that a call raised is not of its own making."""
    return hasattr(error, _KEPT)


def is_unsent(error: BaseException) -> bool:
    """Tell whether certainly none of a request was sent when an exception ended its call."""
    return getattr(error, _KEPT, False) is True
