"""Reads an answer in which a known quirk of the published page shows, and says which it is.

The rest of the rules can then go on: the quirk is one finding, and brings no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from messaging_engagement_contract.conformance.contract import Operation
    from messaging_engagement_contract.types import Json

_KEYS = {
    "listIdentities": ("identities", "Q06"),
    "listEngagements": ("engagements", "Q05"),
}


def mend(body: Json, operation: Operation | None) -> Iterator[tuple[str, str, str]]:
    """Put right what is known of, in place; give the quirk, what is expected and what came."""
    if not is_object(body):
        return
    embedded = body.get("_embedded")
    if is_object(embedded) and operation is not None:
        key, quirk = _KEYS.get(operation.id, ("", ""))
        if key and key not in embedded and is_array(embedded.get("brands")):
            embedded[key] = embedded.pop("brands")
            yield quirk, f"the items as _embedded.{key}", "they are _embedded.brands"
        if operation.id == "listNumbers" and is_object(embedded.get("_links")):
            body["_links"] = {**embedded.pop("_links"), **(body.get("_links") or {})}
            yield "Q08", "_links beside _embedded", "they are inside it"
    yield from _walk(body)


def _walk(node: Json) -> Iterator[tuple[str, str, str]]:
    if is_array(node):
        for item in node:
            yield from _walk(item)
    if not is_object(node):
        return
    if node.get("entity_type") == "PUBLIC_PROFIC":
        node["entity_type"] = "PUBLIC_PROFIT"
        yield "Q01", "entity_type PUBLIC_PROFIT", "PUBLIC_PROFIC"
    href = node.get("href")
    if is_object(href) and isinstance(href.get("value"), str):
        node["href"] = href["value"]
        yield "Q09", "a href that is a string", "an object {value: URL}"
    for value in node.values():
        yield from _walk(value)
