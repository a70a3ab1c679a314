"""Pages that are asked for: within the bounds, out of them, and after the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.lists import KEYS, LARGEST
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.conformance.session import Session
    from messaging_engagement_contract.types import Json


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
