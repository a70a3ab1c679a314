"""What a call sends: the URL that was meant, every parameter in its form, and nothing made up."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import attrs
import pytest

from tests.generated.outputs import Generated, RefusedError, cures

if TYPE_CHECKING:
    import httpx

    from tests.generated.outputs import Ours, Output

SECRET = "marked-secret"

QUOTED = {
    "an id": "BLQKOPK",
    "a slash": "a/b",
    "a path upwards": "../../v2/things",
    "a query": "a?b=c",
    "a fragment": "a#b",
    "escaped dots": "%2e%2e",
    "an escaped slash": "%2F",
    "a percent sign": "100%",
    "a space": " a b ",
    "a plus": "a+b",
    "parameters of a segment": "a;b=c",
    "a backslash": "a\\b",
    "three dots": "...",
    "dots and more": "..a",
    "another host": "//example.com",
    "another scheme": "https://example.com/",
    "letters beyond ASCII": "Zoë 🦆",
    "a brace": "{path}",
}
REFUSED: dict[str, Any] = {
    "nothing": "",
    "a dot": ".",
    "two dots": "..",
    "None": None,
    "True": True,
    "a list": ["a"],
    "a tuple": ("a",),
    "a dict": {"a": "b"},
    "bytes": b"a",
    "half a character": "\ud800",
}
CONTROL = {"NUL": "a\0b", "a line break": "a\nb", "a header": "a\r\nX-Y: z", "DEL": "\x7f"}


def segments(request: httpx.Request) -> list[str]:
    """Give the segments of the path that goes out, decoded as a server does it."""
    path = request.url.raw_path.decode().partition("?")[0]
    return [unquote(segment, errors="strict") for segment in path.split("/")[1:]]


def assert_not_another_url(output: Output, thing_id: object) -> None:
    """Require that an id is one segment of the path, or is refused before anything is sent."""
    try:
        request = output.request("get_thing", thing_id)
    except RefusedError:
        return
    assert "trial.invalid" == request.url.host
    assert ["v1", "things", thing_id] == segments(request)
    assert "" != thing_id, "a path that ends in a slash is that of the collection"


class TestIds:
    """An id from anywhere leads to the URL of its operation, or nowhere."""

    @cures(AssertionError, UnicodeEncodeError)
    @pytest.mark.parametrize("thing_id", REFUSED.values(), ids=REFUSED)
    def test_what_leads_elsewhere_is_refused(self, output: Output, thing_id: object) -> None:
        """An id that is empty, a dot segment, or no text does not reach another resource."""
        assert_not_another_url(output, thing_id)

    @cures(AssertionError)
    def test_a_deletion_does_not_reach_the_collection(self, output: Output) -> None:
        """``DELETE /v1/things/..`` would be ``DELETE /v1``."""
        with pytest.raises(RefusedError):
            assert ["v1", "things", ".."] == segments(output.request("delete_thing", ".."))

    @pytest.mark.parametrize("thing_id", REFUSED.values(), ids=REFUSED)
    def test_the_refusal_is_documented(self, ours: Ours, thing_id: object) -> None:
        """It is a refused request, and so a ``ValueError``, and names the parameter."""
        with pytest.raises(ours.package.InvalidPathParameter, match=r"^thing_id must") as refused:
            ours.call("get_thing", thing_id)

        assert thing_id == refused.value.value
        assert issubclass(refused.type, ours.package.InvalidRequestError)
        assert issubclass(refused.type, ValueError)
        assert ["thing_id"] == [problem.name for problem in refused.value.fields]

    @pytest.mark.parametrize("thing_id", CONTROL.values(), ids=CONTROL)
    def test_control_characters_are_refused(self, ours: Ours, thing_id: str) -> None:
        """No id has them; a server, a proxy or a log may take them for something else."""
        with pytest.raises(RefusedError):
            ours.request("get_thing", thing_id)

    def test_an_absent_id_is_refused(self, ours: Ours) -> None:
        """``UNSET`` is no id: an optional field of a model was taken for one."""
        with pytest.raises(RefusedError):
            ours.request("get_thing", ours.package.UNSET)

    @pytest.mark.parametrize("thing_id", QUOTED.values(), ids=QUOTED)
    def test_what_a_url_would_misread_is_quoted(self, ours: Ours, thing_id: str) -> None:
        """Any other text is one segment, and the server reads it as it was given."""
        request = ours.request("get_thing", thing_id)

        assert ["v1", "things", thing_id] == segments(request)
        assert b"" == request.url.query
        assert "" == request.url.fragment

    def test_ids_of_other_types(self, ours: Ours) -> None:
        """A UUID, an enum and an integer are written as in JSON, whatever the parameter's name."""
        thing_id = uuid.uuid4()
        request = ours.request("get_thing_level", thing_id, ours.models.Level.VALUE_2, 7)

        assert ["v1", "things", str(thing_id), "levels", "2", "7"] == segments(request)


class TestParameters:
    """Parameters of the query and the header."""

    def test_each_type_has_its_form(self, ours: Ours) -> None:
        """Booleans are in lower case, an array is repeated, dates and enums are their text."""
        request = ours.request(
            "list_things",
            page=2,
            deep=True,
            tag=["a", "b&c"],
            status=ours.models.Status.SAY_HI,
            born=dt.date(2020, 1, 2),
            type_="t",
            x_trace="trace",
            x_level=ours.models.Level.VALUE_1,
        )

        assert [
            ("page", "2"),
            ("deep", "true"),
            ("tag", "a"),
            ("tag", "b&c"),
            ("status", 'say "hi"'),
            ("born", "2020-01-02"),
            ("type", "t"),
        ] == request.url.params.multi_items()
        assert "trace" == request.headers["X-Trace"]
        assert "1" == request.headers["X-Level"]

    @cures(AttributeError)
    def test_a_plain_string_will_do_for_an_enum(self, output: Output) -> None:
        """``status="active"`` is sent like ``status=Status.ACTIVE``."""
        request = output.request("list_things", status="active")

        assert "active" == request.url.params["status"]

    @cures(AssertionError)
    def test_a_default_is_left_to_the_server(self, output: Output) -> None:
        """A parameter that was not given is not sent, also if the description names a default."""
        assert b"" == output.request("list_things").url.query

    def test_an_unknown_enum_value_is_sent_unchanged(self, ours: Ours) -> None:
        """A value that came from the server can be used to ask for more of its kind."""
        request = ours.request("list_things", status=ours.models.Status("mauve"))

        assert "mauve" == request.url.params["status"]


class TestBodies:
    """The body of a request."""

    def test_a_model_is_sent_as_json(self, ours: Ours) -> None:
        """With the fields that are set."""
        details = ours.models.ThingDetails(name="kettle", note=None)
        request = ours.request("create_thing", details)

        assert {"name": "kettle", "note": None} == json.loads(request.content)
        assert "application/json" == request.headers["Content-Type"]

    def test_an_optional_body_can_be_left_out(self, ours: Ours) -> None:
        """Then there is no body, and nothing that says of which type it is."""
        request = ours.request("update_thing", "B1")

        assert b"" == request.content
        assert "Content-Type" not in request.headers

    def test_a_later_change_of_the_model_does_not_reach_the_request(self, ours: Ours) -> None:
        """A request that is sent again is the same request."""
        details = ours.models.ThingDetails(name="kettle")
        call = ours.call("create_thing", details)
        details.name = "pot"

        assert {"name": "kettle"} == call.json


class TestRequest:
    """Our request, which is all that a sender gets to know of a call."""

    @pytest.mark.parametrize("field", ["operation", "path", "params", "headers", "json"])
    def test_it_is_immutable(self, ours: Ours, field: str) -> None:
        """Whoever sends it, or sends it again, cannot change it for others."""
        call = ours.call("list_things", x_trace="trace")

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(call, field, None)
        assert isinstance(call.params, tuple)
        assert isinstance(call.headers, tuple)

    def test_its_repr_has_no_secret(self, ours: Ours) -> None:
        """Headers and body may hold what must not be in a log."""
        listing = ours.call("list_things", x_trace=SECRET)
        creation = ours.call("create_thing", ours.models.ThingDetails(name=SECRET))

        assert "path='/v1/things'" in repr(listing)
        assert SECRET not in repr(listing) + repr(creation)


class TestResourceClasses:
    """The methods hand a request and its reader to the sender, and no more."""

    def test_a_method_sends_its_request(self, ours: Ours) -> None:
        """What the sender gives is what the method gives."""
        sent: list[Generated] = []

        class Sender:
            def send(self, request: Generated, /) -> Generated:
                sent.append(request)
                return "the page"

        api = ours.package.Api(Sender())

        assert "the page" == api.things.list(page=2, tag=["a"])
        assert [ours.call("list_things", page=2, tag=["a"])] == sent

    def test_a_method_with_raw_response_sends_the_same_request(self, ours: Ours) -> None:
        """It goes to the sender's other method."""
        sent: list[Generated] = []

        class Sender:
            def send_raw(self, request: Generated, /) -> Generated:
                sent.append(request)
                return "the answer"

        api = ours.package.Api(Sender())

        assert "the answer" == api.things.with_raw_response.list(page=2)
        assert [ours.call("list_things", page=2)] == sent

    def test_a_method_of_a_paged_list_hands_over_how_to_ask_for_a_page(self, ours: Ours) -> None:
        """The sender gets a function for the requests, one for the items, and the options."""
        taken: list[Generated] = []

        class Sender:
            def paginate(self, listing: Generated, paging: Generated, /) -> Generated:
                taken.extend([listing, paging])
                return "the pager"

        pager = ours.package.Api(Sender()).things.list_parts("B1", kind="lid", limit=7)

        assert "the pager" == pager
        listing, paging = taken
        assert {"limit": 7} == paging
        assert ours.operation("list_thing_parts").OPERATION is listing.operation
        request = ours.call("list_thing_parts", "B1", page=3, page_size=5, kind="lid")
        assert request == listing.request(3, 5)

    @pytest.mark.parametrize(
        ("embedded", "expected"),
        [({"things": [1]}, [1]), ({"things": []}, []), ({}, None), ({"things": "x"}, None)],
    )
    def test_the_items_of_a_page(
        self, ours: Ours, embedded: dict[str, Generated], expected: list[int] | None
    ) -> None:
        """A page without the collection has none, which is not an empty one."""
        module = ours.operation("list_thing_parts")
        page = ours.models.ThingPage.from_dict({"page": 1, "_embedded": embedded})

        assert expected == module.listing("B1").items(page)
