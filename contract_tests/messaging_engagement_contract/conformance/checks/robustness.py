"""Nothing that is sent makes the server fail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.kinds import KINDS

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.contract import Operation
    from messaging_engagement_contract.conformance.session import Session

_LARGE = 2**20
_OK = 200


def robustness(session: Session) -> None:  # noqa: C901 - a list of what to send
    """Nothing that is sent makes the server fail, or keeps it from answering what comes next."""
    run = session.run
    for name in ("listIdentities", "listEngagements"):
        for query in (
            "x=" + "a" * 6000,
            "&".join(f"p{n}=1" for n in range(300)),
            "identity_id=%00",
            "identity_id=%ff%fe",
            "identity_id='%22%3Cscript%3E",
            "identity_id=" + "9" * 2000,
            "page=999999999999999999999999999999",
            "page[]=1&page[a]=2",
            "=&&=;?",
        ):
            run.call(name, query=query)
        for headers in (
            {"Accept-Language": "xx-*;q=nan,,"},
            {"X-Long": "a" * 4000},
            {"If-None-Match": '"x"'},
            {"If-Modified-Since": "not a date"},
            {"Accept-Encoding": "br;q=0, identity, *;q=0.1"},
            {"Origin": "null"},
            {"Cookie": "a=b; c"},
        ):
            run.call(name, headers=headers)
    if not session.writes:
        return
    base = session.base()
    if base is None:
        return
    ids = {**base.identity.ids, **base.engagement.ids}
    for operation in run.contract.operations.values():
        if operation.body_schema is None or (
            run.options.frugal and operation.id.startswith("create")
        ):
            continue
        _bodies(session, operation, ids)
    for resource in (base.identity, base.engagement):
        # what was taken of all this is not the question here
        read = run.call(resource.kind.get, resource.ids, expect={200}, rule="refused-inert")
        if read.ok:
            session.resources.settle(resource, read.object)
    for engagement in session.resources.of(KINDS["engagements"]):
        session.survey.numbers(engagement)


def _bodies(session: Session, operation: Operation, ids: dict[str, str]) -> None:
    run = session.run
    name = "numbers" if "Numbers" in operation.id else "description"
    name = "street" if "Identity" in operation.id else name
    deep = 20_000
    contents: list[tuple[str, bytes, set[int] | None]] = [
        ("deeply nested", b"[" * deep + b"]" * deep, {400, 413}),
        ("deeply nested objects", b'{"a":' * deep + b"1" + b"}" * deep, {400, 413}),
        ("a huge number", b'{"%s": 1e999999}' % name.encode(), {400}),
        ("a long number", b'{"%s": %s}' % (name.encode(), b"9" * 5000), {400}),
        ("a lone quote", b'"', {400}),
        ("zero bytes", b"\x00" * 16, {400}),
        ("an object of its type", b'{"%s": {"__proto__": {}}}' % name.encode(), {400}),
        ("NaN", b'{"%s": NaN}' % name.encode(), {400}),
        ("larger than anything", b'"' + b"a" * _LARGE + b'"', {400, 413}),
    ]
    if operation.method == "PATCH":
        # valid, but unusual: it may be taken or refused
        contents += [
            (why, json.dumps({name: value}).encode(), {200, 400, 413})
            for why, value in (
                ("a NUL", "a\x00b"),
                ("a lone surrogate", "a\ud800b"),
                ("control characters", "\x01\x02\x1b[31m\x7f"),
                ("very long text", "x" * 300_000),
                ("direction marks", "\u202e\u202d\u2066"),
            )
        ]
        contents += [
            ("a name twice", b'{"%s": "x", "%s": "y"}' % ((name.encode(),) * 2), {200, 400}),
            (
                "many fields",
                json.dumps({f"x{n}": n for n in range(5000)}).encode(),
                {200, 400, 413},
            ),
            ("a field that the schema does not know", b'{"no_such_field": "x"}', {200}),
            ("an empty name", b'{"": 1}', {200, 400}),
        ]
    for why, content, expect in contents:
        exchange = run.call(
            operation.id,
            session.ids_for(operation.id, ids),
            content=content,
            expect=expect,
            rule="malformed" if expect and _OK not in expect else "valid-accepted",
            why=f"the body is {why}",
        )
        if not exchange.status and "larger" in why:
            continue
        for kind in KINDS.values():
            if operation.id == kind.create:
                session.adopt_accident(exchange, kind)
