"""Many connections at once, some of them slow: `python -m benchmarks.load`, in short."""

from __future__ import annotations

import asyncio
import socket

import pytest
from benchmarks.load import load, mock

from messaging_engagement_contract.mock import Mock
from messaging_engagement_contract.mock.wire import Server, listen

CONNECTIONS = 120
GROWTH = 64  # MiB: what each connection needs, and no answer that is kept


def test_slow_clients_hold_nobody_up() -> None:
    """Nobody is refused, nothing fails, slow clients are served too, and little memory is kept."""
    with mock() as (running, port):
        memory, counts = asyncio.run(
            load(running.pid, port, connections=CONNECTIONS, seconds=4.0, every=1.0, pause=0.001)
        )
    assert not [name for name in counts if name.startswith(("5", "4", "refused", "failed"))]
    assert {"200", "201", "200, asked slowly", "left"} <= counts.keys()
    assert memory[-1] - memory[0] < GROWTH


def test_connections_that_wait_are_taken_at_once() -> None:
    """However many wait, the event loop goes round a few times until the last one is taken.

    Each time round may be long, where many others ask; libuv by itself takes one each time.
    """
    uvloop = pytest.importorskip("uvloop")
    listener = listen("127.0.0.1", 0)
    waiting = [socket.create_connection(listener.getsockname()) for _ in range(CONNECTIONS)]

    async def rounds() -> int:
        server = Server(Mock(), lambda: None)
        serving = asyncio.ensure_future(server.serve([listener]))
        count = 0
        while len(server.server_state.connections) < CONNECTIONS:
            await asyncio.sleep(0)
            count += 1
        server.stop()
        await serving
        return count

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            assert runner.run(rounds()) < CONNECTIONS / 2
    finally:
        for one in waiting:
            one.close()
