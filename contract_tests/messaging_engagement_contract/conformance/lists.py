"""Walks through lists page by page, and holds every page to the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote

from messaging_engagement_contract.conformance.contract import BASE_PATH
from messaging_engagement_contract.conformance.target import rebase
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.types import Json

KEYS: Final = {
    "listIdentities": "identities",
    "listEngagements": "engagements",
    "listNumbers": "numbers",
}
ID_NAMES: Final = {"listIdentities": "identity_id", "listEngagements": "engagement_id"}
MAX_PAGES: Final = 25
LARGEST: Final = 100


@dataclass(frozen=True)
class Broken:
    """Something that is not as it should be in a walk."""

    rule: str
    expected: str
    got: str
    exchanges: tuple[Exchange, ...]


@dataclass
class Walk:
    """A list, as its pages show it."""

    operation: str
    pages: list[Exchange] = field(default_factory=list["Exchange"])
    items: list[Json] = field(default_factory=list["Json"])
    whole: bool = False
    broken: list[Broken] = field(default_factory=list[Broken])

    @property
    def keys(self) -> list[str]:
        """What tells the items apart, in their order."""
        return [key_of(self.operation, item) for item in self.items]

    @property
    def total(self) -> Json:
        """The number of items that the first page tells."""
        return self.pages[0].object.get("total_items") if self.pages else None

    @property
    def last(self) -> Exchange:
        """The exchange that a finding about the whole list shows."""
        return self.pages[-1]


def key_of(operation: str, item: Json) -> str:
    """Give what tells an item from others."""
    name = ID_NAMES.get(operation)
    return str(item.get(name)) if name and is_object(item) else str(item)


def items_of(exchange: Exchange) -> list[Json]:
    """Give the items of a page."""
    embedded = exchange.object.get("_embedded")
    items = embedded.get(KEYS[exchange.name]) if is_object(embedded) else None
    return items if is_array(items) else []


def _readable(page: Exchange) -> bool:
    """Whether a page has items that can be told apart; it breaks the schema if not."""
    embedded = page.object.get("_embedded")
    items = embedded.get(KEYS[page.name]) if is_object(embedded) else None
    name = ID_NAMES.get(page.name)
    return is_array(items) and all(
        isinstance(item.get(name) if name and is_object(item) else item, str) for item in items
    )


def walk(  # noqa: PLR0913 - a list, and how to walk it
    run: Run,
    operation: str,
    ids: Mapping[str, str] | None = None,
    *,
    size: int | None = None,
    max_pages: int = MAX_PAGES,
    credentials: str = "own",
    **filters: str,
) -> Walk:
    """Read all pages of a list, and judge what one walk can show.

    Where others may write meanwhile, what is broken is looked at twice.
    """
    found = _walk(run, operation, ids, size, max_pages, credentials, filters)
    if found.broken and not run.options.alone:
        again = _walk(run, operation, ids, size, max_pages, credentials, filters)
        rules = {broken.rule for broken in again.broken}
        found.broken = [
            broken for broken in found.broken if broken.rule in rules and again.total == found.total
        ]
    for rule in ("totals", "page", "page-size", "page-links", "list-once"):
        run.judge(rule, operation)
    for broken in found.broken:
        run.broken(
            broken.rule,
            broken.exchanges[-1],
            broken.expected,
            broken.got,
            after=broken.exchanges[:-1],
        )
    return found


def _walk(  # noqa: PLR0913, PLR0917 - a list, and how to walk it
    run: Run,
    operation: str,
    ids: Mapping[str, str] | None,
    size: int | None,
    max_pages: int,
    credentials: str,
    filters: Mapping[str, str],
) -> Walk:
    found = Walk(operation)
    number, last = 1, 1
    while number <= min(last, max_pages):
        query: dict[str, str | int] = {**filters}
        if number > 1 or size is not None:
            query["page"] = number
        if size is not None:
            query["page_size"] = size
        page = run.call(operation, ids, query=query, credentials=credentials, expect={200})
        if not page.ok or not _readable(page):
            return found  # which is a finding of its own by now
        items = items_of(page)
        found.pages.append(page)
        found.items += items
        found.broken += _page(found, page, number, size, len(items))
        pages = page.object.get("total_pages")
        last = pages if isinstance(pages, int) else 1
        if number == 1 and not items and last > 1:
            break
        number += 1
    found.whole = bool(found.pages) and last <= max_pages
    if found.whole:
        found.broken += _whole(found)
        found.broken += _page_links(run, found)
    return found


def _page(found: Walk, page: Exchange, number: int, size: int | None, count: int) -> list[Broken]:
    body, broken = page.object, list[Broken]()
    names = ("page", "page_size", "total_pages", "total_items")
    told: dict[str, int] = {n: body[n] for n in names if isinstance(body.get(n), int)}
    if len(told) < len(names):
        return broken  # the schema says so
    if told["page"] != number:
        broken.append(Broken("page", f"page {number}", f"page {told['page']}", (page,)))
    most = told["page_size"]
    if size is not None and most > size:
        text = f"page_size {most}"
        broken.append(Broken("page-size", f"a page_size of at most {size}", text, (page,)))
    limit = most if size is None else min(size, most)
    if count > limit:
        text = f"{count} items, page_size {most}"
        broken.append(Broken("page-size", f"at most {limit} items", text, (page,)))
    pages = max(1, -(-told["total_items"] // most)) if most else 1
    if most and told["total_pages"] != pages:
        expected = f"total_pages {pages} for {told['total_items']} items, {most} a page"
        broken.append(Broken("totals", expected, f"total_pages {told['total_pages']}", (page,)))
    first = found.pages[0]
    for name in ("total_items", "total_pages", "page_size"):
        if told[name] != first.object.get(name):
            expected = f"{name} {first.object.get(name)} as on page 1"
            broken.append(Broken("totals", expected, f"{name} {told[name]}", (first, page)))
    return broken


def _whole(found: Walk) -> list[Broken]:
    broken: list[Broken] = []
    keys = found.keys
    pages = tuple(found.pages[:3])
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        text = f"{', '.join(twice[:5])} more than once"
        broken.append(Broken("list-once", "each item once, over all pages", text, pages))
    if isinstance(found.total, int) and len(keys) != found.total:
        expected = f"as many items as total_items tells, {found.total}"
        text = f"{len(keys)}, over all pages"
        broken.append(Broken("totals", expected, text, pages))
    return broken


def _page_links(run: Run, found: Walk) -> list[Broken]:
    """Judge the links between the pages: where they lead, and whether they are there."""
    broken: list[Broken] = []
    count = len(found.pages)
    present: list[set[str]] = []
    for number, page in enumerate(found.pages, 1):
        links = page.object.get("_links")
        links = links if is_object(links) else {}
        pages = {"self": number, "first": 1, "last": count}
        if number > 1:
            pages["prev"] = number - 1
        if number < count:
            pages["next"] = number + 1
        present.append(links.keys() & {"self", "first", "last", "prev", "next"})
        for name in sorted(present[-1]):
            href = links[name].get("href") if is_object(links[name]) else None
            if name not in pages:
                text = f"a link {name}"
                broken.append(Broken("page-links", f"no link {name} on this page", text, (page,)))
            elif isinstance(href, str) and (why := _leads(run, page, href, found, pages[name])):
                expected = f"the link {name} to lead to page {pages[name]}"
                broken.append(Broken("page-links", expected, f"{href}: {why}", (page,)))
    return broken + _missing_links(found, present)


def _missing_links(found: Walk, present: list[set[str]]) -> list[Broken]:
    """Find links that are left out; a list without any is allowed."""
    broken: list[Broken] = []
    count, anywhere = len(present), set[str]().union(*present)
    wanted = {name for name in anywhere if name != "self"}
    if anywhere & {"first", "prev", "last"}:
        wanted.add("next")
    if {"first", "last"} <= anywhere:
        wanted.add("prev")
    for number, names in enumerate(present, 1):
        applies = {"self", "first", "last"}
        applies |= {"prev"} if number > 1 else set()
        applies |= {"next"} if number < count else set()
        previous = found.pages[number - 1].object.get("_links", {})
        if is_object(previous) and "previous" in previous:
            applies.discard("prev")  # the name that the provider's later API has (Q37)
        for name in sorted(wanted & applies - names):
            page = found.pages[number - 1]
            expected = f"a link {name} on page {number} of {count}"
            broken.append(Broken("page-links", expected, "none", (page,)))
    return broken


def _leads(run: Run, page: Exchange, href: str, found: Walk, number: int) -> str:  # noqa: PLR0911 - a reason each
    """Say why a link does not lead to a page; "" if it does."""
    place = rebase(href, page.request.url)
    if place is None:
        return "it leads out of the API"
    path, _, text = place.partition("?")
    sent_path, _, sent_text = page.request.url.partition(BASE_PATH)[2].partition("?")
    if unquote(path.removeprefix(BASE_PATH)) != unquote(sent_path):
        return "it leads to another list"
    query, sent = dict(parse_qsl(text)), dict(parse_qsl(sent_text))
    size = page.object.get("page_size")
    if query.keys() <= {"page", "page_size", "identity_id"} and "page_size" in query:
        if query.get("page", "1") != str(number):
            return f"it leads to page {query.get('page', 1)}"
        if query.get("identity_id") != sent.get("identity_id"):
            return "it loses the filter"
        return "" if query["page_size"] == str(size) else "it loses the page size"
    # A query of the server's own making: only following it tells.
    credentials = page.request.credentials
    reached = run.call(found.operation, query=text, path=path, credentials=credentials)
    if reached.object.get("page") != number:
        return f"it gives page {reached.object.get('page')}"
    if reached.object.get("page_size") != size:
        return f"it gives page_size {reached.object.get('page_size')}"
    if reached.object.get("total_items") != page.object.get("total_items"):
        return f"it gives total_items {reached.object.get('total_items')}"
    return ""
