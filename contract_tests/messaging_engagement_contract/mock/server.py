"""The mock on a port of this machine, in a thread of the process that uses it."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Self

from messaging_engagement_contract.mock import moments
from messaging_engagement_contract.mock.accounts import ACCOUNTS
from messaging_engagement_contract.mock.application import Mock
from messaging_engagement_contract.mock.wire import Server, listen, url_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from messaging_engagement_contract.mock.moments import Clock

HOST = "127.0.0.1"


class MockServer:
    """The API on ``url``, from its creation until ``close`` or the end of its ``with`` block.

    Args:
        port: the TCP port on 127.0.0.1; 0 picks a free one.
        accounts: API keys and their secrets; no account sees anything of another.
        clock: gives the time, with its zone.
        seed: where the sequences of ids and of chance start.
        state: a file that keeps the state; without it, the state ends with the server.
        profile: ``clean`` follows openapi.yaml, ``published`` the published page to the letter.
        seed_data: ``none``, ``example`` or ``large``: what a new state begins with.
        faults: misbehaviour, as ``name[;p=0.5][;times=2][;on=operationId]``.
        latency: seconds (not milliseconds, as ``--latency``) that every answer takes longer.
        rate_limit: how many requests each account may make, as ``N/SECONDS``.
        hosts: the names by which the server may be called, beside its address.
        admin_token: lets who sends it steer the mock from anywhere; without it, only loopback may.

    Attributes:
        url: Where the server is.
        mock: What steers it: faults, clock, state and the requests that it saw.

    Raises:
        OSError: the port is taken.
        StateFileError: the state file cannot be used.
        FaultError: there is no fault of that name, or its form is wrong.
        ValueError: an argument has no such value.
        TypeError: an argument is of another type.

    >>> with MockServer() as server:
    ...     server.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(  # noqa: PLR0913 - each is one choice of whoever starts the server
        self,
        port: int = 0,
        accounts: Mapping[str, str] = ACCOUNTS,
        clock: Clock = moments.now,
        seed: int = 0,
        *,
        state: str | os.PathLike[str] | None = None,
        profile: str = "clean",
        seed_data: str = "none",
        faults: Iterable[str] = (),
        latency: float = 0.0,
        rate_limit: str | None = None,
        hosts: Iterable[str] | None = ("localhost",),
        admin_token: str | None = None,
    ) -> None:
        listener = listen(HOST, port)
        self.url = url_of(listener, HOST)
        try:
            self.mock = Mock(
                accounts=accounts,
                clock=clock,
                seed=seed,
                state=state,
                profile=profile,
                seed_data=seed_data,
                faults=faults,
                latency=latency,
                rate_limit=rate_limit,
                hosts=hosts,
                admin_token=admin_token,
            )
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
