"""Several processes on one port that share a state file."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from messaging_engagement_contract.mock import command
from messaging_engagement_contract.mock.parts import parts_of

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence
    from types import FrameType

    from messaging_engagement_contract.mock.application import Mock

_FAILED = 1


def run(build: Callable[[], Mock], listener: socket.socket, told: str, count: int) -> int:
    """Serve in so many processes until SIGINT or SIGTERM, or until one of them ends by itself.

    Each opens the state file for itself: SQLite's connections do not outlive a fork.
    """
    children: list[int] = []
    signals = {signal.SIGINT, signal.SIGTERM}

    def stop(_: int = 0, __: FrameType | None = None) -> None:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # until there is someone to stop
    for number in signals:
        signal.signal(number, stop)
    alive, held = os.pipe()  # its end tells the children that their parent has gone
    for _ in range(count):
        child = os.fork()
        if child == 0:
            os.close(held)
            os._exit(_work(build, listener, alive))
        children.append(child)
    listener.close()
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    return _wait(children)


def _work(build: Callable[[], Mock], listener: socket.socket, alive: int) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    mock = build()
    parts_of(mock).instances.seed()  # or each worker would name its problems as the others do
    threading.Thread(target=_outlive, args=(alive,), daemon=True).start()
    try:
        return command.serve(mock, listener, None)
    finally:
        mock.close()


def _outlive(alive: int) -> None:
    """Wait for the end of the parent, and end then."""
    os.read(alive, 1)
    sys.stderr.write(f"{command.PROGRAM}: worker {os.getpid()} stops: its server was killed\n")
    os.kill(os.getpid(), signal.SIGTERM)


def _wait(children: Sequence[int]) -> int:
    """Wait for all; when one has ended, the others are told to."""
    status = 0
    left = set(children)
    while left:
        child, ended = os.wait()
        left.discard(child)
        code = os.waitstatus_to_exitcode(ended)
        if code not in {0, -signal.SIGTERM} and not status:
            why = f"by {signal.Signals(-code).name}" if code < 0 else f"with status {code}"
            sys.stderr.write(f"{command.PROGRAM}: worker {child} ended {why}; the server stops\n")
            status = _FAILED
        for other in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(other, signal.SIGTERM)
    return status
