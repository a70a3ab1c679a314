"""The description drives the mock: what it gains is served, without a line written for it."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement_contract import description
from messaging_engagement_contract.description import Description, parse
from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, Mock, MockTransport
from messaging_engagement_contract.mock.messages import Request
from messaging_engagement_contract.mock.parts import parts_of
from messaging_engagement_contract.mock.state import Record
from messaging_engagement_contract.mock.validation import MAX_DEPTH
from tests.mock.session import CAMPAIGN, COMPANY, PERSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AUTH = next(iter(ACCOUNTS.items()))
ADDED = f"""
{BASE_PATH}/templates:
  get:
    operationId: listTemplates
    parameters:
      - $ref: '#/components/parameters/page'
      - $ref: '#/components/parameters/page_size'
      - {{name: language, in: query, schema: {{type: string}}}}
    responses:
      '200':
        content:
          application/json:
            schema:
              allOf:
                - $ref: '#/components/schemas/Page'
                - properties:
                    _embedded:
                      properties:
                        templates: {{type: array, items: {{$ref: '#/components/schemas/Template'}}}}
  post:
    operationId: createTemplate
    requestBody:
      required: true
      content: {{application/json: {{schema: {{$ref: '#/components/schemas/NewTemplate'}}}}}}
    responses:
      '201':
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Template'}}}}}}
{BASE_PATH}/templates/{{template_id}}:
  parameters:
    - {{name: template_id, in: path, required: true, schema: {{type: string}}}}
  get: {{operationId: getTemplate, responses: {{'200': {{description: It}}}}}}
  delete: {{operationId: deleteTemplate, responses: {{'204': {{description: Gone}}}}}}
{BASE_PATH}/templates/{{template_id}}/approve:
  post: {{operationId: approveTemplate, responses: {{'200': {{description: Approved}}}}}}
"""
SCHEMAS = """
NewTemplate:
  type: object
  required: [text]
  properties:
    text: {type: string, maxLength: 20}
    language: {type: string}
    identity_id: {type: string}
Template:
  allOf:
    - $ref: '#/components/schemas/NewTemplate'
    - properties:
        template_id: {type: string, example: TABC}
        created_at: {type: string, example: '2020-01-02 05:12:14'}
        _links: {properties: {self: {$ref: '#/components/schemas/Link'}}}
"""


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client of a mock of the description as it is."""
    with httpx.Client(transport=MockTransport(Mock()), auth=AUTH, base_url="http://mock") as made:
        yield made


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A client of a mock of a description that has gained a collection, and an action on it."""
    document = copy.deepcopy(description.shipped().document)
    document["paths"].update(parse(ADDED))
    document["components"]["schemas"].update(parse(SCHEMAS))
    monkeypatch.setattr(description, "shipped", lambda: Description(document))
    with httpx.Client(transport=MockTransport(Mock()), auth=AUTH, base_url="http://mock") as made:
        yield made


def test_a_new_collection_is_served(grown: httpx.Client) -> None:
    """A collection that the description gains can be created in, listed, filtered and read."""
    path = f"{BASE_PATH}/templates"
    made = [
        grown.post(path, json={"text": str(n), "language": ("en", "pl")[n % 2], "x": 1})
        for n in range(5)
    ]
    assert [201] * 5 == [answer.status_code for answer in made]
    first = made[0].json()
    assert set(first) == {"text", "language", "template_id", "created_at", "_links"}
    assert first["template_id"].startswith("T")
    assert first["_links"]["self"]["href"] == made[0].headers["Location"]
    assert grown.get(made[0].headers["Location"]).json() == first
    page = grown.get(f"{path}?language=pl&page_size=1").json()
    assert (page["total_items"], page["total_pages"]) == (2, 2)
    assert "language=pl" in page["_links"]["next"]["href"]
    assert grown.delete(f"{path}/{first['template_id']}").status_code == 204
    assert grown.get(f"{path}/{first['template_id']}").status_code == 404


def test_a_new_collection_is_validated(grown: httpx.Client) -> None:
    """Its requests are held to its schema, and its references must exist."""
    answer = grown.post(f"{BASE_PATH}/templates", json={"text": "x" * 21})
    assert answer.status_code == 400
    assert answer.json()["invalid_parameters"] == [
        {"name": "text", "reason": "must have at most 20 characters"}
    ]
    body = {"text": "Hello", "identity_id": "B000000"}
    assert grown.post(f"{BASE_PATH}/templates", json=body).status_code == 404


def other(monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str], also: str = "") -> Mock:
    """Make a mock of another description: texts of the shipped one replaced, paths added."""
    text = json.dumps(description.shipped().document)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    document = json.loads(text)
    if also:
        added = parse(also)
        document["paths"].update(added.get("paths", {}))
        document["components"]["schemas"].update(added.get("schemas", {}))
    monkeypatch.setattr(description, "shipped", lambda: Description(document))
    return Mock(seed_data="example")


def in_process(mock: Mock) -> httpx.Client:
    """Make a client of a mock that has no port."""
    base_url = f"http://mock{BASE_PATH}"
    return httpx.Client(transport=MockTransport(mock), auth=AUTH, base_url=base_url)


NOTES = """
paths:
  /v1/messaging-engagement/notes:
    get:
      operationId: listNotes
      parameters:
        - {name: tags, in: query, required: REQUIRED, schema: {type: array, items: {type: string}}}
      responses:
        '200':
          content:
            application/json:
              schema:
                properties:
                  _embedded:
                    properties: {notes: {type: array, items: {$ref: '#/components/schemas/Note'}}}
    post:
      operationId: createNote
      requestBody:
        content: {MEDIA_TYPE: {schema: SCHEMA}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
  /v1/messaging-engagement/notes/{note_id}:
    parameters: [{name: note_id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getNote, responses: {'200': {description: it}}}
    delete:
      operationId: deleteNote
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
schemas:
  Note:
    required: [note_id, state, weight, tags, owner, seen, since]
    properties:
      note_id: {type: string, pattern: '^B[A-Z]+$', maxLength: 9}
      state: {enum: [NEW, OLD]}
      weight: {type: integer, minimum: 3}
      tags: {type: array, minItems: 1, items: {type: string, example: red}}
      owner: {type: object, required: [name], properties: {name: {type: string, minLength: 2}}}
      seen: {type: boolean}
      since: {type: string, format: date}
"""


def notes(schema: str = "{}", media_type: str = "application/json", required: str = "false") -> str:
    """Give paths to add."""
    text = NOTES.replace("SCHEMA", schema, 1).replace("MEDIA_TYPE", media_type)
    return text.replace("REQUIRED", required)


def test_fields_that_nobody_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer has every field that it must have, and an id that its schema allows."""
    with in_process(other(monkeypatch, also=notes())) as client:
        made = client.post("/notes")
        assert made.status_code == 201
        note = made.json()
        assert re.fullmatch("B[A-Z]+", note.pop("note_id"))
        assert note == {
            "state": "NEW",
            "weight": 3,
            "tags": ["red"],
            "owner": {"name": "xx"},
            "seen": False,
            "since": "1970-01-01",
        }


def test_ids_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of ids that the mock cannot make is told at the start."""
    text = notes().replace("^B[A-Z]+$", "^#[A-Z]+$")
    with pytest.raises(ValueError, match=r"knows no ids that fit the schema .*\^#"):
        other(monkeypatch, also=text)


@pytest.mark.parametrize("content", ["[1]", "null", "7"])
def test_a_body_of_no_stated_type(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """A body that is no object is refused, even where the schema has forgotten to."""
    with in_process(other(monkeypatch, also=notes())) as client:
        headers = {"Content-Type": "application/json"}
        answer = client.post("/notes", content=content, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["invalid_parameters"] == [
            {"name": "body", "reason": "must be an object"}
        ]


def test_no_body_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something can be created without a body, if the description asks for none."""
    text = notes()
    start, end = text.index("      requestBody"), text.index("      responses:\n        '201'")
    with in_process(other(monkeypatch, also=text[:start] + text[end:])) as client:
        assert client.post("/notes", json={"state": "OLD"}).status_code == 201


def test_a_filter_of_several_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """A filter that takes several values finds what has any of them."""
    text = notes("{properties: {tags: {type: array, items: {type: string}}}}")
    with in_process(other(monkeypatch, also=text)) as client:
        for tags in (["a", "b"], ["b"], ["c"]):
            assert client.post("/notes", json={"tags": tags}).status_code == 201
        for query, total in (("?tags=b", 2), ("?tags=a&tags=c", 2), ("?tags=d", 0), ("", 3)):
            assert client.get(f"/notes{query}").json()["total_items"] == total


def test_a_required_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A required parameter is asked for, even if the query is empty."""
    with in_process(other(monkeypatch, also=notes(required="true"))) as client:
        assert client.get("/notes").json()["invalid_parameters"] == [
            {"name": "tags", "reason": "is required"}
        ]
        assert client.get("/notes?tags=a").status_code == 200


def test_the_documented_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operation succeeds with the status and the body that its description has."""
    with in_process(other(monkeypatch, also=notes())) as client:
        made = client.post("/notes").json()
        gone = client.delete(f"/notes/{made['note_id']}")
        assert (gone.status_code, gone.json()) == (200, made)


def test_other_media_types_of_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body may be declared as each kind of JSON that the description has, and as no other."""
    text = notes(media_type="application/merge-patch+json")
    with in_process(other(monkeypatch, also=text)) as client:
        headers = {"Content-Type": "application/merge-patch+json"}
        assert client.post("/notes", content="{}", headers=headers).status_code == 201
        assert client.post("/notes", json={}).status_code == 415


def test_a_collection_called_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has the name of the numbers of engagements is not mixed up with them."""
    text = notes().replace("/notes", "/numbers").replace("{notes:", "{numbers:")
    with in_process(other(monkeypatch, also=text)) as client:
        assert client.get("/numbers").json()["total_items"] == 0
        made = client.post("/numbers").json()
        page = client.get("/engagements/C1DEB879/numbers").json()
        assert page["_embedded"]["numbers"] == ["15556660001", "15556660002"]
        assert client.get(f"/numbers/{made['note_id']}").json() == made


def test_what_the_server_gives_out_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """An id, a date or links that a client sends are ignored, even if the schema lists them."""
    schema = "{$ref: '#/components/schemas/Sent'}"
    text = (
        notes(schema)
        + """
  Sent:
    properties: {note_id: {type: string}, state: {type: string}, _links: {type: object}}
"""
    )
    with in_process(other(monkeypatch, also=text)) as client:
        sent = {"note_id": "BMINE", "state": "OLD", "_links": {"self": {"href": "http://evil"}}}
        made = client.post("/notes", json=sent).json()
        assert made["note_id"] != "BMINE"
        assert made["state"] == "OLD"
        assert "evil" not in str(made)


def test_ids_that_are_taken() -> None:
    """A new id is never that of seed data."""
    mock = Mock(seed=7)
    form = parts_of(mock).api.surface.collections[0]
    taken = Mock(seed=7)
    with in_process(taken) as client:
        coming = client.post("/identities", json=PERSON).json()["identity_id"]
    with parts_of(mock).store.write() as writing:
        record = Record(coming, writing.next_position(), 0, 0, {**PERSON, "display_name": "Own"})
        writing.put("abcd1234", form.name, record)
    with in_process(mock) as client:
        made = client.post("/identities", json=PERSON).json()
        assert made["identity_id"] != coming
        assert client.get(f"/identities/{coming}").json()["display_name"] == "Own"


def test_links_lead_to_the_name_that_was_asked() -> None:
    """Links have the name by which the server was called, whoever called it before."""
    mock = Mock(seed_data="example")
    for path in ("/identities/BLQKOPK", "/identities"):
        for name in ("one", "two", "one"):
            base_url = f"http://{name}{BASE_PATH}"
            with httpx.Client(
                transport=MockTransport(mock), auth=AUTH, base_url=base_url
            ) as client:
                links = set(re.findall(r"http://\w+", client.get(path).text))
            assert links == {f"http://{name}"}


def test_links_are_json_whatever_the_host() -> None:
    """A name that has quotes in it does not break the JSON."""
    mock = Mock(seed_data="example")
    token = parts_of(mock).api.accounts.token("abcd1234")
    origin = 'http://a"b\\c'
    path = f"{BASE_PATH}/identities"
    answer = mock.handle(Request("GET", path, "", {"authorization": token}, b"", origin))
    assert answer.read()["_links"]["self"]["href"].startswith(f"{origin}{path}?")


def test_an_engagement_that_ends_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are not added to an engagement that another process has just deleted."""
    mock = Mock(seed_data="example")
    store_write = parts_of(mock).store.write

    def write() -> Any:
        with store_write() as writing:
            writing.remove("abcd1234", "engagements", "C1DEB879")
        monkeypatch.undo()
        return store_write()

    monkeypatch.setattr(parts_of(mock).store, "write", write)
    with in_process(mock) as client:
        body = {"numbers": ["15550000001"]}
        assert client.post("/engagements/C1DEB879/numbers", json=body).status_code == 404
    assert parts_of(mock).store.read().table("abcd1234", "numbers").get("15550000001") is None


def test_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behaviour hangs on paths: operations and parameters may have any name."""
    changes = [(f'"{name}Numbers"', f'"{name}Phones"') for name in ("list", "add", "remove")]
    mock = other(
        monkeypatch,
        *changes,
        ("{engagement_id}", "{id}"),
        ('"name": "engagement_id"', '"name": "id"'),
    )
    with in_process(mock) as client:
        path = "/engagements/C1DEB879/numbers"
        assert client.post(path, json={"numbers": ["15550000001"]}).status_code == 200
        gone = client.post(f"{path}/delete", json={"numbers": ["15556660001"]})
        assert gone.json()["numbers"] == ["15556660001"]
        page = client.get(path).json()
        assert page["_embedded"]["numbers"] == ["15556660002", "15550000001"]


def test_what_nobody_wrote_is_501(grown: httpx.Client) -> None:
    """An operation that follows no convention is answered 501, which says so."""
    answer = grown.post(f"{BASE_PATH}/templates/T1/approve")
    assert answer.status_code == 501
    assert "approveTemplate" in answer.json()["detail"]


def test_every_operation_is_served() -> None:
    """No operation of the description as it is lacks behaviour."""
    mock = Mock()
    missing = [
        operation.id
        for operation in parts_of(mock).description.operations
        if (found := parts_of(mock).api.surface.router.find(operation.path))
        and found[0][operation.method].behave.__name__ == "_not_implemented"
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 2020-01-02", "2020-01-02"),
        ("a: no", "no"),
        ("a: 12:30:45", "12:30:45"),
        ("a: 0o17", "0o17"),
        ("a: 7", 7),
        ("a: -1.5e3", -1500.0),
        ("a: true", True),
        ("a: ~", None),
        ("a: '7'", "7"),
    ],
)
def test_yaml_is_read_as_json_has_it(text: str, value: object) -> None:
    """Dates, times and `no` are text; numbers, true and null are what JSON has."""
    assert {"a": value} == parse(text)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("text/html, */*;q=0.1", 200),
        ("application/*", 200),
        ("APPLICATION/JSON", 200),
        ("text/html", 406),
        ("application/json;q=0, */*", 406),
        ("*/*;q=0", 406),
        ("application/json;q=x", 406),
    ],
)
def test_accept(client: httpx.Client, accept: str, status: int) -> None:
    """What a client accepts is honoured (RFC 9110, 12.5.1)."""
    answer = client.get(f"{BASE_PATH}/identities", headers={"Accept": accept})
    assert answer.status_code == status


def nested(depth: int) -> str:
    """Give a body that is nested so deeply."""
    return '{"a":' * (depth - 1) + "{}" + "}" * (depth - 1)


def test_depth(client: httpx.Client) -> None:
    """A body may be nested so deeply and no deeper; brackets inside texts do not count."""
    headers = {"Content-Type": "application/json"}
    path = f"{BASE_PATH}/identities"
    fits = client.post(path, content=nested(MAX_DEPTH), headers=headers)
    deep = client.post(path, content=nested(MAX_DEPTH + 1), headers=headers)
    assert "is required" in fits.text
    assert "nested deeper" in deep.json()["detail"]
    assert client.post(path, json={**PERSON, "city": '[{"' * 200 + "\\"}).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("POST", "numbers", {"numbers": ["15556660001", "x"]}, "/1 must"),
        ("PATCH", "", {"sub_use_cases": ["2FA", 2]}, "/1 must be a string"),
        ("PATCH", "", {"age_gated": None}, "must be a boolean"),
        ("POST", "numbers", {"numbers": []}, "must have at least 1 items"),
    ],
)
def test_where_it_is_wrong(method: str, path: str, body: dict[str, Any], told: str) -> None:
    """A refusal names the field, and the place inside it."""
    mock = Mock(seed_data="example")
    with httpx.Client(transport=MockTransport(mock), auth=AUTH, base_url="http://mock") as client:
        url = f"{BASE_PATH}/engagements/C1DEB879/{path}".rstrip("/")
        answer = client.request(method, url, json=body)
    (wrong,) = answer.json()["invalid_parameters"]
    field = next(iter(body))
    assert wrong["name"].startswith(field)
    assert told in f"{wrong['name'].removeprefix(field)} {wrong['reason']}"


def test_given_twice(client: httpx.Client) -> None:
    """A parameter that is given more than once is refused."""
    answer = client.get(f"{BASE_PATH}/identities?page=1&page=2")
    assert answer.json()["invalid_parameters"] == [
        {"name": "page", "reason": "is given more than once"}
    ]


def test_rate_limit() -> None:
    """An account that asks too often is told how long to wait; others are not held up."""
    now = [0.0]
    mock = Mock(rate_limit="2/10")
    set_clock(mock, lambda: now[0])
    with httpx.Client(transport=MockTransport(mock), base_url="http://mock") as client:
        path = f"{BASE_PATH}/identities"
        statuses = [client.get(path, auth=AUTH).status_code for _ in range(3)]
        assert [200, 200, 429] == statuses
        answer = client.get(path, auth=AUTH)
        assert answer.headers["Retry-After"] == "10"
        assert answer.json()["retry_after"] == 10
        assert client.get(path, auth=("wxyz5678", "mock-secret")).status_code == 200
        now[0] = 10.1
        assert client.get(path, auth=AUTH).status_code == 200


def set_clock(mock: Mock, now: Callable[[], float]) -> None:
    """Let the rate limit of a mock go by a clock."""
    vars(parts_of(mock).throttle)["_now"] = now


@pytest.mark.parametrize("rate", ["", "1", "0/1", "1/0", "x/1", "1/inf", "1/nan"])
def test_impossible_rate(rate: str) -> None:
    """A rate of another form is refused."""
    if rate:
        with pytest.raises(ValueError, match=r"N/SECONDS|invalid literal|could not convert"):
            Mock(rate_limit=rate)


def test_replacement_of_a_company(client: httpx.Client) -> None:
    """A replacement is told what its own entity type needs, and only that."""
    made = client.post(f"{BASE_PATH}/identities", json=COMPANY).json()
    body = {**PERSON, "entity_type": "NON_PROFIT"}
    answer = client.put(f"{BASE_PATH}/identities/{made['identity_id']}", json=body)
    assert [one["field"] for one in answer.json()["errors"]] == ["website"]
    campaign: dict[str, Any] = {**CAMPAIGN, "identity_id": made["identity_id"]}
    assert client.post(f"{BASE_PATH}/engagements", json=campaign).status_code == 201
