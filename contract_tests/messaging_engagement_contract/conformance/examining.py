"""What holds for every answer, whatever was asked: status, headers, JSON, schema, links, dates."""

from __future__ import annotations

import copy
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import jsonschema_rs

from messaging_engagement_contract.conformance import mending
from messaging_engagement_contract.conformance.exchange import NotJsonError, strict
from messaging_engagement_contract.conformance.links import LinkChecker
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.run import Run
    from messaging_engagement_contract.types import Json

SERVER_ERROR = 500
UNAUTHORIZED = 401
NO_CONTENT = 204
BAD_REQUEST = 400
_A_SECRET = 8  # a shorter one may be in any text
# Answers of HTTP itself, which the contract need not list; a check that expects one says so.
REDIRECTS = frozenset({301, 302, 307, 308})
OF_HTTP = REDIRECTS | frozenset({405, 408, 411, 413, 414, 417, 421, 426, 431})

_INSIDES = re.compile(
    rb"Traceback \(most recent call last\)|File \\?\"[^\"]+\.py\\?\", line \d+"
    rb"|\bat [\w.$<>]+ ?\(?[\w./ -]+\.(java|kt|scala|js|ts|cs):(line )?\d+|goroutine \d+ \["
    rb"|\.(js|ts|go|rb|php):\d+(:in? |:\d+\))|PHP (Fatal|Warning)|\bSQLSTATE\[|\bORA-\d{5}"
    rb"|\b(java|javax|org|com)\.[\w.]+(Exception|Error)\b|\bSystem\.\w+Exception\b"
    rb"|\bpsycopg2?\.|\bsqlite3\.\w+Error|/site-packages/|\bnode_modules/|panic: "
)
_MEDIA_TYPE = re.compile(r"^\s*application/json\s*(;.*)?$", re.IGNORECASE)
_IN_A_LIST: Final = re.compile("^_embedded/[^/]+/0/")
_TOLD: Final = 200
_TYPES: Final = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
}
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)
_CHALLENGE = re.compile(r"(^|,)\s*basic(\s|,|$)", re.IGNORECASE)


class Examiner:
    """Examines answers for a run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._links = LinkChecker(run)
        secrets = {
            text.encode()
            for name, (_, secret) in run.target.accounts.items()
            for text in (secret, (run.target.authorization(name) or "")[len("Basic ") :])
        }
        self._secrets = [secret for secret in secrets if len(secret) >= _A_SECRET]

    def examine(  # noqa: C901 - one thing after the other
        self,
        exchange: Exchange,
        *,
        status_told: bool = False,
        after: Sequence[Exchange] = (),
        why: str = "",
    ) -> None:
        """Examine an answer.

        Args:
            exchange: The request and its answer.
            status_told: Whether the status is a finding already.
            after: What was sent before.
            why: What is special about the request.
        """
        run, operation = self._run, exchange.operation
        if not run.check(
            bool(exchange.status) and not exchange.error,
            "answers",
            exchange,
            "an answer",
            exchange.told(),
            after=after,
        ):
            return
        if not run.check(
            exchange.status < SERVER_ERROR,
            "no-server-error",
            exchange,
            f"a status below 500: {why}" if why else "a status below 500",
            exchange.told(),
            after=after,
            trigger=why,
        ):
            return
        if exchange.status == UNAUTHORIZED:
            self._challenge(exchange)
        run.check(
            not self._tells_secret(exchange),
            "problem",
            exchange,
            "no secret of an account in an answer",
            "one of them",
            after=after,
        )
        if operation is None:
            exchange.body = exchange.json
            return
        status = 200 if run.quirky_status(exchange) else exchange.status
        if status != exchange.status:
            run.broken("status", exchange, "200, as the text says", "201", after=after, quirk="Q26")
        if not status_told and status not in OF_HTTP - operation.answers.keys():
            run.check(
                status in operation.answers,
                "status",
                exchange,
                f"one of {operation.documented}",
                exchange.told(),
                after=after,
                quirk=None if exchange.ok else "Q25",
            )
        if exchange.status >= BAD_REQUEST:
            inside = _INSIDES.search(exchange.content)
            run.check(
                inside is None,
                "problem",
                exchange,
                "no trace of the server's insides",
                inside[0].decode("utf-8", "replace") if inside else "",
            )
        answer = operation.answers.get(status)
        self._body(exchange, answer.validator if answer else None, status, after)
        if answer is not None:
            for name in answer.required_headers:
                run.check(
                    name in exchange.headers,
                    "auth-challenge" if name == "WWW-Authenticate" else "headers",
                    exchange,
                    f"a {name} header with {exchange.status}",
                    "none",
                    after=after,
                )
            for name in answer.whole_numbers:
                value = exchange.headers.get(name, "0")
                run.check(
                    value.isascii() and value.isdigit(),
                    "headers",
                    exchange,
                    f"a whole number as {name}",
                    value,
                    after=after,
                )
        if exchange.ok and is_object(exchange.body):
            self._dates(exchange)
            self._links.check(exchange)

    def _tells_secret(self, exchange: Exchange) -> bool:
        # Generated bodies may have any text, also that one: from then on it may be anywhere.
        sent = exchange.request.content or b""
        self._secrets = [secret for secret in self._secrets if secret not in sent]
        text = exchange.content + repr(exchange.headers.raw).encode()
        return any(secret in text for secret in self._secrets)

    def _challenge(self, exchange: Exchange) -> None:
        header = exchange.headers.get("WWW-Authenticate")
        if header is not None:
            self._run.check(
                _CHALLENGE.search(header) is not None,
                "auth-challenge",
                exchange,
                "a WWW-Authenticate header with the scheme Basic",
                f"WWW-Authenticate: {header}",
            )

    def _body(
        self,
        exchange: Exchange,
        validator: jsonschema_rs.Draft202012Validator | None,
        status: int,
        after: Sequence[Exchange],
    ) -> None:
        run = self._run
        if validator is None:
            # Nothing is documented for this status: 204 has no body; others may have any.
            exchange.body = exchange.json if exchange.content else None
            if status == NO_CONTENT:
                run.check(not exchange.content, "framing", exchange, "no body", exchange.told())
            return
        media = exchange.headers.get("Content-Type", "")
        charset = _CHARSET.search(media)
        run.check(
            _MEDIA_TYPE.match(media) is not None
            and (charset is None or charset[1].lower() in {"utf-8", "utf8", "us-ascii"}),
            "content-type",
            exchange,
            "Content-Type: application/json",
            f"Content-Type: {media}" if media else "no Content-Type",
            after=after,
        )
        try:
            exchange.body = strict(exchange.content)
        except NotJsonError as reason:
            run.broken("json", exchange, "a JSON document", f"{reason}: {exchange.told()}")
            exchange.body = copy.deepcopy(exchange.json)  # which is kept as it came
            if exchange.body is None:
                return
        else:
            run.judge("json", exchange.name)
        for quirk, expected, got in mending.mend(exchange.body, exchange.operation):
            run.broken("body-schema", exchange, expected, got, quirk=quirk)
        run.judge("body-schema", exchange.name)
        for error in _errors(validator, exchange.body):
            run.broken(
                "body-schema",
                exchange,
                error.expected,
                error.got,
                after=after,
                quirk=error.quirk,
                about={error.field},
                manner=error.manner,
            )

    def _dates(self, exchange: Exchange) -> None:
        for resource in _resources(exchange.body):
            for name in ("created_date", "last_updated"):
                value = resource.get(name)
                if isinstance(value, str):
                    self._run.check(
                        moment(value) is not None,
                        "dates",
                        exchange,
                        f"a date and time as {name}",
                        value,
                    )
            first, last = (
                moment(str(resource.get(name, ""))) for name in ("created_date", "last_updated")
            )
            if first and last and (first.tzinfo is None) == (last.tzinfo is None):
                self._run.check(
                    first <= last,
                    "dates",
                    exchange,
                    "last_updated at or after created_date",
                    f"created {first}, updated {last}",
                )


def moment(text: str) -> datetime | None:
    """Read a date in either of the two forms; None if it is not one."""
    try:
        # T and Z may be small letters (RFC 3339, 5.6)
        return datetime.fromisoformat(text.upper()) if len(text) > len("2020-01-02") else None
    except ValueError:
        return None


def _resources(body: Json) -> Iterator[dict[str, Json]]:
    embedded = body.get("_embedded")
    if is_object(embedded):
        for items in embedded.values():
            if is_array(items):
                yield from (item for item in items if is_object(item))
    yield body


class _Error(NamedTuple):
    """How a body breaks its schema."""

    field: str
    expected: str
    got: str
    manner: str
    quirk: str | None


def _errors(validator: jsonschema_rs.Draft202012Validator, body: Json) -> Iterator[_Error]:
    """Give the errors of a body; one of a kind is enough."""
    seen: set[_Error] = set()
    for error in validator.iter_errors(body):
        where = "/".join(map(str, error.instance_path))
        field = _IN_A_LIST.sub("", re.sub(r"\d+", "0", where))
        expected, name = _asked(error, field)
        keyword = error.kind.name
        manner = expected.partition(" as ")[0] if keyword == "type" else keyword
        quirk = _quirk(field, keyword, error.message)
        got = f"{where}: {error.message}" if where else error.message
        told = _Error(name, expected, got, manner, quirk)
        if (once := told._replace(got="")) not in seen:
            seen.add(once)
            yield told


def _asked(error: jsonschema_rs.ValidationError, field: str) -> tuple[str, str]:
    """Say in words what a schema asks for, and of which field."""
    kind, place = error.kind, field or "the body"
    match kind:
        case jsonschema_rs.ValidationErrorKind.Type(types=types):
            return f"{_either(_TYPES.get(one, one) for one in types)} as {place}", field
        case jsonschema_rs.ValidationErrorKind.Enum(options=options):
            return f"{_either(options)} as {place}", field
        case jsonschema_rs.ValidationErrorKind.Required(property=name):
            name = f"{field}/{name}" if field else str(name)
            return f"{name} in the answer", name
        case _:
            value = getattr(kind, "value", None)
            return f"{place} as the schema has it: {kind.name} {value!r}"[:_TOLD], field


def _either(values: Iterable[object]) -> str:
    return " or ".join(map(str, values))


def _quirk(field: str, keyword: str, message: str) -> str | None:
    if keyword == "required":
        return "Q50"
    if field.endswith("entity_type") and "PUBLIC_PROFIC" in message:
        return "Q01"
    return None
