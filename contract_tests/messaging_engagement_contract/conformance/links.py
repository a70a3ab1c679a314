"""Links lead to what they name: resources to themselves and to what is theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from messaging_engagement_contract.conformance.contract import BASE_PATH
from messaging_engagement_contract.conformance.target import rebase
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.types import Json

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MISSPELT = "/messaging-envagement"


class LinkChecker:
    """Checks the links in the answers of a run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def check(self, exchange: Exchange) -> None:
        """Check the links of every resource in an answer, and those to an engagement."""
        body = exchange.object
        for item in _items(body):
            self._resource(exchange, item)
        self._resource(exchange, body)
        operation = exchange.operation
        if operation is not None and "/numbers" in operation.path:
            segments = exchange.request.url.partition(BASE_PATH)[2].split("/")
            engagement = unquote(segments[2]) if len(segments) > 2 else ""  # noqa: PLR2004 - after a kind and an id
            self._link(exchange, body, "engagement", ["engagements", engagement])
        if exchange.status == 201:  # noqa: PLR2004 - what Location belongs to
            self._location(exchange)

    def _resource(self, exchange: Exchange, item: Json) -> None:
        engagement, identity = item.get("engagement_id"), item.get("identity_id")
        if isinstance(engagement, str):
            self._link(exchange, item, "self", ["engagements", engagement])
            self._link(exchange, item, "numbers", ["engagements", engagement, "numbers"])
        elif isinstance(identity, str):
            self._link(exchange, item, "self", ["identities", identity])
            self._link(exchange, item, "engagements", ["engagements"], {"identity_id": identity})

    def _link(
        self,
        exchange: Exchange,
        item: Json,
        name: str,
        segments: list[str],
        query: dict[str, str] | None = None,
    ) -> None:
        links = item.get("_links")
        link = links.get(name) if is_object(links) else None
        href = link.get("href") if is_object(link) else None
        if not isinstance(href, str):
            return  # links are optional, and the schema says what they look like
        wanted = f"{BASE_PATH}/{'/'.join(segments)}"
        wanted += "".join(f"?{key}={value}" for key, value in (query or {}).items())
        self._leads(
            exchange, href, "links", f"the link {name} to lead to {wanted}", segments, query
        )

    def _location(self, exchange: Exchange) -> None:
        body, location = exchange.object, exchange.headers.get("Location")
        for kind, id_name in (("engagements", "engagement_id"), ("identities", "identity_id")):
            if isinstance(body.get(id_name), str):
                if location is not None:
                    expected = f"Location to lead to {BASE_PATH}/{kind}/{body[id_name]}"
                    self._leads(
                        exchange, location, "location", expected, [kind, body[id_name]], None
                    )
                return

    def _leads(  # noqa: PLR0913, PLR0917 - a link, and where it should lead
        self,
        exchange: Exchange,
        href: str,
        rule: str,
        expected: str,
        segments: list[str],
        query: dict[str, str] | None,
    ) -> None:
        run, sent_href = self._run, href
        if _MISSPELT in href:
            run.broken(rule, exchange, expected, href, quirk="Q02")
            href = href.replace(_MISSPELT, "/messaging-engagement")
        place = rebase(href, exchange.request.url)
        path, _, text = (place or "").partition("?")
        found = [unquote(part) for part in path.removeprefix(BASE_PATH).split("/")[1:]]
        if found and found[-1] == "" and segments[-1] != "":
            run.broken(rule, exchange, expected, sent_href, quirk="Q03" if query else "Q10")
            found.pop()
        if (
            len(found) == len(segments) == 2  # noqa: PLR2004 - a kind and an id
            and found[0] == segments[0]
            and found[1] != segments[1]
            and _UUID.fullmatch(found[1])
            and not _UUID.fullmatch(segments[1])
            and href.startswith("/")
        ):
            run.broken(rule, exchange, expected, sent_href, quirk="Q11")
            return
        leads = place is not None and found == segments
        if leads and query:
            sent = parse_qs(text, keep_blank_values=True)
            leads = all(sent.get(name) == [value] for name, value in query.items())
        run.check(leads, rule, exchange, expected, sent_href)


def _items(body: Json) -> list[dict[str, Json]]:
    embedded = body.get("_embedded")
    if not is_object(embedded):
        return []
    lists = [value for value in embedded.values() if is_array(value)]
    return [item for items in lists for item in items if is_object(item)]
