"""Whatever answers a request, the caller gets a result or an error that is documented."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.generated.outputs import OPERATIONS, AnswerError, Generated, cures

if TYPE_CHECKING:
    from tests.generated.outputs import Ours, Output

THING = b'{"id": "7f3c9b62-64d5-4ac5-8bf4-0c1f4a7d7c3f", "name": "kettle", "status": "active"}'
HTML = b"<html><h1>502 Bad Gateway</h1></html>"
PROBLEM = b'{"type": "about:blank", "title": "Bad request", "detail": "name is empty"}'

BODIES = {
    "empty": b"",
    "blank": b" \r\n",
    "HTML": HTML,
    "text": "Zoë".encode("latin-1"),
    "truncated": THING[:40],
    "two documents": b"{}{}",
    "null": b"null",
    "true": b"true",
    "a number": b"1e999",
    "too long a number": b"9" * 5000,
    "a string": b'"thing"',
    "an array": b"[]",
    "an array of everything": b'[null, 1, "a", [], {}, {"kind": []}]',
    "an object": b"{}",
    "a problem": PROBLEM,
    "a problem of wrong types": b'{"type": {}, "title": ["a"], "detail": null}',
    "not a number": b'{"name": NaN}',
    "half a character": rb'{"name": "\ud800"}',
    "invalid UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "NUL": b"\0\0\0\0",
    "deep arrays": b"[" * 100_000,
    "deep things": b'{"parent":' * 2_000 + b"{}" + b"}" * 2_000,
    "deep pages": b'{"_embedded":{"things":[' * 500 + b"]}}" * 500,
}


def error_of(ours: Ours, operation: str, status: int, content: bytes) -> Generated:
    """Give the documented error that an answer leads to, or None if it is a result."""
    try:
        ours.operation(operation).OPERATION.parse(httpx.Response(status, content=content))
    except (ours.package.ErrorStatus, ours.package.UnreadableBody) as error:
        return error
    return None


class TestAnyAnswer:
    """No status and no body leads to an error that nobody expects."""

    @pytest.mark.parametrize("content", BODIES.values(), ids=BODIES)
    def test_any_status_with_any_body(self, ours: Ours, content: bytes) -> None:
        """A result, an ErrorStatus or an UnreadableBody: never a JSONDecodeError, never None."""
        for name in OPERATIONS:
            for status in (100, 199, 200, 201, 204, 299, 300, 304, 400, 404, 500, 520, 599, 999):
                error = error_of(ours, name, status, content)
                success = 200 <= status < 300
                assert success or type(error) is ours.package.ErrorStatus
                if error is not None:
                    assert success is (type(error) is ours.package.UnreadableBody)
                    assert (status, content) == (error.status_code, error.content)
                    assert f"the server answered {status}" in str(error)

    @pytest.mark.parametrize("name", OPERATIONS)
    def test_every_status_there_can_be(self, ours: Ours, name: str) -> None:
        """From 100 to 999: class 2xx is a result, whatever the number, and no other class is."""
        content = b"[]" if name == "list_pets" else b"{}"

        for status in range(100, 1000):
            error = error_of(ours, name, status, content)
            expected = type(None) if 200 <= status < 300 else ours.package.ErrorStatus
            assert expected is type(error), status


class TestErrors:
    """An answer that is an error."""

    @cures(ValueError)
    def test_a_status_that_python_has_no_name_for(self, output: Output) -> None:
        """Proxies answer 520; that is told like any other status."""
        with pytest.raises(AnswerError) as told:
            output.read("get_thing", 520, HTML)

        assert 520 == told.value.status

    @cures(pytest.fail.Exception)
    def test_a_status_that_the_description_does_not_name(self, output: Output) -> None:
        """It is an error, and not a result that is None."""
        with pytest.raises(AnswerError) as told:
            output.read("get_thing", 500, b"{}")

        assert 500 == told.value.status

    @cures(json.JSONDecodeError)
    def test_a_page_of_html_from_a_proxy(self, output: Output) -> None:
        """Where JSON is expected the status is told all the same."""
        with pytest.raises(AnswerError) as told:
            output.read("list_things", 502, HTML)

        assert (502, None) == (told.value.status, told.value.problem)

    @cures(KeyError)
    def test_a_problem_that_is_not_as_described(self, output: Output) -> None:
        """What it has can be read, and the status is told all the same."""
        with pytest.raises(AnswerError) as told:
            output.read("list_things", 500, b'{"title": "Out of order", "code": 7}')

        assert 500 == told.value.status
        assert "Out of order" == told.value.problem.title
        assert {"title": "Out of order", "code": 7} == told.value.problem.to_dict()

    @cures(pytest.fail.Exception)
    def test_a_problem_as_described(self, output: Output) -> None:
        """It is the model that the description names, in an error: never given as the result."""
        with pytest.raises(AnswerError) as told:
            output.read("list_things", 400, PROBLEM)

        assert output.models.Problem.from_dict(json.loads(PROBLEM)) == told.value.problem

    def test_a_range_of_statuses(self, ours: Ours) -> None:
        """``4XX`` describes 418 too."""
        with pytest.raises(AnswerError) as told:
            ours.read("create_thing", 418, PROBLEM)

        assert "Bad request" == told.value.problem.title

    def test_json_that_nobody_described(self, ours: Ours) -> None:
        """Without a model the problem is the JSON value."""
        with pytest.raises(AnswerError) as told:
            ours.read("get_thing", 503, b'{"title": "Busy"}')

        assert {"title": "Busy"} == told.value.problem

    def test_the_message_says_what_came_back(self, ours: Ours) -> None:
        """Operation, status, and the problem's own words or else the body."""
        operation = ours.operation("list_things").OPERATION

        def message(content: bytes) -> str:
            with pytest.raises(ours.package.ErrorStatus) as raised:
                operation.parse(httpx.Response(400, content=content))
            return str(raised.value)

        said = "listThings: the server answered 400"
        assert f"{said}: Bad request: name is empty" == message(PROBLEM)
        assert f"{said} with an empty body" == message(b"")
        assert f"{said} with the body {HTML.decode()!r}" == message(HTML)
        assert f"{said} with the body {'a' * 500 + ' …'!r}" == message(b"a" * 1000)

    def test_the_repr_has_no_secret(self, ours: Ours) -> None:
        """Headers and body may hold what must not be in a log."""
        response = httpx.Response(400, headers={"Set-Cookie": "marked"}, content=b"marked")
        with pytest.raises(ours.package.ErrorStatus) as refused:
            ours.operation("get_thing").OPERATION.parse(response)
        with pytest.raises(ours.package.UnreadableBody) as unreadable:
            ours.operation("get_thing").OPERATION.parse(httpx.Response(200, content=b"marked"))

        assert "ErrorStatus('getThing', 400)" == repr(refused.value)
        assert "UnreadableBody('getThing', 200)" == repr(unreadable.value)

    @pytest.mark.parametrize(("status", "content"), [(400, PROBLEM), (200, b"{")])
    def test_errors_survive_pickle(self, ours: Ours, status: int, content: bytes) -> None:
        """A process pool brings them home."""
        with pytest.raises(ours.package.ApiError) as raised:
            ours.operation("list_things").OPERATION.parse(httpx.Response(status, content=content))

        copied = pickle.loads(pickle.dumps(raised.value))  # noqa: S301 - our own bytes

        assert vars(raised.value) == vars(copied)
        assert str(raised.value) == str(copied)


class TestResults:
    """An answer that is a result."""

    @cures(json.JSONDecodeError)
    @pytest.mark.parametrize("content", [b"", HTML, THING[:40]], ids=["empty", "HTML", "truncated"])
    def test_a_body_that_cannot_be_read(self, output: Output, content: bytes) -> None:
        """The server did what it was asked to; the error says so, and what is wrong."""
        with pytest.raises(AnswerError) as told:
            output.read("get_thing", 200, content)

        assert 200 == told.value.status

    @cures(KeyError, TypeError, AttributeError, ValueError, pytest.fail.Exception)
    @pytest.mark.parametrize("content", [b"[]", b"null", b'"thing"', b"7"], ids=bytes.decode)
    @pytest.mark.parametrize("operation", ["get_thing", "get_thing_level"])
    def test_json_of_the_wrong_kind(self, output: Output, operation: str, content: bytes) -> None:
        """Where every model is an object, nothing else is given for one."""
        with pytest.raises(AnswerError) as told:
            output.read(operation, 200, content)

        assert 200 == told.value.status

    @pytest.mark.parametrize(
        ("operation", "status", "content", "expected"),
        [
            ("delete_thing", 204, b"", None),
            ("delete_thing", 204, HTML, None),
            ("probe_thing", 200, b"", None),
            ("probe_thing", 204, HTML, None),
            ("download_file", 200, b"\x00\xff", b"\x00\xff"),
            ("download_file", 200, b"", b""),
            ("read_file", 200, "Zoë".encode(), "Zoë"),
            ("read_file", 200, b"\xff", "\N{REPLACEMENT CHARACTER}"),
            ("list_pets", 200, b"[]", []),
        ],
    )
    def test_results_that_are_no_model(
        self, ours: Ours, operation: str, status: int, content: bytes, expected: object
    ) -> None:
        """Nothing, bytes, text and arrays."""
        assert expected == ours.read(operation, status, content)

    def test_a_list_of_models(self, ours: Ours) -> None:
        """Each item is the variant that its discriminator names."""
        pets = ours.read("list_pets", 200, b'[{"kind": "meows"}, {"kind": "barks"}, {}]')

        assert [ours.models.Cat(kind="meows"), ours.models.Dog(kind="barks"), {}] == pets

    @pytest.mark.parametrize("status", [200, 201, 299])
    @pytest.mark.parametrize("operation", ["get_thing", "create_thing", "update_thing"])
    def test_any_status_of_class_2xx(self, ours: Ours, operation: str, status: int) -> None:
        """The range ``2XX`` and a status that is not described give the same model."""
        assert "kettle" == ours.read(operation, status, THING).name

    def test_what_is_default_is_no_result(self, ours: Ours) -> None:
        """Beside an answer of class 2xx, ``default`` stands for errors, also in the types."""
        operation = ours.operation("list_things").OPERATION

        assert [(200, 200)] == [(answer.first, answer.last) for answer in operation.results]
        assert "models.ThingPage" == ours.package.api.Things.list.__annotations__["return"]

    def test_a_union(self, ours: Ours) -> None:
        """The body is the variant that fits."""
        assert ours.models.Square(side=2) == ours.read("get_thing_level", 200, b'{"side": 2}')


def test_a_sender_needs_no_httpx(ours: Ours) -> None:
    """Whatever has a status, headers and content can be read."""

    class Recorded:
        status_code = 404
        headers: dict[str, Any] = {"X-Trace": "t"}  # noqa: RUF012 - nobody changes it
        content = PROBLEM

    with pytest.raises(ours.package.ErrorStatus) as raised:
        ours.operation("get_thing").OPERATION.parse(Recorded())

    assert {"X-Trace": "t"} == raised.value.headers
    assert "Bad request" == raised.value.problem.title
