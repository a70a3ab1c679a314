"""However much a server sends, and whatever becomes of it, there is a bound to what is kept."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import DecodingError, StatusError
from messaging_engagement.transport.decompression import (
    AT_ONCE,
    DecompressionError,
    Decompressor,
    TooLargeError,
)
from tests.client.sides import CREDENTIALS, IDENTITY, Answer, Side, answer, both
from tests.reliability.calls import CALLS, WAYS, Way, made
from tests.reliability.wire import WireServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

MEBIBYTE = 2**20
BOMB = gzip.compress(bytes(64 * MEBIBYTE))
"""64 MiB in 64 KiB."""
TWICE = gzip.compress(BOMB)
"""As much in less than 1 KiB."""


def decompressed(codings: str, most: int, pieces: Iterable[bytes]) -> bytes:
    """Decompress a body to its end."""
    body = Decompressor(codings, most)
    found = b"".join(part for piece in pieces for part in body.feed(piece))
    body.end()
    return found


@pytest.mark.parametrize(
    ("codings", "content"),
    [
        ("gzip", BOMB),
        ("gzip, gzip", TWICE),
        ("deflate", zlib.compress(bytes(64 * MEBIBYTE))),
        ("deflate, gzip", gzip.compress(zlib.compress(bytes(64 * MEBIBYTE)))),
    ],
    ids=["gzip", "gzip twice", "deflate", "deflate and gzip"],
)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_compressed_bomb(
    way: Way, codings: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What decompresses to more than an answer may have is not decompressed further."""
    monkeypatch.setattr("messaging_engagement.options.LARGEST_BODY", MEBIBYTE)
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-encoding: {codings}\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    with WireServer(lambda _: head.encode() + content) as server:
        made(CALLS[0], way, server.url)  # imports what it needs
        tracemalloc.start()
        try:
            outcome = made(CALLS[0], way, server.url)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(outcome.error, DecodingError)
    assert f"it has more than {MEBIBYTE} bytes" in str(outcome.error)
    assert peak < 8 * MEBIBYTE


def test_bomb_on_the_way_to_nothing() -> None:
    """What a coding makes is bounded, too, where the next one makes nothing of it."""
    nothing = zlib.compressobj(0, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    inner = b"".join(
        [
            nothing.compress(b""),
            *(nothing.flush(zlib.Z_FULL_FLUSH) for _ in range(20)),
            nothing.flush(),
        ]
    )
    flushes = inner[:10] + b"\x00\x00\x00\xff\xff" * MEBIBYTE
    assert len(flushes) > 5 * MEBIBYTE
    with pytest.raises(TooLargeError):
        decompressed("gzip, gzip", MEBIBYTE, [gzip.compress(flushes)])


def test_endless_body_that_decompresses_to_nothing() -> None:
    """Nor may more come than what it becomes."""
    flushes = b"\x00\x00\x00\xff\xff" * 1000
    body = Decompressor("deflate", 20_000)
    for _ in range(4):
        assert b"" == b"".join(body.feed(flushes))
    with pytest.raises(TooLargeError):
        b"".join(body.feed(flushes))


@pytest.mark.parametrize("codings", ["", "identity", "gzip", "x-gzip", "deflate", "gzip, deflate"])
@pytest.mark.parametrize("size", [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE])
@pytest.mark.parametrize("at_once", [1, 7, 10**9])
def test_exact_bound(codings: str, size: int, at_once: int) -> None:
    """A body of just as many bytes as it may have is read, and one byte more is too much."""
    content = bytes(size)
    for coding in codings.split(","):
        if "gzip" in coding:
            content = gzip.compress(content)
        elif "deflate" in coding:
            content = zlib.compress(content)
    pieces = [content[at : at + at_once] for at in range(0, len(content), at_once)]
    most = max(size, len(content), 100)  # what is compressed may be larger, and is bound as well
    assert bytes(size) == decompressed(codings, most, pieces)
    if size == most:
        with pytest.raises(TooLargeError, match=f"more than {size - 1} bytes"):
            decompressed(codings, size - 1, pieces)


def test_deflate_without_the_format_of_zlib() -> None:
    """Some servers leave it out, and are understood."""
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    assert b"{}" == decompressed("deflate", 100, [raw.compress(b"{}") + raw.flush()])


@pytest.mark.parametrize("codings", ["UTF-8", "identity, none", "utf-8, gzip"])
def test_what_is_no_coding_says_nothing(codings: str) -> None:
    """A charset, say, in the wrong header leaves the body readable."""
    content = gzip.compress(b"{}") if "gzip" in codings else b"{}"
    assert b"{}" == decompressed(codings, 100, [content])


@pytest.mark.parametrize("codings", ["br", "gzip, zstd", "deflate"])
def test_no_body_needs_no_coding(codings: str) -> None:
    """An answer without a body may name any coding."""
    assert b"" == decompressed(codings, 100, [])


@pytest.mark.parametrize(
    ("codings", "content", "said"),
    [
        ("br", b"{}", "its coding 'br' is not one of gzip, deflate"),
        ("zstd, gzip", gzip.compress(b"{}"), "its coding 'zstd'"),
        (", ".join(["gzip"] * 6), b"", "it is compressed 6 times"),
        ("gzip", b"{}", "does not follow its coding gzip"),
        ("gzip", gzip.compress(b"{}" * 99)[:-1], "breaks off within its coding gzip"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"{}")[:-1]), "breaks off"),
    ],
    ids=["brotli", "zstd within gzip", "six times", "not gzip", "cut", "cut within"],
)
def test_what_cannot_be_decompressed(codings: str, content: bytes, said: str) -> None:
    """It is refused, with the reason."""
    with pytest.raises(DecompressionError, match=said):
        decompressed(codings, 1000, [content])


def test_what_follows_the_end_belongs_to_nothing() -> None:
    """As with the libraries, what stands behind a compressed body is not read."""
    assert b"{}" == decompressed("gzip", 100, [gzip.compress(b"{}") + b"more", b"and more"])


@both
def test_bound_of_an_answer(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer may have just so many bytes, in however many pieces."""
    content = json.dumps(IDENTITY).encode()
    monkeypatch.setattr("messaging_engagement.options.LARGEST_BODY", len(content))
    pieces = (content[:5], content[5:])
    assert "B1" == side.client(side.server(Answer(200, pieces))).identities.get("B1").identity_id
    with pytest.raises(DecodingError, match="TooLargeError"):
        side.client(side.server(Answer(200, (*pieces, b" ")))).identities.get("B1")


def huge_problems() -> list[dict[str, Any]]:
    """Give problems that tell far too much."""
    many = [{"field": f"f{number}", "description": "d" * 90} for number in range(10_000)]
    return [
        {"title": "T", "errors": many},
        {"title": "T", "invalid_parameters": many},
        {"title": "T" * MEBIBYTE, "detail": "D" * MEBIBYTE, "instance": "i" * MEBIBYTE},
        {"errors": [{"title": "T" * MEBIBYTE, "numbers": ["1" * MEBIBYTE] * 3}]},
        {"errors": {"x" * MEBIBYTE: 1}},
    ]


@both
@pytest.mark.parametrize("problem", range(len(huge_problems())))
def test_message_has_a_bound(side: Side, problem: int) -> None:
    """However much an error tells, its message stays one that people read."""
    reply = answer(400, huge_problems()[problem], headers={"Location": "x" * 10_000})
    with pytest.raises(StatusError) as caught:
        side.client(side.server(reply)).identities.get("B1")
    assert len(str(caught.value)) < 5000
    assert len(str(caught.value.attempts)) < 5000


@both
@pytest.mark.parametrize("content", [b"{}", b"x" * 11], ids=["whole", "too large"])
def test_answer_gives_its_connection_back(
    side: Side, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is read to its end or left, the body is closed."""
    monkeypatch.setattr("messaging_engagement.options.LARGEST_BODY", 10)
    closed: list[bool] = []

    class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield content

        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield content

        def close(self) -> None:
            closed.append(True)

        async def aclose(self) -> None:
            closed.append(True)

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Body()))
    http: Any = (httpx.AsyncClient if side.is_async else httpx.Client)(transport=transport)
    client = side.wrapped(side.make(**CREDENTIALS, http_client=http))
    with suppress(DecodingError):
        client.identities.get("B1")
    assert [True] == closed
