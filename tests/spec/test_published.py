"""`published.yaml` says what the provider's page says: nothing else, nothing less."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

import pytest

from .page import (
    PAGE,
    PUBLISHED,
    Body,
    Json,
    Media,
    Operation,
    PageOperation,
    PathItem,
    fields,
    operations,
    parameter_field,
    parameters,
    resolve,
    sample,
    text,
)

JSON = "application/json"


class Case(NamedTuple):
    """An operation as the page has it, and as `published.yaml` has it."""

    page: PageOperation
    item: PathItem
    operation: Operation


FOUND = {(method, path): (item, found) for method, path, item, found in operations()}
CASES = {
    f"{page['method']} {page['path']}": Case(page, *FOUND[page["method"], page["path"]])
    for page in PAGE
    if (page["method"], page["path"]) in FOUND
}
every_operation = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())

IDENTITIES = "/v1/messaging-engagement/identities"
ENGAGEMENTS = "/v1/messaging-engagement/engagements"
IDENTITY = f"{IDENTITIES}/{{identity_id}}"
ENGAGEMENT = f"{ENGAGEMENTS}/{{engagement_id}}"

# What the page does not say of each operation: its id, and the status codes it declares.
DECLARED = {
    f"GET {IDENTITIES}": ("listIdentities", "200 401 404"),
    f"POST {IDENTITIES}": ("createBrand", "201 400 401 404"),
    f"GET {IDENTITY}": ("getBrand", "200 401 404"),
    f"PATCH {IDENTITY}": ("patchBrand", "200 401 404"),
    f"PUT {IDENTITY}": ("updateBrand", "200 401 404"),
    f"DELETE {IDENTITY}": ("deleteBrand", "204 401 404"),
    f"GET {ENGAGEMENTS}": ("listEngagements", "200 401 404"),
    f"POST {ENGAGEMENTS}": ("CreateEngagement", "201 401 404"),
    f"GET {ENGAGEMENT}": ("getEngagement", "200 401 404"),
    f"PATCH {ENGAGEMENT}": ("patchEngagement", "200 401 404"),
    f"PUT {ENGAGEMENT}": ("updateEngagement", "200 401 404"),
    f"DELETE {ENGAGEMENT}": ("deleteEngagement", "204 401 404"),
    f"GET {ENGAGEMENT}/numbers": ("getNumbers", "200 401 404"),
    f"POST {ENGAGEMENT}/numbers": ("addNumbersToCampaign", "201 207 401 404 413"),
    f"POST {ENGAGEMENT}/numbers/delete": ("deleteNumbersFromCampaign", "201 207 401 404 413"),
}
# The responses that the page does not show: their type, title and detail.
ERRORS = "https://developer.nexmo.com/api-errors"
PROBLEMS = {
    "207": (
        f"{ERRORS}/10dlc#bulk-partial-success",
        "Not all of the numbers could be operated on successfully",
        "Some or all of the numbers you attempted to work with could not be processed.",
    ),
    "400": (
        f"{ERRORS}/10dlc#invalid-identity-data",
        "There were some issues with the submitted data",
        "There were some errors submitting your identity, please correct the requested fields",
    ),
    "401": (
        f"{ERRORS}#unauthorized",
        "Invalid credentials supplied",
        "You did not provide correct credentials.",
    ),
    "404": (
        f"{ERRORS}#not-found",
        "Not Found",
        "ID 'ABC123' does not exist, or you do not have access",
    ),
    "413": (
        f"{ERRORS}/10dlc#bulk-limit-exceeded",
        "Payload Too Large",
        (
            "Your request contained too many items. "
            "Please reduce the number of items to 50 and try again."
        ),
    ),
}
# The schemas that only those responses use: their fields, in the order of the page's lists.
PROBLEM = "type: string, title: string, detail: string, instance: string"
HIDDEN_SCHEMAS = {
    "Problem": PROBLEM,
    "InvalidIdentityProblem": (
        f"{PROBLEM}, errors: array, code: integer, field: string, description: string"
    ),
    "PartialBulkResult": (
        "numbers: array, _links: object, engagement: object, href: string, "
        f"errors: object, {PROBLEM}, numbers: array"
    ),
}
INDIVIDUAL = {
    "entity_type",
    "display_name",
    "phone",
    "country",
    "email",
    "brand_relationship",
}
COMPANY = INDIVIDUAL | {"company_name", "ein"}
VARIANTS = [
    ("IndividualPerson", INDIVIDUAL),
    ("NonProfit", COMPANY | {"website"}),
    ("PrivateCompany", COMPANY),
    ("PublicCompany", COMPANY | {"stock_symbol", "stock_exchange", "website"}),
]
NUMBER = "#/components/schemas/Number"
ID = "^[0-9A-F]{7}$"
DATE = r"^\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d$"
# Everything that the schemas say and the page does not show, or not clearly: it runs the values of
# an enumeration together.
HIDDEN = {
    "EntityType enum": ["INDIVIDUAL", "PRIVATE_PROFIT", "PUBLIC_PROFIC", "NON_PROFIT"],
    "BrandRelationship enum": [
        "BASIC_ACCOUNT",
        "SMALL_ACCOUNT",
        "MEDIUM_ACCOUNT",
        "LARGE_ACCOUNT",
        "KEY_ACCOUNT",
    ],
    "IdentityId pattern": ID,
    "EngagementId pattern": ID,
    "Number pattern": "^[0-9]{7,15}$",
    "Number minLength": 7,
    "Number maxLength": 15,
    "Page.page_size minimum": 0,
    "Page.total_items minimum": 0,
    "IndividualPerson title": "Individual Person",
    "IndividualPerson x-tab-id": "IndividualPerson",
    "NonProfit title": "Non-Profit",
    "NonProfit x-tab-id": "NonProfit",
    "PrivateCompany title": "Private Company",
    "PrivateCompany x-tab-id": "PrivateCompany",
    "PublicCompany title": "Public Company",
    "PublicCompany x-tab-id": "PublicCompany",
    "Identity.created_date pattern": DATE,
    "Identity.last_updated pattern": DATE,
    "NumberList.numbers minItems": 1,
    "NumberList.numbers maxItems": 50,
    "IdentityPage._embedded.brands[] $ref": "#/components/schemas/Identity",
    "EngagementPage._embedded.brands[] $ref": "#/components/schemas/Engagement",
    "EngagementDetails.sub_use_cases[] type": "string",
    "NumberList.numbers[] $ref": NUMBER,
    "NumberPage._embedded.numbers[] $ref": NUMBER,
    "BulkResult.numbers[] $ref": NUMBER,
    "PartialBulkResult.errors.numbers[] $ref": NUMBER,
    "InvalidIdentityProblem.errors[] type": "object",
}
BOTH = (
    "what the page shows is in published.yaml and in tests/data/published-page-facts.json: a change"
    " belongs into both, a value of an enumeration into each `enum_run_together`, and an example of"
    " a field into each example of a body"
)
SHOWN = {"$ref", "type", "minimum", "example", "required", "description"}
SAID_OF_AN_OPERATION = {
    "tags",
    "operationId",
    "summary",
    "description",
    "requestBody",
    "responses",
}


def test_operations_are_those_of_the_page() -> None:
    """The operations, and their order, are those of the page."""
    expected = [(page["method"], page["path"]) for page in PAGE]
    assert expected == list(FOUND)


def test_frame_is_that_of_the_page() -> None:
    """Title, description, server and sections are those of the page; it knows no credentials."""
    assert PUBLISHED["openapi"] == "3.0.3"
    assert PUBLISHED["info"] == {
        "title": "Identity Verification and Message Engagement Registration",
        "description": (
            "Wrapper for various Identity Verification services and Message Engagement Platforms"
        ),
        "version": "1.0.0",
        "contact": {
            "name": "Vonage",
            "url": "https://developer.nexmo.com",
            "email": "devrel@vonage.com",
        },
    }
    assert [{"url": url} for url in {page["server"] for page in PAGE}] == PUBLISHED["servers"]
    assert PUBLISHED["tags"] == [
        {"name": "Identities", "description": "APIs relating to working with Identities"},
        {"name": "Engagements", "description": "APIs relating to working with Engagements"},
        {"name": "Numbers", "description": "APIs relating to working with Numbers in Engagements"},
    ]
    assert "security" not in PUBLISHED
    assert "securitySchemes" not in PUBLISHED["components"]


@every_operation
def test_operation_stands_in_its_section(case: Case) -> None:
    """An operation has one tag, the section of the page in which it stands."""
    tags = [tag["name"] for tag in PUBLISHED["tags"]]
    named = [part.capitalize() for part in case.page["path"].split("/")]
    assert [[part for part in named if part in tags][-1]] == case.operation["tags"]
    assert "security" not in case.operation


@every_operation
def test_text_is_that_of_the_page(case: Case) -> None:
    """Summary and description are the paragraphs above the method line."""
    assert case.page["text_before"] == text(case.operation)


@every_operation
def test_parameters_are_those_of_the_page(case: Case) -> None:
    """The parameters are those of the page, and all are in the path."""
    declared = parameters(case.item, case.operation)
    expected = [without_line(field) for field in case.page.get("path_params", [])]
    assert expected == [parameter_field(parameter) for parameter in declared], BOTH
    assert {"path"} >= {parameter["in"] for parameter in declared}


@every_operation
def test_request_fields_are_those_of_the_page(case: Case) -> None:
    """The fields of a request, with all that the page shows of each, are those of the page."""
    media = request_media(case.operation)
    expected = [without_line(field) for field in case.page.get("request_fields", [])]
    assert ("request_fields" in case.page) == (media is not None)
    assert expected == (fields(media["schema"]) if media else []), BOTH


@every_operation
def test_request_has_variants_where_the_page_has(case: Case) -> None:
    """A request is one of several schemas where the page says so, and nowhere else."""
    media = request_media(case.operation)
    assert case.page.get("oneOf_label", False) == (
        media is not None and "oneOf" in resolve(media["schema"])
    )


@every_operation
def test_request_example_is_that_of_the_page(case: Case) -> None:
    """The example of a request is the JSON of the page, and follows from its fields."""
    media = request_media(case.operation)
    if media:
        expected = written(case.page.get("request_example"))
        assert expected == written(media["example"]), BOTH
        assert expected == written(sample(media["schema"])), BOTH


@every_operation
def test_response_is_that_of_the_page(case: Case) -> None:
    """The first response has the description and the media type of the page."""
    response = first_response(case.operation)
    assert case.page["response_description"] == response.get("description")
    assert case.page["response_media"] == (JSON if only_media(response) else None)


@every_operation
def test_response_fields_are_those_of_the_page(case: Case) -> None:
    """The fields of a response, with all that the page shows of each, are those of the page."""
    media = only_media(first_response(case.operation))
    expected = [without_line(field) for field in case.page.get("response_fields", [])]
    assert expected == (fields(media["schema"]) if media else []), BOTH


@every_operation
def test_response_example_is_that_of_the_page(case: Case) -> None:
    """The example of a response is the JSON of the page, and follows from its fields."""
    media = only_media(first_response(case.operation))
    if media:
        expected = written(case.page.get("response_example"))
        assert expected == written(media["example"]), BOTH
        assert expected == written(sample(media["schema"])), BOTH


@pytest.mark.parametrize("name", DECLARED)
def test_hidden_parts_of_an_operation_are_declared(name: str) -> None:
    """An operation has the id and the status codes that its source has, and needs its body."""
    operation = CASES[name].operation
    operation_id, codes = DECLARED[name]
    assert operation_id == operation["operationId"]
    assert codes.split() == list(operation["responses"])
    if "requestBody" in operation:
        assert resolve(operation["requestBody"]).get("required") is True


@every_operation
def test_operation_says_nothing_else(case: Case) -> None:
    """An operation, its parameters and its bodies say nothing that no other test looks at."""
    operation = case.operation
    bodies = [resolve(response) for response in operation["responses"].values()]
    requests = [resolve(operation["requestBody"])] if "requestBody" in operation else []
    contents = [media for body in [*bodies, *requests] if (media := only_media(body))]
    assert set(operation) <= SAID_OF_AN_OPERATION
    assert all(set(body) <= {"description", "content"} for body in bodies)
    assert all(set(body) == {"required", "content"} for body in requests)
    assert all(set(media) == {"schema", "example"} for media in contents)
    for parameter in parameters(case.item, operation):
        assert set(parameter) <= {"name", "in", "required", "description", "schema"}


@pytest.mark.parametrize("name", DECLARED)
def test_hidden_responses_are_those_of_the_source(name: str) -> None:
    """A response that the page hides has the body of its source, and an example that fits."""
    for code, response in list(CASES[name].operation["responses"].items())[1:]:
        media = only_media(resolve(response))
        assert media is not None
        example = cast("dict[str, Json]", media["example"])
        problem = cast("dict[str, Json]", example["errors"]) if code == "207" else example
        assert PROBLEMS[code] == (problem["type"], problem["title"], problem["detail"])
        assert shape(sample(media["schema"])) == shape(media["example"])


@pytest.mark.parametrize("name", HIDDEN_SCHEMAS)
def test_hidden_schemas_have_the_fields_of_the_source(name: str) -> None:
    """A schema that the page hides has the fields of its source, and requires none of them."""
    found = fields(PUBLISHED["components"]["schemas"][name])
    assert HIDDEN_SCHEMAS[name] == ", ".join(f"{field['name']}: {field['type']}" for field in found)
    assert [field["name"] for field in found if "required" in field] == []


def test_variants_of_an_identity_require_what_the_source_requires() -> None:
    """A new identity is one of four variants, which differ in the fields they require."""
    media = request_media(CASES[f"POST {IDENTITIES}"].operation)
    assert media is not None
    schemas = PUBLISHED["components"]["schemas"]
    variants = resolve(media["schema"]).get("oneOf", [])
    expected = [{"$ref": f"#/components/schemas/{name}"} for name, _ in VARIANTS]
    assert expected == variants
    for name, required in VARIANTS:
        assert sorted(required) == sorted(schemas[name].get("required", []))


def test_variants_of_an_identity_have_the_same_fields() -> None:
    """Apart from what they require, the variants are the same."""
    first, *others = (
        [{**field, "required": None} for field in fields(PUBLISHED["components"]["schemas"][name])]
        for name, _ in VARIANTS
    )
    assert all(first == other for other in others)


def test_schemas_hide_only_what_the_source_has() -> None:
    """Of what the page does not show, the schemas say what the source says, and nothing more."""
    schemas = PUBLISHED["components"]["schemas"]
    found = dict(pair for name, schema in schemas.items() for pair in hidden(name, schema))
    assert [] == list(differences(HIDDEN, found))
    assert schemas["Number"].get("type") == "string"


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        (f"POST {IDENTITIES}", ["`entity_type`"]),
        (f"POST {ENGAGEMENT}/numbers", ["_partial successes_", "`207`", "`200`", "`400`"]),
        (f"POST {ENGAGEMENT}/numbers/delete", ["_partial successes_", "`207`", "`200`", "`400`"]),
    ],
)
def test_markdown_is_restored(name: str, marked: list[str]) -> None:
    """Words that the page shows plain are marked up as they were in its source."""
    description = CASES[name].operation["description"]
    assert [words for words in marked if words not in description] == []


def differences(told: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    """Say what to do about each place where ``HIDDEN`` and the schemas differ."""
    for place in {**told, **found}:
        if place not in told:
            yield (
                f"published.yaml says {place}: {found[place]!r}, which the page does not show: add"
                " it to HIDDEN if the source has it, or mend a misspelt keyword"
            )
        elif place not in found:
            yield f"published.yaml no longer says {place}: take it out of HIDDEN, or put it back"
        elif told[place] != found[place]:
            yield (
                f"{place} is {told[place]!r} in HIDDEN, {found[place]!r} in published.yaml:"
                " the same change belongs into both"
            )


@pytest.mark.parametrize(
    ("told", "found", "hint"),
    [
        (
            {},
            {"A enumm": ["x"]},
            "add it to HIDDEN if the source has it, or mend a misspelt keyword",
        ),
        ({"A enum": ["x"]}, {}, "take it out of HIDDEN"),
        ({"A enum": ["x"]}, {"A enum": ["x", "y"]}, "belongs into both"),
    ],
)
def test_a_difference_says_what_to_do(
    told: dict[str, object], found: dict[str, object], hint: str
) -> None:
    """A step of the guide that was forgotten fails with what is to be done."""
    (said,) = differences(told, found)
    assert hint in said
    assert [] == list(differences(found, found))


def without_line(field: Mapping[str, object]) -> dict[str, object]:
    """Return a field without the line of the page on which it stands."""
    return {key: value for key, value in field.items() if key != "line"}


def first_response(operation: Operation) -> Body:
    """Return the one response that the page shows: the first."""
    return resolve(next(iter(operation["responses"].values())))


def request_media(operation: Operation) -> Media | None:
    """Return the body of a request, if the operation takes one."""
    return only_media(resolve(operation["requestBody"])) if "requestBody" in operation else None


def only_media(body: Body) -> Media | None:
    """Return the JSON of a body, if it has any content; it may have no other."""
    content = body.get("content", {})
    assert set(content) <= {JSON}
    return content.get(JSON)


def written(value: Json) -> str:
    """Return JSON as the page writes it, so that the order of its fields counts."""
    return json.dumps(value, indent=3)


def shape(value: Json) -> Json:
    """Return what two JSON values have in common if they differ only in strings and numbers."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return None


def hidden(where: str, schema: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield every keyword of a schema that the page does not show, and where it stands.

    It does not say what the items of an array are, nor whether a schema as a whole is an object.
    """
    if ("properties" in schema) != (schema.get("type") == "object"):
        yield f"{where} type", schema.get("type")
    for keyword, value in schema.items():
        if keyword == "properties":
            for name, inner in cast("Mapping[str, Mapping[str, object]]", value).items():
                yield from hidden(f"{where}.{name}", inner)
        elif keyword == "items":
            yield from hidden(f"{where}[]", cast("Mapping[str, object]", value))
        elif keyword in {"allOf", "oneOf"}:
            for inner in cast("list[Mapping[str, object]]", value):
                yield from hidden(where, inner)
        elif keyword not in SHOWN or where.endswith("[]") or (keyword == "minimum" and not value):
            yield f"{where} {keyword}", value
