"""Lists: each holds together over its pages, in whatever size they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.alteration import alteration
from messaging_engagement_contract.conformance.kinds import ENGAGEMENT, IDENTITY, KINDS
from messaging_engagement_contract.conformance.lists import (
    ID_NAMES,
    KEYS,
    LARGEST,
    MAX_PAGES,
    key_of,
    walk,
)
from messaging_engagement_contract.conformance.model import Difference

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.lists import Walk
    from messaging_engagement_contract.conformance.model import Resource
    from messaging_engagement_contract.conformance.resources import Resources
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.conformance.session import Session

_READ_EACH = 3  # resources that are read one by one


def lists(session: Session) -> None:
    """Each list holds together over its pages, keeps its order, and shows what reading shows."""
    run = session.run
    ids = session.some_ids()
    for operation in KEYS:
        path_ids = session.ids_for(operation, ids)
        if "{" in run.operation(operation).path and not path_ids:
            continue
        whole = _sizes(run, operation, path_ids)
        if whole is None:
            continue
        if operation in ID_NAMES:
            _read_each(session.resources, operation, whole)
    if session.writes:
        session.survey.look(numbers=False)


def _sizes(run: Run, operation: str, ids: dict[str, str]) -> Walk | None:
    """Walk a list by several page sizes; what is in it must be the same, in the same order."""
    first = walk(run, operation, ids, size=LARGEST)
    if not first.pages:
        return None
    total = first.total if isinstance(first.total, int) else 0
    smallest = max(1, -(-total // MAX_PAGES))
    wanted = (smallest, smallest + 1, 3 * smallest)
    sizes = {None, LARGEST, *(min(size, LARGEST) for size in wanted)}
    for size in sorted(sizes, key=lambda s: (s is None, s)):
        again = walk(run, operation, ids, size=size)
        if again.whole and first.whole:
            same_order(run, first, again)
    return first


def same_order(run: Run, first: Walk, again: Walk) -> None:
    """Two walks through the same list show the same things in the same order."""
    operation = first.operation
    same = set(first.keys) == set(again.keys)
    if not run.options.alone and not same:
        return
    exchanges = (*first.pages[:2], *again.pages[:2])
    missing = sorted(set(first.keys) ^ set(again.keys))
    run.check(
        same,
        "list-complete",
        exchanges[-1],
        "the same items, by whatever page size",
        f"not in both: {', '.join(missing[:5])}",
        after=exchanges[:-1],
    )
    if same and len(first.keys) == len(again.keys):
        run.check(
            first.keys == again.keys,
            "list-order",
            exchanges[-1],
            "the same order, by whatever page size",
            f"{', '.join(first.keys[:6])} first, then {', '.join(again.keys[:6])}",
            after=exchanges[:-1],
            operation=operation,
        )


def _read_each(resources: Resources, operation: str, whole: Walk) -> None:
    run = resources.run
    kind = next(kind for kind in KINDS.values() if kind.list == operation)
    for item in whole.items[:_READ_EACH]:
        name = key_of(operation, item)
        read = run.call(
            kind.get, {kind.id_name: name}, expect={200}, rule="unknown", why="it is in the list"
        )
        if not read.ok:
            continue
        different = {
            key: Difference(
                f"{item.get(key)!r} in the list, {read.object.get(key)!r} when read",
                alteration(read.object[key], item[key]),
            )
            for key in sorted(item.keys() & read.object.keys())
            if key != "_links" and item[key] != read.object[key]
        }
        if different and not run.options.alone:
            again = run.call(operation, query={"page_size": LARGEST})
            if again.content != whole.pages[0].content:
                continue  # somebody is at work
        resources.hold(
            kind,
            different,
            "list-current",
            whole.last,
            "what reading the resource gives",
            after=(read,),
        )


def pages(session: Session) -> None:
    """With enough in them, lists hold together over many pages, and count what comes and goes."""
    run = session.run
    base = session.base()
    if base is None:
        return
    for kind, wanted in ((IDENTITY, 6), (ENGAGEMENT, 12)):
        before = run.call(kind.list, query={"page_size": 1}).object.get("total_items")
        made: list[Resource] = []
        for _ in range(wanted - len(session.resources.of(kind))):
            resource = (
                session.identity("IndividualPerson", full=False)
                if kind is IDENTITY
                else session.engagement(base.identity, full=False)
            )
            if resource is None:
                return
            made.append(resource)
        first = walk(run, kind.list, size=LARGEST)
        if run.options.alone and isinstance(before, int) and isinstance(first.total, int):
            run.check(
                first.total == before + len(made),
                "totals",
                first.last,
                f"total_items {before + len(made)}, {len(made)} more than before",
                f"total_items {first.total}",
            )
        for size in (1, 2, 3, 5, 7, None) if session.thorough else (1, 5, None):
            again = walk(run, kind.list, size=size)
            if again.whole and first.whole:
                same_order(run, first, again)
                session.survey.compare(kind, again)
    # more than a page of the default size, whatever that is, and one more than a full page
    gone = session.resources.of(ENGAGEMENT)[-2:]
    for resource in gone:
        session.resources.delete(resource)
    session.survey.look([gone[-1].made] if gone else [])
