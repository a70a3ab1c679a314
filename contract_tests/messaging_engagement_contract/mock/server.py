"""The mock on a port of this machine, in a thread of the process that uses it."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Self

from messaging_engagement_contract.mock import moments
from messaging_engagement_contract.mock.accounts import ACCOUNTS
from messaging_engagement_contract.mock.application import Mock
from messaging_engagement_contract.mock.wire import Server, listen, url_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement_contract.mock.moments import Clock

HOST = "127.0.0.1"


class MockServer:
    """The API on ``url``, from its creation until ``close`` or the end of its ``with`` block.

    Args:
        port: the TCP port on 127.0.0.1; 0 picks a free one.
        accounts: API keys and their secrets; no account sees anything of another.
        clock: the time, with its zone, for the dates of resources.
        seed: where the sequences of ids and of chance start.
        options: what else :class:`Mock` takes: ``state``, ``profile``, ``seed_data``, ``faults`` …

    Attributes:
        url: Where the server is.
        mock: What steers it: faults, clock, state and the requests that it saw.

    Raises:
        OSError: the port is taken.

    >>> with MockServer() as server:
    ...     server.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        port: int = 0,
        accounts: Mapping[str, str] = ACCOUNTS,
        clock: Clock = moments.now,
        seed: int = 0,
        **options: Any,  # noqa: ANN401 - those of Mock
    ) -> None:
        options.setdefault("hosts", {"localhost"})
        listener = listen(HOST, port)
        self.url = url_of(listener, HOST)
        try:
            self.mock = Mock(accounts=accounts, clock=clock, seed=seed, **options)
        except BaseException:
            listener.close()
            raise
        started = threading.Event()
        self._server = Server(self.mock, started.set)
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._server.serve([listener])), daemon=True
        )
        self._thread.start()
        started.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering and wait for what is running; further calls do nothing."""
        self._server.stop()
        self._thread.join()
        self.mock.close()
