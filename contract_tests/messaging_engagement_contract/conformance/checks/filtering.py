"""The filter of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.kinds import ENGAGEMENT
from messaging_engagement_contract.conformance.lists import LARGEST, walk
from messaging_engagement_contract.conformance.session import UNKNOWN_IDS
from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.lists import Walk
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.conformance.session import Session


def filtering(session: Session) -> None:
    """The filter of engagements gives those of one identity, all of them, on every page."""
    run = session.run
    base = session.base()
    if base is None:
        return
    engagements = [base.engagement]
    identities = [base.identity]
    wanted = 1 if run.options.frugal else 3
    for _ in range(wanted):
        made = session.engagement(base.identity, full=False)
        engagements += [made] if made else []
    if not run.options.frugal:
        other, bare = session.identity("PublicCompany"), session.identity("IndividualPerson")
        identities += [identity for identity in (other, bare) if identity]
        made = session.engagement(other) if other else None
        engagements += [made] if made else []
    _filter(session, identities, (LARGEST, 1, 2, None))
    if not run.options.frugal:
        _moved(session, engagements, identities)
    # the others are patterns where a database is asked with LIKE, or a shell
    for name in (UNKNOWN_IDS["identity_id"], "%", "*"):
        page = run.call(
            ENGAGEMENT.list, query={"identity_id": name}, expect={200, 400, 404}, rule="filter"
        )
        if page.ok:
            run.check(
                not page.object.get("_embedded", {}).get("engagements"),
                "filter",
                page,
                "nothing for an identity that is not there",
                page.told(),
            )


def _filter(session: Session, identities: list[Resource], sizes: tuple[int | None, ...]) -> None:
    run = session.run
    for identity in identities:
        expected = {
            engagement.id
            for engagement in session.resources.of(ENGAGEMENT)
            if engagement.fields.get("identity_id") == identity.id
        }
        for size in sizes:
            seen = walk(run, ENGAGEMENT.list, size=size, identity_id=identity.id)
            if seen.whole:
                _filtered(run, seen, identity.id, expected)
                session.survey.current(ENGAGEMENT, seen)


def _moved(session: Session, engagements: list[Resource], identities: list[Resource]) -> None:
    """The filter follows an engagement that goes, or that is given to another identity."""
    if len(engagements) > 2 and len(identities) > 1:  # noqa: PLR2004 - one to delete, one to move
        session.resources.delete(engagements[1])
        _filter(session, identities[:1], (LARGEST,))
        changes = {"identity_id": identities[1].id}
        session.resources.patch(engagements[2], changes, may_refuse=True)
        _filter(session, identities[:2], (LARGEST, 1))


def _filtered(run: Run, seen: Walk, identity_id: str, expected: set[str]) -> None:
    wrong = [
        item.get("identity_id")
        for item in seen.items
        if is_object(item) and item.get("identity_id") != identity_id
    ]
    run.check(
        not wrong,
        "filter",
        seen.last,
        f"engagements of {identity_id} alone",
        f"some of {', '.join(sorted(map(str, wrong))[:3])}",
        about={"engagements.identity_id"},
    )
    missing = sorted(expected - set(seen.keys))
    run.check(
        not missing,
        "filter",
        seen.last,
        f"all engagements of {identity_id}",
        f"{', '.join(missing[:5])} missing",
    )
    if run.options.alone and not wrong:
        more = sorted(set(seen.keys) - expected)
        run.check(
            not more or not expected,
            "filter",
            seen.last,
            f"{len(expected)} engagements of {identity_id}",
            f"also {', '.join(more[:5])}",
        )
