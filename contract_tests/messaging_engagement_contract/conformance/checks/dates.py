"""Dates: last_updated follows the changes and nothing else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.examining import moment

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.contract import Json
    from messaging_engagement_contract.conformance.resources import Resource
    from messaging_engagement_contract.conformance.session import Session

_A_SECOND = 1.1  # that of an identity's dates, and a little more


def dates(session: Session) -> None:
    """last_updated follows the changes and nothing else; created_date stays."""
    base = session.base()
    if base is None:
        return
    run, resources = session.run, session.resources
    start = time.monotonic()
    first = {
        r: dict(resources.observe(r, rule="read-back").object) for r in base_resources(session)
    }
    time.sleep(max(0.0, _A_SECOND - (time.monotonic() - start)))
    probe = session.engagement(base.identity, full=False)
    runs = probe is not None and _later(first[base.engagement], probe.shown, "created_date")
    for resource, before in first.items():
        read = resources.observe(resource, rule="read-back")
        run.check(
            read.object.get("last_updated") == before.get("last_updated"),
            "dates",
            read,
            f"last_updated {before.get('last_updated')}, for nothing changed",
            str(read.object.get("last_updated")),
        )
        name = resource.kind.marked
        changed = resources.patch(resource, {name: session.bodies.changes(name, None, 61)})
        if "last_updated" not in before or not changed.ok or not runs:
            continue
        run.check(
            _later(before, changed.object, "last_updated"),
            "dates",
            changed,
            f"last_updated after {before['last_updated']}",
            str(changed.object.get("last_updated")),
            after=(resource.made,),
        )
    if probe:
        resources.delete(probe)


def base_resources(session: Session) -> list[Resource]:
    """Give the resources to look at."""
    base = session.base()
    return [base.identity, base.engagement] if base else []


def _later(before: dict[str, Json], now: dict[str, Json], name: str) -> bool:
    old = moment(str(before.get("last_updated", "")))
    new = moment(str(now.get(name, "")))
    if old is None or new is None or (old.tzinfo is None) != (new.tzinfo is None):
        return False
    return new > old
