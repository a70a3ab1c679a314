"""How far long work is: on a terminal alone, on the standard error, and gone afterwards."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from messaging_engagement.command.output import has_rich

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    Report = Callable[[int, int], None]


def unseen(done: int, total: int) -> None:
    """Show nothing."""


@contextmanager
def progress(what: str, *, is_wanted: bool = True) -> Generator[Report]:
    """Show how much is done: the function takes what is done and the total.

    It begins to show when the first piece is done and more is to come.
    """
    if not (is_wanted and sys.stderr.isatty()):
        yield unseen
    elif has_rich():
        with _bar(what) as report:
            yield report
    else:
        with _counter(what) as report:
            yield report


@contextmanager
def _bar(what: str) -> Generator[Report]:
    from rich.console import Console  # noqa: PLC0415 - takes long, and pipes do without
    from rich.progress import Progress  # noqa: PLC0415 - as above

    # Left alone, it would take over the standard output, too.
    bar = Progress(
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    task = bar.add_task(what, visible=False)

    def report(done: int, total: int) -> None:
        if done < total:
            bar.start()
        bar.update(task, completed=done, total=total, visible=True)

    try:
        yield report
    finally:
        bar.stop()


@contextmanager
def _counter(what: str) -> Generator[Report]:
    shown = ""

    def report(done: int, total: int) -> None:
        nonlocal shown
        if shown or done < total:
            shown = f"{what} {done}/{total}"
            sys.stderr.write(f"\r{shown}")
            sys.stderr.flush()

    try:
        yield report
    finally:
        if shown:
            sys.stderr.write(f"\r{' ' * len(shown)}\r")
