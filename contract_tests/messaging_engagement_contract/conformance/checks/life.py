"""The life of identities and engagements: created, read, changed, replaced, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.bodies import BOOLEANS, TEXTS, VARIANTS
from messaging_engagement_contract.conformance.checks.bulk import Bulk
from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, IDENTITY, KINDS

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.kinds import Kind
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.session import Base, Session
    from messaging_engagement_contract.types import Json

# "The registry may refuse to change what the engagement was approved for."
_APPROVED = frozenset({"identity_id", "vertical", "use_case", "sub_use_cases", "reseller_id"})
# "How large a customer of the provider the identity is": the provider may know better.
_PROVIDERS = "brand_relationship"
_SOME = 5  # resources that are read once more
_LONG_AGO = "2001-02-03T04:05:06Z"
# whose change asks for others: an entity type for its fields
_BOUND = frozenset({"entity_type"})


def identities(session: Session) -> None:
    """Identities of every kind are created as sent; PATCH changes, PUT replaces, field by field."""
    run, resources = session.run, session.resources
    base = session.base()
    if base is None:
        return
    if not run.options.frugal:
        session.keep_witness()
        for variant in VARIANTS:
            for full in (True, False):
                session.identity(variant, full=full)
        _chosen(session, IDENTITY, session.bodies.identity())
    subject = base.identity
    editable = [name for name in resources.editable[IDENTITY.name] if name not in _BOUND]
    for salt, name in enumerate(editable):
        changed = session.bodies.changes(name, subject.fields.get(name), salt)
        resources.patch(subject, {name: changed}, may_refuse=name == _PROVIDERS)
    some = {
        name: session.bodies.changes(name, subject.fields.get(name), 77) for name in editable[:5]
    }
    resources.patch(subject, some)
    _fixed(session, subject)
    whole = session.bodies.replacement(subject.fields)
    texts = {
        name: session.bodies.changes(name, whole.get(name), 88)
        for name in editable
        if name != _PROVIDERS
    }
    resources.put(subject, {**whole, **texts})
    if not run.options.frugal:
        size = session.bodies.changes(_PROVIDERS, whole.get(_PROVIDERS), 0)
        resources.put(subject, {**whole, **texts, _PROVIDERS: size}, may_refuse=True)
        resources.put(subject, {**whole, **texts}, may_refuse=True)
    required = run.contract.resolve(run.operation(IDENTITY.replace).body_schema)["required"]
    least = {name: subject.fields[name] for name in required if name in subject.fields}
    resources.put(subject, least, why="all that is required is there")
    resources.put(subject, {**whole, **texts})
    # what an identity is may change as far as the schemas go; a registry may think otherwise
    person = _type_of(session, "IndividualPerson")
    resources.patch(subject, {"entity_type": person}, may_refuse=True)
    resources.put(subject, {**whole, **texts, "entity_type": person}, may_refuse=True)
    resources.put(subject, {**whole, **texts}, may_refuse=True)
    resources.patch(subject, {}, may_refuse=True)
    session.survey.look(numbers=False)


def _type_of(session: Session, variant: str) -> Json:
    """Give the entity type of a variant."""
    return session.bodies.identity(variant, full=False)["entity_type"]


def _chosen(session: Session, kind: Kind, body: dict[str, Json]) -> None:
    """The provider chooses the id and the dates of what is created, whoever sends others."""
    sent = {kind.id_name: "CH0SEN", "created_date": _LONG_AGO, "last_updated": _LONG_AGO}
    resource = session.resources.create(
        kind, {**body, **sent}, may_refuse=True, why="its id and dates are the provider's to choose"
    )
    if resource is None:
        return
    for name, value in sent.items():
        session.run.check(
            resource.shown.get(name) != value,
            "id" if name == kind.id_name else "dates",
            resource.made,
            f"another {name} than the one that was sent",
            repr(value),
        )


def _fixed(session: Session, subject: Resource) -> None:
    """What cannot be edited is not changed by PATCH or PUT, whether it is refused or ignored."""
    resources, run, kind = session.resources, session.run, subject.kind
    shown = run.contract.properties(run.operation(kind.get).answers[200].schema)
    fixed = shown.keys() - resources.editable[kind.name].keys() - {"_links"}
    text = "street" if kind is IDENTITY else "sample_one"
    for salt, name in enumerate(sorted(fixed & subject.shown.keys())):
        other = _another(name, subject.shown[name])
        for operation, rule in ((kind.update, "patch-keeps"), (kind.replace, "put-keeps")):
            before = subject.shown.get(name)
            body: dict[str, Json] = {}
            if operation == kind.replace:
                body = {
                    n: subject.fields[n]
                    for n in resources.editable[kind.name]
                    if n in subject.fields
                }
            changed = session.bodies.changes(text, None, salt)
            body |= {text: changed, name: other}
            exchange = run.call(operation, subject.ids, json=body, expect={200, 400})
            if exchange.ok:
                subject.fields[text] = changed
            read = resources.observe(subject, rule=rule, after=(exchange,), operation=operation)
            for answer in (exchange, read):
                now = answer.object.get(name)
                # the date of the change is the server's to set
                kept = now != other if name == "last_updated" else now == before
                run.check(
                    kept or not answer.tells,
                    rule,
                    answer,
                    f"{name} {before!r}, for it cannot be edited",
                    repr(now),
                    after=(subject.made, exchange),
                    operation=operation,
                    about={f"{kind.name}.{name}"},
                )


def _another(name: str, value: Json) -> Json:
    """Give another value of the same form, for what cannot be edited."""
    if name in {"created_date", "last_updated"}:
        return f"2001{str(value)[4:]}"
    return "00-0000000" if name == "ein" else f"{value}0"


def engagements(session: Session) -> None:
    """Engagements are created as sent; PATCH changes, PUT replaces, field by field."""
    run, resources = session.run, session.resources
    base = session.base()
    if base is None:
        return
    if not run.options.frugal:
        # so that no two booleans have the same value in all of them
        for pattern in (0b000000000, 0b111111111, 0b101010101, 0b001100110, 0b000011110):
            session.engagement(base.identity, pattern=pattern)
        session.engagement(base.identity, full=False)
        _chosen(session, ENGAGEMENT, session.bodies.engagement(base.identity.id))
    subject = base.engagement
    _keeps_numbers(session, subject)
    for salt, name in enumerate(resources.editable[ENGAGEMENT.name]):
        if name == "identity_id":
            continue
        changed = session.bodies.changes(name, subject.fields.get(name), salt)
        resources.patch(subject, {name: changed}, may_refuse=name in _APPROVED or name in BOOLEANS)
    changes: dict[str, Json] = {name: session.bodies.changes(name, None, 77) for name in TEXTS[:3]}
    resources.patch(subject, changes)
    _fixed(session, subject)
    same = dict(subject.fields)
    texts: dict[str, Json] = {name: session.bodies.changes(name, None, 88) for name in TEXTS}
    resources.put(subject, {**same, **texts})
    without = {name: value for name, value in same.items() if name != "identity_id"}
    resources.put(subject, without, why="identity_id may be left out, and stays")
    resources.put(
        subject,
        {name: value for name, value in same.items() if name not in TEXTS[2:]},
        why="no text but the description is required",
    )
    _without_booleans(session, subject)
    least: dict[str, Json] = {
        name: same[name] for name in ("vertical", "use_case", "description") if name in same
    }
    resources.put(subject, least, may_refuse=True)
    resources.put(subject, same, may_refuse=True)
    resources.patch(subject, {"sub_use_cases": []}, may_refuse=True)
    resources.put(subject, same, may_refuse=True)
    resources.patch(subject, {}, may_refuse=True)
    session.survey.look()


def _without_booleans(session: Session, subject: Resource) -> None:
    """A boolean that PUT leaves out is false again; all are true before, if they may be."""
    whole = dict(subject.fields)
    session.resources.put(subject, whole | dict.fromkeys(BOOLEANS, True), may_refuse=True)
    less = {name: value for name, value in whole.items() if name not in BOOLEANS}
    session.resources.put(subject, less, may_refuse=True, why="a boolean that is left out is false")


def _keeps_numbers(session: Session, subject: Resource) -> None:
    """The numbers of an engagement are no field of it: PATCH and PUT leave them as they are."""
    if session.run.options.frugal:  # of a server elsewhere the numbers are not the account's own
        return
    Bulk(session, subject).add(session.bodies.numbers(2))
    text = session.bodies.changes("sample_one", None, 55)
    exchange = session.resources.patch(subject, {"sample_one": text})
    session.survey.numbers(subject, [exchange], rule="patch", operation=exchange.name)
    exchange = session.resources.put(subject, {**subject.fields, "sample_two": text})
    session.survey.numbers(subject, [exchange], rule="put-keeps", operation=exchange.name)


def isolation(session: Session) -> None:
    """A change of one resource touches no other, and reading touches none."""
    resources = session.resources
    base = session.base()
    if base is None:
        return
    survey = session.survey
    survey.look()
    other = None if session.run.options.frugal else session.identity("NonProfit")
    twin = session.engagement(base.identity, full=False)
    for number, identity in enumerate(filter(None, (base.identity, other))):
        changes = {"city": f"City {number}", "display_name": session.bodies.changes("", 0, 9)}
        exchange = resources.patch(identity, changes)
        survey.look([exchange])
        exchange = resources.put(identity, session.bodies.replacement(identity.fields))
        survey.look([exchange])
    for number, engagement in enumerate(filter(None, (base.engagement, twin))):
        exchange = resources.patch(engagement, {"sample_one": f"Sample of no {number}"})
        survey.look([exchange])
    if twin:
        exchange = resources.put(twin, {**twin.fields, "sample_two": "Replaced"})
        survey.look([exchange])
    _between(session, base, [resource for resource in (twin, other) if resource])
    for resource in (base.identity, base.engagement):
        before = dict(resource.shown)
        read = resources.observe(resource, rule="reading")
        if read.ok:
            changed = sorted(
                name
                for name in before.keys() | read.object.keys()
                if name != "_links" and before.get(name) != read.object.get(name)
            )
            session.run.check(
                not changed,
                "reading",
                read,
                "the same as before, for nothing was written",
                f"other values of {', '.join(changed)}",
            )


def _between(session: Session, base: Base, victims: list[Resource]) -> None:
    """Delete what has older and younger neighbours; they must all be there afterwards."""
    survey, resources = session.survey, session.resources
    if not session.run.options.frugal:
        session.identity("IndividualPerson", full=False)
        session.engagement(base.identity, full=False)
        survey.look(numbers=False)
    for victim in victims:
        resources.delete(victim)
        survey.look([victim.made])


def deletion(session: Session) -> None:
    """What is deleted is gone by every way to it, for good; everything else is still there."""
    run, resources = session.run, session.resources
    base = session.base()
    if base is None:
        return
    engagement = session.engagement(base.identity, full=False)
    identity = None if run.options.frugal else session.identity("IndividualPerson", full=False)
    if engagement:
        numbers = session.bodies.numbers(2)
        run.call("addNumbers", engagement.ids, json={"numbers": numbers})
        resources.delete(engagement)
        for operation, body in (
            (ENGAGEMENT.update, {"description": "gone"}),
            (ENGAGEMENT.replace, {**engagement.fields, "description": "gone"}),
            ("listNumbers", None),
            ("addNumbers", {"numbers": session.bodies.numbers(1)}),
            ("removeNumbers", {"numbers": numbers}),
        ):
            _gone(session, engagement, operation, body)
    if identity:
        resources.delete(identity)
        body = session.bodies.replacement(identity.fields)
        _gone(session, identity, IDENTITY.update, {"street": "gone"})
        _gone(session, identity, IDENTITY.replace, body)
        exchange = run.call(
            ENGAGEMENT.create,
            json=session.bodies.engagement(identity.id),
            expect={400, 404},
            rule="reference",
            why="its identity was deleted",
            after=(identity.made,),
        )
        session.adopt_accident(exchange, ENGAGEMENT)
    session.survey.look([engagement.made] if engagement else [])
    if not run.options.frugal:
        _with_engagement(session)
    if not run.options.frugal:  # an id that was deleted must not come back
        session.identity("IndividualPerson", full=False)
        session.engagement(base.identity, full=False)
        session.survey.look()


def _with_engagement(session: Session) -> None:
    """An identity that has an engagement can be deleted; what becomes of that is not said."""
    run, resources = session.run, session.resources
    identity = session.identity("IndividualPerson", full=False)
    engagement = session.engagement(identity, full=False) if identity else None
    if identity is None or engagement is None:
        return
    resources.delete(identity)
    read = run.call(ENGAGEMENT.get, engagement.ids, expect={200, 404}, rule="delete")
    if not read.ok:
        resources.alive.pop((ENGAGEMENT.name, engagement.id))
        run.journal.delete(ENGAGEMENT.name, engagement.id)
    resources.forget([engagement])
    session.forget_all()
    session.survey.look([identity.made])


def lasting(session: Session) -> None:
    """At the end of the run all is still as its requests have made it, and nothing came back."""
    run, resources = session.run, session.resources
    for resource in list(resources.alive.values())[:_SOME]:
        resources.observe(resource, rule="read-back")
    session.survey.look()
    deleted = [pair for pair in resources.deleted if pair not in resources.alive]
    for kind_name, name in [*deleted[:_SOME], *deleted[_SOME:][-_SOME:]]:
        kind = KINDS[kind_name]
        run.call(kind.get, {kind.id_name: name}, expect={404}, rule="delete", why="it was deleted")


def _gone(session: Session, resource: Resource, operation: str, body: Json) -> None:
    arguments = {} if body is None else {"json": body}
    session.run.call(
        operation,
        resource.ids,
        expect={404},
        rule="delete",
        why="it was deleted",
        after=(resource.made,),
        **arguments,
    )
