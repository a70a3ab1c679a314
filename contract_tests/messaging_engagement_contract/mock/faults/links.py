"""Faults of links: URLs that lead nowhere, or to another place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from messaging_engagement_contract.mock.faults.registry import (
    Exchange,
    Proceed,
    content,
    fault,
    items,
    on_pages,
    on_resources,
)
from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement_contract.mock.messages import Answer

LINKS = "links"


def _on_links(_: Exchange, proceed: Proceed, change: Callable[[str, str], Any]) -> Answer:
    """Change every link of an answer, given its name and URL; None removes it."""
    answer = proceed()
    body = content(answer)
    if body is None:
        return answer
    for owner in (body, *(one for one in items(body) or () if is_object(one))):
        links = owner.get("_links")
        if is_object(links):
            changed = {n: _relinked(link, n, change) for n, link in links.items()}
            owner["_links"] = {n: link for n, link in changed.items() if link is not None}
    return answer.with_json(body)


def _relinked(link: Any, name: str, change: Callable[[str, str], Any]) -> Any:  # noqa: ANN401 - JSON
    """Change the URL of a link in the form that it has: the published page knows two."""
    inner = link.get("href") if is_object(link) else None
    if isinstance(inner, str):
        href = change(name, inner)
        return None if href is None else {"href": href}
    if is_object(inner):
        part = _relinked({"href": inner.get("value")}, name, change)
        return None if part is None else {"href": {"value": part["href"]}}
    return link


def _local(href: str) -> str:
    """Give a URL without its server."""
    return urlunsplit(("", "", *urlsplit(href)[2:]))


def _on_paged(
    change: Callable[[dict[str, Any], dict[str, Any]], object],
) -> Callable[[Exchange, Proceed], Answer]:
    """Make a fault that changes every page that has links."""

    def apply(page: dict[str, Any]) -> None:
        links = page.get("_links")
        if is_object(links):
            change(page, links)

    return on_pages(apply)


@fault(LINKS)
def links_missing(exchange: Exchange, proceed: Proceed) -> Answer:
    """Nothing has _links."""
    answer = _on_links(exchange, proceed, lambda _, href: href)
    body = content(answer)
    if body is None:
        return answer
    for owner in (body, *(one for one in items(body) or () if is_object(one))):
        owner.pop("_links", None)
    return answer.with_json(body)


@fault(LINKS)
def links_relative(exchange: Exchange, proceed: Proceed) -> Answer:
    """Links are relative to the server (which the description allows)."""
    return _on_links(exchange, proceed, lambda _, href: _local(href))


@fault(LINKS)
def links_other_host(exchange: Exchange, proceed: Proceed) -> Answer:
    """Links lead to another server, to which no credentials should go."""
    return _on_links(exchange, proceed, lambda _, href: f"http://other.example{_local(href)}")


@fault(LINKS)
def links_texts(exchange: Exchange, proceed: Proceed) -> Answer:
    """Links are texts in the place of objects with href."""
    answer = _on_links(exchange, proceed, lambda _, href: href)
    body = content(answer)
    if body is None:
        return answer
    for owner in (body, *(one for one in items(body) or () if is_object(one))):
        if is_object(owner.get("_links")):
            links = owner["_links"].items()
            owner["_links"] = {n: link["href"] for n, link in links if is_object(link)}
    return answer.with_json(body)


@fault(LINKS)
def links_null(exchange: Exchange, proceed: Proceed) -> Answer:
    """Resources have null in the place of their links."""
    return on_resources(lambda r: r.update(_links=None))(exchange, proceed)


@fault(LINKS)
def self_of_another(exchange: Exchange, proceed: Proceed) -> Answer:
    """The link self of a resource leads to one that is not there."""

    def change(resource: dict[str, Any]) -> None:
        links = resource.get("_links")
        if is_object(links) and "self" in links:
            own = _relinked(links["self"], "self", lambda _, h: f"{h.rpartition('/')[0]}/X000000")
            links["self"] = own

    return on_resources(change)(exchange, proceed)


@fault(LINKS)
def link_misspelt(exchange: Exchange, proceed: Proceed) -> Answer:
    """The link engagements of an identity has the misspelling of the published page."""
    return _on_links(
        exchange,
        proceed,
        lambda name, href: (
            href.replace("messaging-engagement", "messaging-envagement")
            if name == "engagements"
            else href
        ),
    )


@fault(LINKS)
def next_missing(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages have no link next, though there are more."""
    return _on_paged(lambda _, links: links.pop("next", None))(exchange, proceed)


@fault(LINKS)
def next_of_itself(exchange: Exchange, proceed: Proceed) -> Answer:
    """The link next leads to the page that it is on, so that a walk has no end."""
    return _on_paged(lambda _, links: links.update(next=links.get("self")))(exchange, proceed)


@fault(LINKS)
def next_beyond_end(exchange: Exchange, proceed: Proceed) -> Answer:
    """The last page has a link next as well."""

    def change(page: dict[str, Any], links: dict[str, Any]) -> None:
        here, there = f"page={page['page']}&", f"page={page['page'] + 1}&"
        if is_object(links.get("self")):
            links["next"] = _relinked(links["self"], "next", lambda _, h: h.replace(here, there))

    return _on_paged(change)(exchange, proceed)


@fault(LINKS)
def next_loses_filter(exchange: Exchange, proceed: Proceed) -> Answer:
    """The links between pages lose the filter and the page size."""
    return _on_links(
        exchange,
        proceed,
        lambda _, href: href.partition("&")[0] if "page=" in href else href,
    )


@fault(LINKS)
def prev_is_next(exchange: Exchange, proceed: Proceed) -> Answer:
    """The links prev and next are in each other's place."""

    def change(_: dict[str, Any], links: dict[str, Any]) -> None:
        forward, back = links.pop("next", None), links.pop("prev", None)
        links.update({k: v for k, v in (("next", back), ("prev", forward)) if v})

    return _on_paged(change)(exchange, proceed)


@fault(LINKS)
def location_missing(_: Exchange, proceed: Proceed) -> Answer:
    """What creates a resource is answered without Location."""
    return proceed().with_header("Location", None)


@fault(LINKS)
def location_wrong(_: Exchange, proceed: Proceed) -> Answer:
    """The Location of a new resource is that of its collection."""
    answer = proceed()
    location = dict(answer.headers).get("Location")
    return answer.with_header("Location", location.rpartition("/")[0]) if location else answer
