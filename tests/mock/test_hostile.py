"""What is not HTTP, or not decent, is refused; the server does not fail, and goes on."""

from __future__ import annotations

import contextlib
import random
import re
import socket
from typing import TYPE_CHECKING

import httpx
import pytest

from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, MockServer, wire
from messaging_engagement_contract.mock.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTH = next(iter(ACCOUNTS.items()))
PATH = f"{BASE_PATH}/identities"
SEEDS = 40
EACH = 12
VALID = (
    f"POST {PATH}?page=1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\n\r\n{}"
).encode()
CHUNKED = (
    f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
).encode()
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One server for all: what harms it would show in the tests that follow."""
    with MockServer() as running:
        yield running


@pytest.fixture(autouse=True)
def _goes_on(server: MockServer, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """After every test the server answers as ever, and has told nothing of a failure."""
    parts_of(server.mock).journal.clear()
    yield
    assert 401 == httpx.get(f"{server.url}{PATH}", trust_env=False).status_code
    assert "Traceback" not in capfd.readouterr().err


def sent(server: MockServer, content: bytes) -> bytes:
    """Send bytes and no more; give all that comes back."""
    host, _, port = server.url.rpartition("/")[2].rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        answered = b""
        with contextlib.suppress(OSError):  # it may have had enough before all is sent
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(65536):
                answered += piece
    return answered


def statuses(answered: bytes) -> list[int]:
    """Give the statuses of the answers."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", answered)]


def garbled(chance: random.Random) -> bytes:
    """Give a request with something wrong in it, or nothing but noise."""
    content = bytearray(chance.choice([VALID, CHUNKED, VALID * 2, HIDDEN + CHUNKED]))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(content))
        match chance.randrange(6):
            case 0:
                content[place] = chance.randrange(256)
            case 1:
                del content[place : place + chance.randint(1, 40)]
            case 2:
                content[place:place] = chance.randbytes(chance.randint(1, 200))
            case 3:
                content[place:place] = content[: chance.randrange(len(content))]
            case 4:
                content = bytearray(content.replace(b"\r\n", chance.choice([b"\n", b"\r"]), 1))
            case _:
                content = bytearray(chance.randbytes(chance.randint(1, 500)))
        content = content or bytearray(b"\0")
    return bytes(content)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_garbage_is_no_failure(server: MockServer, seed: int) -> None:
    """Mutilated requests and noise are refused, or answered as what is left of them."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    for _ in range(EACH):
        content = garbled(chance)
        assert not [status for status in statuses(sent(server, content)) if status >= 500], content


AMBIGUOUS = {
    "CL.TE": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "TE.CL": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "TE.TE": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "TE last": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "TE misspelt": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "TE with tab": b"Transfer-Encoding:\x0bchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "space before colon": b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "folded": b"Content-Length: 0\r\n Transfer-Encoding: chunked\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "list of lengths": b"Content-Length: 0, 44\r\n\r\n",
    "signed": b"Content-Length: +0\r\n\r\n",
    "hexadecimal": b"Content-Length: 0x0\r\n\r\n",
    "negative": b"Content-Length: -1\r\n\r\n",
    "huge": b"Content-Length: 99999999999999999999999\r\n\r\n",
}


@pytest.mark.parametrize("framing", AMBIGUOUS)
def test_no_request_is_smuggled(server: MockServer, framing: str) -> None:
    """Where it is not certain where a request ends, nothing behind it is taken for another."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\n".encode()
    answered = sent(server, head + AMBIGUOUS[framing] + HIDDEN)
    assert [400] == [status for status in statuses(answered) if status not in {401, 415}]
    assert not [seen for seen in server.mock.requests if "hidden" in seen.path]


@pytest.mark.parametrize(
    "chunks",
    [
        b"zz\r\n{}\r\n",
        b"-2\r\n{}\r\n",
        b"2 2\r\n{}\r\n",
        b"fffffffffffffffff\r\n",
        b"2\r\n{}xx\r\n",
    ],
)
def test_bad_chunk(server: MockServer, chunks: bytes) -> None:
    """A chunk whose size is none, or not right, is refused."""
    head = CHUNKED.partition(b"2\r\n{}")[0]
    assert {400} == {*statuses(sent(server, head + chunks))}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/0.9\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET / HTTP/1.1\nHost: localhost\n\n", 400),
        (b"GET / HTTP/1.1\rHost: localhost\r\r", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-\xff: 1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n: empty\r\n\r\n", 400),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ],
)
def test_other_protocols(server: MockServer, content: bytes, status: int) -> None:
    """What is no request of HTTP/1.1 or 1.0 is refused, and so is a proxy's."""
    assert [status] == statuses(sent(server, content))


class TestSize:
    """How large a request may be."""

    @pytest.mark.parametrize(
        "head",
        [
            b"GET /" + b"a" * 2**17 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 2**17 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-One: 1\r\n" * 2**15 + b"\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Endless: " + b"a" * 2**20,
            b"GET /" + b"a" * 2**20,
        ],
        ids=["target", "header", "headers", "endless header", "endless target"],
    )
    def test_head(self, server: MockServer, head: bytes) -> None:
        """The head has a limit, whether it ends or not."""
        answered = sent(server, head)
        assert [431] == statuses(answered) or b"" == answered  # reset, for bytes were left unread

    def test_trailer(self, server: MockServer) -> None:
        """A trailer has a limit, too."""
        endless = CHUNKED[:-2] + b"X-Endless: " + b"a" * 2**20
        assert 431 in statuses(sent(server, endless)) or not server.mock.requests

    def test_a_long_head_is_answered(self, server: MockServer) -> None:
        """Below the limit there is no limit."""
        name = "X-Long: " + "a" * (wire.MAX_HEAD - 200)
        assert [200] == statuses(
            sent(server, f"GET / HTTP/1.1\r\nHost: localhost\r\n{name}\r\n\r\n".encode())
        )


LISTED = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
TOO_LONG = b"GET / HTTP/1.1\r\nX-Long: " + b"a" * wire.MAX_HEAD + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LISTED + TOO_LONG, [401, 431]),
        (LISTED * 3 + TOO_LONG, [401, 401, 401, 431]),
        (LISTED + b"\x00\x01\r\n\r\n", [401, 400]),
        (LISTED + CHUNKED.replace(b"2\r\n{}", b"zz"), [401, 400]),
        (LISTED + VALID + CHUNKED.replace(b"2\r\n{}", b"zz"), [401, 401, 400]),
    ],
    ids=["long", "after several", "noise", "bad chunk", "bad chunk after several"],
)
def test_requests_before_a_bad_one_are_answered(content: bytes, expected: list[int]) -> None:
    """What is refused waits for its turn, where requests come before answers are there."""
    with MockServer(latency=0.05) as slow:
        assert expected == statuses(sent(slow, content))
        assert len(expected) - 1 == len(slow.mock.requests)


@pytest.mark.parametrize(
    "content",
    [b"", VALID[:30], VALID[:-1], CHUNKED[:-2]],
    ids=["nothing", "half a head", "half a body", "half a chunk"],
)
def test_a_request_that_never_ends(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """A client has so much time for a whole request, and no more."""
    monkeypatch.setattr(wire, "PATIENCE", 0.2)
    with MockServer() as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(content)
            assert connection.recv(65536).startswith(b"HTTP/1.1 408 ")


def test_nothing_but_a_blank_line_after_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What precedes a request without being one keeps no connection open for ever."""
    monkeypatch.setattr(wire, "PATIENCE", 0.2)
    with MockServer() as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(b"GET /__mock/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"HTTP/1.1 408 " not in connection.recv(2**20)
            connection.sendall(b"\r\n")
            received = b""
            while piece := connection.recv(65536):
                received += piece
            assert b"HTTP/1.1 408 " in received


@pytest.mark.parametrize("prefix", ["/", "/__mock/page/", "/__mock/", f"{BASE_PATH}/identities/"])
@pytest.mark.parametrize(
    "name",
    [
        "../page.py",
        "..%2fpage.py",
        "%2e%2e/page.py",
        "%2e%2e%2fpage.py",
        "..%5cpage.py",
        "..%252fpage.py",
        "....//page.py",
        "%2fetc%2fpasswd",
        "//etc/passwd",
        "index.html%00.js",
        "../../../../../../etc/passwd",
        "assets/../../page.py",
        "file:///etc/passwd",
    ],
)
def test_no_path_reaches_the_disk(server: MockServer, prefix: str, name: str) -> None:
    """A path names what is in memory: no file outside the assets can be asked for."""
    answered = sent(server, f"GET {prefix}{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    (status,) = statuses(answered)
    assert status in {400, 401, 404}
    assert b"root:" not in answered
    assert b"def asset" not in answered
