"""Lists that are read page by page: which are, of what, and with which options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generation.nodes import is_object
from tests.generation.changes import (
    IDENTITIES,
    INTEGER,
    NEW,
    STRING,
    array,
    obj,
    operation,
    parameter,
    ref,
    works,
)

if TYPE_CHECKING:
    from tests.generation.checkout import Document, Sources

PAGE = {"page": 1, "page_size": 10, "total_pages": 1, "total_items": 1}
NUMBER, SIZE = parameter("page", INTEGER), parameter("page_size", INTEGER)
NULL: Document = {"type": "null"}


def paged(
    spec: Sources, embedded: Document, *parameters: Document, name: str = "listThings"
) -> None:
    """Let a new operation give pages of what is embedded in them."""
    answer = {"allOf": [ref("Page"), obj("_embedded", _embedded=embedded)]}
    spec.paths[f"{NEW}/{name}"] = {
        "get": operation(name, tag="Things", parameters=parameters, answer=answer)
    }


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": [{{"a": "x"}}]}}}})
things = items(api.things.list(page_size=5, limit=1, start_page=3))
assert_type(things, list[models.Thing])
assert things == [models.Thing(a="x")]
assert wire.last().params == (("page", "3"), ("page_size", "5"))
assert wire.last().operation.collection == "things"
raw = api.things.with_raw_response.list(page=2)
assert_type(raw, RawResponse[models.ListThingsResponse200])
assert_type(raw.parsed.page, int)
assert raw.status_code == 200
assert wire.last().params == (("page", "2"),)
""")
def new_list(spec: Sources) -> None:
    """A new operation gives pages: it has a pager, and gives one page with its answer."""
    spec.schemas["Thing"] = obj(a=STRING)
    paged(spec, obj("things", things=array(ref("Thing"))), NUMBER, SIZE)


ITEMS: dict[str, tuple[Document, str, object]] = {
    "strings": (STRING, "str", "x"),
    "integers": (INTEGER, "int", 7),
    "days": ({**STRING, "format": "date"}, "datetime.date", "2020-01-02"),
    "kinds": (ref("EntityType"), "models.EntityType", "INDIVIDUAL"),
    "unions": (
        {"oneOf": [ref("Link"), ref("EntityType")]},
        "models.Link | models.EntityType",
        {"href": "/x"},
    ),
    "inline": (obj(a=STRING), "models.ListInlineResponse200EmbeddedInlineItem", {"a": "x"}),
    "nullable": ({"oneOf": [ref("Link"), NULL]}, "models.Link | None", None),
    "lists": (array(STRING), "list[str]", ["x"]),
    "anything": ({}, "Any", {"a": 1}),
}
"""What a list may have as its items: the schema, the type in Python, and one of them."""


@works(
    "\n".join(
        f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"{name}": [{item!r}]}}}})
{name} = items(api.things.list_{name}())
assert_type({name}, list[{kind}])
assert len({name}) == 1
assert wire.last().operation.parse(wire.reply).to_dict() == wire.sent
"""
        for name, (_, kind, item) in ITEMS.items()
    )
)
def items_of_all_types(spec: Sources) -> None:
    """The items are strings, numbers, dates, enums, unions, objects without a name, or null."""
    spec.published["openapi"] = "3.1.0"
    for name, (schema, _, _) in ITEMS.items():
        embedded = obj(name, **{name: array(schema)})
        paged(spec, embedded, NUMBER, SIZE, name=f"list{name.capitalize()}")


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": None}})
assert items(api.things.list()) == []
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": None}}}})
assert items(api.things.list()) == []
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": ["x"]}}}})
things = items(api.things.list())
assert_type(things, list[str])
assert things == ["x"]
""")
def collection_that_may_be_null(spec: Sources) -> None:
    """The collection may be null, and so may what it is in."""
    spec.published["openapi"] = "3.1.0"
    things = {"oneOf": [array(STRING), NULL]}
    spec.schemas["Embedded"] = obj(things=things)
    paged(spec, {"oneOf": [ref("Embedded"), NULL]}, NUMBER, SIZE)


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": ["x"]}}, "embedded": "y"}})
assert items(api.things.list()) == ["x"]
""")
def field_called_embedded(spec: Sources) -> None:
    """A page has a field ``embedded`` beside ``_embedded``."""
    paged(spec, obj("things", things=array(STRING)), NUMBER, SIZE)
    answer = spec.paths[f"{NEW}/listThings"]["get"]["responses"]["200"]
    parts = answer["content"]["application/json"]["schema"]["allOf"]
    parts[1]["properties"]["embedded"] = STRING


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"identities": []}}}})
page = api.identities.list(page=2)
assert_type(page, models.IdentityPage)
assert wire.last().params == (("page", "2"),)
""")
def lists_lose_the_page_size(spec: Sources) -> None:
    """No list can be asked for pages of a size any more: their methods give one page."""
    size = {"$ref": "#/components/parameters/page_size"}
    for action in spec["conventions.overlay.yaml"]["actions"]:
        update = action.get("update")
        if is_object(update) and size in update.get("parameters", []):
            update["parameters"].remove(size)


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"identities": []}}}})
assert items(api.identities.list(country=["US", "CA"], limit=3)) == []
assert wire.last().params == (("country", "US"), ("country", "CA"), ("page", "1"))
api.identities.with_raw_response.list(country=["US"], page=2)
assert wire.last().params == (("country", "US"), ("page", "2"))
""")
def list_gains_a_filter(spec: Sources) -> None:
    """A list can be asked for some of its items: every page of the pager is."""
    spec.paths[IDENTITIES]["get"]["parameters"] = [parameter("country", array(STRING))]


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"clients": [{{"identity_id": "B"}}]}}}})
clients = items(api.identities.list())
assert_type(clients, list[models.Identity])
assert clients[0].identity_id == "B"
assert wire.last().operation.collection == "clients"
""")
def collection_is_renamed(spec: Sources) -> None:
    """What a page has embedded is called otherwise, in the overlays as well."""
    spec.replace('"identities"', '"clients"')


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": ["x"], "others": ["y"]}}}})
page = api.things.list(page=2, page_size=3)
assert_type(page.embedded.things, list[str] | Unset)
assert page.embedded.others == ["y"]
""")
def two_collections(spec: Sources) -> None:
    """A page has two arrays embedded: neither is the list, and the method gives the page."""
    paged(spec, obj(things=array(STRING), others=array(STRING)), NUMBER, SIZE)


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": ["x"]}}}})
page = api.things.list(page="first", page_size=3)
assert page.embedded.things == ["x"]
""")
def page_that_is_no_number(spec: Sources) -> None:
    """The pages have names: only who knows them can ask for one."""
    text = parameter("page", STRING)
    paged(spec, obj(things=array(STRING)), text, SIZE)


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": ["x"]}}}})
page = api.things.list(page_size=3)
assert page.embedded.things == ["x"]
""")
def page_size_that_is_required(spec: Sources) -> None:
    """The size of a page cannot be left to the server, as a pager does."""
    required = parameter("page_size", INTEGER, required=True)
    paged(spec, obj(things=array(STRING)), NUMBER, required)


OPTIONS = ["limit", "prefetch", "paging", "start_page", "max_pages", "resume_from", "on_progress"]
OWN = ["listing", "request", "embedded", "Listing", "OPERATION", "pageSize"]


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": ["x"]}}}})
signature = inspect.signature(api.things.with_raw_response.list).parameters
names = [name for name in signature if name not in ("page", "page_size")]
given: dict[str, Any] = dict(zip(names, {OPTIONS + OWN!r}, strict=True))
assert items(api.things.list(**given, limit=1, prefetch=2)) == ["x"]
assert wire.last().params == (
    *((name, name) for name in {OPTIONS + OWN!r}), ("page", "1")
)
assert items(api.things.list(limit_="a", paging_="b", prefetch_="c", limit=1)) == ["x"]
assert wire.last().params == (("limit", "a"), ("prefetch", "c"), ("paging", "b"), ("page", "1"))
api.things.with_raw_response.list(limit_="a")
""")
def parameters_called_like_options(spec: Sources) -> None:
    """A list has query parameters that are called like what a pager may be asked for."""
    own = (parameter(name, STRING) for name in OPTIONS + OWN)
    paged(spec, obj(things=array(STRING)), *own, NUMBER, SIZE)


@works("""
wire.answers(204)
api.things.list(limit="a", prefetch="b", paging="c")
assert wire.last().params == (("limit", "a"), ("prefetch", "b"), ("paging", "c"))
""")
def parameters_called_like_options_of_no_list(spec: Sources) -> None:
    """Where there is no pager, parameters keep the names of its options."""
    own = tuple(parameter(name, STRING) for name in ("limit", "prefetch", "paging"))
    spec.paths[NEW] = {"get": operation("listThings", tag="Things", parameters=own)}


@works(f"""
wire.answers(200, {{**{PAGE!r}, "_embedded": {{"things": ["x"]}}}})
assert items(api.things.list("7", limit=1)) == ["x"]
assert wire.last().path.endswith("/new/7")
assert wire.last().params == (("page", "1"),)
api.things.with_raw_response.list("7", page_query=2)
assert wire.last().params == (("page", "2"),)
""")
def page_in_the_path_as_well(spec: Sources) -> None:
    """A path has a parameter that is called ``page``, too."""
    paged(spec, obj(things=array(STRING)), parameter("page", STRING, "path"), NUMBER, SIZE)
    spec.paths[f"{NEW}/{{page}}"] = spec.paths.pop(f"{NEW}/listThings")


@works("""
wire.answers(204)
api.identities.with_raw_response_()
raw = api.identities.with_raw_response.with_raw_response_()
assert_type(raw, RawResponse[None])
assert raw.status_code == 204
""")
def operation_called_with_raw_response(spec: Sources) -> None:
    """An operation is called as the attribute that gives the answers."""
    spec.paths[NEW] = {"get": operation("withRawResponse")}
