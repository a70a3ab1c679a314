"""Whatever a client may send to create an identity is of one kind, and of one kind only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .checks.reading import component, faults, properties, required
from .sources import clean

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = {
    "INDIVIDUAL": "IndividualPerson",
    "NON_PROFIT": "NonProfit",
    "PRIVATE_PROFIT": "PrivateCompany",
    "PUBLIC_PROFIT": "PublicCompany",
}
VALUES = {"brand_relationship": st.sampled_from(component(clean(), "BrandRelationship")["enum"])}
REQUIRED = {kind: required(clean(), component(clean(), name)) for kind, name in KINDS.items()}

every_kind = pytest.mark.parametrize("kind", KINDS)
some_bodies: Callable[[Any], Any] = settings(max_examples=50, derandomize=True, deadline=None)


def bodies(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Make bodies of that kind: what it requires, and any of the other fields, with any text."""
    fields = {
        name: VALUES.get(name, st.text())
        for name in properties(clean(), component(clean(), KINDS[kind]))
    }
    fields["entity_type"] = st.just(kind)
    optional = {name: values for name, values in fields.items() if name not in REQUIRED[kind]}
    needed = {name: values for name, values in fields.items() if name in REQUIRED[kind]}
    return st.fixed_dictionaries(needed, optional=optional)


def kinds_of(body: dict[str, Any]) -> list[str]:
    """Give the kinds for which a body is valid."""
    return [
        kind for kind, name in KINDS.items() if not faults(clean(), component(clean(), name), body)
    ]


def is_taken(body: dict[str, Any]) -> bool:
    """Tell whether the request body of the operation allows this body."""
    return not faults(clean(), component(clean(), "NewIdentity"), body)


@every_kind
@given(data=st.data())
@some_bodies
def test_a_body_is_of_the_kind_that_its_entity_type_says(kind: str, data: st.DataObject) -> None:
    """A body with what its kind requires is valid for this kind alone, whatever else it has."""
    body = data.draw(bodies(kind))

    assert [kind] == kinds_of(body)
    assert is_taken(body)


@every_kind
@given(data=st.data())
@some_bodies
def test_a_body_that_lacks_a_required_field_is_of_no_kind(kind: str, data: st.DataObject) -> None:
    """Each field that a kind requires is needed; without it the body is no other kind either."""
    body = data.draw(bodies(kind))
    del body[data.draw(st.sampled_from(sorted(REQUIRED[kind])))]

    assert [] == kinds_of(body)
    assert not is_taken(body)


@every_kind
@given(data=st.data())
@some_bodies
def test_a_body_of_an_unknown_entity_type_is_of_no_kind(kind: str, data: st.DataObject) -> None:
    """A body says which kind it is with one of four words; there is no kind for what is left."""
    unknown = st.text().filter(lambda text: text not in KINDS)
    body = data.draw(bodies(kind)) | {"entity_type": data.draw(unknown)}

    assert [] == kinds_of(body)
    assert not is_taken(body)
