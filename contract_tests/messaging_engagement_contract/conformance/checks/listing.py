"""Lists: their pages, their order, their bounds, their filter; and what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.examining import REDIRECTS
from messaging_engagement_contract.conformance.lists import (
    ID_NAMES,
    KEYS,
    LARGEST,
    MAX_PAGES,
    key_of,
    walk,
)
from messaging_engagement_contract.conformance.resources import ENGAGEMENT, IDENTITY, KINDS
from messaging_engagement_contract.conformance.session import UNKNOWN_IDS
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.lists import Walk
    from messaging_engagement_contract.conformance.resources import Resource
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.conformance.session import Session
    from messaging_engagement_contract.types import Json

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
            _read_each(run, operation, whole)
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
            f"the order {', '.join(first.keys[:6])}",
            f"{', '.join(again.keys[:6])}",
            after=exchanges[:-1],
            operation=operation,
        )


def _read_each(run: Run, operation: str, whole: Walk) -> None:
    kind = next(kind for kind in KINDS.values() if kind.list == operation)
    for item in whole.items[:_READ_EACH]:
        name = key_of(operation, item)
        read = run.call(
            kind.get, {kind.id_name: name}, expect={200}, rule="unknown", why="it is in the list"
        )
        if not read.ok:
            continue
        different = [
            f"{key}: {item.get(key)!r} in the list, {read.object.get(key)!r} when read"
            for key in sorted(item.keys() & read.object.keys())
            if key != "_links" and item[key] != read.object[key]
        ]
        if different and not run.options.alone:
            again = run.call(operation, query={"page_size": LARGEST})
            if again.content != whole.pages[0].content:
                continue  # somebody is at work
        run.check(
            not different,
            "list-current",
            whole.last,
            "what reading the resource gives",
            "; ".join(different),
            after=(read,),
        )


def paging(session: Session) -> None:
    """Lists take what the bounds allow and refuse the rest."""
    run = session.run
    ids = session.some_ids()
    for operation in KEYS:
        path_ids = session.ids_for(operation, ids)
        if "{" in run.operation(operation).path and not path_ids:
            continue
        for name, schema in run.operation(operation).query.items():
            if schema.get("type") == "integer":
                _bounds(run, operation, path_ids, name, schema)
        _beyond(run, operation, path_ids)
        run.call(
            operation,
            path_ids,
            query={"page": 1, "page_size": 1},
            expect={200},
            why="page and page_size are at their least",
        )
        # never a failure, whatever is answered
        for text in ("page=%00", "page_size=%ff", "page=1&page=2", "page", "page_size=", "%zz=%"):
            run.call(operation, path_ids, query=text)


def _bounds(run: Run, operation: str, ids: dict[str, str], name: str, schema: Json) -> None:
    low, high = schema.get("minimum"), schema.get("maximum")
    wrong: list[str | int] = ["abc", "1.5", "1e1", "true", "٣"]
    if low is not None:
        wrong += [low - 1, -1, -(10**20)]
    if high is not None:
        wrong += [high + 1, 10 * high, 10**20]
        run.call(
            operation,
            ids,
            query={name: high},
            expect={200},
            why=f"{name}={high} is within its bounds",
        )
    for value in wrong:
        exchange = run.call(
            operation,
            ids,
            query={name: value},
            expect={400},
            rule="query-validated",
            why=f"{name}={value} is out of its bounds",
        )
        parameters = exchange.object.get("invalid_parameters")
        if exchange.status == 400 and is_array(parameters) and parameters:  # noqa: PLR2004 - the refusal
            named = {str(p.get("name")) for p in parameters if is_object(p)}
            others = {"page", "page_size"} - {name}
            run.check(
                not (named <= others),
                "problem",
                exchange,
                f"invalid_parameters to name {name}",
                ", ".join(sorted(named)),
            )


def _beyond(run: Run, operation: str, ids: dict[str, str]) -> None:
    """A page after the last one has nothing, or is not found."""
    first = run.call(operation, ids, query={"page_size": LARGEST})
    last = first.object.get("total_pages")
    if not isinstance(last, int):
        return
    for number in (last + 1, last + 1000, 10**12):
        page = run.call(operation, ids, query={"page": number, "page_size": LARGEST})
        if page.status not in {200, 400, 404}:
            continue
        if page.ok:
            embedded = page.object.get("_embedded")
            items: Json = embedded.get(KEYS[operation]) if is_object(embedded) else []
            run.check(
                not items,
                "page",
                page,
                f"nothing on page {number} of {last}",
                f"{len(items or [])} items",
                after=(first,),
            )
            for name in ("total_items", "total_pages"):
                if run.options.alone:
                    run.check(
                        page.object.get(name) == first.object.get(name),
                        "totals",
                        page,
                        f"{name} {first.object.get(name)} as on page 1",
                        f"{name} {page.object.get(name)}",
                        after=(first,),
                    )
            links = page.object.get("_links")
            if is_object(links):
                run.check(
                    "next" not in links,
                    "page-links",
                    page,
                    f"no link next on page {number} of {last}",
                    "a link next",
                )


def unknown(session: Session) -> None:
    """What does not exist is not found, by whatever operation, and whatever the id looks like."""
    run = session.run
    for operation in run.contract.operations.values():
        if "{" not in operation.path or not (operation.reads or session.writes):
            continue
        ids = {
            name: value for name, value in UNKNOWN_IDS.items() if f"{{{name}}}" in operation.path
        }
        base_ids = session.some_ids() if operation.body_schema is not None else {}
        body = session.body_for(operation.id, base_ids) if base_ids else None
        arguments = {} if body is None else {"json": body}
        if operation.body_schema is not None and body is None:
            continue
        run.call(
            operation.id,
            ids,
            expect={404},
            rule="unknown",
            why="there is no such id",
            **arguments,
        )
        if not operation.reads and operation.method != "DELETE":
            continue
        if not operation.reads and run.options.frugal:
            continue
        for odd in ("%00", "%2e%2e%2f", "%ff", "%F0%9F%98%80", "'%20OR%201=1--", "*", "a" * 3000):
            name = next(iter(ids))
            run.call(
                operation.id,
                path=operation.path.replace(f"{{{name}}}", odd),
                # frameworks put a path with a slash at its end, or in the middle, right
                expect={400, 404, 414, 431} | (REDIRECTS if odd.endswith("%2f") else set()),
                rule="unknown",
                why="there is no such id",
            )
    _almost(session)
    if session.writes:
        base = session.base()
        if base:
            body = session.bodies.engagement(UNKNOWN_IDS["identity_id"])
            exchange = run.call(
                ENGAGEMENT.create,
                json=body,
                expect={400, 404},
                rule="reference",
                why="there is no such identity",
            )
            session.adopt_accident(exchange, ENGAGEMENT)
            session.survey.look(numbers=False)


def _almost(session: Session) -> None:
    """An id finds what has just that id: not a part of it, and nothing of another kind."""
    run = session.run
    ids = session.some_ids()
    for kind in KINDS.values():
        for other in KINDS.values():
            known = ids.get(other.id_name)
            if known is None:
                continue
            near = [known] if other is not kind else [f"{known}0", f"0{known}", known[:-1]]
            for name in filter(None, near):
                read = run.call(
                    kind.get,
                    {kind.id_name: name},
                    expect={200, 404},
                    rule="unknown",
                    why="there is no such id",
                )
                run.check(
                    not read.ok or read.object.get(kind.id_name) == name,
                    "unknown",
                    read,
                    f"404, or {kind.id_name} {name!r}",
                    repr(read.object.get(kind.id_name)),
                )


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
