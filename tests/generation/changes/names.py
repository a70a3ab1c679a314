"""Names and texts that could be taken for code, and the document itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.generation.changes import (
    BASE,
    IDENTITY,
    INTEGER,
    NEW,
    STRING,
    asks,
    obj,
    operation,
    parameter,
    ref,
    works,
)
from tests.generation.changes.schemas import CANNOT_READ

if TYPE_CHECKING:
    from tests.generation.checkout import Sources

FIELDS = [
    # words of Python
    *("class", "from", "None", "list", "dict", "str", "type", "id", "property", "frozenset", "mro"),
    # what the generated code says itself
    *("field", "get", "data", "cls", "name", "item", "copy", "self", "as_model", "Any", "UNSET"),
    *("datetime", "UUID", "Mapping", "ClassVar", "from_dict", "to_dict", "additional_properties"),
    *("fits", "_names", "_required", "_known", "_define", "__class__", "__slots__", "__init__"),
    # what is no name in Python
    *("2fa_enabled", "links", "_embedded", "fooBar", "foo_baz", "a-b", "$schema", "with space"),
    *("é", 'quote"d', "back\\slash", "{brace}", "x.y", "\ufb01", "_", "line\nbreak", "bell\x07"),
]


@works(f"""
wire.answers(200, {{"identity_id": "B", **{{name: name for name in {FIELDS!r}}}}})
identity = api.identities.get("B")
assert identity.additional_properties == {{}}
assert identity.to_dict() == wire.sent
assert copy.deepcopy(identity) == identity
assert pickle.loads(pickle.dumps(identity)) == identity
assert_type(identity.field_2fa_enabled, str | Unset)
assert identity.field_2fa_enabled == "2fa_enabled"
assert identity.class_ == "class"
assert identity.to_dict_ == "to_dict"
assert identity.names == "_names"
given: dict[str, Any] = {{name: getattr(identity, name) for name in identity._names}}
assert models.Identity(**given) == identity
assert repr(identity).startswith("Identity(")
""")
def fields_with_odd_names(spec: Sources) -> None:
    """Fields are called as Python or the generated code calls things."""
    spec.schemas["Identity"]["allOf"][2]["properties"] |= dict.fromkeys(FIELDS, STRING)


@works("""
wire.answers(200, {"identity_id": "B", "links": 1, "_links": {"self": {"href": "/x"}}})
identity = api.identities.get("B")
assert_type(identity.links, int | Unset)
assert identity.links == 1
assert identity.field_links and identity.field_links.self_
assert identity.field_links.self_.href == "/x"
assert identity.to_dict() == wire.sent
""")
def links_beside_the_links_of_hal(spec: Sources) -> None:
    """A field is called links, beside _links."""
    spec.schemas["Identity"]["allOf"][2]["properties"]["links"] = INTEGER


@works("""
wire.answers(200, {"_tags": "base"})
base = api.identities.get_base()
assert base.tags == "base"
wire.answers(200, {"_tags": "base", "tags": "own"})
derived = api.identities.get_derived()
assert (derived.tags, derived.field_tags) == ("own", "base")
assert derived.to_dict() == wire.sent
""")
def name_that_is_free_in_one_of_two_models(spec: Sources) -> None:
    """A field has its plain name in one model, and not in another that takes it over."""
    spec.schemas["Base"] = obj(_tags=STRING)
    spec.schemas["Derived"] = {"allOf": [ref("Base"), obj(tags=STRING)]}
    for name in ("Base", "Derived"):
        spec.paths[f"{NEW}/{name}"] = {"get": operation(f"get{name}", answer=ref(name))}


@asks(
    CANNOT_READ.format(
        name="Identity", reason="Properties type and @type have the same python_name"
    )
)
def fields_with_one_name(spec: Sources) -> None:
    """Two fields would be one attribute."""
    spec.schemas["Identity"]["allOf"][2]["properties"] |= {"@type": STRING, "type": STRING}


TEXT = (
    'A "quoted" \\back\\slash\\N{DASH} \\x \\u \\ """ triple {brace} {{ x }} {% raw %} %s ü 😀\n\n'
    "    indented\n- list\n" + "very_long" * 30 + " " + "long " * 100 + '"'
)


@works(r'''
wire.answers(204)
described = models.Described(a="x")
api.described.check(described, q="x")
for documented in (type(api.described).check, models.Described, type(api.described)):
    assert '""" triple {brace} {{ x }} {% raw %}' in (documented.__doc__ or "")
    assert "back\\slash" in (documented.__doc__ or "")
''')
def texts_with_odd_characters(spec: Sources) -> None:
    """Descriptions, summaries and examples have quotes, backslashes, braces, long words."""
    field = {**STRING, "description": TEXT, "example": TEXT}
    spec.schemas["Described"] = {**obj("a", a=field), "description": TEXT}
    spec.schemas["DescribedEnum"] = {**STRING, "enum": ["a"], "description": TEXT}
    spec.published["tags"].append({"name": "Described", "description": TEXT})
    check = operation(
        "checkDescribed",
        tag="Described",
        body=ref("Described"),
        parameters=(
            parameter("q", field, description=TEXT),
            parameter("r", ref("DescribedEnum")),
        ),
        responses={"204": {"description": TEXT}},
    )
    spec.paths[NEW] = {"post": {**check, "summary": TEXT, "description": TEXT}}


@works("""
wire.answers(204)
api.described.check()
import importlib
module = importlib.import_module("messaging_engagement_api.api.described")
raw = api.described.with_raw_response
for documented in (module, type(api).described, type(api.described), type(raw)):
    text = (documented.__doc__ or "").strip()
    assert text.startswith("What is described")
    assert text.endswith((".", ".\\n"))
    assert ".." not in text and ".," not in text and ".:" not in text, text
""")
def tag_with_a_full_stop(spec: Sources) -> None:
    """The description of a tag is a sentence already."""
    spec.published["tags"].append({"name": "Described", "description": "What is described."})
    spec.paths[NEW] = {"post": operation("checkDescribed", tag="Described")}


@works(r"""
wire.answers(204)
api.identities.check()
assert wire.last().path == '/v1/messaging-engagement/a"b\\c/ü d'
""")
def path_with_odd_characters(spec: Sources) -> None:
    """A path has quotes, a backslash, a space, a letter beyond ASCII."""
    spec.paths[f'{BASE}/a"b\\c/ü d'] = {"get": operation("checkIdentities")}


@works("""
assert SERVER == "https://eu.example/v2"
""")
def another_server(spec: Sources) -> None:
    """The provider names another server, with a variable."""
    variables = {"base": {"default": "v2"}}
    spec.published["servers"].insert(
        0, {"url": "https://eu.example/{base}/", "variables": variables}
    )


@asks(
    f"openapi.yaml: GET {IDENTITY}: a server of its own is not supported. Correct it in an "
    "overlay, or extend overrides/templates."
)
def server_of_an_operation(spec: Sources) -> None:
    """An operation is at a server of its own."""
    spec.paths[IDENTITY]["get"]["servers"] = [{"url": "https://eu.example"}]


@works("""
wire.answers(200, {"identity_id": "B"})
api.identities.get("B")
""")
def alternative_security(spec: Sources) -> None:
    """An operation can also be asked with a token; what the client sends is still one way."""
    bearer = {"type": "http", "scheme": "bearer"}
    spec.published["components"]["securitySchemes"] = {"bearer": bearer}
    spec.paths[IDENTITY]["get"]["security"] = [{"bearer": []}, {"basicAuth": []}]


@asks(
    f"openapi.yaml: GET {IDENTITY}: the security bearer is not supported: "
    "overrides/messaging_engagement sends HTTP Basic. Correct it in an overlay, or teach the "
    "client."
)
def other_security(spec: Sources) -> None:
    """An operation must be asked with a token."""
    alternative_security(spec)
    spec.paths[IDENTITY]["get"]["security"].pop()


@asks("openapi.yaml: #/paths/*/get/security: bearer is no scheme of #/components: declare it there")
def security_that_is_not_declared(spec: Sources) -> None:
    """An operation asks for a scheme that is declared nowhere."""
    spec.paths[IDENTITY]["get"]["security"] = [{"bearer": []}]


@asks(
    "overrides/spec/conventions.overlay.yaml:*: action * (Q24, target $*): changes nothing. The "
    "description says so already: remove the action."
)
def security_that_an_overlay_declares(spec: Sources) -> None:
    """The provider declares what an overlay says that it leaves unsaid."""
    for action in spec["conventions.overlay.yaml"]["actions"]:
        if action["x-quirk"]["id"] == "Q24":
            target = spec.published if action["target"] == "$" else spec.published["components"]
            target |= action["update"]


@works(r"""
import messaging_engagement_api
assert 'New "title" \\: models' in (messaging_engagement_api.__doc__ or "")
""")
def title_and_version(spec: Sources) -> None:
    """The document has another title and version."""
    spec.published["info"] |= {"title": 'New "title" \\', "version": "2.0.0"}
