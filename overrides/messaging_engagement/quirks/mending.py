"""Answers in which something is misplaced: it is put where the models look for it.

This happens in the JSON of an answer, before it becomes a model, and only for what would otherwise
be out of the models' reach. All else stays as it came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from messaging_engagement.quirks.deviations import Deviation, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

PUBLISHED: Final = "brands"
"""What the published description calls the collection of identities, and that of engagements."""
QUIRK_OF_PUBLISHED: Final = {"identities": "Q06", "engagements": "Q05"}


def mend(body: object, collection: str | None, *, hrefs: bool = True) -> Iterator[Deviation]:
    """Put what is misplaced where the models look for it, in place, and tell of each.

    Args:
        body: The JSON value of an answer. It is changed.
        collection: The key of the embedded collection, if the operation gives pages of one.
        hrefs: Whether to look through the links, of which a page has hundreds.
    """
    if not isinstance(body, dict):
        return
    answer = cast("Json", body)
    if collection is not None:
        yield from _mend_page(answer, collection)
    if hrefs:
        yield from _mend_all_hrefs(answer)


def _mend_all_hrefs(answer: Json) -> Iterator[Deviation]:
    yield from _mend_hrefs(answer)
    for name, items in _object(answer.get("_embedded")).items():
        for index, item in enumerate(_array(items)):
            if type(item) is dict:
                yield from _mend_hrefs(cast("Json", item), "_embedded", name, index)


def _mend_page(page: Json, collection: str) -> Iterator[Deviation]:
    is_empty = page.get("total_items") == 0
    if is_empty and page.get("_embedded") is None:
        page["_embedded"] = {}
    if not isinstance(page.get("_embedded"), dict):
        return
    embedded = cast("Json", page["_embedded"])
    yield from _mend_place_of_links(page, embedded)
    links = _object(page.get("_links"))
    if "previous" in links and "prev" not in links:
        links["prev"] = links.pop("previous")
        message = "the link is called previous, not prev"
        yield Deviation(quirk="Q37", path="/_links/previous", message=message)
    if embedded.get(collection) is not None:
        return
    lists = [name for name, value in embedded.items() if isinstance(value, list)]
    if len(lists) == 1 or PUBLISHED in lists:
        name = PUBLISHED if PUBLISHED in lists else lists[0]
        embedded[collection] = embedded.pop(name)
        yield Deviation(
            quirk=QUIRK_OF_PUBLISHED.get(collection) if name == PUBLISHED else None,
            path=pointer("_embedded", name),
            message=f"the collection is not called {collection}",
        )
    elif is_empty and not lists:
        embedded[collection] = []
        message = "the page of an empty list has no collection"
        yield Deviation(quirk="Q50", path=pointer("_embedded", collection), message=message)


def _mend_place_of_links(page: Json, embedded: Json) -> Iterator[Deviation]:
    links, own = embedded.get("_links"), page.get("_links", {})
    if not isinstance(links, dict) or not isinstance(own, dict):
        return
    misplaced = cast("Json", links)
    # What is in both places stays in both.
    both = {name: link for name, link in misplaced.items() if name in own}
    page["_links"] = {**misplaced, **cast("Json", own)}
    if both:
        embedded["_links"] = both
    else:
        del embedded["_links"]
    message = "the links are among the embedded items"
    yield Deviation(quirk="Q08", path="/_embedded/_links", message=message)


def _mend_hrefs(node: Json, *path: str | int) -> Iterator[Deviation]:
    for name, link in _object(node.get("_links")).items():
        held = cast("Json", link)
        href = held.get("href") if type(held) is dict else None
        if isinstance(href, dict) and isinstance(cast("Json", href).get("value"), str):
            held["href"] = cast("Json", href)["value"]
            yield Deviation(
                quirk="Q09",
                path=pointer(*path, "_links", name, "href"),
                message="the href is an object with the URL as its value",
            )


def _object(value: object) -> Json:
    return cast("Json", value) if isinstance(value, dict) else {}


def _array(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
