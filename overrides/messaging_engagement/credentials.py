"""As whom a client sends: credentials, and how they stay out of every text that people may see.

A traceback can show the local variables of each of its frames, a log any repr. So a credential is
wrapped in a :class:`Secret` at once, it is added to a request only by an object that does not show
it, and an error is raised from frames that hold it only wrapped.
"""

from __future__ import annotations

import inspect
import json
import os
import re
from base64 import b64encode
from collections.abc import Callable, Generator
from functools import cached_property
from typing import Any, NoReturn, Protocol, cast, final

from attrs import field, frozen

from messaging_engagement.errors import SettingsError
from messaging_engagement.problems import load
from messaging_engagement.secret_forms import forms

_PAIR = 2
_SHORTEST_REDACTED = 8
_PLAIN = re.compile("^[A-Za-z0-9]+")
_NOT_PASTED_WHOLE = (r"[\x00-\x20\x7f]", "white space or control characters: is it pasted whole?")
_NOT_UNICODE = (r"[\ud800-\udfff]", "characters that UTF-8 cannot encode")
_FAULTS = {
    "api_key": (_NOT_PASTED_WHOLE, _NOT_UNICODE, (":", "a colon, which HTTP Basic cannot carry")),
    "api_secret": (_NOT_PASTED_WHOLE, _NOT_UNICODE),
    "bearer token": (_NOT_PASTED_WHOLE, (r"[^\x21-\x7e]", "characters that are not ASCII")),
}
_NO_FUNCTION = (
    "auth must be a function that returns (api_key, api_secret), a BearerToken or an httpx.Auth"
)


@final
class Secret:
    """A text that no repr, no pickle and no comparison shows."""

    __slots__ = ("_text",)

    def __init__(self, text: object) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text."""
        return cast("str", self._text)

    def fault(self, name: str) -> str | None:
        """Say what is wrong with it as a credential, without showing it."""
        if not isinstance(self._text, str):
            return f"the {name} must be a str, not {type(self._text).__name__}"
        if not self._text.strip():
            return f"no {name}"
        for pattern, fault in _FAULTS[name]:
            if re.search(pattern, self._text):
                return f"the {name} has {fault}"
        return None

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a credential is not copied or pickled")


class BearerToken:
    """A bearer token, such as a JWT, in place of API key and secret.

    That this API takes one is not published.

    Args:
        token: The token.

    Raises:
        SettingsError: it is no token.

    >>> BearerToken("eyJhbGciOi")
    BearerToken('**********')
    """

    __slots__ = ("_secret",)

    def __init__(self, token: str) -> None:
        self._secret = Secret(token)
        del token
        if fault := self._secret.fault("bearer token"):
            raise SettingsError(fault)

    @property
    def secret(self) -> Secret:
        """The token, wrapped."""
        return self._secret

    def __repr__(self) -> str:
        return "BearerToken('**********')"


class AuthFlow(Protocol):
    """An authentication of httpx or httpx2: an ``httpx.Auth`` is one."""

    def auth_flow(self, request: Any) -> Generator[Any, Any, None]:  # noqa: ANN401 - either library's
        """Give the requests to send, and take their answers."""
        ...


Credentials = tuple[str, str]
"""API key and secret."""

Authentication = BearerToken | Callable[[], Credentials] | AuthFlow
"""How to authenticate, other than by a fixed API key and secret."""


@frozen
class Authorization:
    """What authenticates one attempt.

    Attributes:
        auth: What httpx and httpx2 take as ``auth``.
        header: The value of the header Authorization, if that is all.
    """

    auth: Any = field(repr=False)
    header: Secret | None = None
    _hidden: tuple[Secret, ...] = field(default=(), repr=False)

    @classmethod
    def by_header(cls, scheme: str, *hidden: Secret) -> Authorization:
        """Authenticate by a header.

        Args:
            scheme: The scheme of the header.
            hidden: What follows the scheme, and whatever else no text shall show.
        """
        header = Secret(f"{scheme} {hidden[0].reveal()}")
        return cls(_Header(header), header, hidden)

    def redact_text(self, text: str) -> str:
        """Blank the credentials out of a text; see :meth:`redact`."""
        return self.redact(text.encode(errors="surrogatepass")).decode(errors="surrogatepass")

    def redact(self, content: bytes) -> bytes:
        """Blank the credentials out of an answer that repeats them.

        A secret that is too short to be one may be part of any word, and stays. What was JSON
        remains it.
        """
        blanked = self._blanked(content)
        return blanked if blanked == content else _as_json(content, blanked, self._blanked)

    def _blanked(self, content: bytes) -> bytes:
        if content:
            for beginning, hidden in self._hidden_forms:
                if beginning.reveal().encode() in content:  # most answers end here
                    for form in hidden:
                        content = content.replace(form.reveal().encode(), b"[secret]")
        return content

    @cached_property
    def _hidden_forms(self) -> tuple[tuple[Secret, tuple[Secret, ...]], ...]:
        """Each secret that is long enough to be one, in every form that a server may give it.

        Forms that begin alike are together, after their common beginning.
        """
        alike: dict[str, list[Secret]] = {}
        for secret in self._hidden:
            if len(secret.reveal()) >= _SHORTEST_REDACTED:
                for form in forms(secret.reveal()):
                    alike.setdefault(_beginning(form), []).append(Secret(form))
        return tuple((Secret(beginning), tuple(found)) for beginning, found in alike.items())


def _as_json(content: bytes, blanked: bytes, blank: Callable[[bytes], bytes]) -> bytes:
    """Give what was blanked; if that broke JSON, the same JSON with each of its texts blanked.

    A form that begins or ends with a backslash or a quote may be found where it is half of an
    escape, or the end of a text.
    """
    try:
        value = load(content)
        if value is None or load(blanked) is not None:
            return blanked
        return json.dumps(_with_texts(value, blank), ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return blanked


def _with_texts(value: object, blank: Callable[[bytes], bytes]) -> object:
    if isinstance(value, str):
        return blank(value.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
    if isinstance(value, list):
        return [_with_texts(item, blank) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return {str(_with_texts(name, blank)): _with_texts(held, blank) for name, held in members}
    return value


def _beginning(form: str) -> str:
    """Give the letters and digits that a form begins with, which may be none."""
    return "".join(_PLAIN.findall(form))


@frozen
class GivenCredentials:
    """What a client was given to authenticate with, wrapped before anything is checked."""

    _api_key: Secret | None
    _api_secret: Secret | None
    _auth: object = field(repr=False)

    @classmethod
    def wrap(cls, api_key: object, api_secret: object, auth: object) -> GivenCredentials:
        """Wrap what is given; this never raises."""
        return cls(
            None if api_key is None else Secret(api_key),
            None if api_secret is None else Secret(api_secret),
            auth,
        )

    def identity(self) -> Identity:
        """Take what is given, else what the environment says.

        Raises:
            SettingsError: a credential is missing, empty, or not one.
        """
        if self._auth is None:
            key = _given(self._api_key, "VONAGE_API_KEY")
            secret = _given(self._api_secret, "VONAGE_API_SECRET")
            faults = [key.fault("api_key"), secret.fault("api_secret")]
            told = [_with_advice(fault) for fault in faults if fault is not None]
            if told:
                raise SettingsError("; ".join(told))
            pair = _KeyAndSecret(key, secret)
            return Identity(pair.authorization())
        if self._api_key is not None or self._api_secret is not None:
            raise SettingsError("pass either auth or api_key and api_secret, not both")
        if not (
            isinstance(self._auth, BearerToken)
            or hasattr(self._auth, "auth_flow")
            or callable(self._auth)
        ):
            raise SettingsError(_NO_FUNCTION)
        if isinstance(self._auth, BearerToken):
            return Identity(Authorization.by_header("Bearer", self._auth.secret))
        if hasattr(self._auth, "auth_flow"):
            return Identity(Authorization(self._auth))
        return Identity(cast("Callable[[], object]", self._auth))


@frozen
class Identity:
    """As whom a client sends."""

    _by: Authorization | Callable[[], object] = field(repr=False)

    @property
    def is_by_header(self) -> bool:
        """Whether each attempt is authenticated by a header alone."""
        return not isinstance(self._by, Authorization) or self._by.header is not None

    def authorization(self) -> Authorization:
        """Give what authenticates the next attempt.

        A callable is asked each time, so that credentials can change while a client is in use.

        Raises:
            SettingsError: the callable gave something else than a key and a secret.
        """
        return self._by if isinstance(self._by, Authorization) else _asked(self._by).authorization()


@frozen
class _KeyAndSecret:
    key: Secret
    secret: Secret

    def authorization(self) -> Authorization:
        pair = f"{self.key.reveal()}:{self.secret.reveal()}".encode()
        encoded = Secret(b64encode(pair).decode("ascii"))
        return Authorization.by_header("Basic", encoded, self.secret)


@frozen
class _Header:
    """Adds the Authorization header; httpx and httpx2 take such a callable as ``auth``."""

    value: Secret

    def __call__(self, request: Any) -> Any:  # noqa: ANN401 - either library's
        request.headers["Authorization"] = self.value.reveal()
        return request


def _asked(function: Callable[[], object]) -> _KeyAndSecret:
    pair = _wrapped(function)
    if isinstance(pair, str):
        raise SettingsError(pair)
    for name, secret in (("api_key", pair.key), ("api_secret", pair.secret)):
        if fault := secret.fault(name):
            raise SettingsError(f"{fault}: the function for credentials returned it")
    return pair


def _wrapped(function: Callable[[], object]) -> _KeyAndSecret | str:
    """Ask for credentials, and give them wrapped, or what is wrong with them."""
    given = function()
    if inspect.iscoroutine(given):
        given.close()
        return (
            "the function for credentials must not be a coroutine function: "
            "pass an httpx.Auth with an async_auth_flow"
        )
    if not isinstance(given, tuple) or len(cast("tuple[object, ...]", given)) != _PAIR:
        return "the function for credentials must return (api_key, api_secret)"
    key, secret = cast("tuple[object, object]", given)
    return _KeyAndSecret(Secret(key), Secret(secret))


def _given(secret: Secret | None, variable: str) -> Secret:
    return Secret(os.environ.get(variable, "")) if secret is None else secret


def _with_advice(fault: str) -> str:
    name = fault.removeprefix("no ")
    if fault == name:
        return fault
    return f"{fault}: pass {name}=… or set the environment variable VONAGE_{name.upper()}"
