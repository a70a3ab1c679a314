"""The bytes of an answer, as they come: an HTTP library forgives more than a contract does."""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from messaging_engagement_contract.conformance.contract import BASE_PATH

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.session import Session

_NO_CONTENT = 204
_INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d[ \r]")


def wire(session: Session) -> None:
    """Each answer ends where its headers say that it ends, and one without content has none."""
    run = session.run
    ids = session.some_ids()
    targets: list[tuple[str, str, str, str]] = [
        ("listIdentities", "GET", f"{BASE_PATH}/identities?page_size=5", "own"),
        ("listEngagements", "GET", f"{BASE_PATH}/engagements?page_size=5", "own"),
        ("getIdentity", "GET", f"{BASE_PATH}/identities/BN0SUCH", "own"),
        ("listIdentities", "GET", f"{BASE_PATH}/identities", "none"),
        ("listIdentities", "HEAD", f"{BASE_PATH}/identities?page_size=5", "own"),
    ]
    for operation, name in (("getIdentity", "identity_id"), ("getEngagement", "engagement_id")):
        if name in ids:
            place = run.operation(operation).target({name: ids[name]})
            targets += [(operation, method, place, "own") for method in ("GET", "HEAD")]
    if "engagement_id" in ids:
        place = run.operation("listNumbers").target({"engagement_id": ids["engagement_id"]})
        targets.append(("listNumbers", "GET", place, "own"))
    made = None
    if session.writes:
        base = session.base()
        made = session.engagement(base.identity, full=False) if base else None
        if made:
            targets.append(
                (
                    "deleteEngagement",
                    "DELETE",
                    run.operation("deleteEngagement").target(made.ids),
                    "own",
                )
            )
    if run.target.behind_proxy:
        run.skip("wire", "a proxy is between here and the target")
        return
    for operation, method, place, credentials in targets:
        _look(session, operation, method, place, credentials)
    if made:
        session.resources.alive.pop((made.kind.name, made.id))
        run.journal.delete(made.kind.name, made.id)


def _look(session: Session, operation: str, method: str, place: str, credentials: str) -> None:
    run = session.run
    like = run.target.record(run.operation(operation), method, place, credentials)
    try:
        raw = _exchange(
            run.target.url,
            method,
            place,
            run.target.authorization(credentials),
            run.target.limits.timeout,
        )
    except OSError as reason:
        run.broken("answers", like, "an answer", f"{type(reason).__name__}: {reason}")
        return
    why = broken(raw)
    if method == "HEAD":
        body = raw.partition(b"\r\n\r\n")[2]
        why = f"{len(body)} bytes of body after HEAD" if body else ""
    run.check(not why, "framing", like, "an answer that is whole, and no more", why)


def broken(raw: bytes) -> str:  # noqa: C901, PLR0911 - one thing after the other
    """Say what is wrong with the bytes of an answer; "" if nothing is."""
    head, end, body = raw.partition(b"\r\n\r\n")
    if not end:
        return f"no end of the headers: {raw[:80]!r}"
    status_line, *lines = head.split(b"\r\n")
    parts = status_line.split(b" ", 2)
    if not parts[0].startswith(b"HTTP/1.") or len(parts) < 2 or not parts[1].isdigit():  # noqa: PLR2004 - version and status
        return f"no status line: {status_line[:80]!r}"
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not name or name != name.strip():
            return f"no header: {line[:80]!r}"
        headers.setdefault(name.decode("latin-1").lower(), []).append(
            value.decode("latin-1").strip()
        )
    status = int(parts[1])
    if headers.get("content-encoding", ["identity"]) != ["identity"]:
        return f"Content-Encoding {headers['content-encoding']}, where only identity is accepted"
    lengths = set(headers.get("content-length", []))
    if len(lengths) > 1:
        return f"more than one Content-Length: {sorted(lengths)}"
    chunked = "chunked" in ",".join(headers.get("transfer-encoding", [])).lower()
    if status == _NO_CONTENT:
        return f"a 204 with {len(body)} bytes of body" if body else ""
    if chunked:
        return "both chunked and a Content-Length" if lengths else _chunks(body)
    if lengths:
        text = lengths.pop()
        if not text.isdigit():
            return f"Content-Length: {text}"
        if int(text) != len(body):
            return f"Content-Length {text}, but {len(body)} bytes"
    return ""


def _chunks(body: bytes) -> str:
    rest = body
    while True:
        line, end, rest = rest.partition(b"\r\n")
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            return f"no size of a chunk: {line[:40]!r}"
        if not end:
            return "the chunks have no end"
        if size == 0:
            return "" if rest.endswith(b"\r\n") else "the last chunk has no end"
        if rest[size : size + 2] != b"\r\n":
            return f"a chunk of {size} bytes does not end there"
        rest = rest[size + 2 :]


def _exchange(
    url: str, method: str, place: str, authorization: str | None, timeout: float
) -> bytes:
    """Send a request and give all bytes until the server closes."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    lines = [
        f"{method} {parts.path.rstrip('/')}{place} HTTP/1.1",
        f"Host: {parts.netloc.rpartition('@')[2]}",
        "Accept: application/json",
        "Accept-Encoding: identity",
        "Connection: close",
        *([f"Authorization: {authorization}"] if authorization else []),
        "",
        "",
    ]
    with socket.create_connection((host, port), timeout=timeout) as plain:
        connection: socket.socket = plain
        if secure:
            connection = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection.sendall("\r\n".join(lines).encode())
        received = bytearray()
        while part := connection.recv(65536):
            received += part
            answer = _final(bytes(received))
            if broken(answer) == "" and _says_how_long(answer):
                connection.settimeout(0.2)  # a server may keep the connection for all we asked
                with suppress(TimeoutError):
                    received += connection.recv(65536)
                break
        return _final(bytes(received))


def _final(received: bytes) -> bytes:
    """Leave out the interim answers before the final one, such as 103 (RFC 9110, 15.2)."""
    while _INTERIM.match(received):
        _, end, rest = received.partition(b"\r\n\r\n")
        if not end:
            break
        received = rest
    return received


def _says_how_long(answer: bytes) -> bool:
    head = answer.partition(b"\r\n\r\n")[0].lower()
    return b"\r\ncontent-length:" in head or b"chunked" in head or b" 204" in head[:20]
