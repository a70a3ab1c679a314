"""Whatever happens at whatever byte, a call ends as it is documented, and leaves nothing behind."""

from __future__ import annotations

import socket
import threading

import pytest

from tests.reliability.calls import CALLS, WAYS, Way, made
from tests.reliability.faults import orders, tried_on_mock
from tests.reliability.scenarios import sample, tried
from tests.reliability.wire import Act, Received, Side, Trouble, WireServer

OF_EACH = 100
"""Scenarios of each kind of call; ``python -m tests.reliability`` tries them all."""


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_server_of_the_scenarios_serves(way: Way) -> None:
    """Without trouble, each call gives what it should: the oracle is no error itself."""
    for call in CALLS:
        with WireServer(call.answered) as server:
            outcome = made(call, way, server.url)
            assert (call.expected, None, ()) == (outcome.result, outcome.error, outcome.left)
            assert 0 == server.left_open()


def test_connections_that_stay_open_are_noticed() -> None:
    """A client that leaves a connection behind would be found out."""
    with WireServer(
        CALLS[0].answered, Trouble(side=Side.REQUEST, offset=1, act=Act.STALL)
    ) as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as left:
            left.sendall(b"GET")
            while not server.received:
                left.sendall(b" ")
            assert server.left_open(patience=0.05) == 1
        assert server.received == [Received(b"G", is_whole=False)]


def test_trouble_at_any_byte() -> None:
    """The right result or a documented error in time; nothing left open, nothing sent twice."""
    verdicts = [*tried(sample(seed=7, count=OF_EACH))]
    assert [] == [(str(each.scenario), each.faults) for each in verdicts if each.faults]
    assert OF_EACH * len(CALLS) == len(verdicts)
    assert [] == [t for t in threading.enumerate() if t.name == "wire server"]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_faults_of_the_mock(way: Way) -> None:
    """So it is with each of its faults of transport and of status."""
    chosen = [order for order in orders(["transport", "status"]) if order[1] is way]
    met = [*tried_on_mock(chosen)]
    assert [] == [(each.name, each.call.name, each.faults) for each in met if each.faults]
    assert len(chosen) * (len(CALLS) - 1) == len(met)
