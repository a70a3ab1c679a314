"""Recorders of traffic see requests as they are sent: what vcrpy keeps when it is told as we say.

It sees what goes through httpx or aiohttp; of the connections that a client makes over httpcore
alone it knows nothing, and they pass it by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from messaging_engagement_contract import MockServer
from tests.client.sides import PERSON
from tests.secrets.kinds import Kind, kind
from tests.secrets.marked import KEY, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from messaging_engagement import Client
    from tests.secrets.searching import Searcher

vcr = pytest.importorskip("vcr")

__all__ = ["kind"]

ACTS: list[Callable[[Client], object]] = [
    lambda client: client.identities.create(PERSON),
    lambda client: client.identities.list(),
    lambda client: client.identities.get("B0"),
]


@pytest.mark.parametrize("serializer", ["yaml", "json"])
def test_cassette_without_authorization(
    kind: Kind, searcher: Searcher, tmp_path: Path, serializer: str
) -> None:
    """With ``filter_headers=["authorization"]`` a cassette has no secret, in any encoding."""
    with MockServer(accounts={KEY: SECRET}, seed_data="example") as server:
        for position, act in enumerate(ACTS):
            cassette = tmp_path / f"{position}.{serializer}"
            with vcr.use_cassette(
                str(cassette), filter_headers=["authorization"], serializer=serializer
            ) as recorded:
                try:
                    kind.call(act, base_url=server.url)
                except Exception as error:  # noqa: BLE001 - one of them is not found
                    assert "404" in str(error)  # noqa: PT017 - the others give a result
            is_seen = kind.own_http or kind.aiohttp
            assert int(is_seen) == len(recorded)
            content = cassette.read_text(encoding="utf-8") if is_seen else ""
            assert is_seen == ("/v1/messaging-engagement/identities" in content)
            assert [] == searcher.found(content)


def test_cassette_with_all_headers(searcher: Searcher, tmp_path: Path) -> None:
    """Without that it has the credentials: the sweep above would find them."""
    cassette = tmp_path / "all.yaml"
    with MockServer(accounts={KEY: SECRET}) as server, vcr.use_cassette(str(cassette)):
        Kind("sync, own httpx", is_async=False, own_http=True).call(ACTS[1], base_url=server.url)
    assert [] != searcher.found(cassette.read_text(encoding="utf-8"))
