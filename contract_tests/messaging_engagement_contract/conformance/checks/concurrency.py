"""Requests at the same time: each gets its own answer, and what each asks for is done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, IDENTITY
from messaging_engagement_contract.conformance.lists import LARGEST, walk
from messaging_engagement_contract.types import is_array

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.session import Base, Session
    from messaging_engagement_contract.types import Json

_AT_ONCE = 6


def at_once(session: Session) -> None:
    """Requests at the same time get each its own answer, and all that they ask for is done."""
    base = session.base()
    if base is None:
        return
    _creations(session, base)
    _readings(session)
    _changes(session, base)
    _numbers(session, base)
    session.survey.look()


def _together(session: Session, sends: Iterable[Callable[[], Exchange]]) -> list[Exchange]:
    """Send at the same time, and judge one after the other."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        futures = [pool.submit(send) for send in sends]
        exchanges = [future.result() for future in futures]
    for exchange in exchanges:
        session.run.examine(exchange)
    return exchanges


def _creations(session: Session, base: Base) -> None:
    run, resources = session.run, session.resources
    bodies = [session.bodies.engagement(base.identity.id, full=False) for _ in range(_AT_ONCE)]
    sends = [run.prepared(ENGAGEMENT.create, json=body) for body in bodies]
    for body, exchange in zip(bodies, _together(session, sends), strict=True):
        made = exchange.object.get(ENGAGEMENT.id_name)
        if exchange.ok and isinstance(made, str):
            resource = resources.adopt(ENGAGEMENT, made, body, exchange)
            different = resources.differences(ENGAGEMENT, body, exchange.object, unset=False)
            resources.hold(ENGAGEMENT, different, "created", exchange, "what was sent")
            resources.observe(resource, rule="read-back", after=(exchange,))


def _readings(session: Session) -> None:
    run = session.run
    some = list(session.resources.alive.values())[-2 * _AT_ONCE :]
    sends = [run.prepared(resource.kind.get, resource.ids) for resource in some]
    for resource, exchange in zip(some, _together(session, sends), strict=True):
        run.check(
            (exchange.ok and not exchange.tells)
            or exchange.object.get(resource.kind.id_name) == resource.id,
            "id",
            exchange,
            f"{resource.kind.id_name} {resource.id!r}",
            exchange.told(),
        )


def _changes(session: Session, base: Base) -> None:
    """Changes of different fields of one resource are all done."""
    run, resource = session.run, base.identity
    names = ("street", "city", "phone", "email", "postal_code", "website")
    changes: dict[str, Json] = {
        name: session.bodies.changes(name, resource.fields.get(name), 33) for name in names
    }
    sends = [
        run.prepared(IDENTITY.update, resource.ids, json={name: value})
        for name, value in changes.items()
    ]
    exchanges = _together(session, sends)
    if all(exchange.ok for exchange in exchanges):
        resource.fields |= changes
        session.resources.observe(
            resource, rule="patch", after=exchanges, operation=IDENTITY.update
        )


def _numbers(session: Session, base: Base) -> None:
    run, engagement = session.run, base.engagement
    parts = [session.bodies.numbers(2) for _ in range(_AT_ONCE)]
    sends = [
        run.prepared("addNumbers", engagement.ids, json={"numbers": numbers}) for numbers in parts
    ]
    exchanges = _together(session, sends)
    done = {
        str(number)
        for exchange in exchanges
        if exchange.ok and is_array(numbers := exchange.object.get("numbers"))
        for number in numbers
    }
    seen = walk(run, "listNumbers", engagement.ids, size=LARGEST)
    if seen.whole:
        missing = sorted(done - {str(item) for item in seen.items})
        run.check(
            not missing,
            "bulk-done",
            seen.last,
            "all numbers that answers have as added",
            f"missing: {', '.join(missing[:5])}",
            after=exchanges[:3],
            operation="addNumbers",
        )
        engagement.numbers = list(dict.fromkeys(map(str, seen.items)))
