"""The forms in which a server may repeat a credential that it was sent: for ``credentials``.

An answer is blanked before it is read, so a secret that JSON writes with escapes is looked for with
these: once read, it would be as it was sent.
"""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPED = (re.compile("[<>&']"), re.compile("[<>&'=]"), re.compile("[<>&'`+]"))
"""What some writers of JSON escape beyond need: Go's and others; Gson; System.Text.Json."""
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_URL_SAFE = str.maketrans("+/", "-_")
_LEAST = 8
"""Characters of a form without its padding: fewer may be part of any word."""
_NESTED = 2
"""How deep JSON may be in texts of JSON, which escape it again."""
_QUOTED = re.compile(r"%[0-9A-F]{2}")


def forms(text: str) -> list[str]:
    r"""Give a text as it is, and as JSON, HTML, URLs, a repr and base64 have it, longest first.

    >>> [form for form in forms("a-secret/") if len(form) < 12]
    ['a-secret%2F', 'a-secret%2f', 'a-secret\\\\/', 'a-secret\\/', 'a-secret/', 'a-secret_']
    """
    found = {text, *_forms(text), text.encode().decode("latin-1")}
    found |= {form.translate(_URL_SAFE) for form in (text, _base64(text))}
    found |= {form.rstrip("=") for form in found if len(form.rstrip("=")) >= _LEAST}
    found |= {_QUOTED.sub(lambda digits: digits[0].lower(), form) for form in found}
    found |= {written for form in found for written in _json(form)}
    for _ in range(_NESTED):
        found |= {json.dumps(form)[1:-1] for form in found}
    return sorted(found, key=lambda form: (-len(form), form))


def _forms(text: str) -> Iterator[str]:
    for form in (html.escape(text), html.escape(text, quote=False)):
        yield form
        yield form.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    yield html.escape(text, quote=False).replace('"', "&quot;")
    for safe in ("", "/", "!'()*"):  # the last is encodeURIComponent's
        yield quote(text, safe=safe)
    yield quote_plus(text)
    yield repr(text)[1:-1]
    yield _base64(text)


def _json(text: str) -> Iterator[str]:
    yield _SIGN.sub(_lower, text)
    yield _SIGN.sub(_upper, text)
    for ascii_only in (True, False):
        written = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield written
        yield written.replace("/", "\\/")
        for escaped in _ESCAPED:
            for form in (escaped.sub(_lower, written), escaped.sub(_upper, written)):
                yield form
                yield form.replace("/", "\\/")


def _lower(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _upper(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")
