"""Bodies of requests and answers: statuses, media types, none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.generation.changes import (
    IDENTITY,
    INTEGER,
    NEW,
    STRING,
    array,
    asks,
    json,
    obj,
    operation,
    ref,
    works,
)

if TYPE_CHECKING:
    from tests.generation.checkout import Document, Sources

BODY = (
    f"openapi.yaml: POST {NEW}: a request body of {{kind}} is not supported, only "
    "application/json. Correct it in an overlay, or extend overrides/templates."
)


def answer(content: Document | None = None) -> Document:
    """Write an answer."""
    return {"description": "The answer", **({"content": content} if content else {})}


def answering(spec: Sources, name: str = "checkIdentities", **responses: Document) -> None:
    """Let an operation answer so; ``_200`` stands for 200."""
    by_status = {status.removeprefix("_"): response for status, response in responses.items()}
    spec.paths[f"{NEW}/{name}"] = {"get": operation(name, responses=by_status)}


def taking(spec: Sources, content: Document) -> None:
    """Let an operation take a body."""
    spec.paths[NEW] = {"post": operation("sendIdentity", requestBody={"content": content})}


@works("""
wire.answers(409, {"title": "Taken", "conflicting_id": "B2"})
try:
    api.identities.get("B")
    raise AssertionError
except ErrorStatus as error:
    assert error.status_code == 409
    assert isinstance(error.problem, models.ConflictProblem)
    assert error.problem.conflicting_id == "B2"
""")
def error_status(spec: Sources) -> None:
    """An operation answers a new error, with a body of its own."""
    spec.schemas["ConflictProblem"] = obj(conflicting_id=STRING)
    spec.paths[IDENTITY]["get"]["responses"]["409"] = answer(json(ref("ConflictProblem")))


@works("""
person = models.IdentityReplacement(
    entity_type=models.EntityType.INDIVIDUAL,
    display_name="Ada",
    phone="+15556660001",
    country="US",
    email="ada@b.example",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
)
wire.answers(202, {"job": "J1"})
result = api.identities.replace("B", person)
assert_type(result, models.Identity | models.Job)
assert isinstance(result, models.Job)
assert result.job == "J1"
wire.answers(200, {"identity_id": "B"})
done = api.identities.replace("B", person)
assert isinstance(done, models.Identity)
""")
def accepted_with_another_body(spec: Sources) -> None:
    """An operation may answer 202 with another body."""
    spec.schemas["Job"] = obj("job", job=STRING)
    spec.paths[IDENTITY]["put"]["responses"]["202"] = answer(json(ref("Job")))


@works("""
wire.answers(200, {"identity_id": "B"})
identity = api.identities.get("B")
assert_type(identity, models.Identity)
wire.answers(418, {"title": "Teapot"})
try:
    api.identities.get("B")
    raise AssertionError
except ErrorStatus as error:
    assert isinstance(error.problem, models.Problem)
    assert error.problem.title == "Teapot"
""")
def default_answer(spec: Sources) -> None:
    """Any other status has a body of one kind."""
    spec.paths[IDENTITY]["get"]["responses"]["default"] = answer(json(ref("Problem")))


@works("""
wire.answers(200, {"href": "/x"})
link = api.identities.check()
assert_type(link, models.Link)
assert link.href == "/x"
""")
def default_answer_alone(spec: Sources) -> None:
    """An operation declares no status but the default."""
    answering(spec, default=answer(json(ref("Link"))))


@works("""
wire.answers(226, {"href": "/x"})
link = api.identities.check()
assert_type(link, models.Link)
assert link.href == "/x"
wire.answers(451, {"title": "Legal"})
try:
    api.identities.check()
    raise AssertionError
except ErrorStatus as error:
    assert isinstance(error.problem, models.Problem)
""")
def ranges_of_statuses(spec: Sources) -> None:
    """Answers are declared by class."""
    answering(spec, _2XX=answer(json(ref("Link"))), _4XX=answer(json(ref("Problem"))))


@works("""
wire.answers(200, "grüße".encode())
text = api.identities.get_text()
assert_type(text, str)
assert text == "grüße"
for send in (b"%PDF", bytes(range(256))):
    wire.answers(200, send)
    data = api.identities.get_data()
    assert_type(data, bytes)
    assert data == send
    pdf = api.identities.get_pdf()
    assert_type(pdf, bytes)
    assert pdf == send
wire.answers(200, {"href": "/x"})
both = api.identities.get_both()
assert_type(both, models.Link)
hal = api.identities.get_hal()
assert_type(hal, models.Link)
anything = api.identities.get_unsaid()
assert anything == {"href": "/x"}
api.identities.get_nothing()
""")
def media_types_of_answers(spec: Sources) -> None:
    """Answers are text, bytes, a PDF, JSON among others, HAL, JSON of any kind; or nothing."""
    text, binary = {"schema": STRING}, {"schema": {**STRING, "format": "binary"}}
    contents: dict[str, Document | None] = {
        "Text": {"text/plain": text},
        "Data": {"application/octet-stream": binary},
        "Pdf": {"application/pdf": binary},
        "Both": {"text/csv": text, "application/xml": text, **json(ref("Link"))},
        "Hal": {"application/hal+json": {"schema": ref("Link")}},
        "Unsaid": {"application/json": {}},
        "Nothing": None,
    }
    for name, content in contents.items():
        answering(spec, f"getIdentity{name}", _200=answer(content))


@asks(BODY.format(kind="multipart/form-data"))
def multipart_body(spec: Sources) -> None:
    """A request has a file in it."""
    taking(spec, {"multipart/form-data": {"schema": obj(file={**STRING, "format": "binary"})}})


@asks(BODY.format(kind="application/x-www-form-urlencoded"))
def form_body(spec: Sources) -> None:
    """A request is a form."""
    taking(spec, {"application/x-www-form-urlencoded": {"schema": obj(a=STRING)}})


@asks(BODY.format(kind="application/merge-patch+json"))
def merge_patch_body(spec: Sources) -> None:
    """A request is JSON that must be called otherwise."""
    taking(spec, {"application/merge-patch+json": {"schema": obj(a=STRING)}})


@works("""
wire.answers(204)
api.identities.send(models.Link(href="/x"))
assert wire.last().json == {"href": "/x"}
""")
def body_of_several_media_types(spec: Sources) -> None:
    """A request may be JSON or a form: it is JSON."""
    taking(spec, {"application/x-www-form-urlencoded": {"schema": obj()}, **json(ref("Link"))})


@works("""
wire.answers(204)
api.identities.check()
assert wire.last().json is UNSET
api.identities.check(models.Link(href="/x"))
assert wire.last().json == {"href": "/x"}
api.identities.check_many([models.Link(href="/x")])
assert wire.last().json == [{"href": "/x"}]
api.identities.check_word("x")
assert wire.last().json == "x"
api.identities.check_any({"a": 1})
assert wire.last().json == {"a": 1}
""")
def bodies_of_all_kinds(spec: Sources) -> None:
    """A body may be left out, is an array, a string, anything."""
    optional = {"content": json(ref("Link"))}
    for path, post in {
        "a": operation("checkIdentities", requestBody=optional),
        "b": operation("checkManyIdentities", body=array(ref("Link"))),
        "c": operation("checkIdentityWord", body=STRING),
        "d": operation("checkAnyIdentity", body={}),
    }.items():
        spec.paths[f"{NEW}/{path}"] = {"post": post}


@works("""
wire.answers(204)
api.identities.check()
assert wire.last().json is UNSET
api.identities.check(None)
assert wire.last().json is None
api.identities.check(models.Link(href="/x"))
assert wire.last().json == {"href": "/x"}
api.identities.test(None)
assert wire.last().json is None
api.identities.note(None)
assert wire.last().json is None
""")
def bodies_that_may_be_null(spec: Sources) -> None:
    """A body may be null, which is not a body that is left out."""
    spec.published["openapi"] = "3.1.0"
    nullable = {"oneOf": [ref("Link"), {"type": "null"}]}
    spec.schemas["NullableLink"] = nullable
    for path, post in {
        "a": operation("checkIdentity", requestBody={"content": json(nullable)}),
        "b": operation("testIdentity", body=ref("NullableLink")),
        "c": operation("noteIdentity", body={"type": ["string", "null"]}),
    }.items():
        spec.paths[f"{NEW}/{path}"] = {"post": post}


@works("""
wire.answers(204)
api.identities.check(models.CheckIdentitiesBody(a="x"))
assert wire.last().json == {"a": "x"}
wire.answers(200, {"b": {"c": 1}})
result = api.identities.look()
assert result.b
assert_type(result.b.c, int | Unset)
assert result.b.c == 1
""")
def inline_bodies(spec: Sources) -> None:
    """The schemas of a request and of an answer are written in their places."""
    check = operation("checkIdentities", body=obj(a=STRING))
    look = operation("lookIdentities", answer=obj(b=obj(c=INTEGER)))
    spec.paths[NEW] = {"put": check, "post": look}


@works("""
wire.answers(200)
api.identities.check()
wire.answers(400, {"title": "No"})
try:
    api.identities.check()
    raise AssertionError
except ErrorStatus as error:
    assert error.status_code == 400
""")
def errors_alone(spec: Sources) -> None:
    """An operation declares no success: it gives nothing."""
    answering(spec, _400=answer())


@asks(
    "overrides/spec/published.yaml: #/paths/*/get/responses: not valid OpenAPI 3.0: Additional "
    "properties are not allowed ('99' was unexpected)"
)
def wrong_status(spec: Sources) -> None:
    """A status is none of HTTP."""
    answering(spec, _99=answer())


@asks(
    "overrides/spec/published.yaml: #/paths/*/get/responses: not valid OpenAPI 3.0: {} has less "
    "than 1 property"
)
def no_answers(spec: Sources) -> None:
    """An operation declares no answers at all."""
    answering(spec)
