"""Looks for a secret in bytes, in every encoding in which a program may have written it."""

from __future__ import annotations

import base64
import codecs
import html
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SHORTEST = 8  # of what is searched for: less is in other texts by chance


@define
class Searcher:
    """Finds a secret, or either half of it, whole or cut off by whatever shortens texts.

    Args:
        secret: What is looked for; of at least 16 characters that encodings change.
    """

    _needles: dict[bytes, str] = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> Searcher:
        """Make one."""
        middle = len(secret) // 2
        parts = {"whole": secret, "first half": secret[:middle], "second half": secret[middle:]}
        needles: dict[bytes, str] = {}
        for part, text in parts.items():
            for name, encode in ENCODINGS.items():
                for needle in encode(text):
                    if len(needle) >= SHORTEST:
                        needles.setdefault(needle.lower(), f"{part}, {name}")
        return cls(needles)

    def found(self, *contents: bytes | str) -> list[str]:
        """Tell in which forms the secret is in what was written; case does not matter."""
        names: dict[str, None] = {}
        for content in contents:
            raw = content.encode(errors="surrogatepass") if isinstance(content, str) else content
            lower = raw.lower()
            names |= dict.fromkeys(
                name for needle, name in self._needles.items() if needle in lower
            )
        return list(names)


def _plain(text: str) -> Iterator[bytes]:
    yield text.encode()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield text.encode("latin-1", errors="replace")


def _percent(text: str) -> Iterator[bytes]:
    for safe in ("", "/", "!*'()", "/!*'()", "!$&'()*+,;=:@/?"):
        yield quote(text, safe=safe).encode()
    yield quote_plus(text).encode()
    yield "".join(f"%{byte:02X}" for byte in text.encode()).encode()


def _base64(text: str) -> Iterator[bytes]:
    for raw in (text.encode(), text.encode("utf-16-le")):
        for before in range(3):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                yield _aligned(encode, raw, before, 6)


def _percent_base64(text: str) -> Iterator[bytes]:
    for encoded in _base64(text):
        yield quote(encoded, safe="").encode()


def _base32(text: str) -> Iterator[bytes]:
    for before in range(5):
        yield _aligned(base64.b32encode, text.encode(), before, 5)


def _aligned(encode: Callable[[bytes], bytes], raw: bytes, before: int, bits: int) -> bytes:
    """Encode what follows some bytes, without the digits that hang on what is around."""
    encoded = encode(b"\0" * before + raw)
    first = -(-before * 8 // bits)
    last = (before + len(raw)) * 8 // bits
    return encoded[first:last]


def _hex(text: str) -> Iterator[bytes]:
    raw = text.encode()
    for separator in ("", " ", ":", "-"):
        yield (raw.hex(separator) if separator else raw.hex()).encode()
    yield "".join(f"\\x{byte:02x}" for byte in raw).encode()


def _json(text: str) -> Iterator[bytes]:
    for ascii_only in (True, False):
        quoted = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield quoted.encode()
        yield quoted.replace("/", "\\/").encode()
        yield json.dumps(quoted, ensure_ascii=ascii_only)[1:-1].encode()
        yield re.sub("[<>&']", lambda found: f"\\u{ord(found[0]):04x}", quoted).encode()
    yield "".join(f"\\u{ord(character):04x}" for character in text).encode()


def _html(text: str) -> Iterator[bytes]:
    yield html.escape(text).encode()
    yield html.escape(text, quote=False).encode()
    yield html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;").encode()
    yield html.escape(text, quote=False).replace('"', "&quot;").encode()
    for quoted in (html.escape(text), html.escape(text, quote=False)):
        yield quoted.encode("ascii", errors="xmlcharrefreplace")
    yield "".join(f"&#{ord(character)};" for character in text).encode()
    yield "".join(f"&#x{ord(character):x};" for character in text).encode()


def _repr(text: str) -> Iterator[bytes]:
    yield repr(text)[1:-1].encode()
    yield repr(text.encode())[2:-1].encode()
    yield ascii(text)[1:-1].encode()
    yield repr(repr(text))[2:-2].encode()


def _reversed(text: str) -> Iterator[bytes]:
    yield text[::-1].encode()


def _rot13(text: str) -> Iterator[bytes]:
    yield codecs.encode(text, "rot13").encode()


ENCODINGS: Mapping[str, Callable[[str], Iterator[bytes]]] = {
    "plain": _plain,
    "percent": _percent,
    "base64": _base64,
    "percent of base64": _percent_base64,
    "base32": _base32,
    "hex": _hex,
    "JSON": _json,
    "HTML": _html,
    "repr": _repr,
    "reversed": _reversed,
    "rot13": _rot13,
}
