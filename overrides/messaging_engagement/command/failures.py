"""Errors as a person reads them: what happened, and what to do next; and their exit status."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from messaging_engagement.command.statuses import Exit, UsageError
from messaging_engagement.errors import (
    CallError,
    ConnectionFailedError,
    InvalidRequestError,
    NoAnswerError,
    NotFoundError,
    SettingsError,
    UnauthorizedError,
)
from messaging_engagement.retries import REPEATABLE
from messaging_engagement.wording import printable
from messaging_engagement_api import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = (ApiError, InvalidRequestError, SettingsError, UsageError)
"""What a call can raise that is no mistake of this program."""

CREDENTIALS = (
    "set VONAGE_API_KEY and VONAGE_API_SECRET. Without an account, run `messaging-engagement mock` "
    "and use abcd1234 and mock-secret with --base-url http://127.0.0.1:4010"
)
_WIDEST = 100
_AS_TYPED = tuple(
    (re.compile(pattern), typed)
    for pattern, typed in (
        (r"pass api_(?:key|secret)=… or ", ""),
        (r"\bno api_(?=key|secret)", "no API "),
        (r": pass api_key and api_secret$|; insecure=True allows it$", ""),
        (r", or set rate_limit\b", ""),
        (r"\. Walk again from the start, or from the error's resume_from\b", ""),
        (r"(?<=allow for more with )max_pages\b", "--max-pages"),
        (r"(?:^|(?<=\bCheck ))base_url\b", "--base-url"),
        *(
            (f"^{name}(?= must be )", f"--{name.replace('_', '-')}")
            for name in ("page_size", "start_page", "max_pages", "limit", "prefetch", "concurrency")
        ),
    )
)
"""The client speaks of its arguments: what whoever types a command calls the same."""


def status_of(error: BaseException | None) -> Exit:
    """Give the exit status for an error of a call."""
    if isinstance(error, NoAnswerError | UnauthorizedError):
        return Exit.UNREACHABLE
    if isinstance(error, ValueError | UsageError):
        return Exit.USAGE
    return Exit.REFUSED


def complain(error: BaseException, resource: str, command: str) -> Exit:
    """Write one block about an error on the standard error; give the exit status.

    Args:
        error: What was raised.
        resource: The command line as far as the resource.
        command: The command line as far as the command.
    """
    block = _block("error", as_typed(str(error)))
    for step in _next_steps(error, resource, command):
        block += next_step(step)
    sys.stderr.write(block)
    return status_of(error)


def complain_of_output(error: OSError, done: str) -> Exit:
    """Write that the output cannot be written, and in its place what was done, if anything was."""
    block = _block("error", f"the output cannot be written: {error.strerror}")
    sys.stderr.write(block + (_block("done", done) if done else ""))
    return Exit.UNWRITTEN


def look(resource: str) -> str:
    """Say what to do where a change may have been made or not."""
    return f"`{resource} list` shows whether it was done: look before you repeat"


def next_step(step: str) -> str:
    """Write what to do next."""
    return _block("next", step)


def as_typed(told: str) -> str:
    """Name the flags of a command, where the client tells of its arguments.

    >>> as_typed("page_size must be from 1 to 100, not 0")
    '--page-size must be from 1 to 100, not 0'
    """
    for pattern, typed in _AS_TYPED:
        told = pattern.sub(typed, told)
    return told


def _next_steps(error: BaseException, resource: str, command: str) -> Iterator[str]:
    if isinstance(error, SettingsError):
        yield CREDENTIALS
    elif isinstance(error, UnauthorizedError):
        yield "check VONAGE_API_KEY and VONAGE_API_SECRET, and that they are for this server"
    elif isinstance(error, ConnectionFailedError):
        yield "check --base-url or MESSAGING_ENGAGEMENT_BASE_URL"
    elif isinstance(error, NotFoundError) and command == f"{resource} list":
        yield "check --base-url or MESSAGING_ENGAGEMENT_BASE_URL: it is the root of the server"
    elif isinstance(error, NotFoundError):
        yield f"`{resource} list` shows what this account has"
    elif isinstance(error, InvalidRequestError | UsageError):
        yield f"`{command} --help` tells what there is"
    if isinstance(error, CallError):
        if error.maybe_processed and error.method not in REPEATABLE:
            yield look(resource)
        if error.resume_from is not None and error.resume_from.given:
            size = error.resume_from.page_size
            same = f" --page-size {size}" if size is not None else ""
            yield f"go on with --start-page {error.resume_from.page}{same}"


def _block(label: str, text: str) -> str:
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    indent = " " * (len("error") + 2)
    return (
        textwrap.fill(
            printable(text),
            max(width, 2 * len(indent)),
            initial_indent=f"{label}:".ljust(len(indent)),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
    )
