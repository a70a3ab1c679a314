"""Many connections at once, some of them slow: `python -m benchmarks.load`, in short."""

from __future__ import annotations

import asyncio

from benchmarks.load import load, mock

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
