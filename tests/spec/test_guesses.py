"""What would only be a guess is not in the description.

Each of these is true of the registry behind the API or of the provider's later API, and may well
be true of this one. But nothing on the page or in its source says so: a client that relied on it
could refuse what the provider takes, and a report could blame a server that does nothing wrong.
"""

from __future__ import annotations

from typing import Any

import pytest

from .checks.reading import (
    component,
    faults,
    media_of,
    objects,
    operations,
    properties,
    required,
    schemas,
)
from .sources import clean

VARIANTS = ("IndividualPerson", "NonProfit", "PrivateCompany", "PublicCompany")
ADDRESS = {"street", "city", "state", "postal_code"}
FIXED = {"company_name", "ein", "alt_business_id", "alt_business_id_type"}


def schemas_with(keyword: str) -> dict[str, Any]:
    """Give the value of a keyword by the place of each schema that has it."""
    return {place: schema[keyword] for place, schema in schemas(clean()) if keyword in schema}


def test_ids_are_opaque() -> None:
    """No pattern and no length holds for an id; the published ones fit none that is known."""
    for name in ("IdentityId", "EngagementId"):
        assert {"description", "type", "example"} == set(component(clean(), name))


def test_patterns_are_the_published_ones() -> None:
    """Numbers and the dates of an identity have a pattern; no EIN, phone or country has one."""
    expected = ["Number", "Identity.created_date", "Identity.last_updated"]
    assert expected == list(schemas_with("pattern"))


def test_lengths_are_told_and_not_enforced() -> None:
    """Only the length of a number is published; a description may be as short as it likes."""
    assert ["Number"] == list(schemas_with("minLength"))
    assert ["Number"] == list(schemas_with("maxLength"))


def test_entity_types_are_those_of_the_page() -> None:
    """The registry's later GOVERNMENT and SOLE_PROPRIETOR are not among them."""
    expected = {"INDIVIDUAL", "PRIVATE_PROFIT", "PUBLIC_PROFIT", "NON_PROFIT"}
    assert expected == set(schemas_with("enum")["EntityType"])
    assert expected == set(schemas_with("const").values())


def test_enumerations_are_those_of_the_page() -> None:
    """Lists of values that the registry extends are told in words, not closed."""
    assert ["EntityType", "BrandRelationship"] == list(schemas_with("enum"))


def test_an_engagement_has_four_samples() -> None:
    """The successor's sample_five is not a field here."""
    samples = {
        name for name in component(clean(), "EngagementDetails")["properties"] if "_" in name
    }
    assert {"sample_one", "sample_two", "sample_three", "sample_four"} == {
        name for name in samples if name.startswith("sample_")
    }


@pytest.mark.parametrize("name", VARIANTS)
def test_address_and_vertical_are_optional(name: str) -> None:
    """The registry asks companies for them, the page does not."""
    assert set() == required(clean(), component(clean(), name)) & (ADDRESS | {"vertical"})


def test_what_identifies_a_company_cannot_be_edited() -> None:
    """The legal name and the business ids are not in the requests that change an identity."""
    for name in ("IdentityChanges", "IdentityReplacement"):
        assert set() == FIXED & set(properties(clean(), component(clean(), name)))


def test_an_engagement_can_be_replaced_by_nothing() -> None:
    """Neither PUT nor PATCH of an engagement requires a field, nor keeps one from being changed."""
    for operation in operations(clean()):
        if operation.noun == "engagements" and operation.method in {"put", "patch"}:
            assert [] == faults(clean(), operation.media["schema"], {})
    assert {} == schemas_with("readOnly")


def test_a_change_may_be_empty() -> None:
    """PATCH asks for no field, and no object for a number of fields."""
    assert [] == faults(clean(), component(clean(), "IdentityChanges"), {})
    assert {} == schemas_with("minProperties")


def test_no_flag_has_to_be_set() -> None:
    """Opt-in, opt-out and help may each be false or absent."""
    engagement = component(clean(), "NewEngagement")
    body = {"identity_id": "B", "vertical": "V", "use_case": "2FA", "description": "D"}
    flags = dict.fromkeys(("subscriber_optin", "subscriber_optout", "subscriber_help"), False)

    assert [] == faults(clean(), engagement, body)
    assert [] == faults(clean(), engagement, body | flags)


def test_nothing_conflicts() -> None:
    """No operation declares 409, not even deleting an identity that has engagements."""
    declared = {code for operation in operations(clean()) for code in operation.responses}
    assert "409" not in declared


def test_there_is_one_way_to_authenticate() -> None:
    """API key and secret; a JWT is taken by other APIs of the provider."""
    schemes = clean()["components"]["securitySchemes"]
    assert [("http", "basic")] == [(it["type"], it["scheme"]) for it in schemes.values()]


def test_answers_may_have_more_fields() -> None:
    """No object is closed: what the provider adds, such as a status, is no error."""
    assert [] == [place for place, node in objects(clean()) if "additionalProperties" in node]


def test_errors_that_the_page_does_not_have_carry_only_problem_details() -> None:
    """Of an inferred error nothing is required but what every problem has."""
    for operation in operations(clean()):
        for code in {"406", "415", "429"} & set(operation.responses):
            schema = media_of(clean(), operation.responses[code])["schema"]
            assert {"type", "title"} == required(clean(), schema)
