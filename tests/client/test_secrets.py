"""No credential gets into a text that people may see: an error, a traceback, a log, a repr."""

from __future__ import annotations

import asyncio
import base64
import copy
import html
import io
import json
import logging
import pickle
import re
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest
from attrs import define, field

from messaging_engagement import (
    AsyncClient,
    BearerToken,
    Client,
    ClientClosedError,
    Hooks,
    InvalidRequestError,
    SettingsError,
    StatusError,
    models,
)
from messaging_engagement.credentials import Authorization, Secret
from messaging_engagement.testing import FakeTime
from messaging_engagement_contract import MockServer
from messaging_engagement_contract.types import is_array, is_object
from tests.client.sides import PERSON, Answer, Fault, Side, Step, all_sides, answer, both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "marked-key"
SECRET = "marked-secret-0123456789"
ENCODED = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
MARKS = (SECRET, ENCODED, base64.b64encode(SECRET.encode()).decode().rstrip("="))


@define
class Held:
    """A value that the test's own variables do not show."""

    value: Any = field(repr=False)


def texts_of(error: BaseException | None) -> Iterator[str]:
    """Give every text that an error can be made into, and those of what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield str(error)
        yield repr(error)
        yield repr(vars(error))
        yield repr(error.args)
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        yield "".join(shown.format())
        with suppress(TypeError, AttributeError, pickle.PicklingError):  # not an error of ours
            yield pickle.dumps(error).decode("latin-1")
        yield repr(getattr(error, "request", None) and vars(getattr(error, "request", None)))
        error = error.__cause__ or error.__context__


def assert_hidden(*texts: str) -> None:
    """Fail if a text has the secret, in any form."""
    for text in texts:
        for mark in MARKS:
            assert mark not in text


def marked(side: Side, *steps: Step, **options: Any) -> Client:
    """Make a client with the marked credentials."""
    http = side.http_client(side.server(*steps))
    arguments = {"api_key": KEY, "api_secret": SECRET, "http_client": http, **options}
    return side.wrapped(side.make(**arguments))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that no variable of a test holds."""
    monkeypatch.setenv("VONAGE_API_KEY", KEY)
    monkeypatch.setenv("VONAGE_API_SECRET", SECRET)


ECHO = Answer(500, (f'{{"title": "you sent Basic {ENCODED} for {SECRET}"}}'.encode(),))


STEPS: list[Step] = [
    answer(401, {"title": "Unauthorized"}),
    answer(503),
    answer(302, headers={"Location": "https://elsewhere.example/"}),
    Fault("ConnectError"),
    Fault("ReadTimeout"),
    Fault("LocalProtocolError", f"Illegal header value b'Basic {ENCODED}'"),
    Answer(200, (b"{", Fault("ReadError"))),
    Answer(200, (b"{", Fault("DecodingError"))),
    answer(200, b"<html>"),
    answer(200, f"you sent {ENCODED}".encode()),
    ECHO,
    ZeroDivisionError("a fault of the transport"),
    KeyboardInterrupt(),
]


@all_sides
@pytest.mark.parametrize("step", [Held(step) for step in STEPS])
@pytest.mark.usefixtures("environment")
def test_error_hides_credentials(side: Side, step: Held) -> None:
    """Neither an error nor its traceback, with all variables, has a credential in any form."""
    http = side.http_client(side.server(step.value))
    client = side.wrapped(side.make(http_client=http))
    with FakeTime(), pytest.raises(BaseException) as caught:  # noqa: PT011 - of many kinds
        client.identities.create(PERSON)
    assert_hidden(*texts_of(caught.value))


@all_sides
@pytest.mark.usefixtures("environment")
def test_error_of_an_event_hook_hides_credentials(side: Side) -> None:
    """An exception of a hook of the user's own client passes through frames that hide them, too."""

    def fail(_: object) -> None:
        raise ZeroDivisionError

    async def fail_async(_: object) -> None:
        raise ZeroDivisionError

    hooks = {"request": [fail_async if side.is_async else fail]}
    http = side.http_client(side.server(), event_hooks=hooks)
    client = side.wrapped(side.make(http_client=http))
    with pytest.raises(ZeroDivisionError) as caught:
        client.identities.get("B1")
    assert_hidden(*texts_of(caught.value))


@both
def test_error_has_no_trace_of_the_request(side: Side) -> None:
    """No exception of the HTTP library hangs on an error: it would have the request, and so all."""
    client = marked(side, Fault("ConnectError"), max_retries=0)
    with pytest.raises(Exception, match="ConnectError") as caught:
        client.identities.get("B1")
    assert None is caught.value.__cause__
    assert None is caught.value.__context__


@both
def test_answer_that_repeats_credentials_is_blanked(side: Side) -> None:
    """A server that repeats what it was sent does not get the secret into an error."""
    client = marked(side, ECHO, max_retries=0)
    with pytest.raises(StatusError) as caught:
        client.identities.get("B1")
    assert "you sent Basic [secret] for [secret]" in str(caught.value)
    assert b'{"title": "you sent Basic [secret] for [secret]"}' == caught.value.content
    assert {"title": "you sent Basic [secret] for [secret]"} == caught.value.problem


@both
def test_short_secret_blanks_nothing(side: Side) -> None:
    """A secret that may be part of any word does not garble what the server says."""
    client = marked(side, answer(400, {"title": "a body"}), api_secret="a")
    with pytest.raises(StatusError, match="a body"):
        client.identities.get("B1")


BAD: list[dict[str, Any]] = [
    {"api_secret": SECRET + "\n"},
    {"api_secret": SECRET, "base_url": "ftp://x"},
    {"api_secret": SECRET, "timeout": -1},
    {"api_secret": SECRET, "http_client": object()},
    {"api_secret": SECRET, "api_key": "with:colon"},
    {"api_secret": SECRET, "auth": BearerToken("x")},
    {"api_secret": (SECRET,)},
    {"api_key": None, "auth": (KEY, SECRET)},
    {"api_secret": SECRET, "base_url": f"https://{KEY}:{SECRET}@host"},
    {"api_secret": SECRET, "base_url": f"https://{KEY}:{SECRET}@host:x"},
]


@both
@pytest.mark.parametrize("arguments", [Held(bad) for bad in BAD])
def test_settings_error_hides_credentials(side: Side, arguments: Held) -> None:
    """Whatever is wrong with the settings, the error and the frames of this package hide them."""
    with pytest.raises(SettingsError) as caught:
        side.make(**{"api_key": KEY, **arguments.value})
    error = caught.value
    assert_hidden(str(error), repr(error))
    frames = error.__traceback__
    while frames and frames.tb_frame.f_globals["__name__"].startswith("tests."):
        frames = frames.tb_next  # those who pass a secret have it
    assert frames is not None
    if "base_url" not in arguments.value or SECRET not in arguments.value["base_url"]:
        assert_hidden(*texts_of(error.with_traceback(frames)))


@both
@pytest.mark.parametrize(
    "given", [Held(given) for given in ((KEY, SECRET + " "), (KEY, SECRET, ""), SECRET, (KEY, 5))]
)
def test_wrong_credentials_of_a_function_are_hidden(side: Side, given: Held) -> None:
    """What a function for credentials returned is not shown when it is wrong."""
    client = marked(side, api_key=None, api_secret=None, auth=lambda: given.value)
    with pytest.raises(SettingsError) as caught:
        client.identities.get("B1")
    assert_hidden(*texts_of(caught.value))


def test_wrong_token_is_hidden() -> None:
    """A bearer token that is none is not shown."""
    held = Held(SECRET + "\n")
    with pytest.raises(SettingsError) as caught:
        BearerToken(held.value)
    assert_hidden(*texts_of(caught.value))


@both
def test_reprs_hide_credentials(side: Side) -> None:
    """No repr of a client, or of anything that it is made of, has the secret or a header."""
    client = side.make(api_key=KEY, api_secret=SECRET, headers={"X-Token": SECRET})
    token = BearerToken(SECRET)
    assert_hidden(repr(client), repr(vars(client)), repr(token), repr(Secret(SECRET)))
    assert f"{side.kind.__name__}(base_url='https://api.nexmo.com')" == repr(client)
    assert "BearerToken('**********')" == repr(token)


@both
def test_credentials_are_not_copied(side: Side) -> None:
    """Neither a client nor a token can be copied or pickled."""
    client = side.make(api_key=KEY, api_secret=SECRET)
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="make one in each process"):
            copied(client)
        with pytest.raises(TypeError, match="not copied or pickled"):
            copied(Secret(SECRET))
    with pytest.raises(TypeError, match="not copied or pickled"):
        pickle.dumps(BearerToken(SECRET))


@both
def test_hooks_see_no_credentials(side: Side) -> None:
    """What hooks are given has no body, no query, no secret and no header that could be one."""
    seen: list[Any] = []
    reply = answer(
        200,
        {"identity_id": "B1"},
        headers={"Set-Cookie": SECRET, "X-Request-Id": "r-1", "Authorization": SECRET},
    )
    hooks = Hooks(before_attempt=seen.append, after_attempt=seen.append)
    client = marked(side, reply, hooks=hooks, headers={"X-Token": SECRET})
    client.identities.get("B1")
    assert_hidden(repr(seen), pickle.dumps(seen).decode("latin-1"))
    assert {"x-request-id": "r-1"} == seen[1].headers


def test_logs_hide_credentials() -> None:
    """With every logger at its most talkative, the libraries' own included, no log has them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    names = ("messaging_engagement", "httpx", "httpcore", "")
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    logging.getLogger().addHandler(handler)
    for logger in loggers:
        logger.setLevel(1)
    try:
        with (
            MockServer(accounts={KEY: SECRET}) as server,
            Client(api_key=KEY, api_secret=SECRET, base_url=server.url) as client,
        ):
            client.identities.create(PERSON)
            with pytest.raises(StatusError):
                client.identities.get("B2")
    finally:
        logging.getLogger().removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
    assert "POST http://127.0.0.1" in stream.getvalue()
    assert "send_request_headers" in stream.getvalue()
    assert_hidden(stream.getvalue())


def test_headers_of_the_user_are_left_alone() -> None:
    """A mapping of headers that is passed in stays as it was, and a client keeps its own copy."""
    headers = {"X-Team": "a"}
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["X-Team"])
        return httpx.Response(204)

    http = httpx.Client(transport=httpx.MockTransport(handler))
    client = Client(api_key=KEY, api_secret=SECRET, http_client=http, headers=headers)
    headers["X-Team"] = "b"
    client.identities.delete("B1")
    assert ["a"] == seen
    assert {"X-Team": "b"} == headers
    assert "authorization" not in http.headers


@both
def test_closed_client_hides_credentials(side: Side) -> None:
    """The error of a closed client has none, either."""
    client = marked(side)
    client.close()
    with pytest.raises(ClientClosedError) as caught:
        client.identities.get("B1")
    assert_hidden(*texts_of(caught.value))


@both
def test_refused_body_hides_its_values(side: Side) -> None:
    """A body that breaks a rule is told by its fields and types, not by its values."""
    with pytest.raises(InvalidRequestError) as caught:
        marked(side).identities.update("B1", models.IdentityChanges(city=5))  # type: ignore[arg-type] # the mistake
    assert "5" not in str(caught.value)


def escaped(signs: str, digits: str) -> Callable[[str], str]:
    """Give a writer of JSON that escapes some signs, as if they were not to be trusted."""

    def write(text: str) -> str:
        return re.sub(signs, lambda one: f"\\u{format(ord(one[0]), digits)}", text)

    return write


ODD_SECRET = "S3cret!(pass)@wo+rd/<x>=="
ODD_TOKEN = base64.b64encode(f"{KEY}:ab>>>?cdefgh~~~".encode()).decode()


WRITERS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "json": json.dumps,
    "System.Text.Json": escaped("[<>&'`+]", "04X"),
    "Gson": escaped("[<>&'=]", "04x"),
    "each sign": escaped("[^0-9A-Za-z]", "04X"),
    "html": html.escape,
    "encodeURIComponent": lambda text: quote(text, safe="!'()*"),
    "URL-safe": lambda text: text.translate(str.maketrans("+/", "-_")),
    "unpadded": lambda text: text.rstrip("="),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("secret", [ODD_SECRET, ODD_TOKEN], ids=["secret", "token"])
def test_however_a_server_writes_a_secret(writer: str, secret: str) -> None:
    """It is blanked in the way in which the server repeats it, whole."""
    authorization = Authorization.by_header("Basic", Secret(ODD_TOKEN), Secret(ODD_SECRET))
    written = WRITERS[writer](secret).strip('"')
    assert "(before) [secret] (after)" == authorization.redact_text(f"(before) {written} (after)")


@both
def test_half_a_surrogate_pair_in_a_problem(side: Side) -> None:
    """A text that is none in UTF-8 is looked through like any other: it is still that problem."""
    problem = b'{"title": "Bad", "instance": "\\ud800"}'
    server = side.server(answer(400, problem, {"content-type": "application/json"}))
    with pytest.raises(StatusError) as raised:
        side.client(server).identities.get("B1")
    assert 400 == raised.value.status_code


def test_traceback_of_a_cancelled_call() -> None:
    """The frames that a cancellation passed show no header of the request."""

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # to its end, which is that of the connection
        writer.close()
        answered.set()

    async def cancelled() -> str:
        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        shown = ""
        async with server, AsyncClient(api_key=KEY, api_secret=SECRET, base_url=url) as client:
            call = asyncio.create_task(client.identities.get("B1"))
            await asyncio.sleep(0.2)
            call.cancel()
            try:
                await call
            except asyncio.CancelledError as error:
                told = traceback.TracebackException.from_exception(error, capture_locals=True)
                shown = "".join(told.format())
            await client.close()
            await answered.wait()
        return shown

    answered = asyncio.Event()
    shown = asyncio.run(cancelled())
    assert "CancelledError" in shown
    assert [] == [mark for mark in MARKS if mark in shown]


def repeating(secret: str) -> list[object]:
    """Give JSON values whose texts repeat a secret, or something that is nearly one."""
    return [
        {"title": f"you sent {secret}{secret}"},
        {"title": f'you sent "{secret}"', secret: [secret, None, 1]},
        {"title": json.dumps({"secret": secret})},
        {"title": json.dumps(json.dumps([secret]))},
        {"title": secret[:-1] + '"'},
        {"title": secret[:-1] + "\n"},
        [secret[1:], secret[:-1]],
    ]


def texts_in(value: Any) -> Iterator[str]:
    """Give all texts of a JSON value, and of JSON in them."""
    if isinstance(value, str):
        yield value
        with suppress(ValueError):
            yield from texts_in(json.loads(value))
    elif is_object(value):
        yield from texts_in([*value.keys(), *value.values()])
    elif is_array(value):
        for item in value:
            yield from texts_in(item)


@pytest.mark.parametrize(
    "secret", ["a-secret\\", "é-secret\\", '"secret"0"', "\\secret/\\", "a-s/ecret"]
)
@pytest.mark.parametrize("position", range(7))
def test_blanked_json_is_json(secret: str, position: int) -> None:
    """Backslashes and quotes of a secret are not taken for those of JSON, and it is blanked."""
    body = repeating(secret)[position]
    for ascii_only in (True, False):
        for slash in ("/", "\\/"):
            content = json.dumps(body, ensure_ascii=ascii_only).replace("/", slash)
            shown = Authorization.by_header("Basic", Secret("bm9uZQ=="), Secret(secret)).redact(
                content.encode()
            )
            for text in texts_in(json.loads(shown)):
                assert secret not in text


@both
def test_request_id_is_cut_after_it_is_blanked(side: Side) -> None:
    """A secret at the place where a long id is cut is not left in half."""
    seen: list[Any] = []
    id_of = "x" * 190 + SECRET
    for reply in (
        answer(404, {"title": "No"}, headers={"X-Request-Id": id_of}),
        answer(404, {"title": "No", "instance": id_of}),
    ):
        client = marked(side, reply, hooks=Hooks(after_attempt=seen.append))
        with pytest.raises(StatusError) as caught:
            client.identities.get("B1")
        assert caught.value.request_id == "x" * 190 + "[secret]"
        assert SECRET[:5] not in repr(seen)
