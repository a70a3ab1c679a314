"""Creates, changes and deletes over HTTP, and holds every answer to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.examining import moment
from messaging_engagement_contract.conformance.kinds import IDENTITY
from messaging_engagement_contract.conformance.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.kinds import Kind
    from messaging_engagement_contract.conformance.model import Difference, Resource
    from messaging_engagement_contract.types import Json


class Resources(Model):
    """Changes what there is, and sees that it is changed, and nothing else."""

    def create(  # noqa: PLR0913 - a creation, and what is special about it
        self,
        kind: Kind,
        body: dict[str, Json],
        *,
        rule: str = "created",
        may_refuse: bool = False,
        why: str = "",
        credentials: str = "own",
        operation_headers: Mapping[str, str] | None = None,
    ) -> Resource | None:
        """Create something and read it back; None if the server does not.

        Args:
            kind: What.
            body: The fields to send.
            rule: What is broken if they do not come back.
            may_refuse: Whether a refusal is no finding.
            why: What is special about the request.
            credentials: Whose.
            operation_headers: More headers.
        """
        run = self.run
        expect = {201, 400} if may_refuse else {201}
        exchange = run.call(
            kind.create,
            json=body,
            expect=expect,
            why=why,
            credentials=credentials,
            headers=operation_headers,
        )
        resource_id = exchange.object.get(kind.id_name)
        if not exchange.ok or not isinstance(resource_id, str):
            return None
        resource = self.adopt(kind, resource_id, body, exchange)
        different = self.differences(kind, body, exchange.object, unset=False)
        self.hold(kind, different, rule, exchange, "what was sent")
        if credentials == "own":
            self.observe(resource, rule="read-back" if not different else rule, after=(exchange,))
        return resource

    def patch(
        self,
        resource: Resource,
        changes: dict[str, Json],
        *,
        may_refuse: bool = False,
        rule: str = "patch",
        why: str = "",
    ) -> Exchange:
        """Change fields, and see that they are changed, and no others."""
        run, kind = self.run, resource.kind
        before = dict(resource.fields)
        exchange = run.call(
            kind.update,
            resource.ids,
            json=changes,
            expect={200, 400} if may_refuse else {200},
            why=why,
        )
        if exchange.ok:
            resource.fields = {**before, **changes}
        self._updated(resource, exchange, rule)
        return exchange

    def put(
        self,
        resource: Resource,
        body: dict[str, Json],
        *,
        may_refuse: bool = False,
        rule: str = "put",
        why: str = "",
    ) -> Exchange:
        """Replace the fields, and see that they are, and what cannot be edited is not."""
        run, kind = self.run, resource.kind
        exchange = run.call(
            kind.replace,
            resource.ids,
            json=body,
            expect={200, 400} if may_refuse else {200},
            why=why,
        )
        if exchange.tells:
            fixed = self.fields[kind.name].keys() - self.editable[kind.name].keys()
            kept = {*fixed, "identity_id"}
            held = {name: value for name, value in resource.fields.items() if name in kept}
            lost = self.differences(kind, held, exchange.object, unset=False)
            lost = {name: how for name, how in lost.items() if name not in body}
            self.hold(
                kind,
                lost,
                "put-keeps",
                exchange,
                f"{', '.join(sorted(held))} as before",
                after=resource.history,
            )
            now = exchange.object
            resource.fields = {
                **{name: now.get(name, value) for name, value in held.items()},
                **body,
            }
        self._updated(resource, exchange, rule, unset=exchange.ok)
        return exchange

    def _updated(
        self, resource: Resource, exchange: Exchange, rule: str, *, unset: bool = False
    ) -> None:
        run, kind = self.run, resource.kind
        told: dict[str, Difference] = {}
        if exchange.tells:
            run.check(
                exchange.object.get(kind.id_name) == resource.id,
                "id",
                exchange,
                f"{kind.id_name} {resource.id!r}",
                repr(exchange.object.get(kind.id_name)),
            )
            told = self.differences(kind, resource.fields, exchange.object, unset=unset)
            self.hold(
                kind,
                told,
                rule,
                exchange,
                "the fields as they must be now",
                after=resource.history,
            )
            self._not_backwards(resource, exchange)
        rule = "refused-inert" if not exchange.ok else rule if told else "update-kept"
        fixed = self.fields[kind.name].keys() - self.editable[kind.name].keys()
        self.observe(
            resource,
            rule=rule,
            after=(exchange,),
            operation=exchange.name,
            unset=unset,
            special=("put-keeps" if unset else "patch-keeps", fixed) if exchange.ok else None,
        )
        if exchange.ok:
            resource.changed = exchange

    def _not_backwards(self, resource: Resource, exchange: Exchange) -> None:
        before = moment(str(resource.shown.get("last_updated", "")))
        now = moment(str(exchange.object.get("last_updated", "")))
        if before and now and (before.tzinfo is None) == (now.tzinfo is None):
            self.run.check(
                before <= now,
                "dates",
                exchange,
                f"last_updated at or after {before}",
                str(now),
                after=resource.history,
            )

    def delete(self, resource: Resource) -> None:
        """Delete a resource, and see that it is gone."""
        run, kind = self.run, resource.kind
        exchange = run.call(kind.delete, resource.ids, expect={204})
        self.alive.pop((kind.name, resource.id), None)
        if not exchange.ok:
            return
        self.deleted.append((kind.name, resource.id))
        run.journal.delete(kind.name, resource.id)
        after = (resource.made, exchange)
        gone = run.call(
            kind.get,
            resource.ids,
            expect={404},
            rule="delete",
            why="it was deleted",
            after=after,
        )
        if gone.status == 200:  # noqa: PLR2004 - still there
            return
        run.call(
            kind.delete,
            resource.ids,
            expect={404},
            rule="delete",
            why="it was deleted before",
            after=after,
        )

    def forget(self, resources: Iterable[Resource]) -> None:
        """Delete all of these, engagements first, with nothing judged again."""
        for resource in sorted(resources, key=lambda r: r.kind is IDENTITY):
            if (resource.kind.name, resource.id) in self.alive:
                exchange = self.run.call(resource.kind.delete, resource.ids)
                self.alive.pop((resource.kind.name, resource.id), None)
                if exchange.ok:
                    self.run.journal.delete(resource.kind.name, resource.id)
