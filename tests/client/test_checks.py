"""A body that breaks the rule for its kind of identity is refused before it is sent."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from messaging_engagement import UNSET, FieldProblem, InvalidRequestError, models
from messaging_engagement.checks import check
from messaging_engagement.rules import rules_for
from messaging_engagement_api import Request
from messaging_engagement_api.api import OPERATIONS
from messaging_engagement_api.api.engagements import create_engagement, list_engagements
from messaging_engagement_api.api.identities import (
    create_identity,
    get_identity,
    replace_identity,
    update_identity,
)
from messaging_engagement_api.api.numbers import add_numbers, remove_numbers
from tests.client.sides import IDENTITY, PERSON, Side, answer, both

EVERYONE = {
    "display_name": "Vonage",
    "phone": "+15556660001",
    "country": "US",
    "email": "a@example.com",
    "brand_relationship": "KEY_ACCOUNT",
}
NEEDED = {
    "INDIVIDUAL": set[str](),
    "PRIVATE_PROFIT": {"company_name", "ein"},
    "NON_PROFIT": {"company_name", "ein", "website"},
    "PUBLIC_PROFIT": {"company_name", "ein", "stock_symbol", "stock_exchange", "website"},
}
REPLACEABLE = {"website", "stock_symbol", "stock_exchange"}
kinds = pytest.mark.parametrize("kind", NEEDED)


def body_of(kind: str, needed: set[str] | None = None) -> dict[str, object]:
    """Give a body that has all that a kind of identity needs."""
    more = NEEDED[kind] if needed is None else needed
    return {"entity_type": kind, **EVERYONE, **dict.fromkeys(more, "x")}


def refused(request: Request[Any]) -> dict[str, str]:
    """Check a request that is wrong, and give what is wrong with which field."""
    with pytest.raises(InvalidRequestError) as caught:
        check(request)
    assert str(caught.value).startswith(f"{request.operation.id}: ")
    assert str(caught.value).endswith("Nothing was sent")
    for fault in caught.value.fields:
        assert f"{fault.name} {fault.reason}" in str(caught.value)
    return {fault.name: fault.reason for fault in caught.value.fields}


def create(body: Any) -> Request[Any]:
    """Build a request that creates an identity."""
    return create_identity.request(body)


def replace(body: Any) -> Request[Any]:
    """Build a request that replaces an identity."""
    return replace_identity.request("B1", body)


def engage(body: Any) -> Request[Any]:
    """Build a request that creates an engagement."""
    return create_engagement.request(body)


def update(body: Any) -> Request[Any]:
    """Build the request that changes an identity, with a dict as people may give it."""
    return update_identity.request("B", body)


@kinds
def test_whole_body_passes(kind: str) -> None:
    """A body with all that its kind needs passes, as a dict and as a model."""
    check(create(body_of(kind)))
    check(replace(body_of(kind, NEEDED[kind] & REPLACEABLE)))
    for model in (models.IndividualPerson, models.PublicCompany, models.NonProfit):
        if model.fits(body_of(kind)):
            check(create(model.from_dict(body_of(kind))))


@kinds
def test_each_field_that_its_kind_needs_is_asked_for(kind: str) -> None:
    """Creating: every field that is missing is named, with the kind and all that this needs."""
    for name in [*EVERYONE, *NEEDED[kind]]:
        body = body_of(kind)
        del body[name]
        expected = {name: f"is required for entity_type {kind}"}
        assert expected == refused(create(body))
    with pytest.raises(InvalidRequestError) as caught:
        check(create({"entity_type": kind}))
    needed = ", ".join(sorted({"entity_type", *EVERYONE, *NEEDED[kind]}))
    assert f"entity_type {kind} needs {needed}. Nothing was sent" in str(caught.value)


@kinds
def test_replacement_needs_what_its_kind_needs_and_it_can_have(kind: str) -> None:
    """Replacing: the same, but for the fields that cannot be edited."""
    expected = NEEDED[kind] & REPLACEABLE
    faults = refused(replace({"entity_type": kind}))
    assert {*EVERYONE, *expected} == faults.keys()


def test_replacement_of_a_public_company_as_a_model() -> None:
    """A PUBLIC_PROFIT without its stock is refused, although its model can be made."""
    body = models.IdentityReplacement.from_dict(body_of("PUBLIC_PROFIT", set()))
    reason = "is required for entity_type PUBLIC_PROFIT"
    expected = {"stock_exchange": reason, "stock_symbol": reason, "website": reason}
    assert expected == refused(replace_identity.request("B1", body))


def test_change_needs_nothing() -> None:
    """Updating names only what changes, and so needs no field."""
    check(update_identity.request("B1", models.IdentityChanges()))
    kind = models.EntityType.PUBLIC_PROFIT
    check(update_identity.request("B1", models.IdentityChanges(entity_type=kind)))


def test_kind_itself_is_needed() -> None:
    """Without an entity type there is no rule but that of everyone."""
    expected = {"entity_type": "is required"}
    assert expected == refused(create(EVERYONE))
    expected = {"entity_type": "must be a string, not a number"}
    assert expected == refused(create({**EVERYONE, "entity_type": 5}))


def test_field_that_was_unset_again_is_missing() -> None:
    """A required field of a model that was set to UNSET, or read from less, is missing."""
    person = models.IndividualPerson.from_dict({})
    assert {"entity_type", *EVERYONE} == refused(create(person)).keys()
    company = models.PublicCompany.from_dict(body_of("PUBLIC_PROFIT"))
    company.ein = UNSET  # type: ignore[assignment] # the mistake to find
    assert {"ein": "is required for entity_type PUBLIC_PROFIT"} == refused(create(company))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (5, "a number"),
        (1.5, "a number"),
        (True, "a boolean"),
        ([], "an empty list"),
        (["a", 5], "a list with a number and a string"),
        ({}, "an object"),
        (object(), "object"),
    ],
)
def test_value_of_a_wrong_type_is_refused(value: object, words: str) -> None:
    """A value of another type than its field has is refused, by its type alone."""
    expected = {"display_name": f"must be a string, not {words}"}
    assert expected == refused(create({**body_of("INDIVIDUAL"), "display_name": value}))
    left_out = ": leave it out" if value is None else ""
    expected = {"vertical": f"must be a string, not {words}{left_out}"}
    assert expected == refused(create({**body_of("INDIVIDUAL"), "vertical": value}))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("number_pool", "yes", "must be true or false, not a string"),
        ("number_pool", None, "must be true or false, not null: leave it out"),
        ("sub_use_cases", "2FA", "must be a list, each a string, not a string"),
        ("sub_use_cases", [5], "must be a list, each a string, not a list with a number"),
    ],
)
def test_fields_of_other_types(name: str, value: object, reason: str) -> None:
    """Booleans and lists are checked, too."""
    body = {"identity_id": "B1", "vertical": "T", "use_case": "2FA", "description": "d"}
    check(create_engagement.request(models.NewEngagement.from_dict(body)))
    check(engage({**body, "sub_use_cases": ["A"], "number_pool": True}))
    assert {name: reason} == refused(engage({**body, name: value}))


def test_numbers_are_a_list_of_texts() -> None:
    """Numbers that are ints are refused: an int has lost its plus sign, and may have lost zeros."""
    check(add_numbers.request("C1", models.NumberList(numbers=["15556660001"])))
    wrong: Any = [15556660001]
    reason = refused(add_numbers.request("C1", models.NumberList(numbers=wrong)))["numbers"]
    assert "must be a list, each a string, not a list with a number" == reason


@pytest.mark.parametrize("request_of", [add_numbers.request, remove_numbers.request])
def test_numbers_are_one_to_fifty(request_of: Any) -> None:
    """A request has 1 to 50 numbers; a plain list, which may have any count, is cut into such."""
    check(request_of("C1", models.NumberList(numbers=["15556660001"] * 50)))
    for count in (0, 51):
        body = models.NumberList(numbers=["15556660001"] * count)
        reason = f"must be 1 to 50 numbers, not {count}"
        assert {"numbers": reason} == refused(request_of("C1", body))
        assert {"numbers": reason} == refused(request_of("C1", body.to_dict()))


@pytest.mark.parametrize(
    "wrong", ["123456", "1234567890123456", "+15556660001", "1555 6660001", ""]
)
def test_numbers_of_a_request_are_digits(wrong: str) -> None:
    """In the model of a request they are as they are sent: 7 to 15 digits."""
    check(add_numbers.request("C1", models.NumberList(numbers=["1234567", "123456789012345"])))
    body = models.NumberList(numbers=["15556660001", wrong])
    assert {
        "numbers": f"must be texts of 7 to 15 digits, not {wrong!r}: a plain list may have others"
    } == refused(add_numbers.request("C1", body))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "null"),
        (5, "a number"),
        ([PERSON], "a list with an object"),
        ("text", "a string"),
        (dt.date(2020, 1, 2), "a string"),
    ],
)
def test_body_of_another_kind_is_refused(body: object, words: str) -> None:
    """A body that is no object is refused, with the models that it may be."""
    kinds = "IndividualPerson or NonProfit or PrivateCompany or PublicCompany"
    assert {"the body": f"must be {kinds}, not {words}"} == refused(create(body))


def test_model_of_another_operation_is_refused() -> None:
    """A model that is not for the operation is refused, even where all its fields would do."""
    kinds = "IndividualPerson or NonProfit or PrivateCompany or PublicCompany"
    wrong: Any = models.NewEngagement.from_dict({})
    assert {"the body": f"must be {kinds}, not NewEngagement"} == refused(create(wrong))
    wrong = models.Identity.from_dict({"website": "https://corner.example"})
    reason = "must be IdentityChanges, not Identity"
    assert {"the body": reason} == refused(update_identity.request("B1", wrong))


def test_null_in_a_field_that_may_be_left_out_says_so() -> None:
    """Null is no way to say that there is nothing: the field is left out."""
    body = {**body_of("INDIVIDUAL"), "website": None}
    assert {"website": "must be a string, not null: leave it out"} == refused(create(body))


@pytest.mark.parametrize("kind", ["GOVERNMENT", "PUBLIC_PROFIC"])
def test_unknown_kind_is_sent_with_a_warning(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """The provider may know more kinds than its page: one is sent, and checked as for everyone."""
    with caplog.at_level(logging.WARNING, "messaging_engagement"):
        check(create({**EVERYONE, "entity_type": kind}))
        check(replace({**EVERYONE, "entity_type": kind}))
    known = "INDIVIDUAL, NON_PROFIT, PRIVATE_PROFIT, PUBLIC_PROFIT; it is sent as it is"
    expected = [
        f"{operation}: entity_type is {kind!r}, which is none of {known}"
        for operation in ("createIdentity", "replaceIdentity")
    ]
    assert expected == caplog.messages
    assert {"email": "is required"} == refused(
        create({name: "x" for name in (*EVERYONE, "entity_type") if name != "email"})
    )


def test_unknown_value_of_an_enum_is_sent_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """The same goes for any field with known values; one that is known warns of nothing."""
    with caplog.at_level(logging.WARNING, "messaging_engagement"):
        check(create(body_of("INDIVIDUAL")))
        assert [] == caplog.messages
        check(create({**body_of("INDIVIDUAL"), "brand_relationship": "TINY_ACCOUNT"}))
    assert "brand_relationship is 'TINY_ACCOUNT', which is none of BASIC_ACCOUNT" in caplog.text


def test_unknown_field_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    """A field that no model has is left to the server; a warning tells of it, but not its value."""
    with caplog.at_level(logging.WARNING, "messaging_engagement"):
        check(create({**body_of("INDIVIDUAL"), "first_name": "Ada"}))
    assert "IndividualPerson has no field 'first_name'; it is sent as it is" in caplog.text
    assert "Ada" not in caplog.text


@pytest.mark.parametrize(
    ("name", "meant"),
    [("websit", "website"), ("displayName", "display_name"), ("Postal-Code", "postal_code")],
)
def test_misspelt_field_is_refused(name: str, meant: str) -> None:
    """A field of a dict that is nearly a known one is a typo, and would change nothing."""
    reason = refused(update({name: "x"}))[name]
    assert reason.startswith(f"is no field of IdentityChanges: did you mean {meant}?")


@pytest.mark.parametrize("name", ["ein", "company_name", "sample_five", "sample_1"])
def test_field_that_others_have_is_no_typo(name: str) -> None:
    """What only another model has, and what may be new, is sent."""
    check(update({name: "x"}))
    needed = dict.fromkeys(("identity_id", "vertical", "use_case", "description"), "x")
    check(engage({**needed, name: "x"}))


def test_additional_property_is_sent() -> None:
    """A model has nothing unknown by mistake."""
    changes = models.IdentityChanges()
    changes.additional_properties["websit"] = "x"
    check(update_identity.request("B", changes))


@pytest.mark.parametrize(
    ("name", "value", "bounds"),
    [
        ("page", 0, "from 1 to 999999999"),
        ("page", -1, "from 1 to 999999999"),
        ("page", "x", "from 1 to 999999999"),
        ("page", 10**20, "from 1 to 999999999"),
        ("page_size", 0, "from 1 to 100"),
        ("page_size", 101, "from 1 to 100"),
        ("page_size", True, "from 1 to 100"),
    ],
)
def test_page_that_cannot_be_is_refused(name: str, value: Any, bounds: str) -> None:
    """The number of a page and its size are checked where they are given by hand."""
    reason = refused(list_engagements.request(**{name: value}))[name]
    assert reason.startswith(f"must be an integer {bounds}, not ")
    check(list_engagements.request(page=1, page_size=100, identity_id="0"))


@both
def test_refused_request_is_not_sent(side: Side) -> None:
    """Both clients check before they send, and send what passes."""
    server = side.server(answer(201, IDENTITY))
    client = side.client(server)
    with pytest.raises(InvalidRequestError, match="website is required for entity_type NON_PROFIT"):
        client.identities.create(models.NonProfit.from_dict({"entity_type": "NON_PROFIT"}))
    with pytest.raises(InvalidRequestError, match="page_size must be an integer from 1 to 100"):
        client.identities.with_raw_response.list(page_size=0)
    with pytest.raises(InvalidRequestError, match="page_size must be from 1 to 100, not 0"):
        client.identities.list(page_size=0)
    assert [] == server.requests
    client.identities.create(PERSON)
    assert 1 == len(server.requests)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_any_body_is_checked_without_failing(body: Any) -> None:
    """Whatever is given as a body, it passes or is refused."""
    with pytest.raises(InvalidRequestError):
        check(create(body))


def test_body_may_be_left_out_where_none_is_required() -> None:
    """An operation whose body is optional can be called without; another one cannot."""
    request = Request(operation=update_identity.OPERATION, path="/identities/B")
    optional = evolve(update_identity.OPERATION, body_required=False)

    check(evolve(request, operation=optional))

    assert set(refused(request)) == {"the body"}


@given(
    st.dictionaries(
        st.sampled_from(["entity_type", *EVERYONE, "ein", "other"]),
        st.none() | st.text() | st.sampled_from([*NEEDED]) | st.integers() | st.lists(st.text()),
    )
)
def test_body_passes_if_and_only_if_it_keeps_the_rules(body: dict[str, object]) -> None:
    """For any fields: what is refused lacks one or has a wrong type, what passes does not."""
    kind = body.get("entity_type")
    needed = {"entity_type", *EVERYONE, *(NEEDED.get(kind, set()) if isinstance(kind, str) else ())}
    keeps = needed <= body.keys() and all(
        isinstance(value, str) for name, value in body.items() if name != "other"
    )
    try:
        check(create(body))
    except InvalidRequestError:
        assert not keeps
    else:
        assert keeps


def test_every_operation_with_a_body_has_rules() -> None:
    """No operation that takes a body goes unchecked, and none that does not is."""
    for operation in OPERATIONS:
        rules = rules_for(operation, {})
        assert (operation.method in {"POST", "PUT", "PATCH"}) == (rules is not None)
    check(get_identity.request("B1"))


def test_faults_are_data() -> None:
    """An error has what is wrong as data, for whoever shows it beside a form."""
    with pytest.raises(InvalidRequestError) as caught:
        check(create({**body_of("INDIVIDUAL"), "email": None}))
    fault = FieldProblem(name="email", reason="must be a string, not null")
    assert (fault,) == caught.value.fields
