"""Fields: new, gone, renamed, required, of another type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.generation.changes import INTEGER, STRING, array, asks, obj, ref, works

if TYPE_CHECKING:
    from tests.generation.checkout import Sources

NOT_THERE = (
    "overrides/spec/conventions.overlay.yaml:*: action * (*): describes "
    "#/components/schemas/{field}, which is not there. If the provider removed it, leave it out "
    "here; if the place moved, follow it."
)
WRONG_EXAMPLE = (
    "openapi.yaml: #/*: the example is not valid by its schema: {reason}. Correct the example "
    "where it was written, or the schema in an overlay."
)


@works("""
wire.answers(200, {"identity_id": "B", "nickname": "V"})
identity = api.identities.get("B")
assert_type(identity.nickname, str | Unset)
assert identity.nickname == "V"
assert identity.to_dict() == {"identity_id": "B", "nickname": "V"}
wire.answers(200, {"identity_id": "B"})
bare = api.identities.get("B")
assert bare.nickname is UNSET
""")
def optional_field(spec: Sources) -> None:
    """An identity has one more field."""
    spec.schemas["IdentityDetails"]["properties"]["nickname"] = STRING


@works("""
engagement = models.NewEngagement(
    identity_id="B", vertical="RETAIL", use_case="2FA", description="Codes", manager="Ada"
)
wire.answers(201, {"engagement_id": "C", "identity_id": "B"})
api.engagements.create(engagement)
assert wire.last().json["manager"] == "Ada"
try:
    models.NewEngagement(  # type: ignore[call-arg] # without the new field
        identity_id="B", vertical="RETAIL", use_case="2FA", description="Codes"
    )
except TypeError as error:
    assert "manager" in str(error)
""")
def required_request_field(spec: Sources) -> None:
    """Creating an engagement asks for one more field, which its example has."""
    spec.schemas["EngagementDetails"]["properties"]["manager"] = STRING
    spec.schemas["NewEngagement"]["required"].append("manager")
    body = spec.paths["/v1/messaging-engagement/engagements"]["post"]["requestBody"]
    body["content"]["application/json"]["example"]["manager"] = "Ada"


@asks(WRONG_EXAMPLE.format(reason='"manager" is a required property'))
def required_request_field_without_an_example(spec: Sources) -> None:
    """Creating an engagement asks for one more field, which its example lacks."""
    spec.schemas["EngagementDetails"]["properties"]["manager"] = STRING
    spec.schemas["NewEngagement"]["required"].append("manager")


@works("""
engagement = models.NewEngagement(
    identity_id="B", vertical="RETAIL", use_case="2FA", description="Codes", sample_one="Hello"
)
assert_type(engagement.sample_one, str)
changes = models.EngagementDetails(sample_one="Hello")
assert_type(changes.sample_one, str | Unset)
""")
def request_field_becomes_required(spec: Sources) -> None:
    """Creating an engagement requires a field that it used to allow."""
    spec.schemas["NewEngagement"]["required"].append("sample_one")


@works("""
wire.answers(200, {"identity_id": "B", "vertical": "RETAIL"})
identity = api.identities.get("B")
assert_type(identity.vertical, str)
assert identity.vertical == "RETAIL"
wire.answers(200, {"identity_id": "B"})
api.identities.get("B")
""")
def answer_field_becomes_required(spec: Sources) -> None:
    """An identity always has its vertical; an answer without it is read all the same."""
    spec.schemas["Identity"]["required"] = ["vertical"]


@asks(
    NOT_THERE.format(field="IdentityDetails/properties/street"),
    NOT_THERE.format(field="IdentityChanges/properties/street"),
)
def field_goes(spec: Sources) -> None:
    """A field is gone: the overlay that describes it asks to be followed."""
    for schema in ("IdentityDetails", "IdentityChanges"):
        del spec.schemas[schema]["properties"]["street"]


@works("""
wire.answers(200, {"identity_id": "B", "street": "23 Main Street"})
identity = api.identities.get("B")
assert identity.additional_properties == {"street": "23 Main Street"}
assert identity.to_dict() == {"identity_id": "B", "street": "23 Main Street"}
""")
def field_goes_and_the_overlay_follows(spec: Sources) -> None:
    """A field is gone, also from the overlay: a server that still sends it is understood."""
    field_goes(spec)
    for action in spec["conventions.overlay.yaml"]["actions"]:
        if action["target"].endswith(".properties"):
            action["update"].pop("street", None)


@asks("openapi.yaml: #/components/schemas/*: requires `email`, which it does not have: *")
def field_goes_that_is_required(spec: Sources) -> None:
    """A field is gone, but is still in the lists of what is required."""
    for schema in ("IdentityDetails", "IdentityChanges"):
        del spec.schemas[schema]["properties"]["email"]
    for action in spec["conventions.overlay.yaml"]["actions"]:
        if action["target"].endswith(".properties"):
            action["update"].pop("email", None)


@asks(
    NOT_THERE.format(field="IdentityDetails/properties/postal_code"),
    NOT_THERE.format(field="IdentityChanges/properties/postal_code"),
)
def field_is_renamed(spec: Sources) -> None:
    """A field has another name: the overlay that describes it asks to be followed."""
    for schema in ("IdentityDetails", "IdentityChanges"):
        properties = spec.schemas[schema]["properties"]
        properties["zip_code"] = properties.pop("postal_code")


@works("""
wire.answers(200, {"identity_id": "B", "zip_code": "07733"})
identity = api.identities.get("B")
assert_type(identity.zip_code, str | Unset)
assert identity.zip_code == "07733"
""")
def field_is_renamed_and_the_overlays_follow(spec: Sources) -> None:
    """A field has another name, also in the overlays."""
    spec.replace('"postal_code"', '"zip_code"')


@asks(WRONG_EXAMPLE.format(reason='"07733" is not of type "integer"'))
def field_has_another_type(spec: Sources) -> None:
    """A string becomes an integer, but the examples do not."""
    for schema in ("IdentityDetails", "IdentityChanges"):
        spec.schemas[schema]["properties"]["postal_code"]["type"] = "integer"


@works("""
wire.answers(200, {"identity_id": "B", "postal_code": 7733})
identity = api.identities.get("B")
assert_type(identity.postal_code, int | Unset)
assert identity.postal_code == 7733
wire.answers(200, {"identity_id": "B", "postal_code": "07733"})
old = api.identities.get("B")
assert old.to_dict()["postal_code"] == "07733"
""")
def field_becomes_an_integer(spec: Sources) -> None:
    """A string becomes an integer; a server that still sends the string is understood."""
    field_has_another_type(spec)
    spec.exemplify("postal_code", 7733)


@works("""
wire.answers(200, {"identity_id": "B", "street": {"name": "Main", "number": 23}})
identity = api.identities.get("B")
assert identity.street
assert_type(identity.street.number, int | Unset)
assert identity.street.number == 23
assert identity.to_dict()["street"] == {"name": "Main", "number": 23}
wire.answers(200, {"identity_id": "B", "street": "23 Main"})
old = api.identities.get("B")
assert old.to_dict()["street"] == "23 Main"
""")
def field_becomes_an_object(spec: Sources) -> None:
    """A string becomes an object; a server that still sends the string is understood."""
    for schema in ("IdentityDetails", "IdentityChanges"):
        spec.schemas[schema]["properties"]["street"] = obj(name=STRING, number=INTEGER)
    spec.exemplify("street", {"name": "Main", "number": 23})


@works("""
wire.answers(200, {"identity_id": "B", "website": ["https://a.example", "https://b.example"]})
identity = api.identities.get("B")
assert_type(identity.website, list[str] | Unset)
assert identity.website == ["https://a.example", "https://b.example"]
wire.answers(200, {"identity_id": "B", "website": "https://a.example"})
old = api.identities.get("B")
assert old.to_dict()["website"] == "https://a.example"
""")
def field_becomes_an_array(spec: Sources) -> None:
    """A string becomes an array of strings; a server that still sends the string is understood."""
    for schema in ("IdentityDetails", "IdentityChanges"):
        spec.schemas[schema]["properties"]["website"] = array(STRING)
    spec.exemplify("website", ["https://a.example"])


@works("""
wire.answers(200, {"identity_id": "B", "ended": None, "parent": None, "rank": None, "kind": None})
identity = api.identities.get("B")
assert_type(identity.ended, str | None | Unset)
assert_type(identity.parent, models.Link | None | Unset)
assert_type(identity.rank, models.BrandRelationship | None | Unset)
assert identity.ended is identity.parent is identity.rank is identity.kind is None
assert identity.to_dict() == wire.sent
""")
def nullable_fields(spec: Sources) -> None:
    """Fields may be null, as OpenAPI 3.0 says it: a text, a model, two kinds of enum."""
    spec.schemas["IdentityDetails"]["properties"] |= {
        "ended": {**STRING, "nullable": True},
        "parent": {"allOf": [ref("Link")], "nullable": True},
        "rank": {"allOf": [ref("BrandRelationship")], "nullable": True},
        "kind": {**STRING, "nullable": True, "enum": ["A", "B"]},
        "never": {**STRING, "nullable": False},
        "size": {**INTEGER, "minimum": 0, "exclusiveMinimum": True},
    }


@works("""
wire.answers(200, {"a": None, "b": [1, None], "c": 5, "d": None})
nulls = api.identities.get_nulls()
assert_type(nulls.a, str | None | Unset)
assert_type(nulls.b, list[int | None] | None | Unset)
assert_type(nulls.c, int | str | None | Unset)
assert_type(nulls.d, models.Link | None | Unset)
assert nulls.b == [1, None]
assert nulls.to_dict() == wire.sent
""")
def nullable_fields_of_openapi_3_1(spec: Sources) -> None:
    """Fields may be null, as OpenAPI 3.1 says it."""
    spec.published["openapi"] = "3.1.0"
    spec.schemas["Nulls"] = obj(
        a={"type": ["string", "null"]},
        b={"type": ["array", "null"], "items": {"type": ["integer", "null"]}},
        c={"type": ["integer", "string", "null"]},
        d={"oneOf": [ref("Link"), {"type": "null"}]},
    )
    spec.paths["/v1/messaging-engagement/new"] = {
        "get": {
            "operationId": "getNulls",
            "tags": ["Identities"],
            "responses": {
                "200": {
                    "description": "The answer",
                    "content": {"application/json": {"schema": ref("Nulls")}},
                }
            },
        }
    }


@works("""
wire.answers(200, {
    "identity_id": "B",
    "born": "1815-12-10",
    "seen": "2020-10-06T08:51:32.119Z",
    "key": "797a8f19-9c45-414a-b7b0-8bfe9cc1c12c",
})
identity = api.identities.get("B")
assert_type(identity.born, datetime.date | Unset)
assert_type(identity.seen, datetime.datetime | Unset)
assert_type(identity.key, uuid.UUID | Unset)
assert_type(identity.site, str | Unset)
assert_type(identity.mail, str | Unset)
assert identity.born == datetime.date(1815, 12, 10)
assert identity.seen == datetime.datetime(2020, 10, 6, 8, 51, 32, 119000, datetime.UTC)
assert identity.key == uuid.UUID("797a8f199c45414ab7b08bfe9cc1c12c")
wire.answers(200, {"identity_id": "B", "born": "last year", "key": 7, "seen": None})
odd = api.identities.get("B")
assert odd.to_dict() == wire.sent
""")
def fields_with_formats(spec: Sources) -> None:
    """Fields have the formats date, date-time, uuid, uri and email."""
    formats = {"born": "date", "seen": "date-time", "key": "uuid", "site": "uri", "mail": "email"}
    spec.schemas["IdentityDetails"]["properties"] |= {
        name: {**STRING, "format": kind} for name, kind in formats.items()
    }


@works("""
wire.answers(200, {
    "identity_id": "B",
    "labels": {"size": "big", "from": "NJ"},
    "extra": {"a": [1]},
    "by_name": {"x": {"href": "/x"}},
})
identity = api.identities.get("B")
assert identity.labels and identity.extra and identity.by_name
assert_type(identity.labels.additional_properties, dict[str, str])
assert_type(identity.by_name.additional_properties, dict[str, models.Link])
assert identity.labels.additional_properties == {"size": "big", "from": "NJ"}
assert identity.extra.additional_properties == {"a": [1]}
assert identity.by_name.additional_properties["x"].href == "/x"
assert identity.to_dict() == wire.sent
""")
def free_form_objects(spec: Sources) -> None:
    """Fields are maps from any name to a string, to anything, to a model."""
    spec.schemas["IdentityDetails"]["properties"] |= {
        "labels": {"type": "object", "additionalProperties": STRING},
        "extra": {"type": "object", "additionalProperties": True},
        "by_name": {"type": "object", "additionalProperties": ref("Link")},
    }


@works("""
wire.answers(200, {"identity_id": "B", "office": {"address": {"rooms": [{"floor": 3}]}}})
identity = api.identities.get("B")
assert identity.office and identity.office.address and identity.office.address.rooms
assert_type(identity.office.address.rooms[0].floor, int | Unset)
assert identity.office.address.rooms[0].floor == 3
assert identity.to_dict() == wire.sent
""")
def nested_inline_objects(spec: Sources) -> None:
    """An object in a list in an object in an object, none of them with a name."""
    rooms = array(obj(floor=INTEGER))
    office = obj(address=obj(rooms=rooms))
    spec.schemas["IdentityDetails"]["properties"]["office"] = office


@works("""
wire.answers(200, {"identity_id": "B"})
api.identities.update("B", models.IdentityChanges(tier="gold"))
assert wire.last().json == {"tier": "gold"}
api.identities.update("B", models.IdentityChanges())
assert wire.last().json == {}
answer = api.identities.get("B")
assert answer.to_dict() == {"identity_id": "B"}
""")
def field_with_a_default(spec: Sources) -> None:
    """A field has a default, which is the server's to apply: what was not given is not sent."""
    for schema in ("IdentityDetails", "IdentityChanges"):
        spec.schemas[schema]["properties"]["tier"] = {**STRING, "default": "basic"}


@works("""
wire.answers(200, {"identity_id": "B", "size": "5", "flags": ["x", 1]})
identity = api.identities.get("B")
assert_type(identity.size, int | str | Unset)
assert_type(identity.flags, list[int | str] | Unset)
assert identity.to_dict() == wire.sent
""")
def field_of_several_types(spec: Sources) -> None:
    """A field is an integer or a string, by oneOf; a list has items of both, by anyOf."""
    spec.schemas["IdentityDetails"]["properties"] |= {
        "size": {"oneOf": [INTEGER, STRING]},
        "flags": array({"anyOf": [STRING, INTEGER]}),
    }


@works("""
wire.answers(200, {"identity_id": "B", "score": 0.5, "matrix": [[1], [2]], "anything": {"a": 1}})
identity = api.identities.get("B")
assert_type(identity.score, float | Unset)
assert_type(identity.matrix, list[list[int]] | Unset)
assert identity.to_dict() == wire.sent
assert "old: Deprecated." in (models.Identity.__doc__ or "")
""")
def fields_of_all_kinds(spec: Sources) -> None:
    """Fields are read-only, write-only, deprecated, a list of lists, a number, anything."""
    spec.schemas["IdentityDetails"]["properties"] |= {
        "password": {**STRING, "writeOnly": True, "format": "password"},
        "score": {"type": "number", "readOnly": True},
        "old": {"type": "boolean", "deprecated": True},
        "matrix": array(array(INTEGER)),
        "anything": {},
    }


@works("""
wire.answers(200, {"identity_id": "B", "logo": "bytes as text"})
identity = api.identities.get("B")
assert_type(identity.logo, str | Unset)
assert identity.logo == "bytes as text"
""")
def binary_field(spec: Sources) -> None:
    """A field of a JSON body is said to be binary, which JSON cannot be: it is a text."""
    spec.schemas["IdentityDetails"]["properties"]["logo"] = {**STRING, "format": "binary"}
