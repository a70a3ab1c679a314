"""Faults of paging: lists that are incomplete, overlap, or count wrongly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.faults.registry import (
    Exchange,
    Proceed,
    content,
    fault,
    items,
    on_pages,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement_contract.mock.messages import Answer

PAGING = "paging"


def _page(exchange: Exchange, proceed: Proceed, change: Callable[[dict[str, Any]], None]) -> Answer:
    return on_pages(change)(exchange, proceed)


def _asked(exchange: Exchange, name: str, default: int) -> int:
    # what is longer is no number of a page, and JSON has no room for it
    found = re.search(rf"(?:^|&){name}=([0-9]{{1,18}})(?![0-9])", exchange.request.query)
    return int(found[1]) if found else default


def _ask(exchange: Exchange, name: str, value: int) -> None:
    rest = re.sub(rf"(?:^|&){name}=[^&]*", "", exchange.request.query)
    exchange.request.query = f"{rest}&{name}={value}".lstrip("&")


@fault(PAGING)
def last_item_missing(exchange: Exchange, proceed: Proceed) -> Answer:
    """Every page lacks its last item."""
    return _page(exchange, proceed, lambda p: (items(p) or []).__delitem__(slice(-1, None)))


@fault(PAGING)
def item_twice(exchange: Exchange, proceed: Proceed) -> Answer:
    """Every page has its first item twice."""

    def change(page: dict[str, Any]) -> None:
        found = items(page)
        if found:
            found.append(found[0])

    return _page(exchange, proceed, change)


@fault(PAGING)
def pages_overlap(exchange: Exchange, proceed: Proceed) -> Answer:
    """Every page but the first begins with the last item of the page before."""
    number = _asked(exchange, "page", 1)
    answer = proceed()
    body = content(answer)
    found = items(body)
    if number < 2 or body is None or not found:  # noqa: PLR2004 - the second page
        return answer
    _ask(exchange, "page", number - 1)
    before = items(content(proceed()))
    found.insert(0, before[-1] if before else found[0])
    return answer.with_json(body)


@fault(PAGING)
def page_ignored(exchange: Exchange, proceed: Proceed) -> Answer:
    """Every page has the items of the first."""
    number = _asked(exchange, "page", 1)
    if exchange.does("list") and number > 1:
        _ask(exchange, "page", 1)
        return _page(exchange, proceed, lambda p: p.update(page=number))
    return proceed()


@fault(PAGING)
def page_from_zero(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages are counted from 0: page 1 is the second."""
    if exchange.does("list"):
        number = _asked(exchange, "page", 0)
        _ask(exchange, "page", number + 1)
        return _page(exchange, proceed, lambda p: p.update(page=max(1, number)))
    return proceed()


@fault(PAGING)
def page_number_wrong(exchange: Exchange, proceed: Proceed) -> Answer:
    """Every page says that it is the first."""
    return _page(exchange, proceed, lambda p: p.update(page=1))


@fault(PAGING)
def page_size_ignored(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages have ten items, whatever was asked for, and say otherwise."""
    size = _asked(exchange, "page_size", 10)
    if exchange.does("list") and 1 <= size <= 100:  # noqa: PLR2004 - the documented range
        _ask(exchange, "page_size", 10)
        return _page(exchange, proceed, lambda p: p.update(page_size=size))
    return proceed()


@fault(PAGING)
def page_size_exceeded(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages have one item more than was asked for."""
    size = _asked(exchange, "page_size", 10)
    if exchange.does("list") and 1 <= size < 100:  # noqa: PLR2004 - the documented range
        _ask(exchange, "page_size", size + 1)
        return _page(exchange, proceed, lambda p: p.update(page_size=size))
    return proceed()


@fault(PAGING)
def page_size_capped(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages have at most five items, and say so."""
    if exchange.does("list") and _asked(exchange, "page_size", 10) > 5:  # noqa: PLR2004 - the cap
        _ask(exchange, "page_size", 5)
    return proceed()


@fault(PAGING)
def total_items_of_page(exchange: Exchange, proceed: Proceed) -> Answer:
    """The total of items is how many are on the page."""
    return _page(exchange, proceed, lambda p: p.update(total_items=len(items(p) or [])))


@fault(PAGING)
def total_items_off_by_one(exchange: Exchange, proceed: Proceed) -> Answer:
    """The total of items is one too many."""
    return _page(exchange, proceed, lambda p: p.update(total_items=p["total_items"] + 1))


@fault(PAGING)
def total_pages_off_by_one(exchange: Exchange, proceed: Proceed) -> Answer:
    """The total of pages is one too many."""
    return _page(exchange, proceed, lambda p: p.update(total_pages=p["total_pages"] + 1))


@fault(PAGING)
def total_pages_zero(exchange: Exchange, proceed: Proceed) -> Answer:
    """An empty list has 0 pages."""
    return _page(exchange, proceed, lambda p: p["total_items"] or p.update(total_pages=0))


@fault(PAGING)
def order_unstable(exchange: Exchange, proceed: Proceed) -> Answer:
    """The order of a list turns around with every request."""
    count = exchange.memory["order-unstable"] = exchange.memory.get("order-unstable", 0) + 1
    if not exchange.does("list") or count % 2:
        return proceed()
    size, number = _asked(exchange, "page_size", 10), _asked(exchange, "page", 1)
    answer = proceed()
    body = content(answer)
    listed = items(body)
    if body is None or listed is None:
        return answer
    _ask(exchange, "page", max(1, body["total_pages"] + 1 - number))
    _ask(exchange, "page_size", size)
    other = items(content(proceed())) or []
    listed[:] = other[::-1]
    return answer.with_json(body)


@fault(PAGING)
def order_newest_first(exchange: Exchange, proceed: Proceed) -> Answer:
    """Each page has its items in reverse order."""
    return _page(exchange, proceed, lambda p: (items(p) or []).reverse())


@fault(PAGING)
def filter_ignored(exchange: Exchange, proceed: Proceed) -> Answer:
    """The filter of engagements by identity is ignored."""
    query = exchange.request.query
    exchange.request.query = re.sub(r"(?:^|&)identity_id=[^&]*", "", query).lstrip("&")
    return proceed()


@fault(PAGING)
def filter_inverted(exchange: Exchange, proceed: Proceed) -> Answer:
    """The filter of engagements by identity gives those of the other identities."""
    found = re.search(r"(?:^|&)identity_id=([^&]*)", exchange.request.query)
    if not found or not exchange.does("listEngagements"):
        return proceed()
    size, number = _asked(exchange, "page_size", 10), _asked(exchange, "page", 1)
    answer = proceed()
    body = content(answer)
    listed = items(body)
    if body is None or listed is None:
        return answer
    others: list[Any] = []
    page: dict[str, Any] = {"total_pages": 1}
    last = 0
    while last < page["total_pages"]:  # the whole list, for the totals to fit
        last += 1
        exchange.request.query = f"page={last}&page_size=100"
        page = content(proceed()) or page
        others += [one for one in items(page) or [] if one["identity_id"] != found[1]]
    listed[:] = others[(number - 1) * size : number * size]
    body.update(total_items=len(others), total_pages=max(1, -(-len(others) // size)))
    return answer.with_json(body)


@fault(PAGING)
def filter_total_unfiltered(exchange: Exchange, proceed: Proceed) -> Answer:
    """A filtered list counts the items that the filter leaves out."""
    query = exchange.request.query
    answer = proceed()
    body = content(answer)
    if "identity_id=" not in query or body is None or items(body) is None:
        return answer
    exchange.request.query = ""
    whole = content(proceed()) or {}
    return answer.with_json({**body, "total_items": whole.get("total_items", 0)})


@fault(PAGING)
def beyond_end_404(_: Exchange, proceed: Proceed) -> Answer:
    """A page beyond the last is answered 404."""
    answer = proceed()
    body = content(answer)
    if body is not None and items(body) == [] and body["page"] > body["total_pages"]:
        return problems.problem(404).answer
    return answer


@fault(PAGING)
def beyond_end_last(exchange: Exchange, proceed: Proceed) -> Answer:
    """A page beyond the last is the last once more, so that a walk has no end."""
    answer = proceed()
    body = content(answer)
    if body is None or items(body) != [] or body["page"] <= body["total_pages"]:
        return answer
    number = body["page"]
    _ask(exchange, "page", body["total_pages"])
    last = proceed()
    return last.with_json({**(content(last) or {}), "page": number})


@fault(PAGING)
def invalid_page_accepted(exchange: Exchange, proceed: Proceed) -> Answer:
    """A page or a page size that is invalid is taken for the default."""
    answer = proceed()
    if exchange.does("list") and answer.status == 400:  # noqa: PLR2004 - refused
        kept = [p for p in exchange.request.query.split("&") if not p.startswith("page")]
        exchange.request.query = "&".join(kept)
        return proceed()
    return answer


@fault(PAGING)
def second_page_500(exchange: Exchange, proceed: Proceed) -> Answer:
    """Every page but the first is answered 500."""
    later = exchange.does("list") and _asked(exchange, "page", 1) > 1
    return problems.problem(500).answer if later else proceed()
