"""Bodies that break the schema are refused, and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.bodies import VARIANTS, Invalid, invalid
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.contract import Operation
    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.session import Session

_SOME = 5


def validation(session: Session) -> None:
    """A body that breaks the schema in one place is refused with 400, place by place."""
    base = session.base()
    if base is None:
        return
    run = session.run
    ids = {**base.identity.ids, **base.engagement.ids}
    for operation in run.contract.operations.values():
        if operation.body_schema is None:
            continue
        creates = operation.id.startswith("create")
        if creates and run.options.frugal:
            continue
        for candidate in _chosen(session, operation, ids):
            exchange = run.call(
                operation.id,
                session.ids_for(operation.id, ids),
                json=candidate.body,
                expect={400},
                rule="body-validated",
                why=candidate.why,
            )
            if session.many or exchange.ok:
                session.without_effect(exchange)
            _names(session, operation, candidate, exchange)
        if not session.many:  # fewer requests, of which the last shows what any has done
            for resource in (base.identity, base.engagement):
                session.resources.observe(resource, rule="refused-inert", operation=operation.id)
    session.survey.look()


def _chosen(session: Session, operation: Operation, ids: dict[str, str]) -> list[Invalid]:
    """Give the bodies to send: all of them, or one of each field and of each required one."""
    run = session.run
    found = list(invalid(run.contract, operation, session.telling_body_for(operation.id, ids)))
    if operation.id == "createIdentity":
        for variant in VARIANTS[1:]:
            base = session.bodies.identity(variant)
            found += [
                candidate
                for candidate in invalid(run.contract, operation, base)
                if "missing" in candidate.why
            ]
    if operation.id == "replaceIdentity":
        for variant in VARIANTS[1:3]:
            base = session.bodies.replacement(session.bodies.identity(variant))
            found += [
                candidate
                for candidate in invalid(run.contract, operation, base)
                if "missing" in candidate.why
            ]
    if session.thorough:
        return found
    few: list[Invalid] = []
    by_field: dict[str, list[Invalid]] = {}
    for candidate in found:
        special = "missing" in candidate.why or not candidate.field or candidate.field == "numbers"
        named = "NO_SUCH_VALUE" in candidate.why or " None" in candidate.why
        if special or named:
            few.append(candidate)
        else:
            by_field.setdefault(candidate.field, []).append(candidate)
    few += [candidates[0] for candidates in by_field.values()]
    # and some that another seed has otherwise
    rest = [candidate for candidates in by_field.values() for candidate in candidates[1:]]
    return few + run.random.sample(rest, min(_SOME, len(rest)))


def _names(session: Session, operation: Operation, candidate: Invalid, exchange: Exchange) -> None:
    """A refusal that names fields names the one that is wrong."""
    if operation.id == "createIdentity" or "missing" in candidate.why or not candidate.field:
        return  # which of four schemas is broken, and where, can be told in more than one way
    parts = exchange.object.get("invalid_parameters") or exchange.object.get("errors")
    if exchange.status != 400 or not is_array(parts):  # noqa: PLR2004 - a refusal
        return
    entries = [part for part in parts if is_object(part)]
    named = {str(part.get("name", part.get("field", ""))) for part in entries}
    known = session.run.contract.properties(operation.body_schema).keys()
    session.run.check(
        any(candidate.field in name for name in named) or not named & known,
        "problem",
        exchange,
        f"the problem to name {candidate.field}",
        ", ".join(sorted(named)),
    )
