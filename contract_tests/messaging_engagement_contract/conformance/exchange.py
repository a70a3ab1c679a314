"""One request and what came of it, as it was sent and received, without its credentials."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from messaging_engagement_contract.conformance.contract import Operation
    from messaging_engagement_contract.types import Json

SHOWN = 2000  # bytes of a body that are shown escaped
_WHOLE = 8000  # characters of a body that are shown as they are


_KEY, _SECRET = "$VONAGE_API_KEY", "$VONAGE_API_SECRET"
_ACCOUNTS = {
    "own": f'-u "{_KEY}:{_SECRET}"',
    "other": '-u "$OTHER_API_KEY:$OTHER_API_SECRET"',
    "none": "",
}
_SWAP = "tr A-Za-z a-zA-Z"
_BASE64 = "base64 | tr -d '\\n'"
_WRONG = {
    "in the query": "",
    "wrong secret": f'-u "{_KEY}:not-the-secret"',
    "another account's secret": f'-u "{_KEY}:$OTHER_API_SECRET"',
    "unknown key": f'-u "zz$(printf %s "{_KEY}" | rev)9:{_SECRET}"',
    "empty secret": f'-u "{_KEY}:"',
    "longer secret": f'-u "{_KEY}:${{VONAGE_API_SECRET}}x"',
    "shorter secret": f'-u "{_KEY}:${{VONAGE_API_SECRET%?}}"',
    "secret in another case": f'-u "{_KEY}:$(printf %s "{_SECRET}" | {_SWAP})"',
    "key in another case": f'-u "$(printf %s "{_KEY}" | {_SWAP}):{_SECRET}"',
    "empty key": f'-u ":{_SECRET}"',
    "key and secret swapped": f'-u "{_SECRET}:{_KEY}"',
    "unreadable: no colon": f'-H "Authorization: Basic $(printf %s "{_KEY}" | {_BASE64})"',
    "unreadable: not base64": "-H 'Authorization: Basic !!!'",
    "unreadable: nothing after the scheme": "-H 'Authorization: Basic'",
    "unreadable: not text": "-H 'Authorization: Basic //46/w=='",
    "lower-case scheme": f'-H "Authorization: basic $(printf %s "{_KEY}:{_SECRET}" | {_BASE64})"',
    "Bearer": f'-H "Authorization: Bearer $(printf %s "{_KEY}:{_SECRET}" | {_BASE64})"',
    "Digest": f'-H "Authorization: Digest username=\\"{_KEY}\\", response=\\"0\\""',
    "key and secret without a scheme": f'-H "Authorization: {_KEY}:{_SECRET}"',
}


class NotJsonError(ValueError):
    """A body is not one JSON document; the message says why."""


@dataclass(frozen=True, eq=False)
class Request:
    """A request as it is sent.

    Attributes:
        credentials: Whose they are, in words: "own", "other", "none" or what is wrong with them.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None
    credentials: str


@dataclass(eq=False)
class Exchange:
    """A request and its answer; ``status`` is 0 where there was none, and ``error`` says why.

    There may be an error with a status, where the body was too large to be read.

    ``body`` is the JSON with the known quirks of the published page put right, for the rules to
    go on with; each of these is a finding by then.
    """

    operation: Operation | None
    request: Request
    status: int
    headers: httpx.Headers
    content: bytes
    seconds: float
    error: str = ""
    number: int = 0
    body: Json = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The operationId, for a finding."""
        return self.operation.id if self.operation else ""

    @cached_property
    def json(self) -> Json:
        """The body; None where it is not JSON, which is a finding of its own."""
        try:
            return strict(self.content)
        except NotJsonError:
            try:
                return json.loads(self.content)
            except (ValueError, RecursionError):
                return None

    @property
    def object(self) -> dict[str, Json]:
        """The body, or an empty object where it is no object."""
        return self.body if is_object(self.body) else {}

    @property
    def ok(self) -> bool:
        """Whether the status is of class 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the class

    @property
    def tells(self) -> bool:
        """Whether it is a success with an object to go by; it breaks its schema if not."""
        return self.ok and is_object(self.body)

    def told(self) -> str:
        """Say what came, in one line."""
        if not self.status:
            return f"no answer: {self.error}"
        if self.error:
            return f"{self.status}, and {self.error}"
        body = self.content[:300].decode("utf-8", "replace").replace("\n", " ")
        return f"{self.status} {body}".strip()

    def curl(self) -> str:
        """Give a command that repeats the request; credentials come from the environment."""
        parts = ["curl -sS -i"]
        if self.request.method != "GET":
            parts.append(f"-X {self.request.method}")
        credentials, comment = curl_credentials(self.request.credentials)
        if credentials:
            parts.append(credentials)
        parts += [
            f"-H {shlex.quote(f'{name}: {value}')}" for name, value in self.request.headers.items()
        ]
        if self.request.content is not None:
            parts.append(_data(self.request.content))
        # curl takes braces and dots in a URL for its own
        parts.append(f"--globoff --path-as-is {shlex.quote(self.request.url)}")
        return " ".join(parts) + (f"  # {comment}" if comment else "")


def curl_credentials(words: str) -> tuple[str, str]:
    """Give the option of curl that sends credentials, and a comment on it.

    It sends what was sent, by the variables of the environment: no secret is in it.

    Args:
        words: Whose credentials they are, or what is wrong with them.
    """
    if words in _ACCOUNTS:
        return _ACCOUNTS[words], ""
    return _WRONG.get(words, "-u wrong:wrong"), words


def _data(content: bytes) -> str:
    """Give the option that sends a body; all of it, unless it is of no use on a screen."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = "\x00"
    if len(text) <= _WHOLE and text.replace("\n", "").replace("\t", "").isprintable():
        return f"--data-binary {shlex.quote(text)}"
    if len(content) <= SHOWN:
        escaped = "".join(f"\\x{byte:02x}" for byte in content)
        return f"--data-binary $'{escaped}'"
    beginning = shlex.quote(text[:200]) if text.isprintable() else ""
    return f"--data-binary {beginning}…{len(content)}-bytes"


def strict(content: bytes) -> Json:
    """Read a body as RFC 8259 has it: UTF-8 without a mark, no name twice, no NaN.

    Raises:
        NotJsonError: it is not.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as reason:
        raise NotJsonError(f"it is not UTF-8: {reason}") from None
    if text.startswith("\ufeff"):
        raise NotJsonError("it begins with a byte order mark")
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_number
        )
    except RecursionError:
        raise NotJsonError("it is nested too deeply") from None
    except NotJsonError:
        raise
    except ValueError as reason:
        raise NotJsonError(str(reason)) from None


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise NotJsonError(f"an object has {', '.join(twice)} twice")
    return found


def _number(text: str) -> Json:
    """Read a number with a point; 1.0 is an integer, as JSON Schema has it."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _no_constant(name: str) -> Json:
    raise NotJsonError(f"{name} is not JSON")
