"""What the sweeps share: the marked credential in the environment, and the logs of all."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest

from tests.secrets.marked import KEY, SECRET
from tests.secrets.searching import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def searcher() -> Searcher:
    """Find the marked secret."""
    return Searcher.of(SECRET)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give credentials that no variable of a test holds."""
    monkeypatch.setenv("VONAGE_API_KEY", KEY)
    monkeypatch.setenv("VONAGE_API_SECRET", SECRET)


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """Everything that any library logs, at its most talkative."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)r %(pathname)s"))
    root = logging.getLogger()
    names = [name for name in root.manager.loggerDict if name.partition(".")[0] in TALKATIVE]
    loggers = [root, *map(logging.getLogger, {*names, *TALKATIVE})]
    before = [logger.level for logger in loggers]
    root.addHandler(handler)
    for logger in loggers:
        logger.setLevel(1)
    yield stream
    root.removeHandler(handler)
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


TALKATIVE = {
    "aiohttp",
    "asyncio",
    "httpcore",
    "httpx",
    "httpx2",
    "hypothesis",
    "messaging_engagement",
    "opentelemetry",
    "schemathesis",
    "uvicorn",
}
