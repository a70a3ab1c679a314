"""Faults of transport: connections that break, stall or lie."""

from __future__ import annotations

from messaging_engagement_contract.mock.faults.registry import Exchange, Proceed, fault, wired
from messaging_engagement_contract.mock.messages import Answer, Wire

TRANSPORT = "transport"


@fault(TRANSPORT)
def cut_before(_: Exchange, __: Proceed) -> Answer:
    """The connection is closed without an answer, and nothing is done."""
    return wired(Answer(200, b"{}"), Wire(raw=b""))


@fault(TRANSPORT)
def cut_after(_: Exchange, proceed: Proceed) -> Answer:
    """The request does what it asks for; then the connection is closed without an answer."""
    return wired(proceed(), Wire(raw=b""))


@fault(TRANSPORT)
def connection_reset(_: Exchange, proceed: Proceed) -> Answer:
    """The request does what it asks for; then the connection is reset."""
    return wired(proceed(), Wire(raw=b"", reset=True))


@fault(TRANSPORT)
def cut_in_head(_: Exchange, proceed: Proceed) -> Answer:
    """The connection is closed in the middle of the head of the answer."""
    return wired(proceed(), Wire(head=30))


@fault(TRANSPORT)
def cut_in_body(_: Exchange, proceed: Proceed) -> Answer:
    """The connection is closed in the middle of the body."""
    answer = proceed()
    return wired(answer, Wire(keep=len(answer.body or b"") // 2))


@fault(TRANSPORT)
def no_answer(_: Exchange, proceed: Proceed) -> Answer:
    """The request does what it asks for; the answer never comes."""
    return wired(proceed(), Wire(silent=True))


@fault(TRANSPORT)
def slow_start(_: Exchange, proceed: Proceed) -> Answer:
    """The answer comes two seconds late."""
    return wired(proceed(), Wire(delay=2.0))


@fault(TRANSPORT)
def slow_body(_: Exchange, proceed: Proceed) -> Answer:
    """The body comes in sixteen pieces, a tenth of a second apart."""
    return wired(proceed(), Wire(pause=0.1))


@fault(TRANSPORT)
def length_too_large(_: Exchange, proceed: Proceed) -> Answer:
    """Content-Length is ten more than what comes."""
    return wired(proceed(), Wire(told_length=10))


@fault(TRANSPORT)
def length_too_small(_: Exchange, proceed: Proceed) -> Answer:
    """Content-Length is ten less than what comes."""
    return wired(proceed(), Wire(told_length=-10))


@fault(TRANSPORT)
def trailing_bytes(_: Exchange, proceed: Proceed) -> Answer:
    """Bytes that belong to nothing follow the answer."""
    return wired(proceed(), Wire(extra=b"\r\nleft over\r\n"))


@fault(TRANSPORT)
def not_http(_: Exchange, __: Proceed) -> Answer:
    """What comes back is not HTTP."""
    return wired(Answer(200), Wire(raw=b"SSH-2.0-OpenSSH_9.6\r\n"))


@fault(TRANSPORT)
def chunks_broken(_: Exchange, proceed: Proceed) -> Answer:
    """The body is chunked, and the connection is closed within a chunk."""
    body = (proceed().body or b"{}")[:20]
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    return wired(Answer(200), Wire(raw=head + b"fff\r\n" + body))


@fault(TRANSPORT)
def header_huge(_: Exchange, proceed: Proceed) -> Answer:
    """The answer has a header of 200,000 characters."""
    return proceed().with_header("X-Filler", "x" * 200_000)
