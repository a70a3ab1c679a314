"""The body of a request: a JSON file, and on top of it what the flags say."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from messaging_engagement.command.statuses import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

STDIN = "-"


def body(source: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the body that a file and the flags make together.

    Args:
        source: The name of a file with a JSON object, ``-`` for the standard input, or None.
        given: The fields that flags set, by their names on the wire.

    Raises:
        UsageError: it cannot be read, or is no JSON object.
    """
    return {**({} if source is None else _object(source)), **given}


def read(source: str) -> str:
    """Read a text file, or the standard input.

    Raises:
        UsageError: it cannot be read, or is no text in UTF-8.
    """
    with _named(source):
        content = sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
        return content.decode("utf-8-sig")


@contextmanager
def _named(source: str) -> Generator[None]:
    name = "the standard input" if source == STDIN else source
    try:
        yield
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name} is not text in UTF-8 (byte {error.start}): save it as UTF-8"
        ) from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}") from None


def _object(source: str) -> dict[str, Any]:
    name = "the standard input" if source == STDIN else source
    try:
        content: object = json.loads(read(source))
    except ValueError as error:
        raise UsageError(f"{name} is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise UsageError(f"{name} must be a JSON object, such as {{…}}")
    return cast("dict[str, Any]", content)
