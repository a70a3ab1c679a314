"""Dates: last_updated follows the changes and nothing else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.examining import moment
from messaging_engagement_contract.conformance.kinds import IDENTITY

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.session import Base, Session
    from messaging_engagement_contract.types import Json

_A_SECOND = 1.1  # that of an identity's dates, and a little more


def dates(session: Session) -> None:
    """last_updated follows the changes and nothing else; created_date stays."""
    kept = session.witness()
    base = kept[0] if kept else session.base()
    if base is None:
        return
    since = kept[1] if kept else None
    for turn in range(2 if session.thorough else 1):
        _turn(session, base, turn, since if turn == 0 else None)


def _turn(session: Session, base: Base, turn: int, since: float | None) -> None:
    """Wait until the clock has moved on; see that nothing followed it; then change something.

    Args:
        session: The session.
        base: What to look at.
        turn: Which of the two is patched, the other being replaced.
        since: Since when nothing was done to it; None if something may just have been.
    """
    run, resources = session.run, session.resources
    both = (base.identity, base.engagement)
    if since is None:
        since = time.monotonic()
        first = {r: dict(resources.observe(r, rule="read-back").object) for r in both}
    else:
        first = {r: dict(r.shown) for r in both}
    time.sleep(max(0.0, since + _A_SECOND - time.monotonic()))
    for resource, before in first.items():
        read = resources.observe(resource, rule="read-back")
        run.check(
            not read.tells or read.object.get("last_updated") == before.get("last_updated"),
            "dates",
            read,
            f"last_updated {before.get('last_updated')}, for nothing changed",
            str(read.object.get("last_updated")),
        )
    probe = session.engagement(base.identity, full=False)
    if probe is None:
        return
    if _later(first[base.engagement], probe.shown, "created_date"):  # the server's clock runs
        for number, (resource, before) in enumerate(first.items()):
            if "last_updated" in before:
                _follows(session, resource, before, replaces=number != turn)
    resources.delete(probe)


def _follows(
    session: Session, resource: Resource, before: dict[str, Json], *, replaces: bool
) -> None:
    """See that last_updated is later after a change, in the answer and when read."""
    resources, name = session.resources, resource.kind.marked
    fields = {**resource.fields, name: session.bodies.changes(name, None, 61)}
    if not replaces:
        exchange = resources.patch(resource, {name: fields[name]})
    elif resource.kind is IDENTITY:
        exchange = resources.put(resource, session.bodies.replacement(fields))
    else:
        exchange = resources.put(resource, fields, may_refuse=True)
    if not exchange.ok:
        return
    for answer in (exchange, resources.observe(resource, rule="read-back")):
        session.run.check(
            not answer.tells or _later(before, answer.object, "last_updated"),
            "dates",
            answer,
            f"last_updated after {before['last_updated']}, for it was changed",
            str(answer.object.get("last_updated")),
            after=(resource.made, exchange),
            operation=exchange.name,
        )


def _later(before: dict[str, Json], now: dict[str, Json], name: str) -> bool:
    old = moment(str(before.get("last_updated", "")))
    new = moment(str(now.get(name, "")))
    if old is None or new is None or (old.tzinfo is None) != (new.tzinfo is None):
        return False
    return new > old
