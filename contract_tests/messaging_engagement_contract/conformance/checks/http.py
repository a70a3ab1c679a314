"""HTTP around the operations: methods, media types, and bodies that are no JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from messaging_engagement_contract.conformance.contract import BASE_PATH
from messaging_engagement_contract.conformance.lists import LARGEST, walk

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.contract import Operation
    from messaging_engagement_contract.conformance.session import Session

_SERVER_ERROR = 500
_NOT_IMPLEMENTED = 501
ALL_METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


def accept(session: Session) -> None:
    """An Accept header that allows JSON gets JSON; one that does not gets 406."""
    run = session.run
    ids = session.some_ids()
    allowed = ("*/*", "application/*", "text/html, application/json;q=0.5", "application/json")
    for operation in run.contract.operations.values():
        path_ids = session.ids_for(operation.id, ids)
        if not operation.reads or operation.path.count("{") > len(path_ids):
            continue
        for value in allowed:
            run.call(operation.id, path_ids, headers={"Accept": value}, expect={200}, rule="accept")
        for value in ("text/html", "application/xml;q=1, image/*"):
            run.call(
                operation.id,
                path_ids,
                headers={"Accept": value},
                expect={406},
                rule="accept",
                why="no JSON is accepted",
            )
        run.call(operation.id, path_ids, headers={"Accept": ";;;,,q=x"})
    if session.writes:
        _unacceptable(session, ids)


def _unacceptable(session: Session, ids: dict[str, str]) -> None:
    """A write whose answer could not be read is refused, and not done."""
    run = session.run
    if session.many:
        session.survey.look(numbers=False)
    for operation in _with_body(session):
        if operation.id.startswith("create") and run.options.frugal:
            continue
        exchange = run.call(
            operation.id,
            session.ids_for(operation.id, ids),
            json=session.telling_body_for(operation.id, ids),
            headers={"Accept": "text/html"},
            expect={406},
            rule="accept",
            why="no JSON is accepted",
        )
        session.without_effect(exchange)
    if session.many:
        session.survey.look(numbers=False)


def media_types(session: Session) -> None:
    """A body in another media type is refused; JSON with a charset is not."""
    base = session.base()
    if base is None:
        return
    run = session.run
    ids = {**base.identity.ids, **base.engagement.ids}
    for operation in _with_body(session):
        path_ids = session.ids_for(operation.id, ids)
        creates = operation.id.startswith("create")
        if not (creates and run.options.frugal):
            for media in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
                exchange = run.call(
                    operation.id,
                    path_ids,
                    json=session.telling_body_for(operation.id, ids),
                    headers={"Content-Type": media},
                    expect={415},
                    rule="media-type",
                    why=f"the body is said to be {media}",
                )
                session.without_effect(exchange)
                if not session.thorough and media == "text/plain" and not creates:
                    break
        if not creates:
            run.call(
                operation.id,
                path_ids,
                json=session.body_for(operation.id, ids),
                headers={"Content-Type": "application/json; charset=utf-8"},
                # of a server elsewhere the numbers are not the account's own
                expect={200, 207, 400} if run.options.frugal else {200},
                why="JSON may have a charset",
            )
            if operation.path.endswith(("/numbers", "/delete")):
                _numbers_again(session)
    _unchanged(session)


def malformed(session: Session) -> None:
    """A body that is no JSON, or not the whole of it, is refused."""
    base = session.base()
    if base is None:
        return
    run = session.run
    ids = {**base.identity.ids, **base.engagement.ids}
    bodies = {
        "cut short": b'{"display_name": "cut',
        "empty": b"",
        "not JSON": b"display_name=x",
        "with a comma too many": b'{"numbers": ["15556660001"],}',
        "not UTF-8": b'{"description": "\xff\xfe"}',
    }
    for operation in _with_body(session):
        text = b"street" if "Identity" in operation.id else b"sample_one"
        two = b'{"%s": "x"} {"%s": "y"}' % (text, text)
        bodies |= {"two documents": two, "in single quotes": b"{'%s': 'x'}" % text}
        for why, content in bodies.items():
            exchange = run.call(
                operation.id,
                session.ids_for(operation.id, ids),
                content=content,
                expect={400},
                rule="malformed",
                why=f"the body is {why}",
            )
            if session.many or exchange.ok:
                session.without_effect(exchange)
    _unchanged(session)


def methods(session: Session) -> None:
    """A method that a path does not have is answered 405, with those it has in Allow."""
    base = session.base()
    if base is None or session.run.options.frugal:
        return
    run = session.run
    ids = {**base.identity.ids, **base.engagement.ids}
    for path, known in run.contract.methods_by_path.items():
        place = path
        for name, value in ids.items():
            place = place.replace(f"{{{name}}}", quote(value, safe=""))
        for method in ALL_METHODS:
            if method in known:
                continue
            content = b"{}" if method in {"POST", "PATCH", "PUT"} else None
            headers = {"Content-Type": "application/json"} if content else {}
            request = run.target.request(method, place, content=content, headers=headers)
            exchange = run.target.send(None, request)
            exchange.body = exchange.json
            name = f"{method} {path}"
            if not exchange.status:
                run.broken("answers", exchange, "an answer", exchange.told(), operation=name)
                continue
            if not run.check(
                exchange.status == 405,  # noqa: PLR2004 - the rule
                "methods",
                exchange,
                "405",
                exchange.told(),
                operation=name,
            ):
                continue
            allow = {part.strip().upper() for part in exchange.headers.get("Allow", "").split(",")}
            run.check(
                known <= allow and method not in allow,
                "methods",
                exchange,
                f"Allow: {', '.join(sorted(known))}",
                f"Allow: {exchange.headers.get('Allow', '')}",
                operation=name,
            )
    _unchanged(session)


def beside(session: Session) -> None:
    """What the API does not have is not found; HEAD tells what GET does, and no more."""
    run = session.run
    ids = session.some_ids()
    places = ["", "/nothing-is-here", "/identities-", "/Identities", "/numbers"]
    if "identity_id" in ids:
        identity = quote(ids["identity_id"], safe="")
        places += [f"/identities/{identity}/nothing-is-here", f"/identities/{identity}/numbers"]
    alike = ["/identities/", "/engagements/", "//identities"]  # to many a server, which may be
    for place in places + alike:
        request = run.target.request("GET", f"{BASE_PATH}{place}")
        exchange = run.target.send(None, request)
        run.examine(exchange)
        run.check(
            place in alike or not exchange.ok,
            "unknown",
            exchange,
            "404, for the API has no such path",
            exchange.told(),
            operation=f"GET {place or '/'}",
        )
    for method, credentials in (("HEAD", "own"), ("HEAD", "none"), ("OPTIONS", "none")):
        _bare(session, ids, method, credentials)


def _bare(session: Session, ids: dict[str, str], method: str, credentials: str) -> None:
    """HEAD and OPTIONS are not of the contract; they may be refused, but not go wrong."""
    run = session.run
    for operation in run.contract.operations.values():
        path_ids = session.ids_for(operation.id, ids)
        if not operation.reads or operation.path.count("{") > len(path_ids):
            continue
        request = run.target.request(method, operation.target(path_ids), credentials=credentials)
        exchange = run.target.send(None, request)
        name = f"{method} {operation.path}"
        if not run.check(
            bool(exchange.status), "answers", exchange, "an answer", exchange.told(), operation=name
        ):
            continue
        run.check(
            exchange.status < _SERVER_ERROR or exchange.status == _NOT_IMPLEMENTED,
            "no-server-error",
            exchange,
            "a status below 500",
            exchange.told(),
            operation=name,
        )
        if method != "HEAD":
            continue
        run.check(
            credentials == "own" or not exchange.ok,
            "auth-required",
            exchange,
            "401: none",
            exchange.told(),
            operation=name,
        )
        run.check(
            not exchange.content, "framing", exchange, "no body", exchange.told(), operation=name
        )


def _with_body(session: Session) -> list[Operation]:
    operations = session.run.contract.operations.values()
    return [operation for operation in operations if operation.body_schema is not None]


def _numbers_again(session: Session) -> None:
    """Take the numbers that a check has added by the way into the model."""
    base = session.base()
    if base is not None:
        seen = walk(session.run, "listNumbers", base.engagement.ids, size=LARGEST)
        if seen.whole:
            base.engagement.numbers = [str(item) for item in seen.items]


def _unchanged(session: Session) -> None:
    base = session.base()
    first = [base.identity, base.engagement] if base else []
    others = [resource for resource in session.resources.alive.values() if resource not in first]
    for resource in [*first, *others[:2]]:
        session.resources.observe(resource, rule="refused-inert")
    session.survey.look()
