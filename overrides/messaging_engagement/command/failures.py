"""Errors as a person reads them: what happened, and what to do next; and their exit status."""

from __future__ import annotations

import logging
import re
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from messaging_engagement.command.layout import columns, folded
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
    from collections.abc import Generator, Iterator

KNOWN = (ApiError, InvalidRequestError, SettingsError, UsageError)
"""What a call can raise that is no mistake of this program."""

CREDENTIALS = (
    "set VONAGE_API_KEY and VONAGE_API_SECRET. Without an account, run `messaging-engagement mock` "
    "and use abcd1234 and mock-secret with --base-url http://127.0.0.1:4010"
)
_AS_TYPED = tuple(
    (re.compile(pattern), typed)
    for pattern, typed in (
        (r"pass api_(?:key|secret)=… or ", ""),
        (r"\bno api_(?=key|secret)", "no API "),
        (r": pass api_key and api_secret$|; insecure=True allows it$", ""),
        (r", or set rate_limit\b", ""),
        (r"\. Walk again from the start, or from the error's resume_from\b", ""),
        (r"(?<=allow for more with )max_pages\b", "--max-pages"),
        (r"(?:^|(?<=\b[Cc]heck ))base_url\b", "--base-url"),
        (r"(?<= is no field of )\w+(?: or \w+)*(?=: did you mean )", "the body"),
        (r"(?<=\?) If not, put it into the additional_properties of a model\b\.?", ""),
        (r"(?<=: )\w+(?: or \w+)*(?= has no field )", "the body"),
        *(
            (f"^{name}(?= must be )", f"--{name.replace('_', '-')}")
            for name in ("page_size", "start_page", "max_pages", "limit", "prefetch", "concurrency")
        ),
    )
)
"""The client speaks of its arguments: what whoever types a command calls the same."""


class Warnings(logging.Handler):
    """Writes each warning of the client on the standard error, once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a warning, unless it was written before."""
        message = as_typed(record.getMessage())
        if message not in self._told:
            self._told.add(message)
            warn(message)


@contextmanager
def warnings_written() -> Generator[None]:
    """Write what the client warns of, within this block."""
    logger, handler = logging.getLogger("messaging_engagement"), Warnings()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@contextmanager
def terminated_as_interrupted() -> Generator[None]:
    """Let SIGTERM end what runs within this block as Ctrl-C does: it tells what was done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def warn(text: str) -> None:
    """Write what may be wrong, and is done all the same."""
    sys.stderr.write(_block("warning", text))


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
    """Write a text beside its label: folded on a terminal, in one line anywhere else."""
    indent = " " * (max(len(label), len("error")) + 2)
    first = f"{label}:".ljust(len(indent))
    room = max(_room(), 2 * len(indent))
    return folded(printable(text), room, first, indent) + "\n"


def _room() -> int:
    """Tell how long a line on the standard error may be."""
    if not sys.stderr.isatty():
        return sys.maxsize
    return columns()
