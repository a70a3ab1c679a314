"""An asynchronous client's own connections behave alike, with aiohttp and without."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from messaging_engagement import (
    AsyncClient,
    ConnectionFailedError,
    DecodingError,
    NoAnswerError,
    TimedOutError,
)
from tests.client.sides import CREDENTIALS, IDENTITY, basic

if TYPE_CHECKING:
    from collections.abc import Generator

BODY = json.dumps(IDENTITY).encode()


def told(*headers: str, body: bytes = BODY, length: int | None = None) -> bytes:
    """Write an answer."""
    size = len(body) if length is None else length
    lines = ["HTTP/1.1 200 OK", *headers, f"content-length: {size}", "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.fixture(params=["aiohttp", "httpcore"], autouse=True)
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let clients use one or the other."""
    name: str = request.param
    if name == "aiohttp":
        pytest.importorskip("aiohttp")
    else:
        monkeypatch.setitem(sys.modules, "messaging_engagement.transport.aiohttp_connections", None)
    return name


@contextmanager
def serving(*answers: bytes) -> Generator[tuple[str, list[bytes]]]:
    """Answer each request on one connection; then close it. Give the URL, and what was asked."""
    asked: list[bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            for reply in answers:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += (piece := connection.recv(65536))
                    if not piece:
                        return
                asked.append(head)
                connection.sendall(reply)
            if answers[-1] == b"":
                while connection.recv(65536):  # until the client gives up
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
        thread.join()


def got(url: str, times: int = 1, **options: Any) -> list[Any]:
    """Get an identity, so many times."""

    async def run() -> list[Any]:
        async with AsyncClient(**CREDENTIALS, base_url=url, max_retries=0, **options) as client:
            return [await client.identities.get("B1") for _ in range(times)]

    return asyncio.run(run())


def test_one_connection_carries_several_calls() -> None:
    """It stays open, and each request has what it must have."""
    with serving(told(), told()) as (url, asked):
        names = [identity.display_name for identity in got(url, 2)]
    assert [IDENTITY["display_name"]] * 2 == names
    for head in asked:
        lines = head.decode().lower().split("\r\n")
        assert "get /v1/messaging-engagement/identities/b1 http/1.1" == lines[0]
        expected = basic(CREDENTIALS["api_key"], CREDENTIALS["api_secret"]).lower()
        assert [f"authorization: {expected}"] == [ln for ln in lines if ln.startswith("auth")]
        assert "accept-encoding: gzip, deflate" in lines
        assert not [line for line in lines if line.startswith("cookie")]


def test_a_compressed_answer_is_read() -> None:
    """It is decompressed."""
    with serving(told("content-encoding: gzip", body=gzip.compress(BODY))) as (url, _):
        (identity,) = got(url)
    assert "B1" == identity.identity_id


def test_what_cannot_be_decompressed_cannot_be_read() -> None:
    """The status is known, the body is not."""
    with (
        serving(told("content-encoding: gzip", body=b"no gzip at all")) as (url, _),
        pytest.raises(DecodingError),
    ):
        got(url)


def test_an_answer_that_breaks_off_is_none() -> None:
    """The error tells that the server may have done it."""
    with serving(told(length=len(BODY) + 1)) as (url, _), pytest.raises(NoAnswerError) as told_:
        got(url)
    assert isinstance(told_.value, ConnectionFailedError)
    assert told_.value.maybe_processed


def test_a_server_that_is_not_there_got_nothing() -> None:
    """Nothing left this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ConnectionFailedError) as told_:
        got(url)
    assert not told_.value.maybe_processed


def test_a_silent_server_is_left_after_the_timeout() -> None:
    """It is a timeout, and nobody knows what became of the request."""
    with serving(b"") as (url, _), pytest.raises(TimedOutError) as told_:
        got(url, timeout=0.05)
    assert told_.value.maybe_processed


def test_what_is_no_http_is_no_answer() -> None:
    """Such a server may be anything."""
    with (
        serving(b"220 mail.example ESMTP\r\n\r\n") as (url, _),
        pytest.raises(ConnectionFailedError),
    ):
        got(url)


def test_a_redirect_is_not_followed_and_a_cookie_not_kept() -> None:
    """Neither is of this API."""
    moved = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"
    with serving(told("set-cookie: a=b"), told()) as (url, asked):
        got(url, 2)
    assert b"cookie" not in asked[1].lower()
    with serving(moved) as (url, _), pytest.raises(Exception, match="302"):
        got(url)
