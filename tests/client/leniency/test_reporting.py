"""A deviation is told of once for a client: to its hook, and to the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx
import pytest

from messaging_engagement import Client, Deviation, Hooks
from messaging_engagement.quirks.deviations import MOST, Reporter, pointer
from tests.client.leniency.answering import CREDENTIALS, both_sides, example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.client.leniency.answering import Side

LOGGER = "messaging_engagement.quirks"


def deviation(path: str = "/x", quirk: str | None = "Q01", operation_id: str = "get") -> Deviation:
    """Make a deviation."""
    return Deviation(quirk=quirk, path=path, message="odd", operation_id=operation_id)


def told(*deviations: Deviation) -> list[Deviation]:
    """Give those deviations of which a reporter tells."""
    heard: list[Deviation] = []
    Reporter().report_all(deviations, heard.append)
    return heard


@both_sides
def test_a_deviation_is_told_of_once(connect: type[Side]) -> None:
    """The second answer with it is no news."""
    side = connect()
    body = {**example("getIdentity"), "entity_type": "PUBLIC_PROFIC"}
    assert [("Q01", "/entity_type")] == side.call("getIdentity", 200, body).places
    assert [] == side.call("getIdentity", 200, body).places


@both_sides
def test_another_deviation_is_told_of(connect: type[Side]) -> None:
    """Another quirk, another field or another operation is news."""
    side = connect()
    body = {**example("getIdentity"), "city": None}
    assert 1 == len(side.call("getIdentity", 200, body).places)
    assert 1 == len(side.call("getIdentity", 200, {**body, "state": None}).places)
    assert 2 == len(side.call("updateIdentity", 200, {**body, "state": None}).places)


@both_sides
def test_another_client_tells_of_it_again(connect: type[Side]) -> None:
    """What one client has told, another has not."""
    body = {**example("getIdentity"), "city": None}
    for _ in range(2):
        assert 1 == len(connect().call("getIdentity", 200, body).places)


def test_a_view_is_the_same_client() -> None:
    """What a client has told, its views do not tell again."""
    heard: list[Deviation] = []
    body = {**example("getIdentity"), "city": None}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    http = httpx.Client(transport=transport, trust_env=False)
    client = Client(**CREDENTIALS, http_client=http, hooks=Hooks(quirks=heard.append))
    client.identities.get("BLQKOPK")
    client.with_options(timeout=5).identities.get("BLQKOPK")
    assert 1 == len(heard)


def test_items_of_one_list_are_one_kind_of_place() -> None:
    """The number of an item does not make it another place; its field does."""
    first, second = deviation("/items/0/city"), deviation("/items/12/city")
    other = deviation("/items/0/state")
    assert [first, other] == told(first, second, other, first)
    assert "/items/*/city" == second.place
    assert "/items/*" == deviation("/items/7").place
    assert "/line2/0x" == deviation("/line2/0x").place


def test_quirk_and_operation_make_another_kind() -> None:
    """Two quirks at one place, or one at the same place of two operations, are two."""
    kinds = [
        deviation(),
        deviation(quirk="Q02"),
        deviation(quirk=None),
        deviation(operation_id="x"),
    ]
    assert kinds == told(*kinds, *kinds)


def test_a_server_that_always_finds_new_ways_fills_no_log() -> None:
    """There is a bound to what a client tells and remembers."""
    many = [deviation(f"/field{number}") for number in range(MOST + 10)]
    assert many[:MOST] == told(*many)


def test_log_tells_the_same(caplog: pytest.LogCaptureFixture) -> None:
    """Without a hook the logger tells of it, at INFO, in one line."""
    caplog.set_level(logging.INFO, LOGGER)
    body = {**example("getIdentity"), "entity_type": "PUBLIC_PROFIC", "city": None}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    http = httpx.Client(transport=transport, trust_env=False)
    Client(**CREDENTIALS, http_client=http).identities.get("BLQKOPK")
    unnamed = "a value that the description does not name: 'PUBLIC_PROFIC' (Q01)"
    assert [
        "getIdentity /city: null where the description has text",
        f"getIdentity /entity_type: {unnamed}",
    ] == [record.message for record in caplog.records if record.name == LOGGER]


def test_nothing_is_examined_if_nobody_hears_it(caplog: pytest.LogCaptureFixture) -> None:
    """Without a hook, and with a logger that is silent, a deviation is not even looked for."""
    caplog.set_level(logging.WARNING, LOGGER)
    looked: list[int] = []

    def looking() -> Iterator[Deviation]:
        looked.append(1)
        yield deviation()

    reporter = Reporter()
    reporter.report_all(looking(), None)
    assert [] == looked
    caplog.set_level(logging.INFO, LOGGER)
    reporter.report_all(looking(), None)
    assert [1] == looked


@both_sides
def test_what_a_hook_raises_the_call_raises(connect: type[Side]) -> None:
    """A hook may decide that a deviation is too much."""

    def refuse(one: Deviation) -> None:
        raise RuntimeError(str(one))

    side = connect(hook=refuse)
    with pytest.raises(RuntimeError, match="/city"):
        side.call("getIdentity", 200, {**example("getIdentity"), "city": None})


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (deviation(), "get /x: odd (Q01)"),
        (deviation(path=""), "get /: odd (Q01)"),
        (deviation(quirk=None), "get /x: odd"),
        (deviation(path="/a\nb\x1b\ud800"), r"get /a\nb\x1b\ud800: odd (Q01)"),
        (deviation(path="/" + "x" * 1000), f"get /{'x' * 199} …: odd (Q01)"),
    ],
)
def test_a_deviation_is_one_printable_line(one: Deviation, text: str) -> None:
    """Whatever a server calls its fields, it does nothing to a log."""
    assert text == str(one)


def test_pointers_are_those_of_the_standard() -> None:
    """RFC 6901 has an escape for a slash and for a tilde."""
    assert "/_embedded/identities/0/a~1b~0c" == pointer("_embedded", "identities", 0, "a/b~c")
    assert "" == pointer()
