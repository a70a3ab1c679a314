"""Every text that an error can be made into, by the libraries that people use for it."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.traceback import Traceback

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_PICKLED = (TypeError, AttributeError, pickle.PicklingError)


def shown(error: BaseException, *, richly: bool = True) -> Iterator[str | bytes]:
    """Give all that can be seen of an error, and of those that hang on it.

    Args:
        error: The error.
        richly: Whether to show it as rich does, too, which takes a second.
    """
    seen: set[int] = set()
    pending: list[BaseException] = [error]
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield from _of_one(one)
        pending += [other for other in (one.__cause__, one.__context__) if other is not None]
        if isinstance(one, BaseExceptionGroup):
            pending += cast("BaseExceptionGroup[BaseException]", one).exceptions
    yield from _tracebacks(error)
    if richly:
        yield _rich(error)


def _of_one(error: BaseException) -> Iterator[str | bytes]:
    yield str(error)
    yield repr(error)
    yield repr(error.args)
    yield repr(vars(error))
    notes: Any = getattr(error, "__notes__", ())
    yield repr(notes)
    for value in vars(error).values():
        yield str(value)
        inside: Any = getattr(value, "__dict__", None)
        yield repr(inside)
    with suppress(*_NOT_PICKLED):
        yield pickle.dumps(error)
    with suppress(*_NOT_PICKLED):
        yield repr(vars(copy.copy(error)))


def _tracebacks(error: BaseException) -> Iterator[str]:
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    yield "".join(told.format())
    yield logging.Formatter("%(message)s %(exc_info)s").format(
        logging.makeLogRecord(
            {"msg": "%r", "args": (error,), "exc_info": (type(error), error, None)}
        )
    )


def _rich(error: BaseException) -> str:
    trace = Traceback.from_exception(
        type(error),
        error,
        error.__traceback__,
        show_locals=True,
        locals_max_length=1000,
        locals_max_string=10_000,
        locals_hide_dunder=False,
    )
    stream = io.StringIO()
    Console(file=stream, width=5000, no_color=True).print(trace)
    return stream.getvalue()
