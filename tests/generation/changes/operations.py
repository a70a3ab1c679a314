"""Operations: new, gone, renamed, moved, under new tags; and whole resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.generation.changes import (
    BASE,
    DATE,
    IDENTITIES,
    IDENTITY,
    IDENTITY_ID,
    INTEGER,
    NEW,
    STRING,
    array,
    asks,
    json,
    obj,
    operation,
    parameter,
    ref,
    works,
)

if TYPE_CHECKING:
    from tests.generation.checkout import Sources

NO_MATCH = (
    "overrides/spec/*.overlay.yaml:*: action * (Q*, target $.paths['{path}']{method}): the target "
    "matches nothing. If the provider mended it, remove the action; if the place moved, follow it."
)


@works("""
wire.answers(200, {"score": 7, "factors": [{"name": "age", "weight": 0.5}]})
score = api.identities.get_score("B", since=datetime.date(2020, 1, 2))
assert_type(score, models.IdentityScore)
assert_type(score.score, int)
assert score.factors
assert_type(score.factors[0], models.ScoreFactor)
assert score.factors[0].weight == 0.5
assert wire.last().path == "/v1/messaging-engagement/identities/B/score"
assert wire.last().params == (("since", "2020-01-02"),)
wire.answers(200, {"score": 8})
vetted = api.identities.vet("B", models.VettingRequest(provider="AEGIS"))
assert vetted == models.IdentityScore(score=8)
assert wire.last().json == {"provider": "AEGIS"}
assert wire.last().operation.method == "POST"
""")
def operations_on_a_resource(spec: Sources) -> None:
    """Two operations of a resource, with schemas of their own and a query parameter."""
    spec.schemas["ScoreFactor"] = obj(name=STRING, weight={"type": "number"})
    spec.schemas["IdentityScore"] = obj("score", score=INTEGER, factors=array(ref("ScoreFactor")))
    spec.schemas["VettingRequest"] = obj("provider", provider=STRING)
    score, since = ref("IdentityScore"), parameter("since", DATE)
    spec.paths[f"{IDENTITY}/score"] = {
        "parameters": [IDENTITY_ID],
        "get": operation("getIdentityScore", parameters=(since,), answer=score),
        "post": operation("vetIdentity", body=ref("VettingRequest"), answer=score),
    }


@works("""
wire.answers(200, {
    "page": 1, "page_size": 10, "total_pages": 1, "total_items": 1,
    "_embedded": {"brand_vettings": [{"vetting_id": "V1"}]},
    "_links": {"next": {"href": "/next"}},
})
page = api.brand_vettings.list(page=2)
assert_type(page, models.BrandVettingPage)
assert_type(page.embedded.brand_vettings, list[models.BrandVetting])
assert page.embedded.brand_vettings[0].vetting_id == "V1"
assert page.links and page.links.next_ and page.links.next_.href == "/next"
assert wire.last().params == (("page", "2"),)
wire.answers(201, {"vetting_id": "V2"})
created = api.brand_vettings.create(models.NewBrandVetting(provider="AEGIS"))
assert_type(created, models.BrandVetting)
assert wire.last().json == {"provider": "AEGIS"}
wire.answers(200, {"vetting_id": "V2"})
found = api.brand_vettings.get("V2")
assert found == created
wire.answers(204)
api.brand_vettings.delete("V2")
assert wire.last().operation.method == "DELETE"
assert "Checks of an identity" in (type(api.brand_vettings).__doc__ or "")
""")
def paged_resource(spec: Sources) -> None:
    """A resource with a tag of two words: list, create, get, delete."""
    tag, vetting = "Brand Vettings", ref("BrandVetting")
    spec.published["tags"].append({"name": tag, "description": "Checks of an identity"})
    embedded = obj("brand_vettings", brand_vettings=array(vetting))
    page = obj("_embedded", _embedded=embedded, _links=obj(next=ref("Link")))
    spec.schemas["BrandVetting"] = obj("vetting_id", vetting_id=STRING)
    spec.schemas["NewBrandVetting"] = obj("provider", provider=STRING)
    spec.schemas["BrandVettingPage"] = {"allOf": [ref("Page"), page]}
    spec.paths[f"{BASE}/vettings"] = {
        "get": operation(
            "listBrandVettings",
            tag=tag,
            parameters=(parameter("page", INTEGER),),
            answer=ref("BrandVettingPage"),
        ),
        "post": operation(
            "createBrandVetting",
            tag=tag,
            body=ref("NewBrandVetting"),
            responses={"201": {"description": "Created", "content": json(vetting)}},
        ),
    }
    spec.paths[f"{BASE}/vettings/{{vetting_id}}"] = {
        "parameters": [parameter("vetting_id", STRING, "path")],
        "get": operation("getBrandVetting", tag=tag, answer=vetting),
        "delete": operation("deleteBrandVetting", tag=tag),
    }


@works("""
wire.answers(200, {
    "page": 1, "page_size": 10, "total_pages": 1, "total_items": 0, "_embedded": {"identities": []}
})
assert_type(items(api.identities.search()), list[models.Identity])
assert wire.last().operation.id == "searchIdentities"
assert not hasattr(api.identities, "list")
""")
def operation_is_renamed(spec: Sources) -> None:
    """An operation has another operationId: its method follows."""
    spec.paths[IDENTITIES]["get"]["operationId"] = "searchIdentities"


@works("""
wire.answers(200, {"identity_id": "B"})
api.identities.get("B")
assert wire.last().operation.id == "getIdentity"
""")
def operation_that_an_overlay_names_is_renamed(spec: Sources) -> None:
    """Where an overlay says what an operation is called, what the provider calls it is the same."""
    spec.paths[IDENTITY]["get"]["operationId"] = "retrieveBrand"


@asks(NO_MATCH.format(path=IDENTITY, method="*"))
def path_is_renamed(spec: Sources) -> None:
    """A path has another name: every overlay action that is aimed at it asks to follow it."""
    spec.paths[f"{BASE}/brands/{{identity_id}}"] = spec.paths.pop(IDENTITY)


@works("""
wire.answers(200, {"identity_id": "B"})
identity = api.identities.get("B")
assert_type(identity, models.Identity)
assert wire.last().path == "/v2/messaging-engagement/identities/B"
""")
def paths_are_renamed_and_the_overlays_follow(spec: Sources) -> None:
    """All paths have another version, also in the overlays."""
    spec.replace("/v1/messaging-engagement", "/v2/messaging-engagement")


@asks(NO_MATCH.format(path=IDENTITY, method=".delete*"))
def operation_goes(spec: Sources) -> None:
    """An operation is gone: every overlay action that is aimed at it asks to be removed."""
    del spec.paths[IDENTITY]["delete"]


@asks(
    "openapi.yaml: #/components/responses/CreatedIdentity/links/delete: the link leads to "
    "deleteIdentity, which is no operation: remove the link, or follow the operation to its new "
    "name"
)
def operation_goes_and_the_actions_with_it(spec: Sources) -> None:
    """An operation is gone, and the actions aimed at it: the link to it asks to go, too."""
    del spec.paths[IDENTITY]["delete"]
    for name in ("corrections.overlay.yaml", "conventions.overlay.yaml"):
        actions = spec[name]["actions"]
        actions[:] = [it for it in actions if f"['{IDENTITY}'].delete" not in it["target"]]


@works("""
assert not hasattr(api.identities, "delete")
""")
def operation_goes_and_the_overlays_follow(spec: Sources) -> None:
    """An operation is gone, and all that the overlays say of it: so is its method."""
    operation_goes_and_the_actions_with_it(spec)
    for action in spec["conventions.overlay.yaml"]["actions"]:
        if action["target"] == "$.components.responses.CreatedIdentity":
            action["update"].get("links", {}).pop("delete", None)


@asks("openapi.yaml: #/paths/*/get: has no `operationId`, from which the client's method is named")
def operation_without_an_id(spec: Sources) -> None:
    """An operation has no operationId."""
    spec.paths[NEW] = {"get": operation("anything")}
    del spec.paths[NEW]["get"]["operationId"]


@asks("openapi.yaml: #/paths/*/get: has no tag; the first tag is the resource class it goes to")
def operation_without_a_tag(spec: Sources) -> None:
    """An operation has no tag."""
    spec.paths[NEW] = {"get": operation("getStatus")}
    del spec.paths[NEW]["get"]["tags"]


@asks("openapi.yaml: #/paths/*/get: the tag '***' has no letter, and no class can be named for it")
def tag_without_a_letter(spec: Sources) -> None:
    """A tag is no name at all."""
    spec.paths[NEW] = {"get": operation("getStatus", tag="***")}


@asks(
    "openapi.yaml: #/paths/*/get: `operationId: listIdentities` is taken by "
    "#/paths/~1v1~1messaging-engagement~1identities/get; choose another"
)
def operation_id_twice(spec: Sources) -> None:
    """Two operations have one operationId."""
    spec.paths[NEW] = {"get": operation("listIdentities")}


@asks(
    'openapi.yaml: #/paths/*/get: `operationId: 2 "fast"` is no name of a method: begin with a '
    "letter, go on with letters, digits, and - . _ between them"
)
def operation_id_that_is_no_name(spec: Sources) -> None:
    """An operationId has quotes and a space."""
    spec.paths[NEW] = {"get": operation('2 "fast"')}


@asks(
    "openapi.yaml: the operations listIdentities and listIdentity of tag Identities would both be "
    "the method `list`: give one of them another operationId"
)
def operations_with_one_method(spec: Sources) -> None:
    """Two operations would be one method."""
    spec.paths[NEW] = {"get": operation("listIdentity")}


@asks(
    "openapi.yaml: the operations listIdentities and list-identities would both be called "
    "list_identities: give one of them another operationId"
)
def operations_with_one_name(spec: Sources) -> None:
    """Two operations of two resources would have one name."""
    spec.paths[NEW] = {"get": operation("list-identities", tag="Numbers")}


@works("""
wire.answers(204)
api.identities.import_()
assert wire.last().operation.id == "importIdentity"
api.identities.list_all()
api.identities.print(q="x")
assert wire.last().params == (("q", "x"),)
api.identities.exec()
api.identities.class_()
api.identities.none()
api.identities.init()
api.identities.send()
api.identities.models_()
api.identities.builtins_()
api.identities.datetime_()
api.identities.str_()
api.identities.identities_2_fa()
""")
def operations_named_like_python(spec: Sources) -> None:
    """Operations are named like keywords, builtins, and what a class or its module has already."""
    names = ["importIdentity", "listAllIdentities", "exec", "class", "None", "init__", "send"]
    names += ["models", "builtins", "datetime", "str", "identities2fa"]
    for name in names:
        spec.paths[f"{NEW}/{name}"] = {"get": operation(name)}
    by = (parameter("q", STRING), parameter("when", DATE), parameter("some", array(STRING)))
    spec.paths[f"{NEW}/print"] = {"get": operation("print", parameters=by, answer=ref("Page"))}
    spec.paths[f"{NEW}/print"]["get"]["responses"]["204"] = {"description": "Done"}


@works("""
wire.answers(200, {"identity_id": "B"})
identity = api.identities.peek("B")
assert_type(identity, models.Identity)
assert "Deprecated. Looks at it." in (type(api.identities).peek.__doc__ or "")
""")
def deprecated_operation(spec: Sources) -> None:
    """An operation is deprecated: its documentation says so."""
    peek = operation("peekIdentity", answer=ref("Identity"), description="Looks at it.")
    spec.paths[f"{IDENTITY}/peek"] = {
        "parameters": [IDENTITY_ID],
        "get": {**peek, "deprecated": True},
    }


@works("""
wire.answers(204)
api.models.check()
api.client.check()
api.errors.check()
api.operation.check()
api.api.check()
api.sender.check()
api.list_.check()
api.class_.check()
api.self_.check()
assert wire.last().operation.id == "checkSelf"
""")
def tags_named_like_modules(spec: Sources) -> None:
    """Tags are named like modules and classes of the package, a builtin, a keyword."""
    names = ["models", "client", "errors", "operation", "Api", "Sender", "list", "class", "self"]
    for tag in names:
        name = f"check{tag.capitalize()}"
        spec.paths[f"{NEW}/{tag}"] = {"get": operation(name, tag=tag)}


@works("""
wire.answers(204)
for tag in ("send", "close", "paginate", "send_raw", "follow", "with_options"):
    assert not hasattr(api, tag)
api.send_.check()
api.close_.check()
api.paginate_.check()
api.send_raw_.check()
api.follow_.check()
api.with_options_.check()
assert wire.last().operation.id == "checkWith_options"
api.parts.check()
api.drive.check()
""")
def tags_named_like_members_of_the_clients(spec: Sources) -> None:
    """Tags are named like the methods that the clients have beside their resources."""
    names = ["send", "close", "paginate", "send_raw", "follow", "with_options", "parts", "drive"]
    for tag in names:
        name = f"check{tag.capitalize()}"
        spec.paths[f"{NEW}/{tag}"] = {"get": operation(name, tag=tag)}


@works("""
wire.answers(204)
api.tag2fa.start_2_fa()
api.a_b_testing.start_ab_testing()
api.two_words_more.start()
assert wire.last().operation.id == "startTwoWordsMore"
""")
def tags_with_odd_characters(spec: Sources) -> None:
    """Tags have a digit first, a dash, a space, a slash with spaces around it."""
    tags = {
        "start2FA": "2FA",
        "startABTesting": "A-B Testing",
        "startTwoWordsMore": "two words / more",
    }
    for name, tag in tags.items():
        spec.paths[f"{NEW}/{name}"] = {"get": operation(name, tag=tag)}


@works("""
wire.answers(204)
api.phone_numbers.check()
api.phone_numbers.test()
""")
def one_tag_in_two_forms(spec: Sources) -> None:
    """Two tags that differ in case and spaces alone are one resource."""
    spec.paths[f"{NEW}/a"] = {"get": operation("checkPhoneNumbers", tag="Phone Numbers")}
    spec.paths[f"{NEW}/b"] = {"get": operation("testPhoneNumbers", tag="phone-numbers")}


@asks(
    "openapi.yaml: the tags Identities and Async Identities would both have the class "
    "AsyncIdentities: rename one of them"
)
def tags_with_one_class(spec: Sources) -> None:
    """A tag would have the class that is another one's asynchronous class."""
    spec.paths[NEW] = {"get": operation("check", tag="Async Identities")}


@works("""
wire.answers(204)
api.identities.move("B", "C")
assert wire.last().path == "/v1/messaging-engagement/new/B/C"
assert not hasattr(api.engagements, "move")
""")
def operation_with_two_tags(spec: Sources) -> None:
    """An operation has two tags: it belongs to the resource of the first."""
    engagement_id = {"$ref": "#/components/parameters/engagement_id"}
    spec.paths[f"{NEW}/{{identity_id}}/{{engagement_id}}"] = {
        "parameters": [engagement_id, IDENTITY_ID],
        "post": operation("moveIdentity", tags=["Identities", "Engagements"]),
    }


@works("""
wire.answers(200)
api.identities.probe("B")
assert wire.last().operation.method == "HEAD"
api.identities.ask()
assert wire.last().operation.method == "OPTIONS"
""")
def rare_methods(spec: Sources) -> None:
    """HEAD and OPTIONS."""
    done = {"200": {"description": "Done"}}
    spec.paths[IDENTITY]["head"] = operation("probeIdentity", responses=done)
    spec.paths[IDENTITIES]["options"] = operation("askIdentities", responses=done)


@works("""
wire.answers(200, {"identity_id": "B"})
api.identities.get("B")
assert not hasattr(api.identities, "on_change")
""")
def callbacks(spec: Sources) -> None:
    """The provider documents a call in the other direction, which is no operation of a client."""
    on_change = {"post": operation("onChange", body=obj(a=STRING))}
    spec.paths[IDENTITY]["get"]["callbacks"] = {"onChange": {"{$request.query.url}": on_change}}


@asks(
    f"openapi.yaml: {NEW}: a path that is a reference is not supported. Correct it in an overlay, "
    "or extend overrides/templates."
)
def path_by_reference(spec: Sources) -> None:
    """A path refers to another one."""
    spec.paths[NEW] = {"$ref": f"#/paths/{IDENTITIES.replace('/', '~1')}"}
