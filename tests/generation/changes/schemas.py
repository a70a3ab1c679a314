"""Schemas: enums, compositions, circles, clashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.generation.changes import (
    DATE,
    INTEGER,
    NEW,
    STRING,
    array,
    asks,
    obj,
    operation,
    ref,
    works,
)

if TYPE_CHECKING:
    from tests.generation.checkout import Document, Sources

CANNOT_READ = (
    "openapi.yaml: #/components/schemas/{name}: openapi-python-client cannot read it: {reason}. "
    "Say it in another way, in an overlay."
)


def answered(spec: Sources, name: str, schema: Document) -> None:
    """Let an operation ``getName`` answer with the schema, under its name."""
    spec.schemas[name] = schema
    spec.paths[f"{NEW}/{name}"] = {"get": operation(f"get{name}", answer=ref(name))}


@works("""
wire.answers(200, {"identity_id": "B", "brand_relationship": "GIANT_ACCOUNT"})
identity = api.identities.get("B")
assert_type(identity.brand_relationship, models.BrandRelationship | Unset)
assert identity.brand_relationship is models.BrandRelationship.GIANT_ACCOUNT
""")
def enum_value(spec: Sources) -> None:
    """An enum has one more value."""
    spec.schemas["BrandRelationship"]["enum"].append("GIANT_ACCOUNT")


ODD_VALUES = [
    *("2FA", "", "class", "a-b", "+", "None", "é", "mro", 'q"uo\\te', "_x", "x.y", "name", "😀"),
    *("line\nbreak", "tab\there", "bell\x07", "paragraph\u2029", "back\\nslash"),
]


@works(f"""
assert [item.value for item in models.Odd] == {ODD_VALUES!r}
assert models.Odd("2FA") is models.Odd.VALUE_2FA
assert models.Odd("") is models.Odd.EMPTY
assert models.Odd("class") is models.Odd.CLASS
assert models.Odd("a-b") is models.Odd.A_B
assert models.Odd("+") is models.Odd.PLUS_SIGN
for value in {ODD_VALUES!r}:
    wire.answers(200, {{"odd": value}})
    answer = api.identities.get_odds()
    assert_type(answer.odd, models.Odd | Unset)
    assert isinstance(answer.odd, models.Odd) and answer.odd in list(models.Odd)
    assert answer.odd == value
    assert answer.to_dict() == wire.sent
    assert pickle.loads(pickle.dumps(answer)) == answer
""")
def enum_values_with_odd_characters(spec: Sources) -> None:
    """Values of an enum begin with a digit, are empty, have quotes, are Python's own words."""
    spec.schemas["Odd"] = {**STRING, "enum": ODD_VALUES}
    answered(spec, "Odds", obj(odd=ref("Odd")))


CONSTANTS = ['q"uo\\te', "line\nbreak", "back\\nslash", "{brace}", "it's", "\u2029"]


@works(f"""
constant = models.Constant()
assert list(constant.to_dict().values()) == {CONSTANTS!r}
wire.answers(200, constant.to_dict())
answer = api.identities.get_constant()
assert answer == constant
assert models.Constant.fits(constant.to_dict())
""")
def constants_with_odd_characters(spec: Sources) -> None:
    """Fields have one value each, with quotes, backslashes, line breaks."""
    spec.published["openapi"] = "3.1.0"
    fields: dict[str, Document] = {f"c{i}": {"const": it} for i, it in enumerate(CONSTANTS)}
    answered(spec, "Constant", obj(*fields, **fields))


@asks(
    "openapi.yaml: the enum values 'a-b' and 'a_b' would both be called A_B: give every value of "
    "the enum a name with `x-enum-varnames`"
)
def enum_values_with_one_name(spec: Sources) -> None:
    """Two values would have one name in Python."""
    answered(spec, "Odds", obj(odd={**STRING, "enum": ["a-b", "a_b"]}))


@works("""
assert models.Choice.YES.value == "Y"
assert models.Choice.NO.value == "N"
""")
def enum_with_names(spec: Sources) -> None:
    """An enum names its values."""
    names = ["YES", "NO"]
    choice = {**STRING, "enum": ["Y", "N"], "x-enum-varnames": names}
    answered(spec, "Answered", obj(choice=ref("Choice")))
    spec.schemas["Choice"] = choice


@works("""
assert [item.value for item in models.Level] == [1, 2, -1]
wire.answers(200, {"level": 2, "other": None, "sure": True})
answer = api.identities.get_leveled()
assert_type(answer.level, models.Level | Unset)
assert answer.level is models.Level.VALUE_2
assert answer.other is None
assert answer.to_dict() == wire.sent
""")
def enums_of_integers_and_null(spec: Sources) -> None:
    """An enum of integers, one that allows null, and one of a boolean."""
    spec.schemas["Level"] = {**INTEGER, "enum": [1, 2, -1]}
    other = {**STRING, "nullable": True, "enum": ["x", "y", None]}
    sure = {"type": "boolean", "enum": [True]}
    answered(spec, "Leveled", obj(level=ref("Level"), other=other, sure=sure))


@asks(
    "openapi.yaml: #/components/schemas/Odds/properties/odd: an enum of int and str is not "
    "supported, only of str or of int. Correct it in an overlay, or extend overrides/templates."
)
def enum_of_several_types(spec: Sources) -> None:
    """An enum has texts and integers."""
    answered(spec, "Odds", obj(odd={"enum": ["a", 1]}))


def add_government(spec: Sources) -> None:
    """Add a fifth kind of identity, as the provider wrote the other four."""
    spec.schemas["EntityType"]["enum"].append("GOVERNMENT")
    spec.schemas["NewIdentity"]["oneOf"].append(ref("Government"))
    spec.schemas["Government"] = {
        "title": "Government",
        "x-tab-id": "Government",
        "allOf": [obj(entity_type=ref("EntityType"), agency=STRING), ref("IdentityDetails")],
        "required": ["entity_type", "display_name", "country", "brand_relationship", "agency"],
    }


@asks(
    "openapi.yaml: #/components/schemas/NewIdentity: #/components/schemas/Government is a variant "
    "that `discriminator.mapping` does not name: add the value that tells it apart"
)
def kind_of_identity(spec: Sources) -> None:
    """A fifth kind of identity, which the overlays do not tell apart yet."""
    add_government(spec)


@works("""
government = models.Government(
    display_name="City",
    country="US",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
    agency="Health",
)
assert_type(government.entity_type, Literal["GOVERNMENT"])
wire.answers(201, {"identity_id": "B", "entity_type": "GOVERNMENT"})
identity = api.identities.create(government)
assert wire.last().json["entity_type"] == "GOVERNMENT"
assert wire.last().json["agency"] == "Health"
assert identity.entity_type is models.EntityType.GOVERNMENT
""")
def kind_of_identity_and_the_overlays_follow(spec: Sources) -> None:
    """A fifth kind of identity, told apart as the other four: by actions of the overlay."""
    add_government(spec)
    actions = spec["corrections.overlay.yaml"]["actions"]
    by_target = {action["target"]: action for action in actions}
    mapping = by_target["$.components.schemas.NewIdentity"]["update"]["discriminator"]["mapping"]
    mapping["GOVERNMENT"] = "#/components/schemas/Government"
    types = next(it for it in actions if it["target"].endswith("allOf[0].properties.entity_type"))
    types["target"] = types["target"].replace("['", "['Government', '", 1)
    public = by_target["$.components.schemas.PublicCompany.allOf[0].properties"]
    target = "$.components.schemas.Government.allOf[0].properties"
    actions.append({**public, "target": target, "update": {"entity_type": {"const": "GOVERNMENT"}}})


@works("""
wire.answers(200, {"name": "a", "children": [{"name": "b", "parent": {"of": {"name": "c"}}}]})
tree = api.identities.get_tree()
assert_type(tree, models.Tree)
assert tree.children and tree.children[0].parent and tree.children[0].parent.of
assert_type(tree.children[0].parent.of, models.Tree)
assert tree.children[0].parent.of.name == "c"
assert tree.to_dict() == wire.sent
""")
def recursive_schema(spec: Sources) -> None:
    """A schema has itself as an item and, by way of another one, as a field."""
    spec.schemas["Parent"] = obj(of=ref("Tree"))
    answered(spec, "Tree", obj(name=STRING, children=array(ref("Tree")), parent=ref("Parent")))


@works("""
wire.answers(200, {
    "page": 1, "page_size": 1, "total_pages": 1, "total_items": 1, "href": "/x", "more": True
})
everything = api.identities.get_everything()
assert_type(everything, models.Everything)
assert_type(everything.more, bool)
assert_type(everything.href, str)
assert everything.to_dict() == wire.sent
""")
def composition_of_three(spec: Sources) -> None:
    """A schema is all of three others."""
    more = obj("more", more={"type": "boolean"})
    answered(spec, "Everything", {"allOf": [ref("Page"), ref("Link"), more]})


@works("""
wire.answers(200, {"a": "x", "b": 1, "c": True, "d": 0.5})
deep = api.identities.get_deep()
assert_type(deep, models.Deep)
assert_type(deep.a, str)
assert_type(deep.b, int | Unset)
assert_type(deep.c, bool)
assert_type(deep.d, float | Unset)
assert deep.additional_properties == {}
""")
def composition_in_a_composition(spec: Sources) -> None:
    """A schema is all of others, which are so in their places."""
    spec.schemas["Part"] = obj(c={"type": "boolean"})
    inner = [
        {"allOf": [obj("a", a=STRING), obj(b=INTEGER)]},
        {"allOf": [ref("Part")], "required": ["c"]},
    ]
    answered(spec, "Deep", {"allOf": inner, "properties": {"d": {"type": "number"}}})


@works("""
wire.answers(200, {"href": "/a", "title": "A"})
link = api.identities.get_titled_link()
assert_type(link, models.TitledLink)
assert_type(link.title, str)
assert_type(link.href, str)
assert link.to_dict() == wire.sent
""")
def reference_with_more_beside_it(spec: Sources) -> None:
    """A schema is a reference and more, as OpenAPI 3.1 allows."""
    spec.published["openapi"] = "3.1.0"
    answered(spec, "TitledLink", {**ref("Link"), **obj("title", title=STRING)})


@works("""
contact = models.Contact(mail="a@b.example")
assert_type(contact.phone, str | Unset)
wire.answers(200, contact.to_dict())
answer = api.identities.get_contact()
assert_type(answer, models.Contact)
assert answer == contact
""")
def object_that_requires_one_of_two_fields(spec: Sources) -> None:
    """Beside its fields, an object says by anyOf which of them must be there."""
    choice = [{"required": ["mail"]}, {"required": ["phone"]}]
    answered(spec, "Contact", {**obj(mail=STRING, phone=STRING), "anyOf": choice})


@asks(
    "openapi.yaml: #/components/schemas/Contact: `oneOf` beside `properties` or `allOf` is not "
    "supported: write the fields into each variant, by `allOf`. Correct it in an overlay, or "
    "extend overrides/templates."
)
def object_with_variants_beside_its_fields(spec: Sources) -> None:
    """Beside its fields, an object has those of one of two others."""
    variants = [obj("mail", mail=STRING), obj("phone", phone=STRING)]
    answered(spec, "Contact", {**obj(name=STRING), "oneOf": variants})


@works("""
wire.answers(200, {"bark": "loud"})
dog = api.identities.get_pet()
assert_type(dog, models.Cat | models.Dog)
assert isinstance(dog, models.Dog)
wire.answers(200, {"purr": "soft"})
cat = api.identities.get_pet()
assert isinstance(cat, models.Cat)
""")
def variants_without_a_discriminator(spec: Sources) -> None:
    """An answer is any of two schemas that only their required fields tell apart."""
    spec.schemas["Dog"] = obj("bark", bark=STRING)
    spec.schemas["Cat"] = obj("purr", purr=STRING)
    answered(spec, "Pet", {"anyOf": [ref("Dog"), ref("Cat")]})


def pets(spec: Sources) -> None:
    """Let there be two schemas that their fields do not tell apart."""
    spec.schemas["Dog"] = obj(by=STRING, also=STRING)
    spec.schemas["Cat"] = obj(by=STRING, also=STRING)


def told_apart(name: str, dog: str, cat: str) -> Document:
    """Write a union of the two that a discriminator tells apart."""
    mapping = {dog: "#/components/schemas/Dog", cat: "Cat"}
    union = {"oneOf": [ref("Dog"), ref("Cat")]}
    return {**union, "discriminator": {"propertyName": name, "mapping": mapping}}


@works("""
wire.answers(200, {
    "one": {"by": "d", "also": "x"}, "other": {"by": "d", "also": "x"},
    "neither": {"by": "c", "also": "y"}, "many": [{"by": "c"}, {"by": "d"}, {"by": "Cat"}],
})
kept = api.identities.get_kept()
assert_type(kept.one, models.Cat | models.Dog | Unset)
assert isinstance(kept.one, models.Dog)
assert isinstance(kept.other, models.Cat)
assert isinstance(kept.neither, models.Dog)
assert kept.many
assert [type(item).__name__ for item in kept.many] == ["Cat", "Dog", "Cat"]
assert kept.to_dict() == wire.sent
""")
def unions_of_the_same_schemas(spec: Sources) -> None:
    """Unions of the same schemas have each a discriminator of its own, or none."""
    pets(spec)
    spec.schemas["Pet"] = told_apart("by", "d", "c")
    fields = {
        "one": ref("Pet"),
        "other": told_apart("also", "y", "x"),
        "neither": {"oneOf": [ref("Dog"), ref("Cat")]},
        "many": array(ref("Pet")),
    }
    answered(spec, "Kept", obj(**fields))


@works("""
for sent, kind in (
    ({"by": "d"}, models.Dog),
    ({"by": "c"}, models.Cat),
    ({"wheels": "2"}, models.Bike),
    ({"wheels": "4"}, models.Car),
    ({"href": "/x"}, models.Link),
):
    wire.answers(200, sent)
    thing = api.identities.get_thing()
    assert type(thing) is kind, thing
    assert thing.to_dict() == sent
wire.answers(200, {"by": "?"})
unknown: Any = api.identities.get_thing()
assert unknown == {"by": "?"}
""")
def unions_in_a_union(spec: Sources) -> None:
    """A union is of two others, each with a discriminator, one without a name; and of a schema."""
    pets(spec)
    spec.schemas["Pet"] = told_apart("by", "d", "c")
    spec.schemas["Bike"] = spec.schemas["Car"] = obj(wheels=STRING)
    mapping = {"2": "#/components/schemas/Bike", "4": "#/components/schemas/Car"}
    vehicle = {
        "oneOf": [ref("Bike"), ref("Car")],
        "discriminator": {"propertyName": "wheels", "mapping": mapping},
    }
    answered(spec, "Thing", {"oneOf": [ref("Pet"), vehicle, ref("Link")]})


@works("""
wire.answers(200, {"by": "hound"})
assert isinstance(api.identities.get_pet(), models.Dog)
wire.answers(200, {"by": "Renamed"})
assert isinstance(api.identities.get_pet(), models.Dog)
""")
def variant_that_is_all_of_another_schema(spec: Sources) -> None:
    """A variant is another schema under a name of its own, which is no class."""
    pets(spec)
    spec.schemas["Renamed"] = {"allOf": [ref("Dog")]}
    union = {"oneOf": [ref("Cat"), ref("Renamed")]}
    mapping = {"hound": "#/components/schemas/Renamed", "Cat": "#/components/schemas/Cat"}
    answered(spec, "Pet", {**union, "discriminator": {"propertyName": "by", "mapping": mapping}})


@works("""
wire.answers(200, [{"href": "/a"}, {"href": "/b"}])
links = api.identities.get_links()
assert_type(links, list[models.Link])
assert links[1].href == "/b"
wire.answers(200, ["x"])
names = api.identities.get_names()
assert_type(names, list[str])
wire.answers(200, {"a": {"href": "/a"}})
by_name = api.identities.get_by_name()
assert_type(by_name.additional_properties, dict[str, models.Link])
assert by_name.additional_properties["a"].href == "/a"
wire.answers(200, "x")
word = api.identities.get_word()
assert_type(word, str)
assert word == "x"
""")
def answers_that_are_no_objects(spec: Sources) -> None:
    """Answers are a list of models, a list of strings, a map, a string."""
    answered(spec, "Links", array(ref("Link")))
    answered(spec, "Names", array(STRING))
    answered(spec, "ByName", {"type": "object", "additionalProperties": ref("Link")})
    answered(spec, "Word", STRING)


OWN_NAMES = [
    *("Model", "Any", "Unset", "Mapping", "Literal", "UUID", "Self", "ClassVar", "Request"),
    *("Operation", "Sender", "Answer", "OpenStrEnum", "List", "Exception", "Callable"),
]


@works("""
wire.answers(200, {"a": 1, "day": "2020-01-02", "key": str(uuid.UUID(int=1)), "other": {"a": 2}})
any_ = api.identities.get_any()
assert_type(any_, models.AnyModel)
answer = api.identities.get_answer()
assert_type(answer, models.AnswerModel)
exception = api.identities.get_exception()
assert_type(exception, models.Exception_)
model = api.identities.get_model()
assert_type(model.day, datetime.date | Unset)
assert_type(model.other, models.AnyModel | Unset)
assert isinstance(model.other, models.AnyModel)
assert model.to_dict() == wire.sent
""")
def schemas_named_like_python(spec: Sources) -> None:
    """Schemas are called as what the generated modules import."""
    key = {**STRING, "format": "uuid"}
    for name in OWN_NAMES:
        answered(spec, name, obj(a=INTEGER, day=DATE, key=key, other=ref("Any")))


@works("""
wire.answers(200, {"a": 1})
vetting = api.vetting.get()
assert_type(vetting, models.Vetting)
wire.answers(200, [{"a": 1}])
vettings = api.vetting.list()
assert_type(vettings, list[models.Vetting])
assert vettings == [vetting]
""")
def schema_named_like_its_tag(spec: Sources) -> None:
    """A tag and a schema have one name."""
    spec.schemas["Vetting"] = obj(a=INTEGER)
    one, many = ref("Vetting"), array(ref("Vetting"))
    spec.paths[f"{NEW}/a"] = {"get": operation("getVetting", tag="Vetting", answer=one)}
    spec.paths[f"{NEW}/b"] = {"get": operation("listVettings", tag="Vetting", answer=many)}


@asks(
    CANNOT_READ.format(
        name="identity_page",
        reason='Attempted to generate duplicate models with name "IdentityPage"',
    )
)
def schemas_with_one_name(spec: Sources) -> None:
    """Two schemas would be one class."""
    answered(spec, "identity_page", obj(a=INTEGER))


@asks(
    CANNOT_READ.format(
        name="Identity", reason='Attempted to generate duplicate models with name "IdentityLinks"'
    )
)
def schema_named_like_an_inline_one(spec: Sources) -> None:
    """A schema has the name that is made up for an object without one."""
    answered(spec, "IdentityLinks", obj(a=INTEGER))


@asks(
    "openapi.yaml: the schemas ABTest and AbTest would both be in the module models/ab_test.py: "
    "rename one"
)
def schemas_with_one_module(spec: Sources) -> None:
    """Two schemas would be one module."""
    spec.schemas["ABTest"] = obj(a=INTEGER)
    spec.schemas["AbTest"] = obj(b=INTEGER)


@works("""
wire.answers(200, {"href": "/a"})
renamed = api.identities.get_renamed()
assert_type(renamed, models.Renamed)
assert renamed.href == "/a"
""")
def schema_that_is_a_reference(spec: Sources) -> None:
    """A schema is nothing but a reference to another one: it is the same under its own name."""
    answered(spec, "Renamed", ref("Link"))


@works("""
wire.answers(200, {"a": 1, "b": 2})
closed = api.identities.get_closed()
assert_type(closed, models.Closed)
assert closed.to_dict() == wire.sent
""")
def closed_schema(spec: Sources) -> None:
    """A schema allows no other fields; if a server sends one, it is kept."""
    answered(spec, "Closed", {**obj(a=INTEGER), "additionalProperties": False})


@asks(
    CANNOT_READ.format(
        name="Nested",
        reason="*Recursive and circular references are not supported directly in an array schema's "
        "'items' section",
    )
)
def array_of_itself(spec: Sources) -> None:
    """A schema is an array of itself."""
    answered(spec, "Nested", array(ref("Nested")))
