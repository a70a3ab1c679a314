"""The model: what the suite created, as the contract says that it must be now.

``Resources`` creates, changes and deletes over HTTP, compares every answer with the model, and goes
on from what the server has, so that one fault is one finding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from messaging_engagement_contract.conformance.examining import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.types import Json

_NOT_FOUND: Final = 404
_CLOCKS: Final = timedelta(seconds=10)
_ABSENT: Final = "nothing"
_TYPES: Final[dict[str, type]] = {"string": str, "boolean": bool, "array": list}


@dataclass(frozen=True)
class Kind:
    """A kind of resource, and the operations on it."""

    name: str
    id_name: str
    create: str
    get: str
    update: str
    replace: str
    delete: str
    list: str
    marked: str  # the field that holds the mark


IDENTITY: Final = Kind(
    "identities",
    "identity_id",
    "createIdentity",
    "getIdentity",
    "updateIdentity",
    "replaceIdentity",
    "deleteIdentity",
    "listIdentities",
    "display_name",
)
ENGAGEMENT: Final = Kind(
    "engagements",
    "engagement_id",
    "createEngagement",
    "getEngagement",
    "updateEngagement",
    "replaceEngagement",
    "deleteEngagement",
    "listEngagements",
    "description",
)
KINDS: Final = {kind.name: kind for kind in (IDENTITY, ENGAGEMENT)}


@dataclass(eq=False)
class Resource:
    """Something that the suite created, as it must be now."""

    kind: Kind
    id: str
    fields: dict[str, Json]
    shown: dict[str, Json]
    made: Exchange
    numbers: list[str] = field(default_factory=list[str])

    @property
    def ids(self) -> dict[str, str]:
        """The id, as a path takes it."""
        return {self.kind.id_name: self.id}


class Resources:
    """Creates, changes and deletes, and holds every answer to the model."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.alive: dict[tuple[str, str], Resource] = {}
        self.known_ids: set[tuple[str, str]] = set()
        self.deleted: list[tuple[str, str]] = []
        self._latest: dict[str, datetime] = {}
        properties = run.contract.properties
        self.fields = {
            kind.name: properties(run.operation(kind.create).body_schema) for kind in KINDS.values()
        }
        self.editable = {
            kind.name: properties(run.operation(kind.replace).body_schema)
            for kind in KINDS.values()
        }

    def of(self, kind: Kind) -> list[Resource]:
        """Give what is alive of a kind, oldest first."""
        return [resource for resource in self.alive.values() if resource.kind is kind]

    def differences(
        self, kind: Kind, expected: Mapping[str, Json], got: Mapping[str, Json], *, unset: bool
    ) -> list[str]:
        """Say where fields are not as expected.

        Args:
            kind: What it is.
            expected: The fields that are set.
            got: The answer.
            unset: Whether all other fields must be without a value.
        """
        found: list[str] = []
        for name, schema in self.fields[kind.name].items():
            value = got.get(name)
            if schema.get("type") == "boolean":  # "False if absent"
                if name in expected or unset:
                    wanted = expected.get(name, False)
                    if (value if name in got else False) is not wanted:
                        found.append(f"{name}: expected {wanted}, got {_show(got, name)}")
            elif name in expected:
                if name not in got and expected[name] == []:
                    continue  # a list of nothing says as much as none
                if value != expected[name]:
                    found.append(f"{name}: expected {expected[name]!r}, got {_show(got, name)}")
            elif unset and value:
                found.append(f"{name}: expected nothing, got {value!r}")
        return found

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
        run.check(not different, rule, exchange, "what was sent", "; ".join(different))
        if credentials == "own":
            self.observe(resource, rule="read-back" if not different else rule, after=(exchange,))
        return resource

    def adopt(
        self, kind: Kind, resource_id: str, body: Mapping[str, Json], exchange: Exchange
    ) -> Resource:
        """Take a resource that the suite created into the model."""
        run = self.run
        run.journal.create(kind.name, resource_id)
        fresh = bool(resource_id) and (kind.name, resource_id) not in self.known_ids
        run.check(fresh, "id", exchange, "an id that nothing has had", repr(resource_id))
        self.known_ids.add((kind.name, resource_id))
        run.made.setdefault(resource_id, exchange)
        shown = exchange.object
        self._later(kind, exchange)
        chosen = {
            name: shown[name]
            for name in self.fields[kind.name]
            if name not in body and isinstance(shown.get(name), str | bool | list)
        }
        known = {name: value for name, value in body.items() if name in self.fields[kind.name]}
        resource = Resource(kind, resource_id, {**chosen, **known}, shown, exchange)
        self.alive[kind.name, resource_id] = resource
        return resource

    def _later(self, kind: Kind, exchange: Exchange) -> None:
        """What is created later has no earlier date; clocks may differ by some seconds."""
        now = moment(str(exchange.object.get("created_date", "")))
        before = self._latest.get(kind.name)
        if now is None:
            return
        if before and (before.tzinfo is None) == (now.tzinfo is None):
            self.run.check(
                before - now < _CLOCKS,
                "dates",
                exchange,
                f"created_date after that of what was created before, {before}",
                str(now),
            )
        self._latest[kind.name] = now

    def observe(  # noqa: PLR0913 - a reading, and what it is held to
        self,
        resource: Resource,
        *,
        rule: str,
        after: Sequence[Exchange] = (),
        operation: str | None = None,
        unset: bool = False,
        special: tuple[str, AbstractSet[str]] | None = None,
    ) -> Exchange:
        """Read a resource and hold it to the model; then go on from what there is.

        Args:
            resource: The resource.
            rule: What is broken if it is not as the model has it.
            after: What was sent before.
            operation: Which operation broke it, if it is not the reading.
            unset: Whether all other fields must be without a value.
            special: Another rule, and the fields that it is about.
        """
        run, kind = self.run, resource.kind
        exchange = run.call(kind.get, resource.ids, expect={200}, rule=rule, after=after)
        if not exchange.ok:
            if exchange.status == _NOT_FOUND:  # which is told, and need not be told again
                self.alive.pop((kind.name, resource.id), None)
            return exchange
        got = exchange.object
        run.check(
            got.get(kind.id_name) == resource.id,
            "id",
            exchange,
            f"{kind.id_name} {resource.id!r}",
            repr(got.get(kind.id_name)),
            after=after,
        )
        different = self.differences(kind, resource.fields, got, unset=unset)
        if special:
            about = [text for text in different if text.partition(":")[0] in special[1]]
            different = [text for text in different if text not in about]
            run.check(
                not about,
                special[0],
                exchange,
                "what cannot be edited, as it was",
                "; ".join(about),
                after=(resource.made, *after),
                operation=operation,
            )
        created = resource.shown.get("created_date")
        now = got.get("created_date")
        run.check(
            created == now or moment(str(created)) == moment(str(now)) is not None,
            "dates",
            exchange,
            f"created_date {created!r}, for good",
            repr(now),
            after=after,
        )
        run.check(
            not different,
            rule,
            exchange,
            "what the requests before have made of it",
            "; ".join(different),
            after=after,
            operation=operation,
        )
        self.settle(resource, got)
        return exchange

    def settle(self, resource: Resource, got: Mapping[str, Json]) -> None:
        """Go on from what the server has."""
        resource.shown = dict(got)
        resource.fields = {
            name: got[name]
            for name, schema in self.fields[resource.kind.name].items()
            if name in got and isinstance(got[name], _TYPES.get(schema.get("type", ""), str))
        }

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
        if exchange.ok:
            fixed = self.fields[kind.name].keys() - self.editable[kind.name].keys()
            kept = {*fixed, "identity_id"}
            held = {name: value for name, value in resource.fields.items() if name in kept}
            lost = self.differences(kind, held, exchange.object, unset=False)
            lost = [text for text in lost if text.split(":")[0] not in body]
            run.check(
                not lost,
                "put-keeps",
                exchange,
                f"{', '.join(sorted(held))} as before",
                "; ".join(lost),
                after=(resource.made,),
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
        told: list[str] = []
        if exchange.ok:
            run.check(
                exchange.object.get(kind.id_name) == resource.id,
                "id",
                exchange,
                f"{kind.id_name} {resource.id!r}",
                repr(exchange.object.get(kind.id_name)),
            )
            told = self.differences(kind, resource.fields, exchange.object, unset=unset)
            run.check(
                not told,
                rule,
                exchange,
                "the fields as they must be now",
                "; ".join(told),
                after=(resource.made,),
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
                after=(resource.made,),
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


def _show(got: Mapping[str, Json], name: str) -> str:
    return repr(got[name]) if name in got else _ABSENT
