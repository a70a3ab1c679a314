"""A pytest plugin that puts Prism in front of every ``MockServer`` of a run of tests.

    pytest -p tests.mock.behind_prism --prism-log FILE tests/client

Only servers that misbehave on purpose are left alone, and one that runs beside another.
"""

from __future__ import annotations

import functools
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from messaging_engagement_contract.mock import MockServer
from tests.mock import prism

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the file that Prism writes to."""
    parser.addoption("--prism-log", required=True, help="what Prism writes")


@pytest.fixture(autouse=True, scope="session")
def _behind_prism(pytestconfig: pytest.Config) -> Iterator[None]:
    port = prism.free_port()
    start = MockServer.__init__

    @functools.wraps(start)
    def start_behind(self: MockServer, *args: Any, **options: Any) -> None:
        if args or options.get("faults") or options.get("port") or _taken(port):
            start(self, *args, **options)
        else:
            start(self, port, **options)
            self.url = watching.url

    log = Path(str(pytestconfig.getoption("--prism-log")))
    with (
        prism.proxy(f"http://127.0.0.1:{port}", log) as watching,
        pytest.MonkeyPatch.context() as m,
    ):
        m.setattr(MockServer, "__init__", start_behind)
        yield


def _taken(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
