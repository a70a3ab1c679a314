"""What the checks of a run share: the model, bodies to send, and a few resources to work on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.bodies import Bodies
from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, IDENTITY, KINDS
from messaging_engagement_contract.conformance.lists import LARGEST, items_of, walk
from messaging_engagement_contract.conformance.resources import Resources
from messaging_engagement_contract.conformance.survey import Survey
from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.kinds import Kind
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.types import Json

NOT_FOUND = 404
_OF_NUMBERS = frozenset({"addNumbers", "removeNumbers"})
UNKNOWN_IDS = {"identity_id": "BN0SUCH", "engagement_id": "CN0SUCH"}


@dataclass(eq=False)
class Base:
    """Resources that checks change and bring no end to; ``first`` has no engagement in some."""

    identity: Resource
    engagement: Resource


class Session:
    """What the checks of a run share."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.resources = Resources(run)
        self.bodies = Bodies(run.contract, run.journal.mark)
        self.survey = Survey(self.resources)
        self._base: Base | None = None
        self._told = 0
        self._witness: tuple[Base, float] | None = None

    @property
    def writes(self) -> bool:
        """Whether anything may be changed."""
        return self.run.options.writes

    @property
    def many(self) -> bool:
        """Whether it does not matter how much is created."""
        return self.writes and not self.run.options.frugal

    @property
    def thorough(self) -> bool:
        """Whether each field and value gets a request of its own."""
        return self.run.options.profile.thorough

    def identity(self, variant: str = "PrivateCompany", *, full: bool = True) -> Resource | None:
        """Create an identity."""
        body = self.bodies.identity(variant, full=full)
        return self.resources.create(IDENTITY, body)

    def engagement(
        self, identity: Resource, *, full: bool = True, pattern: int = 0b010110101
    ) -> Resource | None:
        """Create an engagement of an identity."""
        body = self.bodies.engagement(identity.id, full=full, pattern=pattern)
        return self.resources.create(ENGAGEMENT, body)

    def base(self) -> Base | None:
        """Give an identity and an engagement to work on; None if the server creates none."""
        alive = self.resources.alive
        if self._base:
            identity, engagement = self._base.identity, self._base.engagement
            if (IDENTITY.name, identity.id) in alive and (ENGAGEMENT.name, engagement.id) in alive:
                return self._base
        identity_ = self.identity()
        engagement_ = self.engagement(identity_) if identity_ else None
        if identity_ is None or engagement_ is None:
            self.run.skip(self.run.check_name, "the server creates nothing to work on")
            return None
        self._base = Base(identity_, engagement_)
        return self._base

    def keep_witness(self) -> None:
        """Create what no check touches until `witness` is asked for."""
        identity = self.identity("IndividualPerson", full=False)
        engagement = self.engagement(identity, full=False) if identity else None
        if identity and engagement:
            self._witness = Base(identity, engagement), time.monotonic()

    def witness(self) -> tuple[Base, float] | None:
        """Give what was kept, and when, if it is still there; after this it may be changed."""
        kept, self._witness = self._witness, None
        if kept is None:
            return None
        both = (kept[0].identity, kept[0].engagement)
        there = all((r.kind.name, r.id) in self.resources.alive for r in both)
        return kept if there else None

    def some_ids(self) -> dict[str, str]:
        """Give ids of something that is there, the suite's own if it may write."""
        if self.writes:
            base = self.base()
            return {**base.identity.ids, **base.engagement.ids} if base else {}
        found: dict[str, str] = {}
        for kind in (IDENTITY, ENGAGEMENT):
            page = self.run.call(kind.list, query={"page_size": 1})
            for item in items_of(page)[:1]:
                if is_object(item) and isinstance(item.get(kind.id_name), str):
                    found[kind.id_name] = item[kind.id_name]
            if kind.id_name not in found:
                self.run.skip(kind.get, f"the account has no {kind.name} to read")
        return found

    def body_for(self, operation_id: str, ids: dict[str, str]) -> Json:  # noqa: PLR0911 - an operation each
        """Make a valid body for an operation; None if it takes none."""
        operation = self.run.operation(operation_id)
        if operation.body_schema is None:
            return None
        if operation_id == "createIdentity":
            return self.bodies.identity()
        if operation_id == "createEngagement":
            return self.bodies.engagement(ids.get("identity_id", "BN0SUCH"))
        if operation_id.endswith("Numbers"):
            engagement = self.resources.alive.get((ENGAGEMENT.name, ids.get("engagement_id", "")))
            if operation_id == "removeNumbers" and engagement and engagement.numbers:
                return {"numbers": engagement.numbers[:2]}
            return {"numbers": self.bodies.numbers(2)}
        kind = IDENTITY if "Identity" in operation_id else ENGAGEMENT
        alive = self.resources.alive.get((kind.name, ids.get(kind.id_name, "")))
        if kind is IDENTITY:
            fields = alive.fields if alive else self.bodies.identity()
            return self.bodies.replacement(fields)
        return dict(alive.fields) if alive else self.bodies.engagement(ids["identity_id"])

    def telling_body_for(self, operation_id: str, ids: dict[str, str]) -> Json:
        """Make a valid body for an operation whose effect would be seen, were it taken."""
        body = self.body_for(operation_id, ids)
        for kind, names in ((IDENTITY, ("street", "city")), (ENGAGEMENT, ("sample_one",))):
            if operation_id in {kind.update, kind.replace}:
                self._told += 1
                texts = {name: self.bodies.changes(name, None, self._told) for name in names}
                return {**body, **texts}
        return body

    def without_effect(self, exchange: Exchange) -> None:
        """See that a request that was refused has changed nothing.

        Where it should have been, and was not, go on from what it has done.
        """
        base, operation = self.base(), exchange.name
        if base is None:
            return
        if exchange.ok:
            self._take(exchange, base)
            return
        for resource in (base.identity, base.engagement):
            if operation in {resource.kind.update, resource.kind.replace}:
                self.resources.observe(
                    resource,
                    rule="refused-inert",
                    after=(exchange,),
                    operation=operation,
                    unset=True,
                )
        if operation in _OF_NUMBERS:
            self.survey.numbers(base.engagement, [exchange], "refused-inert", operation)

    def _take(self, exchange: Exchange, base: Base) -> None:
        """Go on from what a request has done that should have been refused."""
        operation = exchange.name
        for resource in (base.identity, base.engagement):
            kind = resource.kind
            if operation == kind.create:
                self.adopt_accident(exchange, kind)
            elif operation == kind.delete:
                # what becomes of the engagements of an identity that is deleted is not said
                for one in (resource, base.engagement):
                    self._forget_if_gone(one)
            elif operation in {kind.update, kind.replace}:
                read = self.run.call(kind.get, resource.ids)
                self.resources.settle(resource, read.object if read.ok else exchange.object)
        if operation in _OF_NUMBERS:
            seen = walk(self.run, "listNumbers", base.engagement.ids, size=LARGEST)
            if seen.whole:
                base.engagement.numbers = [str(item) for item in seen.items]

    def _forget_if_gone(self, resource: Resource) -> None:
        read = self.run.call(resource.kind.get, resource.ids)
        if read.status == NOT_FOUND:
            self.resources.alive.pop((resource.kind.name, resource.id), None)
            self.run.journal.delete(resource.kind.name, resource.id)

    def ids_for(self, operation_id: str, ids: dict[str, str]) -> dict[str, str]:
        """Give those of the ids that are in the path of an operation."""
        path = self.run.operation(operation_id).path
        return {name: value for name, value in ids.items() if f"{{{name}}}" in path}

    def adopt_accident(self, exchange: Exchange, kind: Kind) -> None:
        """Take what was created by a request that should have been refused, to delete it."""
        resource_id = exchange.object.get(kind.id_name)
        if exchange.ok and isinstance(resource_id, str) and resource_id:
            self.resources.adopt(kind, resource_id, {}, exchange)

    def clean(self) -> None:
        """Delete everything that the suite created and did not delete yet."""
        self.resources.forget(list(self.resources.alive.values()))
        self.forget_all()
        self._base = None

    def forget_all(self) -> None:
        """Delete what was created and is not in the model: what could not be deleted before."""
        run = self.run
        for name, resource_id in sorted(run.journal.created):
            if (name, resource_id) not in self.resources.alive:
                kind = KINDS[name]
                exchange = run.call(kind.delete, {kind.id_name: resource_id})
                if exchange.ok or exchange.status == NOT_FOUND:
                    run.journal.delete(name, resource_id)
