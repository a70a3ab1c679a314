"""Faults of shape: successful answers that are not what the description says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.mock.faults.registry import (
    Exchange,
    Proceed,
    content,
    fault,
    items,
    on_pages,
    on_resources,
    resources,
)
from messaging_engagement_contract.mock.messages import Answer
from messaging_engagement_contract.types import is_array

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPE = "shape"


def _id_name(resource: dict[str, Any]) -> str:
    return "engagement_id" if "engagement_id" in resource else "identity_id"


def _each(exchange: Exchange, proceed: Proceed, change: Callable[[dict[str, Any]], None]) -> Answer:
    return on_resources(change)(exchange, proceed)


def _page(exchange: Exchange, proceed: Proceed, change: Callable[[dict[str, Any]], None]) -> Answer:
    return on_pages(change)(exchange, proceed)


@fault(SHAPE)
def id_missing(exchange: Exchange, proceed: Proceed) -> Answer:
    """Identities and engagements come without their id."""
    return _each(exchange, proceed, lambda r: r.pop(_id_name(r)))


@fault(SHAPE)
def id_number(exchange: Exchange, proceed: Proceed) -> Answer:
    """Ids are numbers in the place of texts."""
    return _each(exchange, proceed, lambda r: r.update({_id_name(r): 123456}))


@fault(SHAPE)
def id_null(exchange: Exchange, proceed: Proceed) -> Answer:
    """Ids are null."""
    return _each(exchange, proceed, lambda r: r.update({_id_name(r): None}))


@fault(SHAPE)
def field_null(exchange: Exchange, proceed: Proceed) -> Answer:
    """Fields that are not set come as null."""
    fields = ("vertical", "website", "street", "sample_one", "sub_use_cases")

    def change(resource: dict[str, Any]) -> None:
        for name in fields:
            resource.setdefault(name, None)

    return _each(exchange, proceed, change)


@fault(SHAPE)
def enum_unknown(exchange: Exchange, proceed: Proceed) -> Answer:
    """Identities have an entity type and a relationship that the description does not know."""

    def change(resource: dict[str, Any]) -> None:
        for name in ("entity_type", "brand_relationship"):
            if name in resource:
                resource[name] = "GOVERNMENT"

    return _each(exchange, proceed, change)


@fault(SHAPE)
def enum_lower_case(exchange: Exchange, proceed: Proceed) -> Answer:
    """Entity types and relationships come in lower case."""

    def change(resource: dict[str, Any]) -> None:
        for name in ("entity_type", "brand_relationship"):
            if isinstance(resource.get(name), str):
                resource[name] = resource[name].lower()

    return _each(exchange, proceed, change)


@fault(SHAPE)
def boolean_text(exchange: Exchange, proceed: Proceed) -> Answer:
    """Booleans of engagements are the texts "true" and "false"."""

    def change(resource: dict[str, Any]) -> None:
        if "engagement_id" in resource:
            resource.setdefault("age_gated", False)
        for name, value in resource.items():
            if isinstance(value, bool):
                resource[name] = str(value).lower()

    return _each(exchange, proceed, change)


@fault(SHAPE)
def list_text(exchange: Exchange, proceed: Proceed) -> Answer:
    """The sub use cases of engagements are one text with commas."""

    def change(resource: dict[str, Any]) -> None:
        if "engagement_id" in resource:
            resource["sub_use_cases"] = ",".join(resource.get("sub_use_cases", ["2FA"]))

    return _each(exchange, proceed, change)


@fault(SHAPE)
def date_garbled(exchange: Exchange, proceed: Proceed) -> Answer:
    """The dates of creation are all 02/01/2020, a form of their own."""
    return _each(exchange, proceed, lambda r: r.update(created_date="02/01/2020"))


@fault(SHAPE)
def date_number(exchange: Exchange, proceed: Proceed) -> Answer:
    """The dates of creation are seconds since 1970, as numbers, and all the same."""
    return _each(exchange, proceed, lambda r: r.update(created_date=1577941934))


@fault(SHAPE)
def date_impossible(exchange: Exchange, proceed: Proceed) -> Answer:
    """The dates of creation have the right form, but name a day that does not exist."""
    return _each(exchange, proceed, lambda r: r.update(created_date="2020-13-45 27:61:61"))


@fault(SHAPE)
def field_renamed(exchange: Exchange, proceed: Proceed) -> Answer:
    """Ids come under names in camel case."""

    def change(resource: dict[str, Any]) -> None:
        name = _id_name(resource)
        head, _, tail = name.partition("_")
        resource[head + tail.capitalize()] = resource.pop(name)

    return _each(exchange, proceed, change)


@fault(SHAPE)
def extra_fields(exchange: Exchange, proceed: Proceed) -> Answer:
    """Resources have fields that the description does not know (which it allows)."""
    extra: dict[str, Any] = {
        "status": "REGISTERED",
        "sample_five": "Hello",
        "csp_id": {"id": 1, "tags": []},
    }
    return _each(exchange, proceed, lambda r: r.update(extra))


@fault(SHAPE)
def wrapped(_: Exchange, proceed: Proceed) -> Answer:
    """Answers are inside an object with the key data."""
    answer = proceed()
    body = content(answer)
    return answer if body is None else answer.with_json({"data": body})


@fault(SHAPE)
def in_array(_: Exchange, proceed: Proceed) -> Answer:
    """Single resources come as an array of one."""
    answer = proceed()
    body = content(answer)
    single = body is not None and items(body) is None
    return answer.with_json([body]) if single else answer


@fault(SHAPE)
def embedded_missing(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages come without _embedded."""
    return _page(exchange, proceed, lambda p: p.pop("_embedded"))


@fault(SHAPE)
def embedded_renamed(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages have their items under the key items."""
    return _page(exchange, proceed, lambda p: p.update(_embedded={"items": items(p)}))


@fault(SHAPE)
def embedded_object(exchange: Exchange, proceed: Proceed) -> Answer:
    """A page of one item has it without the array."""

    def change(page: dict[str, Any]) -> None:
        found = items(page)
        if found is not None and len(found) == 1:
            page["_embedded"] = dict.fromkeys(page["_embedded"], found[0])

    return _page(exchange, proceed, change)


@fault(SHAPE)
def embedded_null(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages have null in the place of their items."""
    return _page(exchange, proceed, lambda p: p.update(_embedded=dict.fromkeys(p["_embedded"])))


@fault(SHAPE)
def totals_text(exchange: Exchange, proceed: Proceed) -> Answer:
    """The numbers of a page are texts."""

    def change(page: dict[str, Any]) -> None:
        for name in ("page", "page_size", "total_pages", "total_items"):
            page[name] = str(page[name])

    return _page(exchange, proceed, change)


@fault(SHAPE)
def totals_missing(exchange: Exchange, proceed: Proceed) -> Answer:
    """Pages say neither how many pages nor how many items there are."""

    def change(page: dict[str, Any]) -> None:
        del page["total_pages"], page["total_items"]

    return _page(exchange, proceed, change)


@fault(SHAPE)
def numbers_integers(_: Exchange, proceed: Proceed) -> Answer:
    """Telephone numbers are JSON numbers, in lists and in bulk answers."""
    answer = proceed()
    body = content(answer)
    if body is None:
        return answer
    found = items(body)
    for numbers in (found, body.get("numbers")):
        if is_array(numbers):
            numbers[:] = [int(n) if isinstance(n, str) and n.isdigit() else n for n in numbers]
    return answer.with_json(body)


@fault(SHAPE)
def numbers_plus(_: Exchange, proceed: Proceed) -> Answer:
    """Telephone numbers have a plus sign, in lists and in bulk answers."""
    answer = proceed()
    body = content(answer)
    if body is None:
        return answer
    for numbers in (items(body), body.get("numbers")):
        if is_array(numbers):
            numbers[:] = [f"+{n}" if isinstance(n, str) else n for n in numbers]
    return answer.with_json(body)


@fault(SHAPE)
def problem_empty(_: Exchange, proceed: Proceed) -> Answer:
    """Errors come with an empty object."""
    answer = proceed()
    return answer.with_json({}) if answer.status >= 400 else answer  # noqa: PLR2004 - errors


@fault(SHAPE)
def problem_nested(_: Exchange, proceed: Proceed) -> Answer:
    """Errors are one text under the key error."""
    answer = proceed()
    failed = answer.status >= 400  # noqa: PLR2004 - errors
    return answer.with_json({"error": "something went wrong"}) if failed else answer


@fault(SHAPE)
def leading_zeros_lost(exchange: Exchange, proceed: Proceed) -> Answer:
    """Postal codes are numbers, so that their leading zeros are lost."""

    def change(resource: dict[str, Any]) -> None:
        if str(resource.get("postal_code", "")).isdigit():
            resource["postal_code"] = int(resource["postal_code"])

    return _each(exchange, proceed, change)


@fault(SHAPE)
def duplicate_keys(_: Exchange, proceed: Proceed) -> Answer:
    """Resources have their id twice, the first time another."""
    answer = proceed()
    body = content(answer)
    if not resources(body) or answer.body is None or items(body) is not None:
        return answer
    name = _id_name(resources(body)[0])
    twice = b'{"%b":"FIRST",' % name.encode() + answer.body[1:]
    return Answer(answer.status, twice, answer.headers)
