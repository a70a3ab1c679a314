"""Looks at everything that the account has, and holds it to the model.

After any change this finds what was lost, doubled, touched by mistake, or shown as it was before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, KINDS
from messaging_engagement_contract.conformance.lists import LARGEST, key_of, walk
from messaging_engagement_contract.conformance.model import Difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.kinds import Kind
    from messaging_engagement_contract.conformance.lists import Walk
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.resources import Resources
    from messaging_engagement_contract.types import Json

_NOT_FOUND: Final = 404


class Survey:
    """Holds what the lists show to the model, and to what was there before.

    Args:
        resources: The model.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._run = resources.run
        self._foreign: dict[str, dict[str, Json]] = {}
        self._order: dict[str, list[str]] = {}

    def look(self, after: Sequence[Exchange] = (), *, numbers: bool = True) -> None:
        """Look at everything.

        Args:
            after: What was sent since the last time.
            numbers: Whether to look at the numbers of each engagement too.
        """
        for kind in KINDS.values():
            seen = walk(self._run, kind.list, size=LARGEST)
            if seen.pages:
                self.compare(kind, seen, after)
        if numbers:
            engagements = self._resources.of(ENGAGEMENT)
            if not self._run.options.profile.thorough:
                # those with numbers, and two that should have none
                bare = [engagement for engagement in engagements if not engagement.numbers]
                engagements = [e for e in engagements if e.numbers or e in bare[-2:]]
            for engagement in engagements:
                self.numbers(engagement, after)

    def compare(self, kind: Kind, seen: Walk, after: Sequence[Exchange] = ()) -> None:
        """Hold a walk through all resources of a kind to the model."""
        run = self._run
        shown = {key_of(kind.list, item): item for item in seen.items}
        own = {resource.id: resource for resource in self._resources.of(kind)}
        if seen.whole:
            missing = [name for name in own if name not in shown]
            lost = [name for name in missing if self._is_gone(own[name], after)]
            missing = [name for name in missing if name not in lost]
            run.check(
                not missing,
                "list-complete",
                seen.last,
                "everything that was created",
                f"{', '.join(missing[:5])} missing",
                after=[own[missing[0]].made] if missing else (),
            )
            own = {name: resource for name, resource in own.items() if name not in lost}
        self.current(kind, seen, after)
        gone = [
            name
            for kind_name, name in self._resources.known_ids
            if kind_name == kind.name and name in shown and name not in own
        ]
        run.check(
            not gone,
            "delete",
            seen.last,
            "nothing that was deleted, or never created",
            f"{', '.join(sorted(gone)[:5])} in the list",
            after=after,
        )
        if run.options.alone and seen.whole:
            self._others(kind, {n: i for n, i in shown.items() if n not in own}, seen, after)

    def current(self, kind: Kind, seen: Walk, after: Sequence[Exchange] = ()) -> None:
        """See that a list shows what is alive as it is."""
        for item in seen.items:
            resource = self._resources.alive.get((kind.name, key_of(kind.list, item)))
            if resource is not None:
                self._current(resource, item, seen, after)

    def _is_gone(self, resource: Resource, after: Sequence[Exchange]) -> bool:
        """Look whether what a list misses is gone, though nothing deleted it."""
        run, kind = self._run, resource.kind
        read = run.call(kind.get, resource.ids)
        if read.status != _NOT_FOUND:
            return False
        run.broken(
            "isolation",
            read,
            "what was created and not deleted",
            read.told(),
            after=(resource.made, *after),
            operation=after[-1].name if after else None,
        )
        self._resources.alive.pop((kind.name, resource.id), None)
        return True

    def _current(
        self, resource: Resource, item: Json, seen: Walk, after: Sequence[Exchange]
    ) -> None:
        run, kind = self._run, resource.kind
        different = self._resources.differences(kind, resource.fields, item, unset=True)
        for name in ("created_date", "last_updated"):
            # an item may leave them out, but not tell others
            if name in item and item[name] != resource.shown.get(name, item[name]):
                told = f"expected {resource.shown.get(name)}, got {item[name]}"
                different[name] = Difference(told)
        if not different:
            run.judge("list-current", kind.list)
            return
        read = run.call(kind.get, resource.ids)
        if read.ok and not read.tells:
            return
        if not read.ok:
            run.broken("isolation", read, "what was created", read.told(), after=after)
            return
        # what is done to what belongs to a resource may count as its own change
        dates: dict[str, Difference] = {
            name: Difference(f"{item[name]!r} in the list, {read.object.get(name)!r} when read")
            for name in ("created_date", "last_updated")
            if name in item and name in read.object and item[name] != read.object[name]
        }
        fields = self._resources.differences(kind, resource.fields, item, unset=True)
        touched = self._resources.differences(kind, resource.fields, read.object, unset=True)
        different = {**fields, **dates}
        if not touched and not different:
            run.judge("list-current", kind.list)
            self._resources.settle(resource, read.object)
            return
        rule = "isolation" if touched else "list-current"
        self._resources.hold(
            kind,
            touched or different,
            rule,
            read if touched else seen.last,
            "the resource as its own requests have made it",
            after=(*after, resource.made),
            operation=after[-1].name if touched and after else None,
        )
        self._resources.settle(resource, read.object)

    def _others(
        self, kind: Kind, items: dict[str, Json], seen: Walk, after: Sequence[Exchange]
    ) -> None:
        """Hold what the suite did not create to what it was at first."""
        created = {n for k, n in self._resources.known_ids if k == kind.name}
        items = {name: item for name, item in items.items() if name not in created}
        before = self._foreign.setdefault(kind.name, items)
        changed = sorted(
            name for name in before.keys() | items.keys() if before.get(name) != items.get(name)
        )
        self._run.check(
            not changed,
            "isolation",
            seen.last,
            "what was there before, untouched",
            f"{', '.join(changed[:5])} changed, came or went",
            after=after,
        )
        self._foreign[kind.name] = items

    def numbers(
        self,
        engagement: Resource,
        after: Sequence[Exchange] = (),
        rule: str = "bulk-done",
        operation: str | None = None,
    ) -> None:
        """Hold the numbers of an engagement to the model.

        Args:
            engagement: The engagement.
            after: What was sent since the last time.
            rule: What is broken if they are others.
            operation: Which operation broke it, if it is not the listing.
        """
        seen = walk(self._run, "listNumbers", engagement.ids, size=LARGEST)
        if not seen.whole:
            return
        expected, got = set(engagement.numbers), set(map(str, seen.items))
        self._run.check(
            expected == got,
            rule,
            seen.last,
            f"{len(expected)} numbers: those that were added, less those removed",
            _difference(expected, got),
            after=after,
            operation=operation,
        )
        engagement.numbers = [str(item) for item in dict.fromkeys(seen.items)]


def _difference(expected: set[str], got: set[str]) -> str:
    parts: list[str] = []
    if missing := sorted(expected - got):
        parts.append(f"missing {', '.join(missing[:5])}")
    if more := sorted(got - expected):
        parts.append(f"not expected {', '.join(more[:5])}")
    return "; ".join(parts)
