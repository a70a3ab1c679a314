"""Pages of lists: which part of a list, how many there are, and the links between them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from messaging_engagement_contract.mock.messages import Call
    from messaging_engagement_contract.mock.state import Record

PAGE_SIZE = 10
PAGING = frozenset({"page", "page_size"})


def page(call: Call, records: Sequence[Record]) -> tuple[int, int, int, Sequence[Record]]:
    """Give the page, its size, how many pages there are (at least one), and what is on it."""
    number, size = call.query.get("page", 1), call.query.get("page_size", PAGE_SIZE)
    start = (number - 1) * size
    shown = records[start : start + size] if start < len(records) else ()
    return number, size, max(1, -(-len(records) // size)), shown


def links(call: Call, number: int, size: int, last: int) -> dict[str, str]:
    """Give the URLs of the pages around one; they keep the filters of the request."""
    filters = {name: value for name, value in call.query.items() if name not in PAGING}
    suffix = f"&{urlencode(filters)}" if filters else ""
    targets = {"self": number, "first": 1, "last": last}
    if number > 1:
        targets["prev"] = min(number - 1, last)
    if number < last:
        targets["next"] = number + 1
    return {
        name: f"{call.origin}{call.path}?page={target}&page_size={size}{suffix}"
        for name, target in targets.items()
    }


def envelope(
    head: Mapping[str, int], key: str, items: Sequence[bytes], hrefs: Mapping[str, str]
) -> bytes:
    """Put a page together out of items that are JSON already."""
    begin = orjson.dumps({**head, "_embedded": {key: []}}).removesuffix(b"]}}")
    end = orjson.dumps({"_links": {name: {"href": href} for name, href in hrefs.items()}})
    return b"".join((begin, b",".join(items), b"]},", end[1:]))
