"""Parameters: where they are, what they hold, what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.generation.changes import (
    BASE,
    DATE,
    IDENTITIES,
    IDENTITY,
    INTEGER,
    NEW,
    STRING,
    array,
    asks,
    obj,
    operation,
    parameter,
    ref,
    works,
)

if TYPE_CHECKING:
    from tests.generation.checkout import Document, Sources

NOT_SUPPORTED = (
    f"openapi.yaml: GET {NEW}: parameter {{what}} is not supported. Correct it in an overlay, or "
    "extend overrides/templates."
)


def taking(spec: Sources, *parameters: Document, path: str = NEW) -> None:
    """Let an operation ``checkIdentities`` take the parameters."""
    spec.paths[path] = {"get": operation("checkIdentities", parameters=parameters)}


@works("""
wire.answers(204)
api.identities.check(
    tags=["a", "b&c"],
    deep=True,
    kind=models.EntityType.INDIVIDUAL,
    born=datetime.date(2020, 1, 2),
    seen=datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC),
    key=uuid.UUID(int=1),
    number=7,
    ratio=0.5,
    kinds=[models.EntityType.NON_PROFIT],
)
assert wire.last().params == (
    ("tags", "a"),
    ("tags", "b&c"),
    ("deep", "true"),
    ("kind", "INDIVIDUAL"),
    ("born", "2020-01-02"),
    ("seen", "2020-01-02T00:00:00+00:00"),
    ("key", "00000000-0000-0000-0000-000000000001"),
    ("number", "7"),
    ("ratio", "0.5"),
    ("kinds", "NON_PROFIT"),
)
api.identities.check()
assert wire.last().params == ()
""")
def query_parameters_of_all_types(spec: Sources) -> None:
    """Query parameters are arrays, booleans, enums, dates, numbers."""
    taking(
        spec,
        parameter("tags", array(STRING)),
        parameter("deep", {"type": "boolean"}),
        parameter("kind", ref("EntityType")),
        parameter("born", DATE),
        parameter("seen", {**STRING, "format": "date-time"}),
        parameter("key", {**STRING, "format": "uuid"}),
        parameter("number", INTEGER),
        parameter("ratio", {"type": "number"}),
        parameter("kinds", array(ref("EntityType"))),
    )


@asks(NOT_SUPPORTED.format(what="csv: `style: form` with `explode: false`"))
def query_array_in_one_piece(spec: Sources) -> None:
    """A query parameter is an array with commas between its items."""
    taking(spec, parameter("csv", array(STRING), explode=False))


@asks(NOT_SUPPORTED.format(what="filter: `style: deepObject` with `explode: true`"))
def query_object_in_brackets(spec: Sources) -> None:
    """A query parameter is an object whose fields are in brackets."""
    taking(spec, parameter("filter", obj(a=STRING), style="deepObject", explode=True))


@asks(NOT_SUPPORTED.format(what="filter: a parameter with `content`"))
def query_parameter_in_json(spec: Sources) -> None:
    """A query parameter holds JSON."""
    content = {"application/json": {"schema": obj(a=STRING)}}
    taking(spec, {"name": "filter", "in": "query", "content": content})


@asks(NOT_SUPPORTED.format(what="session: a parameter in a cookie"))
def cookie_parameter(spec: Sources) -> None:
    """A cookie is a parameter."""
    taking(spec, parameter("session", STRING, "cookie"))


@works("""
wire.answers(204)
api.identities.check(must="x")
assert wire.last().params == (("must", "x"),)
api.identities.check(must="x", page=3, kind=models.EntityType.INDIVIDUAL)
assert wire.last().params == (("page", "3"), ("kind", "INDIVIDUAL"), ("must", "x"))
""")
def required_and_default_parameters(spec: Sources) -> None:
    """A query parameter is required; two have a default, which is the server's to apply."""
    taking(
        spec,
        parameter("page", {**INTEGER, "default": 1}),
        parameter("kind", {"allOf": [ref("EntityType")], "default": "INDIVIDUAL"}),
        parameter("must", STRING, required=True),
    )


@works("""
wire.answers(204)
api.identities.check(x_request_id="r1", x_deep=True, if_match="e")
assert wire.last().headers == (("X-Request-Id", "r1"), ("X-Deep", "true"), ("If-Match", "e"))
""")
def header_parameters(spec: Sources) -> None:
    """Headers are parameters; those that OpenAPI ignores are none."""
    taking(
        spec,
        parameter("X-Request-Id", STRING, "header"),
        parameter("X-Deep", {"type": "boolean"}, "header"),
        parameter("If-Match", STRING, "header", required=True),
        parameter("Accept", STRING, "header", required=True),
        parameter("Authorization", STRING, "header", required=True),
        parameter("Content-Type", STRING, "header", required=True),
    )


@works("""
wire.answers(204)
api.identities.check("B 1", 7)
assert wire.last().path == "/v1/messaging-engagement/identities/B%201/checks/7"
""")
def path_with_two_parameters(spec: Sources) -> None:
    """A path has two parameters, in an order of its own; one is an integer."""
    taking(
        spec,
        parameter("check_number", INTEGER, "path"),
        parameter("identity_id", STRING, "path"),
        path=f"{IDENTITY}/checks/{{check_number}}",
    )


@works("""
wire.answers(204)
api.identities.a("p", "q")
assert wire.last().path == "/v1/messaging-engagement/p/q.json"
api.identities.b("x", "y", "z")
assert wire.last().path == "/v1/messaging-engagement/x/y/z"
day, kind, key = datetime.date(2020, 1, 2), models.EntityType.INDIVIDUAL, uuid.UUID(int=1)
api.identities.c(day, kind, key)
assert wire.last().path.endswith("/2020-01-02/INDIVIDUAL/00000000-0000-0000-0000-000000000001")
""")
def path_parameters_with_odd_names(spec: Sources) -> None:
    """Path parameters are called as the generated code calls things, or are dates, enums, UUIDs."""
    key = {**STRING, "format": "uuid"}
    for name, path, schemas in (
        ("a", "{path}/{name-2}.json", {"path": STRING, "name-2": STRING}),
        ("b", "{self}/{class}/{fill}", {"self": STRING, "class": STRING, "fill": STRING}),
        ("c", "{day}/{kind}/{key}", {"day": DATE, "kind": ref("EntityType"), "key": key}),
    ):
        own = tuple(parameter(it, schema, "path") for it, schema in schemas.items())
        spec.paths[f"{BASE}/{path}"] = {"get": operation(name, parameters=own)}


OWN_NAMES = [
    *(
        "body",
        "self",
        "request",
        "pairs",
        "fill",
        "as_json",
        "list",
        "str",
        "from",
        "client",
        "url",
    ),
    *("api", "builtins", "datetime", "check_identities", "models", "params", "json", "headers"),
    *("path", "UNSET", "Any", "operation", "fooBar", "foo_bar", "_x", "body_"),
]


@works(f"""
wire.answers(204)
names = [name for name in inspect.signature(api.identities.check).parameters if name != "body"]
given: dict[str, Any] = dict(zip(names, {OWN_NAMES!r}, strict=True))
api.identities.check(models.Link(href="/x"), **given)
assert wire.last().params == tuple((name, name) for name in {OWN_NAMES!r})
assert wire.last().json == {{"href": "/x"}}
api.identities.check(models.Link(href="/x"), body_="b", self_="s", from_="f", fill_="g", url="u")
""")
def parameters_with_odd_names(spec: Sources) -> None:
    """Query parameters are called as Python or the generated code calls things."""
    own = tuple(parameter(name, STRING) for name in OWN_NAMES)
    spec.paths[NEW] = {"post": operation("checkIdentities", body=ref("Link"), parameters=own)}


@works("""
wire.answers(204)
api.identities.check("1", id_query="2", id_header="3")
assert wire.last().path.endswith("/1")
assert wire.last().params == (("id", "2"),)
assert wire.last().headers == (("id", "3"),)
""")
def one_name_in_three_places(spec: Sources) -> None:
    """Parameters in path, query and header have one name."""
    three = (parameter("id", STRING, place) for place in ("path", "query", "header"))
    taking(spec, *three, path=f"{NEW}/{{id}}")


@asks(f"openapi.yaml: GET {NEW}/{{id}}: openapi-python-client cannot read it: *templating*")
def path_parameter_that_is_not_declared(spec: Sources) -> None:
    """A path names a parameter that nothing declares."""
    taking(spec, path=f"{NEW}/{{id}}")


@asks(f"openapi.yaml: GET {NEW}: openapi-python-client cannot read it: *templating*")
def path_parameter_that_the_path_lacks(spec: Sources) -> None:
    """A parameter is declared in the path that the path does not name."""
    taking(spec, parameter("id", STRING, "path"))


@works("""
wire.answers(200, {
    "page": 1, "page_size": 10, "total_pages": 1, "total_items": 0, "_embedded": {"identities": []}
})
assert_type(items(api.identities.list(vertical="RETAIL", page_size=5)), list[models.Identity])
assert wire.last().params == (("vertical", "RETAIL"), ("page", "1"), ("page_size", "5"))
""")
def parameter_of_an_operation(spec: Sources) -> None:
    """An operation that was there takes one more parameter."""
    spec.paths[IDENTITIES]["get"]["parameters"] = [parameter("vertical", STRING)]
