"""An error says what was asked, what came back and what to do; it pickles and copies."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import messaging_engagement
from messaging_engagement import (
    BadRequestError,
    BulkError,
    CallError,
    ClientClosedError,
    ConflictError,
    ConnectionFailedError,
    DeadlineError,
    DecodingError,
    DeviationError,
    ErrorStatus,
    FieldProblem,
    ForbiddenError,
    InvalidPathParameter,
    InvalidRequestError,
    NoAnswerError,
    NotFoundError,
    PaginationError,
    PayloadTooLargeError,
    ProblemDetails,
    RateLimitError,
    ServerError,
    SettingsError,
    StatusError,
    TimedOutError,
    UnauthorizedError,
    UnprocessableError,
    UnreadableBody,
    errors,
    models,
)
from messaging_engagement.errors import class_of_status
from messaging_engagement.problems import load
from messaging_engagement.testing import FakeTime
from tests.client.sides import PERSON, Answer, Fault, Side, Step, all_sides, answer, both

ASKED = "getIdentity (GET /v1/messaging-engagement/identities/B1)"
NOT_FOUND = {
    "type": "https://developer.nexmo.com/api-errors#not-found",
    "title": "Not Found",
    "detail": "ID 'B1' does not exist",
    "instance": "trace-1",
}
CLASSES = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    413: PayloadTooLargeError,
    422: UnprocessableError,
    429: RateLimitError,
}


def pickled(error: Exception) -> Any:
    """Send an error through pickle."""
    return pickle.loads(pickle.dumps(error))  # noqa: S301 - its own


def error_of(side: Side, *steps: Step, **options: Any) -> CallError:
    """Get an identity, and give the error that it raises."""
    with FakeTime(), pytest.raises(CallError) as caught:
        side.client(side.server(*steps), **options).identities.get("B1")
    return caught.value


@both
@pytest.mark.parametrize(
    "status", [100, 102, 199, *range(300, 309), *CLASSES, 418, 500, 502, 520, 599, 600, 999]
)
def test_status_has_its_class(side: Side, status: int) -> None:
    """Any status that is not of class 2xx is an error of the class for it."""
    error = error_of(side, answer(status), max_retries=0)
    expected = CLASSES.get(status, ServerError if 500 <= status < 600 else StatusError)
    assert expected is type(error)
    assert isinstance(error, ErrorStatus)
    assert status == error.status_code
    assert f"{ASKED} was answered {status}" in str(error)


@given(st.integers(100, 999))
def test_every_status_has_a_class(status: int) -> None:
    """There is a class for every status."""
    assert issubclass(class_of_status(status), StatusError)


@both
def test_message_says_all_that_helps(side: Side) -> None:
    """The message has what was asked, what the server says, what to do, and whom to ask."""
    expected = (
        f"{ASKED} was answered 404 Not Found: Not Found; ID 'B1' does not exist. "
        "Check the id, and that it belongs to this account. Request id trace-1."
    )
    error = error_of(side, answer(404, NOT_FOUND))
    assert expected == str(error)
    assert "trace-1" == error.request_id
    assert isinstance(error, NotFoundError)
    assert models.Problem.from_dict(NOT_FOUND) == error.problem
    assert "NotFoundError('getIdentity', 404)" == repr(error)
    twin = pickled(error)
    assert (str(error), vars(error)) == (str(twin), vars(twin))


@both
def test_message_counts_attempts(side: Side) -> None:
    """An error after repetitions says how often it was tried."""
    error = error_of(side, answer(503))
    assert (
        f"{ASKED} was answered 503 Service Unavailable with an empty body. "
        "Try again later. Tried 3 times."
    ) == str(error)


@both
def test_post_that_the_server_failed_may_have_been_processed(side: Side) -> None:
    """A POST that was answered 5xx is not to be repeated blindly, unless it was refused."""
    client = side.client(side.server(answer(500)), max_retries=0)
    with pytest.raises(ServerError, match="It may have acted upon the request all the same: look"):
        client.identities.create(PERSON)
    refusal = answer(503, headers={"Retry-After": "5"})
    client = side.client(side.server(refusal), max_retries=0)
    with pytest.raises(ServerError, match="The server asks to wait 5 s"):
        client.identities.create(PERSON)


@both
def test_redirect_says_that_it_is_not_followed(side: Side) -> None:
    """A redirect is told as such, with its place."""
    error = error_of(side, answer(302, headers={"Location": "https://elsewhere.example/?t=1"}))
    assert "A redirect to https://elsewhere.example/ is not followed: check base_url." in str(error)
    assert isinstance(error, StatusError)
    assert "https://elsewhere.example/" == error.headers["location"]


@both
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "with an empty body"),
        (b"<html>Bad Gateway</html>", "with the body '<html>Bad Gateway</html>'"),
        (b"\xff\xfe", "with the body '\ufffd\ufffd'"),
        (b"x" * 300, "with the body '" + "x" * 200 + "' …"),
        (b"[]", "with the body '[]'"),
        (b"{}", "with the body '{}'"),
        (b'"down"', "with the body '\"down\"'"),
        (b"null", "with the body 'null'"),
        (b"[" * 100_000, "with the body '" + "[" * 200 + "' …"),
        (b'{"title": 5, "detail": null}', 'with the body \'{"title": 5, "detail": null}\''),
        (b'{"title": "T"}', ": T."),
        (b'{"detail": "D"}', ": D."),
        (json.dumps({"title": "x" * 300}).encode(), ": " + "x" * 200 + " …."),
        (b'{"title": "a\\nb\\u001b[31m\\ud800"}', r": a\nb\x1b[31m\ud800."),
    ],
)
def test_message_of_any_body(side: Side, body: bytes, expected: str) -> None:
    """Whatever the body is, the message shows what is in it, and can be printed."""
    error = error_of(side, answer(502, body), max_retries=0)
    assert f"{ASKED} was answered 502 Bad Gateway{' ' * (expected[0] != ':')}{expected}" in str(
        error
    )
    str(error).encode()
    assert isinstance(error, ServerError)
    assert body == error.content


@given(st.integers(300, 999), st.binary(max_size=300))
def test_error_of_any_answer_is_printable(status: int, body: bytes) -> None:
    """No status and no body makes the message fail, or have characters that cannot be printed."""
    error = class_of_status(status)("getIdentity", status, {}, body, None)
    assert str(error).isprintable()
    assert str(error) == str(pickle.loads(pickle.dumps(error)))  # noqa: S301 - its own


@pytest.mark.parametrize(
    ("body", "fields", "numbers"),
    [
        (
            {"errors": [{"code": 501, "field": "ein", "description": "is wrong"}]},
            [FieldProblem(name="ein", reason="is wrong", code=501)],
            [],
        ),
        (
            {"invalid_parameters": [{"name": "page", "reason": "must be 1 or more"}]},
            [FieldProblem(name="page", reason="must be 1 or more")],
            [],
        ),
        (
            {"invalid_parameters": [{"code": "1", "field": "ein", "description": "is wrong"}]},
            [FieldProblem(name="ein", reason="is wrong")],
            [],
        ),
        (
            {"errors": {"title": "T", "detail": "D", "numbers": ["15556660001"]}},
            [],
            [("15556660001", "D")],
        ),
        (
            {"detail": "all", "errors": [{"numbers": ["1", 2]}, {"title": "T", "numbers": ["3"]}]},
            [],
            [("1", "all"), ("2", "all"), ("3", "T")],
        ),
        ({"errors": [{"numbers": ["1"]}]}, [], [("1", "refused by the server")]),
        ({"title": "T", "errors": {"numbers": ["1"]}}, [], [("1", "T")]),
        ({"title": "T", "detail": "D", "errors": {"numbers": ["1"]}}, [], [("1", "D")]),
        (
            {"errors": [{"number": "1", "detail": "D"}, {"number": 2}]},
            [],
            [("1", "D"), ("2", "refused by the server")],
        ),
        (
            {"errors": [{"number": 1, "reason": "R"}, {"number": 2, "description": "D"}]},
            [
                FieldProblem(name="the request", reason="R"),
                FieldProblem(name="the request", reason="D"),
            ],
            [("1", "R"), ("2", "D")],
        ),
        (
            {"errors": [{"field": "ein"}, {"reason": "is wrong"}]},
            [
                FieldProblem(name="ein", reason="is not valid"),
                FieldProblem(name="the request", reason="is wrong"),
            ],
            [],
        ),
        ({"errors": "no", "invalid_parameters": {"name": "x"}}, [], []),
        ({"errors": [None, 5, "x", {}, {"numbers": {"1": "D"}}]}, [], []),
        (
            {"errors": [{"numbers": "1"}, {"number": ["2"], "title": "T"}]},
            [],
            [("1", "refused by the server"), ("2", "T")],
        ),
        ([], [], []),
        ("text", [], []),
        (None, [], []),
    ],
)
def test_problem_details_in_every_shape(
    body: object, fields: list[FieldProblem], numbers: list[tuple[str, str]]
) -> None:
    """``errors`` may be an array or an object, ``invalid_parameters`` its own array, or nothing."""
    details = ProblemDetails.of(body)
    assert (tuple(fields), tuple(numbers)) == (details.fields, details.numbers)


def test_problem_details_have_each_text_by_its_name() -> None:
    """What is no text, or none of these, is left out."""
    texts = {"type": "https://a/b", "title": "T", "detail": "D", "instance": "I"}
    expected = ProblemDetails(type="https://a/b", title="T", detail="D", instance="I")
    assert expected == ProblemDetails.of({**texts, "status": 400})
    assert ProblemDetails() == ProblemDetails.of(dict.fromkeys(texts, 5))


@both
def test_message_names_fields_and_numbers(side: Side) -> None:
    """The message has what is wrong with each field, and the first of the numbers that failed."""
    body = {
        "title": "Bad",
        "invalid_parameters": [{"name": "ein", "reason": "is wrong"}],
        "errors": {"detail": "D", "numbers": ["1", "2", "3", "4"]},
    }
    assert "Bad; ein: is wrong; 1: D; 2: D; 3: D. Correct the request." in str(
        error_of(side, answer(400, body))
    )


def test_body_that_is_not_json_is_none() -> None:
    """A body that is no JSON, or is nested beyond reading, is no problem details."""
    assert None is load(b"<html>")
    assert None is load(b"[" * 100_000)
    assert {"a": 1} == load(b'{"a": 1}')


@all_sides
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("ConnectError", ConnectionFailedError),
        ("ReadError", ConnectionFailedError),
        ("RemoteProtocolError", ConnectionFailedError),
        ("ReadTimeout", TimedOutError),
        ("ConnectTimeout", TimedOutError),
        ("PoolTimeout", TimedOutError),
    ],
)
def test_fault_of_the_connection_has_its_class(
    side: Side, fault: str, kind: type[NoAnswerError]
) -> None:
    """Without an answer the error is of the connection or of time, with the library's words."""
    error = error_of(side, Fault(fault), max_retries=0)
    assert kind is type(error)
    assert f"{ASKED}: {fault}: it broke." in str(error)
    assert f"{fault}: it broke" == error.attempts[0].failure
    assert None is error.attempts[0].status
    assert None is error.request_id


@all_sides
def test_fault_without_words_has_its_name(side: Side) -> None:
    """A fault of the connection that says nothing is told by its name."""
    assert ": ReadError. " in str(error_of(side, Fault("ReadError", ""), max_retries=0))


@both
@pytest.mark.parametrize(
    ("fault", "method", "words"),
    [
        ("ConnectError", "get", "It never reached the server."),
        ("ReadError", "get", "It may have reached the server, and can be repeated all the same."),
        ("ConnectError", "create", "It never reached the server."),
        ("ReadError", "create", "The server may have acted upon it: look before you repeat it."),
    ],
)
def test_error_says_whether_the_server_may_have_acted(
    side: Side, fault: str, method: str, words: str
) -> None:
    """Whether a request may have been processed is known, and what follows for its method."""
    client = side.client(side.server(Fault(fault)), max_retries=0)
    with pytest.raises(NoAnswerError) as caught:
        client.identities.create(PERSON) if method == "create" else client.identities.get("B1")
    assert (fault == "ReadError") == caught.value.maybe_processed
    assert words in str(caught.value)


@both
def test_any_attempt_may_have_been_processed(side: Side) -> None:
    """If an earlier attempt may have arrived, the last one that did not changes nothing."""
    error = error_of(side, Fault("ReadError"), Fault("ConnectError"))
    assert isinstance(error, ConnectionFailedError)
    assert error.maybe_processed


@all_sides
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"a":', b"\xff", b"null", b"[" * 10**5])
def test_success_with_an_unreadable_body(side: Side, body: bytes) -> None:
    """A status of class 2xx whose body is no identity is an error that says so, sent once."""
    server = side.server(answer(201, body))
    with pytest.raises(DecodingError) as caught:
        side.client(server).identities.create(PERSON)
    assert isinstance(caught.value, UnreadableBody)
    assert 1 == len(server.requests) == len(caught.value.attempts)
    assert (201, body) == (caught.value.status_code, caught.value.content)
    assert "was answered 201 Created, but its body cannot be read: " in str(caught.value)
    assert "The server did what it was asked to: look before you repeat it." in str(caught.value)


@all_sides
def test_body_that_breaks_off_is_no_answer(side: Side) -> None:
    """A body of class 2xx that breaks off is as good as none: a GET is repeated, a POST is not."""
    broken = Answer(200, (b'{"identity_id"', Fault("ReadError")))
    client = side.client(side.server(broken, answer(200, {"identity_id": "B1"})))
    with FakeTime():
        assert "B1" == client.identities.get("B1").identity_id
    server = side.server(broken)
    with pytest.raises(ConnectionFailedError, match="after the head of an answer with status 200"):
        side.client(server).identities.create(PERSON)
    assert 1 == len(server.requests)


@all_sides
@pytest.mark.parametrize("fault", ["ReadError", "ReadTimeout", "DecodingError"])
def test_status_says_more_than_a_body_that_breaks_off(side: Side, fault: str) -> None:
    """An error status whose body cannot be read is told with what came of it."""
    error = error_of(side, Answer(404, (b'{"ti', Fault(fault))))
    assert isinstance(error, NotFoundError)
    assert b'{"ti' == error.content


@all_sides
@pytest.mark.parametrize(
    "pieces", [(b'{"identity_id": "B1"', Fault("DecodingError")), (b"not gzip",)]
)
def test_body_that_cannot_be_decompressed(side: Side, pieces: tuple[bytes | Fault, ...]) -> None:
    """A body of class 2xx that cannot be decompressed is unreadable, whatever the method."""
    headers = {"Content-Encoding": "gzip"} if len(pieces) == 1 else {}
    error = error_of(side, Answer(200, pieces, headers))
    assert isinstance(error, DecodingError)
    assert 1 == len(error.attempts)


@both
def test_answer_that_is_too_large(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is read up to a bound; beyond it is unreadable, but for an error status."""
    monkeypatch.setattr("messaging_engagement.options.LARGEST_BODY", 10)
    error = error_of(side, Answer(200, (b"x" * 6, b"x" * 6)))
    assert isinstance(error, DecodingError)
    assert b"x" * 6 == error.content
    assert "TooLargeError: it has more than 10 bytes" in str(error)
    assert isinstance(error_of(side, Answer(404, (b"x" * 11,))), NotFoundError)


@both
def test_invalid_http_is_told_without_its_words(side: Side) -> None:
    """A request that is no valid HTTP is refused without the header that made it so."""
    error = error_of(side, Fault("LocalProtocolError", "Illegal header value b'Basic secret'"))
    assert "secret" not in str(error)
    assert "the request is not valid HTTP" in str(error)


@both
def test_other_exceptions_pass(side: Side) -> None:
    """What is no failure of the transport is not dressed up, and not repeated."""
    server = side.server(ZeroDivisionError("theirs"))
    with pytest.raises(ZeroDivisionError, match="theirs"):
        side.client(server).identities.get("B1")
    assert 1 == len(server.requests)


def every_error() -> list[Exception]:
    """Make one of each class of error, with all that it can carry."""
    made: list[Exception] = [
        SettingsError("no api_key"),
        ClientClosedError(),
        InvalidRequestError("it is wrong"),
        InvalidRequestError("it is wrong", (FieldProblem(name="ein", reason="is required"),)),
        InvalidPathParameter("identity_id", "..", "must not be a dot segment"),
        BulkError("15556660001", "is not yours"),
        DecodingError("getIdentity", 200, b"\xff", "not JSON"),
        *(kind("listIdentities", "it went wrong") for kind in REASONED),
        *(
            class_of_status(status)(
                "getIdentity", status, {"retry-after": "5"}, b'{"title": "T"}', {"title": "T"}
            )
            for status in (*CLASSES, 418, 500)
        ),
    ]
    for error in made:
        if isinstance(error, CallError):
            error.method, error.path = "GET", "/x"
            error.attempts = (
                messaging_engagement.Attempt(number=1, waited=0.0, elapsed=0.5, status=500),
                messaging_engagement.Attempt(number=2, waited=1.0, elapsed=0.5, request_id="r-1"),
            )
            error.not_repeated = "it makes no sense"
        if isinstance(error, NoAnswerError):
            error.maybe_processed = False
        if isinstance(error, StatusError):
            error.retry_after = 5.0
    return made


REASONED: list[type[Any]] = [
    NoAnswerError,
    ConnectionFailedError,
    TimedOutError,
    DeadlineError,
    DeviationError,
    PaginationError,
]


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("copied", [pickled, copy.copy, copy.deepcopy])
def test_error_pickles_and_copies(error: Exception, copied: Any) -> None:
    """A copy of an error has its class, its text and all that it carries."""
    twin = copied(error)
    assert type(error) is type(twin)
    assert str(error) == str(twin)
    assert repr(error) == repr(twin)
    assert vars(error) == vars(twin)


def test_every_class_of_error_is_tested() -> None:
    """The errors above are all that there are, but for those that are only ever subclassed."""
    classes = {getattr(errors, name) for name in errors.__all__}
    made = {type(error) for error in every_error()}
    assert {errors.ApiError, CallError, ErrorStatus, UnreadableBody} == classes - made
    assert classes >= made


def test_every_class_of_error_is_a_sentence_in_the_tree() -> None:
    """Each class has one sentence about itself, and its place in the tree of the module."""
    tree = inspect.getdoc(errors) or ""
    for name in errors.__all__:
        assert name in tree
        first = (inspect.getdoc(getattr(errors, name)) or "").splitlines()[0]
        assert first.endswith(".")


def test_base_of_all_call_errors_says_nothing_of_its_own() -> None:
    """A CallError is only raised as one of its subclasses."""
    error = CallError("x")
    error.operation_id = "getIdentity"
    with pytest.raises(NotImplementedError):
        str(error)


def test_public_names_have_all_errors() -> None:
    """Every class of error can be imported from the package itself."""
    assert set(errors.__all__) <= set(messaging_engagement.__all__)
