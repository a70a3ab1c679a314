"""Every example of the provider's page is in openapi.yaml, but for what a quirk had to mend in it.

The comparison is by JSON pointer. An action owns the pointers at which it changed the example while
the description was built; what differs between the page and openapi.yaml must be owned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .checks.reading import Json, Object, faults, first_example, is_object, operations
from .page import PAGE
from .sources import ACTIONS, built, clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .checks import Document


BASE = "/v1/messaging-engagement"

IDENTITY = {
    "/_links/self/href": {"Q11"},
    "/_links/engagements/href": {"Q02", "Q03"},
}
NEW_ENGAGEMENT = {
    "/use_case": {"Q39"},
    "/reseller_id": {"Q43"},
    "/message_flow": {"Q43"},
    "/help_message": {"Q43"},
}
ENGAGEMENT = NEW_ENGAGEMENT | {
    "/created_date": {"Q33"},
    "/last_updated": {"Q33"},
    "/_links/self/href": {"Q11"},
    "/_links/numbers/href": {"Q43"},
}
COUNTS = {"/page": {"Q34"}, "/total_pages": {"Q34"}, "/total_items": {"Q34"}}
BULK = {"/_links/engagement/href": {"Q09", "Q10"}}

REPAIRS: dict[str, dict[str, set[str]]] = {
    "GET /identities response": COUNTS
    | {"/_embedded/brands": {"Q06"}, "/_embedded/identities": {"Q06"}},
    "POST /identities response": IDENTITY,
    "GET /identities/{identity_id} response": IDENTITY,
    "PATCH /identities/{identity_id} response": IDENTITY,
    "PUT /identities/{identity_id} response": IDENTITY,
    "GET /engagements response": COUNTS
    | {"/_embedded/brands": {"Q05"}, "/_embedded/engagements": {"Q05"}},
    "POST /engagements request": NEW_ENGAGEMENT,
    "POST /engagements response": ENGAGEMENT,
    "GET /engagements/{engagement_id} response": ENGAGEMENT,
    "PATCH /engagements/{engagement_id} request": NEW_ENGAGEMENT,
    "PATCH /engagements/{engagement_id} response": ENGAGEMENT,
    "PUT /engagements/{engagement_id} request": NEW_ENGAGEMENT,
    "PUT /engagements/{engagement_id} response": ENGAGEMENT,
    "GET /engagements/{engagement_id}/numbers response": COUNTS
    | {"/_embedded/_links": {"Q08"}, "/_links": {"Q08"}},
    "POST /engagements/{engagement_id}/numbers response": BULK,
    "POST /engagements/{engagement_id}/numbers/delete response": BULK,
}
"""Where the example of a body differs from the page, and by which quirks; the others do not."""

PUBLISHED: dict[str, Json] = {
    f"{page['method']} {page['path'].removeprefix(BASE)} {side}": example
    for page in PAGE
    for side, example in (
        ("request", page.get("request_example")),
        ("response", page.get("response_example")),
    )
    if example is not None
}
"""Every example of the page."""


def media(document: Document, name: str) -> Object:
    """Give the body of that name: of a request, or of the first success."""
    method, path, side = name.split()
    for operation in operations(document):
        if (operation.method, operation.path) == (method.lower(), BASE + path):
            answers = [answer for _, answer in sorted(operation.answers)]
            return operation.media if side == "request" else [*answers, Object()][0]
    raise KeyError(name)


def example(document: Document, name: str) -> Json:
    """Give the first example of a body, or None while the description is without one."""
    return first_example(media(document, name))


def differences(one: Json, other: Json, pointer: str = "") -> Iterator[str]:
    """Give the pointers at which two JSON values differ, as deep inside as possible."""
    if is_object(one) and is_object(other):
        yield from (f"{pointer}/{name}" for name in one.keys() ^ other.keys())
        for name in one.keys() & other.keys():
            yield from differences(one[name], other[name], f"{pointer}/{name}")
    elif one != other:
        yield pointer


def changes(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the pointers at which each action changes an example, with the quirks that it mends."""
    before = example(built(0), name)
    for count, action in enumerate(ACTIONS, start=1):
        after = example(built(count), name)
        if after is not None:
            for pointer in differences(before, after):
                yield pointer, action.quirks
            before = after


def owners(name: str, pointers: set[str]) -> Mapping[str, set[str]]:
    """Give the quirks whose actions changed an example at each pointer, around it or inside it."""
    made = list(changes(name))
    return {
        pointer: {
            quirk
            for changed, quirks in made
            if f"{pointer}/".startswith(f"{changed}/") or f"{changed}/".startswith(f"{pointer}/")
            for quirk in quirks
        }
        for pointer in pointers
    }


def test_repairs_are_of_examples_of_the_page() -> None:
    """The table of repairs names no example that the page has not."""
    assert REPAIRS.keys() <= PUBLISHED.keys()


@pytest.mark.parametrize("name", PUBLISHED)
def test_example_differs_only_where_a_quirk_was_mended(name: str) -> None:
    """What differs from the page is what the actions of these quirks changed, and nothing else."""
    differing = set(differences(PUBLISHED[name], example(clean(), name)))

    assert REPAIRS.get(name, {}) == owners(name, differing)


@pytest.mark.parametrize("name", PUBLISHED)
def test_example_is_valid(name: str) -> None:
    """The example of the page, mended, is valid by the schema of its body."""
    assert [] == faults(clean(), media(clean(), name)["schema"], example(clean(), name))


@pytest.mark.parametrize(
    ("noun", "path"),
    [("identities", "/identities/{identity_id}"), ("engagements", "/engagements/{engagement_id}")],
)
def test_item_of_a_list_is_the_resource(noun: str, path: str) -> None:
    """A list is written anew (Q05, Q06): what is in it is the resource as it is given alone."""
    items = example(clean(), f"GET /{noun} response")["_embedded"][noun]

    assert [example(clean(), f"GET {path} response")] == items
