"""Who may ask: every operation, without credentials, with wrong ones and by another scheme."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from messaging_engagement_contract.conformance.session import UNKNOWN_IDS
from messaging_engagement_contract.conformance.target import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from messaging_engagement_contract.conformance.session import Session


def authentication(session: Session) -> None:  # noqa: C901 - each operation in each way
    """Every operation refuses who does not say who they are, and says how to."""
    run = session.run
    ids = session.some_ids()
    key, secret = run.target.accounts["own"]
    for number, operation in enumerate(run.contract.operations.values()):
        if not (operation.reads or session.writes):
            continue
        path_ids = session.ids_for(operation.id, ids)
        if operation.path.count("{") > len(path_ids):
            continue
        wrongs = list(_wrong(key, secret))
        another = run.target.accounts.get("other", ("", secret))[1]
        if another != secret:
            wrongs.append(("auth-checked", "another account's secret", _basic(f"{key}:{another}")))
        if not session.thorough and operation.id != "listIdentities":
            # the server may tell one operation from others, hardly one secret from others
            wrongs = [wrongs[0], wrongs[1], wrongs[2 + number % (len(wrongs) - 2)]]
        for rule, why, header in wrongs:
            if session.writes:  # what was let in may have deleted what was there
                ids = session.some_ids()
                path_ids = session.ids_for(operation.id, ids)
            body = session.telling_body_for(operation.id, ids)
            arguments = {} if body is None else {"json": body}
            exchange = run.call(
                operation.id,
                path_ids,
                credentials=why,
                authorization=header,
                # a header that cannot be read is a bad request as well
                expect={400, 401} if why.startswith("unreadable") else {401},
                rule=rule,
                why=f"{why} credentials" if rule == "auth-checked" else why,
                **arguments,
            )
            if exchange.ok and operation.method == "POST" and operation.id.startswith("create"):
                run.target.ready = True
                _take_back(session, operation.id, exchange.object)
            elif exchange.ok and not operation.reads:
                session.without_effect(exchange)
    _nowhere(session)
    _elsewhere(session, ids)
    if session.writes:
        for resource in list(session.resources.alive.values()):
            session.resources.observe(resource, rule="refused-inert")
            if resource.kind.name == "engagements":
                session.survey.numbers(resource, rule="refused-inert")


def _nowhere(session: Session) -> None:
    """Who does not say who they are does not learn what exists, either."""
    run = session.run
    key, _ = run.target.accounts["own"]
    ways = [("auth-required", "none", None), ("auth-checked", "wrong secret", _basic(f"{key}:no"))]
    for operation in run.contract.operations.values():
        if "{" not in operation.path or not (operation.reads or session.writes):
            continue
        body = session.body_for(operation.id, UNKNOWN_IDS)
        for rule, why, header in ways if session.many else ways[:1]:
            run.call(
                operation.id,
                session.ids_for(operation.id, UNKNOWN_IDS),
                credentials=why,
                authorization=header,
                expect={401},
                rule=rule,
                why="who asks comes before what there is",
                **({} if body is None else {"json": body}),
            )


def _elsewhere(session: Session, ids: dict[str, str]) -> None:
    """Credentials are asked for first, and count in the Authorization header alone."""
    run = session.run
    if is_loopback(run.target.url):  # a secret in a URL ends in logs
        key, secret = run.target.accounts["own"]
        query = urlencode({"api_key": key, "api_secret": secret})
        run.call(
            "listIdentities",
            query=query,
            credentials="in the query",
            expect={401},
            rule="auth-required",
            why="credentials in the query are none",
        )
    own = run.target.authorization("own") or ""
    run.call(
        "listIdentities",
        credentials="lower-case scheme",
        authorization=own.replace("Basic", "basic"),
        expect={200},
        rule="auth-accepted",
        why="the name of a scheme has no letter case",
    )
    writes = session.writes and "engagement_id" in ids
    operation = "addNumbers" if writes else "listIdentities"
    run.call(
        operation,
        session.ids_for(operation, ids),
        query=None if writes else {"page": 0},
        content=b'{"numbers": 7}' if writes else None,
        credentials="none",
        expect={401},
        rule="auth-required",
        why="who asks comes before what",
    )


def _wrong(key: str, secret: str) -> Iterator[tuple[str, str, str | None]]:
    """Give the rule, what is wrong in words, and the header; None for no header."""
    yield "auth-required", "none", None
    yield "auth-checked", "wrong secret", _basic(f"{key}:not-the-secret")
    yield "auth-scheme", "Bearer", "Bearer " + base64.b64encode(f"{key}:{secret}".encode()).decode()
    yield "auth-checked", "unknown key", _basic(f"zz{key[::-1]}9:{secret}")
    yield "auth-checked", "empty secret", _basic(f"{key}:")
    yield "auth-checked", "longer secret", _basic(f"{key}:{secret}x")
    if len(secret) > 1:
        yield "auth-checked", "shorter secret", _basic(f"{key}:{secret[:-1]}")
    if secret.swapcase() != secret:
        yield "auth-checked", "secret in another case", _basic(f"{key}:{secret.swapcase()}")
    if key.swapcase() != key:
        yield "auth-checked", "key in another case", _basic(f"{key.swapcase()}:{secret}")
    yield "auth-checked", "empty key", _basic(f":{secret}")
    yield "auth-checked", "key and secret swapped", _basic(f"{secret}:{key}")
    yield "auth-checked", "unreadable: no colon", _basic(key)
    yield "auth-checked", "unreadable: not base64", "Basic !!!"
    yield "auth-checked", "unreadable: nothing after the scheme", "Basic"
    yield "auth-checked", "unreadable: not text", _basic_bytes(b"\xff\xfe:\xff")
    yield "auth-scheme", "Digest", f'Digest username="{key}", response="0"'
    yield "auth-scheme", "key and secret without a scheme", f"{key}:{secret}"


def _basic(text: str) -> str:
    return _basic_bytes(text.encode())


def _basic_bytes(content: bytes) -> str:
    return "Basic " + base64.b64encode(content).decode()


def _take_back(session: Session, operation_id: str, body: dict[str, object]) -> None:
    """Delete what a server created for someone whom it should have refused."""
    name = "identity" if operation_id == "createIdentity" else "engagement"
    resource_id = body.get(f"{name}_id")
    if isinstance(resource_id, str) and resource_id:
        plural = "identities" if name == "identity" else "engagements"
        session.run.journal.create(plural, resource_id)
        session.resources.known_ids.add((plural, resource_id))
        exchange = session.run.call(f"delete{name.capitalize()}", {f"{name}_id": resource_id})
        if exchange.ok:
            session.run.journal.delete(plural, resource_id)
