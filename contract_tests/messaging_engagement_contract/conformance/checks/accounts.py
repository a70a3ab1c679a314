"""Two accounts on one server: neither sees nor changes what the other one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, IDENTITY, KINDS
from messaging_engagement_contract.conformance.lists import LARGEST, walk
from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.session import Session


def accounts(session: Session) -> None:
    """An account neither sees nor changes what another one has, by any operation."""
    run = session.run
    if not run.has_other:
        run.skip("accounts", "there is no second account: give one by --other-account")
        return
    ids = session.some_ids()
    for operation in run.contract.operations.values():
        if "{" not in operation.path or not (operation.reads or session.writes):
            continue
        path_ids = session.ids_for(operation.id, ids)
        # were it done, it would be seen
        telling = path_ids and session.writes
        body = session.telling_body_for(operation.id, ids) if telling else None
        if not path_ids or (operation.body_schema is not None and body is None):
            continue
        run.call(
            operation.id,
            path_ids,
            credentials="other",
            expect={404},
            rule="accounts",
            why="it belongs to another account",
            **({} if body is None else {"json": body}),
        )
    mine = {kind.list: walk(run, kind.list, size=LARGEST) for kind in KINDS.values()}
    for kind in KINDS.values():
        theirs = walk(run, kind.list, size=LARGEST, credentials="other")
        if not theirs.pages:
            continue
        both = sorted(set(mine[kind.list].keys) & set(theirs.keys))
        run.check(
            not both,
            "accounts",
            theirs.last,
            "nothing of another account in the list",
            f"{', '.join(both[:5])}",
        )
    if "identity_id" in ids:
        page = run.call(
            ENGAGEMENT.list,
            query={"identity_id": ids["identity_id"]},
            credentials="other",
            expect={200, 400, 404},
            rule="accounts",
        )
        embedded = page.object.get("_embedded") if page.ok else None
        items = embedded.get("engagements") if is_object(embedded) else None
        run.check(
            not items,
            "accounts",
            page,
            "no engagement of another account's identity",
            page.told(),
        )
        run.check(
            bool(items) or not page.ok or not page.object.get("total_items"),
            "totals",
            page,
            "total_items 0, for there are none",
            f"total_items {page.object.get('total_items')}",
        )
    if session.writes:
        _writing(session, ids)


def _writing(session: Session, ids: dict[str, str]) -> None:
    """What the other account does is not seen, and changes nothing, in the first."""
    run, resources = session.run, session.resources
    for resource in list(resources.alive.values())[:6]:
        resources.observe(resource, rule="accounts")
    if "identity_id" in ids:
        exchange = run.call(
            ENGAGEMENT.create,
            json=session.bodies.engagement(ids["identity_id"]),
            credentials="other",
            expect={400, 404},
            rule="accounts",
            why="the identity belongs to another account",
        )
        if exchange.ok:
            made = exchange.object.get("engagement_id")
            run.call(ENGAGEMENT.delete, {"engagement_id": str(made)}, credentials="other")
    if run.options.frugal:
        return
    session.survey.look()
    body = session.bodies.identity("IndividualPerson", full=False)
    theirs = run.call(IDENTITY.create, json=body, credentials="other", expect={201})
    their_id = theirs.object.get("identity_id")
    if not theirs.ok or not isinstance(their_id, str):
        return
    seen = walk(run, IDENTITY.list, size=LARGEST)
    run.check(
        their_id not in seen.keys,
        "accounts",
        seen.last if seen.pages else theirs,
        "nothing of another account in the list",
        their_id,
        after=(theirs,),
        operation=IDENTITY.list,
    )
    run.call(
        IDENTITY.get,
        {"identity_id": their_id},
        expect={404},
        rule="accounts",
        why="it belongs to another account",
        after=(theirs,),
    )
    session.survey.look([theirs])
    run.call(IDENTITY.delete, {"identity_id": their_id}, credentials="other", expect={204})
