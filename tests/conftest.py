"""What holds for every test."""

from __future__ import annotations

import gc
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, find, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Generator

# No test is timed: how long an example takes says how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure() -> None:
    """Heed Ctrl-C, for tests send it: a shell has what it runs in the background ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave_out_what_there_is() -> None:
    """Collect all garbage; what remains is looked at again after the file of tests only.

    The modules that were imported are most of it, and a second's work for each test.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def pytest_collection_finish() -> None:
    """Leave out what the imports made."""
    # When it runs first, Hypothesis asks the garbage collector who has its random numbers: it must
    # find them, or some versions warn.
    find(st.none(), lambda _: True, settings=settings(database=None))
    _leave_out_what_there_is()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Find what a test left open in that test, and not in whichever collects the garbage."""
    try:
        return (yield)
    finally:
        gc.collect()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Find what the fixtures of a file left open at its end; leave out what they have not."""
    try:
        return (yield)
    finally:
        if nextitem is None or nextitem.path != item.path:
            _leave_out_what_there_is()
