"""What is not there, by whatever operation it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.examining import REDIRECTS
from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, KINDS
from messaging_engagement_contract.conformance.session import UNKNOWN_IDS

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.session import Session


def unknown(session: Session) -> None:
    """What does not exist is not found, by whatever operation, and whatever the id looks like."""
    run = session.run
    for operation in run.contract.operations.values():
        if "{" not in operation.path or not (operation.reads or session.writes):
            continue
        ids = {
            name: value for name, value in UNKNOWN_IDS.items() if f"{{{name}}}" in operation.path
        }
        base_ids = session.some_ids() if operation.body_schema is not None else {}
        body = session.body_for(operation.id, base_ids) if base_ids else None
        arguments = {} if body is None else {"json": body}
        if operation.body_schema is not None and body is None:
            continue
        run.call(
            operation.id,
            ids,
            expect={404},
            rule="unknown",
            why="there is no such id",
            **arguments,
        )
        if not operation.reads and operation.method != "DELETE":
            continue
        if not operation.reads and run.options.frugal:
            continue
        for odd in ("%00", "%2e%2e%2f", "%ff", "%F0%9F%98%80", "'%20OR%201=1--", "*", "a" * 3000):
            name = next(iter(ids))
            run.call(
                operation.id,
                path=operation.path.replace(f"{{{name}}}", odd),
                # frameworks put a path with a slash at its end, or in the middle, right
                expect={400, 404, 414, 431} | (REDIRECTS if odd.endswith("%2f") else set()),
                rule="unknown",
                why="there is no such id",
            )
    _almost(session)
    if session.writes:
        base = session.base()
        if base:
            body = session.bodies.engagement(UNKNOWN_IDS["identity_id"])
            exchange = run.call(
                ENGAGEMENT.create,
                json=body,
                expect={400, 404},
                rule="reference",
                why="there is no such identity",
            )
            session.adopt_accident(exchange, ENGAGEMENT)
            session.survey.look(numbers=False)


def _almost(session: Session) -> None:
    """An id finds what has just that id: not a part of it, and nothing of another kind."""
    run = session.run
    ids = session.some_ids()
    for kind in KINDS.values():
        for other in KINDS.values():
            known = ids.get(other.id_name)
            if known is None:
                continue
            near = [known] if other is not kind else [f"{known}0", f"0{known}", known[:-1]]
            for name in filter(None, near):
                read = run.call(
                    kind.get,
                    {kind.id_name: name},
                    expect={200, 404},
                    rule="unknown",
                    why="there is no such id",
                )
                run.check(
                    not read.ok or read.object.get(kind.id_name) == name,
                    "unknown",
                    read,
                    f"404, or {kind.id_name} {name!r}",
                    repr(read.object.get(kind.id_name)),
                )
