"""The rule for the bytes of an answer: what is broken in them is told, and nothing else."""

from __future__ import annotations

import pytest

from messaging_engagement_contract.conformance.checks.wire import broken

OK = b"HTTP/1.1 200 OK\r\n"

WHOLE = {
    "a length": OK + b"Content-Length: 2\r\n\r\n{}",
    "a length of nothing": OK + b"Content-Length: 0\r\n\r\n",
    "the same length twice": OK + b"Content-Length: 2\r\ncontent-length: 2\r\n\r\n{}",
    "the end of the connection": OK + b"\r\nall of it",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "a status without words": b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
    "identity": OK + b"Content-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
    "a value with a colon": OK + b"Location: http://x/\r\nContent-Length: 0\r\n\r\n",
    "a value with a colon between spaces": OK + b"X-Time: 12 : 30\r\nContent-Length: 0\r\n\r\n",
    "an empty value": OK + b"X-Empty:\r\nContent-Length: 0\r\n\r\n",
    "204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "chunks": OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "several chunks": OK + b"Transfer-Encoding: Chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
    "a chunk of more than nine": OK
    + b"Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
    "a chunk of sixteen": OK
    + b"Transfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n",
    "a chunk with an extension": OK
    + b"Transfer-Encoding: gzip, chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n",
    "a chunk with a line end": OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\n\r\n\r\n\r\n0\r\n\r\n",
    "a trailer": OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Sum: 1\r\n\r\n",
}
BROKEN = {
    "nothing": (b"", "no end of the headers: b''"),
    "half a head": (OK + b"X: y\r\n", "no end of the headers: " + repr(OK + b"X: y\r\n")),
    "a head cut short in what is shown": (b"x" * 100, f"no end of the headers: {b'x' * 80!r}"),
    "another protocol": (b"HTTP/2 200\r\n\r\n", "no status line: b'HTTP/2 200'"),
    "no status": (b"HTTP/1.1\r\n\r\n", "no status line: b'HTTP/1.1'"),
    "a status of letters": (b"HTTP/1.1 OK 200\r\n\r\n", "no status line: b'HTTP/1.1 OK 200'"),
    "two spaces before the status": (
        b"HTTP/1.1  200 OK\r\n\r\n",
        "no status line: b'HTTP/1.1  200 OK'",
    ),
    "a long line": (b"y" * 100 + b"\r\n\r\n", f"no status line: {b'y' * 80!r}"),
    "a header without a colon": (OK + b"Server\r\n\r\n", "no header: b'Server'"),
    "a header without a name": (OK + b": x\r\n\r\n", "no header: b': x'"),
    "a space before the colon": (OK + b"Server : x\r\n\r\n", "no header: b'Server : x'"),
    "a folded header": (OK + b" folded: x\r\n\r\n", "no header: b' folded: x'"),
    "a long header": (OK + b"z" * 100 + b"\r\n\r\n", f"no header: {b'z' * 80!r}"),
    "a coding": (
        OK + b"Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\n1",
        "Content-Encoding ['gzip'], where only identity is accepted",
    ),
    "two lengths": (
        OK + b"Content-Length: 2\r\nContent-Length: 1\r\n\r\n{}",
        "more than one Content-Length: ['1', '2']",
    ),
    "a 204 with content": (
        b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}",
        "a 204 with 2 bytes of body",
    ),
    "chunks and a length": (
        OK + b"Transfer-Encoding: chunked\r\nContent-Length: 12\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "both chunked and a Content-Length",
    ),
    "a length that is none": (OK + b"Content-Length: +2\r\n\r\n{}", "Content-Length: +2"),
    "too few bytes": (OK + b"Content-Length: 3\r\n\r\n{}", "Content-Length 3, but 2 bytes"),
    "too many bytes": (OK + b"Content-Length: 1\r\n\r\n{}", "Content-Length 1, but 2 bytes"),
    "a chunk without a size": (
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "no size of a chunk: b'zz'",
    ),
    "a long size of a chunk": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"z" * 50 + b"\r\n",
        f"no size of a chunk: {b'z' * 40!r}",
    ),
    "no last chunk": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "no size of a chunk: b''",
    ),
    "chunks without an end": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0",
        "the chunks have no end",
    ),
    "a last chunk without an end": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
        "the last chunk has no end",
    ),
    "a chunk that is too long": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
        "a chunk of 1 bytes does not end there",
    ),
    "a chunk that is too short": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\n{}\r\n0\r\n\r\n",
        "a chunk of 3 bytes does not end there",
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_an_answer_that_is_whole(name: str) -> None:
    """However an answer says where it ends, nothing is wrong if it ends there."""
    assert not broken(WHOLE[name])


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_that_is_broken(name: str) -> None:
    """What is wrong is told, with as much of the answer as can be read at a glance."""
    raw, expected = BROKEN[name]
    assert expected == broken(raw)
