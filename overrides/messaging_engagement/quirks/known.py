"""What the ledger of quirks knows of single values: the rest follows from the models' types.

``examining`` asks here. A rule is run for every object of its model, so each first asks, as quickly
as it can, whether all is well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from attrs import frozen

from messaging_engagement.dates import ENGAGEMENT_DATE, IDENTITY_DATE
from messaging_engagement.quirks.deviations import pointer
from messaging_engagement_api import Unset, models

if TYPE_CHECKING:
    from enum import Enum

    from messaging_engagement_api.codec import Model

MISSPELT_TYPE: Final = "PUBLIC_PROFIC"
MISSPELT_PATH: Final = "messaging-envagement"
PLACEHOLDER: Final = "string"
SHOWN: Final = 60
"""How much of a value a report shows."""

_NUMBER = re.compile(r"[0-9]{7,15}")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@frozen
class Finding:
    """A deviation, before it is known where in the answer its object stands.

    Attributes:
        path: The JSON pointer from the object to the value.
        quirk: The id of the quirk in the ledger, or None if it is not in there.
        message: What is there.
        found: The value, if it says more and is no secret.
    """

    path: str
    quirk: str | None
    message: str
    found: str = ""


_MISSPELT = Finding("/href", "Q02", f"the link says {MISSPELT_PATH}")
_SLASH_BEFORE_QUERY = Finding("/href", "Q03", "the link has a slash before its query")
_SLASH_AT_END = Finding("/href", "Q10", "the link has a slash at its end")
_RELATIVE = Finding("/href", "Q11", "the link is relative")
_PLACEHOLDER = Finding("/href", "Q43", "the link is a placeholder")
_ANOTHER_ID = Finding(
    "/_links/self/href", "Q12", "the link to the resource itself has another id than the resource"
)

Rule = Callable[[Any], Iterable[Finding] | None]
"""Gives what is found in an object; None if even the types of its fields need no look."""


def quirk_of_type(model: type[Model], attribute: str, kind: type) -> str | None:
    """Give the quirk of a field whose value has a type that the description does not have."""
    if kind is Unset:
        return "Q50"
    if (model, attribute, kind) == (models.PartialBulkResult, "errors", list):
        return "Q58"
    return None


def quirk_of_value(value: Enum) -> str | None:
    """Give the quirk of a value that its enum does not name."""
    quirks: dict[type, str] = {models.EntityType: "Q56", models.BrandRelationship: "Q20"}
    return "Q01" if value.value == MISSPELT_TYPE else quirks.get(type(value))


def shown(value: object) -> str:
    """Show a value in a report."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"


def _rule_for_resource(
    model: type[Model], id_name: str, form: re.Pattern[str], quirk_of_form: str, otherwise: str
) -> Rule:
    """Make the rule for identities or engagements.

    Args:
        model: The model of the resource.
        id_name: The field of its id.
        form: The form of its dates.
        quirk_of_form: The quirk of a date in another form.
        otherwise: The quirk of a field that the description does not have.
    """
    in_form = form.fullmatch
    fields: frozenset[str] = vars(model)["_known"]
    known = {field.replace("_", "") for field in fields}

    def rule(resource: Any) -> Iterable[Finding]:  # noqa: ANN401 - one of two models
        created, updated = resource.created_date, resource.last_updated
        if (
            not resource.additional_properties
            and (type(created) is not str or in_form(created))
            and (type(updated) is not str or in_form(updated))
            and _names_itself(resource, getattr(resource, id_name))
        ):
            return ()
        return findings(resource)

    def findings(resource: Any) -> Iterator[Finding]:  # noqa: ANN401 - as above
        for field in resource.additional_properties:
            yield unknown(field)
        for field in ("created_date", "last_updated"):
            date = getattr(resource, field)
            if isinstance(date, str) and not in_form(date):
                message = "the date is not in the form of its kind of resource"
                yield Finding(pointer(field), quirk_of_form, message, shown(date))
        if not _names_itself(resource, getattr(resource, id_name)):
            yield _ANOTHER_ID

    def unknown(field: str) -> Finding:
        if field.replace("_", "") in known:
            message = "a field by another name than the description has"
            return Finding(pointer(field), "Q59", message)
        quirk = "Q45" if field == "status" else otherwise
        return Finding(pointer(field), quirk, "a field that the description does not have")

    return rule


def _names_itself(resource: Any, own: object) -> bool:  # noqa: ANN401 - one of two models
    """Tell whether the self link, if there is one, ends with the id of the resource."""
    href = getattr(getattr(resource.links, "self_", None), "href", None)
    if type(href) is not str or type(own) is not str or href.endswith(own):
        return True
    last = href.partition("?")[0].rstrip("/").rpartition("/")[2]
    return last in {own, quote(own, safe="", errors="replace"), PLACEHOLDER}


def _link(link: models.Link) -> Iterable[Finding] | None:
    href: object = link.href
    if type(href) is not str:
        return ()
    if (
        href.startswith(("https://", "http://"))
        and MISSPELT_PATH not in href
        and "/?" not in href
        and href[-1] != "/"
    ):
        return None
    return _hrefs(href)


def _hrefs(href: str) -> Iterator[Finding]:
    path, has_query, _ = href.partition("?")
    if MISSPELT_PATH in path:
        yield _MISSPELT
    if path.endswith("/"):
        yield _SLASH_BEFORE_QUERY if has_query else _SLASH_AT_END
    if href == PLACEHOLDER:
        yield _PLACEHOLDER
    elif not _ABSOLUTE.match(href):
        yield _RELATIVE


def _page(page: Any) -> Iterator[Finding]:  # noqa: ANN401 - one of three models
    number, size, pages, items = page.page, page.page_size, page.total_pages, page.total_items
    if type(number) is int and number < 1:
        yield Finding("/page", "Q35", "the pages are not counted from 1", str(number))
    if type(pages) is int and pages < 1:
        yield Finding("/total_pages", "Q36", "an empty list has no page", str(pages))
    elif type(pages) is type(size) is type(items) is int and size > 0:
        expected = max(1, -(-items // size))
        if pages != expected:
            message = f"{items} items, {size} a page, are {expected} pages"
            yield Finding("/total_pages", "Q34", message, str(pages))


def _numbers(holder: Any) -> Iterable[Finding]:  # noqa: ANN401 - one of several models
    numbers: object = holder.numbers
    for index, number in enumerate(cast("list[object]", numbers) if type(numbers) is list else ()):
        if type(number) is str and not _NUMBER.fullmatch(number):
            message = "a number is not 7 to 15 digits alone"
            return [Finding(pointer("numbers", index), "Q38", message)]
    return ()


RULES: Final[Mapping[type[Model], Rule]] = MappingProxyType(
    {
        models.Identity: _rule_for_resource(
            models.Identity, "identity_id", IDENTITY_DATE, "Q32", "Q45"
        ),
        models.Engagement: _rule_for_resource(
            models.Engagement, "engagement_id", ENGAGEMENT_DATE, "Q33", "Q44"
        ),
        models.Link: _link,
        models.IdentityPage: _page,
        models.EngagementPage: _page,
        models.NumberPage: _page,
        models.NumberPageEmbedded: _numbers,
        models.BulkResult: _numbers,
        models.PartialBulkResult: _numbers,
        models.PartialBulkResultErrors: _numbers,
    }
)
"""The rules, by the model of the objects that they are for."""
