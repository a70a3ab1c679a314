"""The published page, word for word: what a server would send that followed its mistakes.

Whether the live service does any of this is not known. Each mistake has its quirk in the ledger.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from messaging_engagement_contract.mock.api import Api
    from messaging_engagement_contract.mock.messages import Answer, Request
    from messaging_engagement_contract.types import Object

BULK_SUCCESS = 201  # Q26: what the page's source declares; its text says 200


def answer(api: Api, request: Request) -> Answer:
    """Answer as the published page says."""
    understood = _understood(request)
    given = api.answer(understood)
    request.account, request.operation = understood.account, understood.operation
    content = given.read()
    if not is_object(content):
        return given
    shown = _shown(content)
    if request.operation == "listNumbers" and "_embedded" in shown:
        engagement = shown.pop("_links")["engagement"]
        shown["_embedded"]["_links"] = {"engagement": _object_link(engagement)}  # Q08
    elif "_embedded" in shown:
        shown.pop("_links", None)  # Q37
        ((_, items),) = shown["_embedded"].items()
        shown["_embedded"] = {"brands": items}  # Q05, Q06
    elif "engagement" in shown.get("_links", {}):
        shown["_links"]["engagement"] = _object_link(shown["_links"]["engagement"])
    bulk = request.operation in {"addNumbers", "removeNumbers"}
    status = BULK_SUCCESS if bulk and given.status == 200 else given.status  # noqa: PLR2004 - OK
    return given.with_json(shown).with_status(status)


def _understood(request: Request) -> Request:
    """Read a request as the page's examples have it: its spelling, and its second form of ids."""
    path = "/".join(_id_of(segment) for segment in request.path.split("/"))
    body = request.body
    if b"PUBLIC_PROFIC" in body:
        try:
            content = orjson.loads(body)
        except orjson.JSONDecodeError:
            content = None
        if is_object(content) and content.get("entity_type") == "PUBLIC_PROFIC":
            body = orjson.dumps({**content, "entity_type": "PUBLIC_PROFIT"})
    return replace(request, path=path, body=body)


def _shown(content: Object) -> Object:
    """Change what the page has otherwise, at any depth."""
    shown: Object = {name: _value(value) for name, value in content.items()}
    if shown.get("entity_type") == "PUBLIC_PROFIT":
        shown["entity_type"] = "PUBLIC_PROFIC"  # Q01
    for kind in ("identity", "engagement"):
        own = shown.get(f"{kind}_id")
        if "_links" in shown and own and "self" in shown["_links"]:
            path = urlsplit(str(shown["_links"]["self"]["href"])).path
            if path.endswith(f"/{own}"):
                path = f"{path.removesuffix(own)}{_uuid_of(own)}"
                shown["_links"]["self"]["href"] = path  # Q11, Q12
    links = shown.get("_links", {})
    if "engagements" in links:
        href = links["engagements"]["href"]
        misspelt = href.replace("/messaging-engagement/", "/messaging-envagement/")  # Q02
        links["engagements"]["href"] = misspelt.replace("/engagements?", "/engagements/?")  # Q03
    return shown


def _value(value: Any) -> Any:  # noqa: ANN401 - JSON
    if is_object(value):
        return _shown(value)
    if is_array(value):
        return [_value(one) for one in value]
    return value


def _object_link(link: Object) -> Object:
    """Give a link as the page's example has it: an object, and a slash at the end."""
    return {"href": {"value": f"{link['href']}/"}}  # Q09, Q10


def _uuid_of(resource_id: str) -> str:
    """Give the second form of an id, from which the first can be had again."""
    return str(uuid.UUID(bytes=resource_id.encode()[:16].ljust(16, b"\0")))


def _id_of(segment: str) -> str:
    if len(segment) == 36 and segment.count("-") == 4:  # noqa: PLR2004 - the form of a UUID
        try:
            return uuid.UUID(segment).bytes.rstrip(b"\0").decode("ascii")
        except ValueError:
            return segment
    return segment
