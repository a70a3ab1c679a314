"""The model: what the suite created, as the contract says that it must be now.

``Model`` takes in what was created, holds what a server answers to it, and goes on from what the
server has, so that one fault is one finding. ``Resources`` changes what is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from messaging_engagement_contract.conformance.alteration import alteration
from messaging_engagement_contract.conformance.examining import moment
from messaging_engagement_contract.conformance.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.kinds import Kind
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.types import Json

_NOT_FOUND: Final = 404
_CLOCKS: Final = timedelta(seconds=10)
_ABSENT: Final = "nothing"


class Difference(NamedTuple):
    """How a field is not as expected, and what was done to its text, where that is to be seen."""

    how: str
    alteration: str | None = None


@dataclass(eq=False)
class Resource:
    """Something that the suite created, as it must be now."""

    kind: Kind
    id: str
    fields: dict[str, Json]
    shown: dict[str, Json]
    made: Exchange
    changed: Exchange | None = None
    numbers: list[str] = field(default_factory=list[str])

    @property
    def history(self) -> tuple[Exchange, ...]:
        """How it came to be as it is: its creation, and the last change."""
        return (self.made,) if self.changed is None else (self.made, self.changed)

    @property
    def ids(self) -> dict[str, str]:
        """The id, as a path takes it."""
        return {self.kind.id_name: self.id}


class Model:
    """What there must be, and what every answer is held to."""

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
        self._shown = {
            kind.name: run.contract.validators(run.operation(kind.get).answers[200].schema)
            for kind in KINDS.values()
        }

    def of(self, kind: Kind) -> list[Resource]:
        """Give what is alive of a kind, oldest first."""
        return [resource for resource in self.alive.values() if resource.kind is kind]

    def readable(self, kind: Kind, name: str, value: Json) -> bool:
        """Whether a value is one that the schema of answers has for a field."""
        validator = self._shown[kind.name].get(name)
        return validator is None or validator.is_valid(value)

    def differences(
        self, kind: Kind, expected: Mapping[str, Json], got: Mapping[str, Json], *, unset: bool
    ) -> dict[str, Difference]:
        """Say of each field how it is not as expected.

        A value that breaks the schema is a finding by then, and nothing can be said of it here.

        Args:
            kind: What it is.
            expected: The fields that are set.
            got: The answer.
            unset: Whether all other fields must be without a value.
        """
        found: dict[str, Difference] = {}
        for name, schema in self.fields[kind.name].items():
            value = got.get(name)
            if name in got and not self.readable(kind, name, value):
                continue
            if schema.get("type") == "boolean":  # "False if absent"
                if name in expected or unset:
                    wanted = expected.get(name, False)
                    if (value if name in got else False) is not wanted:
                        found[name] = Difference(f"expected {wanted}, got {_show(got, name)}")
            elif name in expected:
                if name not in got and expected[name] == []:
                    continue  # a list of nothing says as much as none
                if value != expected[name]:
                    told = f"expected {expected[name]!r}, got {_show(got, name)}"
                    found[name] = Difference(told, alteration(expected[name], value))
            elif unset and value:
                found[name] = Difference(f"expected nothing, got {value!r}")
        return found

    def hold(  # noqa: PLR0913 - a finding is that much
        self,
        kind: Kind,
        different: Mapping[str, Difference],
        rule: str,
        exchange: Exchange,
        expected: str,
        *,
        after: Sequence[Exchange] = (),
        operation: str | None = None,
    ) -> None:
        """Judge a rule by the fields that are not as expected."""
        done = [difference.alteration for difference in different.values()]
        manner = ", ".join(sorted(set(filter(None, done)))) if all(done) else ""
        told = "; ".join(f"{name}: {difference.how}" for name, difference in different.items())
        self.run.check(
            not different,
            rule,
            exchange,
            expected,
            f"{told} ({manner})" if manner else told,
            after=after,
            operation=operation,
            about={f"{kind.name}.{name}" for name in different},
            manner=manner,
        )

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
            if name not in body and name in shown and self.readable(kind, name, shown[name])
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
        if not exchange.tells:
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
            about = {name: how for name, how in different.items() if name in special[1]}
            different = {name: how for name, how in different.items() if name not in about}
            self.hold(
                kind,
                about,
                special[0],
                exchange,
                "what cannot be edited, as it was",
                after=tuple(dict.fromkeys((*resource.history, *after))),
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
        self.hold(
            kind,
            different,
            rule,
            exchange,
            "what the requests before have made of it",
            after=tuple(dict.fromkeys((*resource.history, *after))),
            operation=operation,
        )
        self.settle(resource, got)
        return exchange

    def settle(self, resource: Resource, got: Mapping[str, Json]) -> None:
        """Go on from what the server has; what breaks the schema counts as it was before."""
        resource.shown = dict(got)
        known = {
            **resource.fields,
            **{name: got[name] for name in got if self.readable(resource.kind, name, got[name])},
        }
        resource.fields = {
            name: known[name]
            for name in self.fields[resource.kind.name]
            if name in got and name in known
        }


def _show(got: Mapping[str, Json], name: str) -> str:
    return repr(got[name]) if name in got else _ABSENT
