"""The searcher finds what is there: a search that cannot find a leak would prove nothing."""

from __future__ import annotations

import base64
import codecs
import html
import json
import pickle
import traceback
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.secrets.marked import KEY, SECRET
from tests.secrets.searching import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable

SEARCHER = Searcher.of(SECRET)
#: Each by another route than the searcher's own.
WRITERS: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "in UTF-16": lambda text: text.encode("utf-16"),
    "in a path": lambda text: quote(text).encode(),
    "in a form": lambda text: urlencode({"a": f"x{text}y"}).encode(),
    "with plus": lambda text: quote_plus(f" {text}").encode(),
    "in lower percent": lambda text: quote(text, safe="").lower().encode(),
    "in base64": lambda text: base64.b64encode(text.encode()),
    "in Basic": lambda text: base64.b64encode(f"{KEY}:{text}".encode()),
    "in base64, one further": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "in base64, two further": lambda text: base64.b64encode(b"xy" + text.encode() + b"z"),
    "in base64 for URLs": lambda text: base64.urlsafe_b64encode(b"-" + text.encode()),
    "in base64 in a query": lambda text: quote(base64.b64encode(text.encode()), safe="").encode(),
    "in base32": lambda text: base64.b32encode(b"abc" + text.encode()),
    "in hex": lambda text: codecs.encode(text.encode(), "hex"),
    "in HEX": lambda text: text.encode().hex().upper().encode(),
    "in JSON": lambda text: json.dumps({"a": text}).encode(),
    "in JSON of Unicode": lambda text: json.dumps([text], ensure_ascii=False).encode(),
    "in JSON in JSON": lambda text: json.dumps(json.dumps(text)).encode(),
    "in HTML": lambda text: html.escape(text).encode(),
    "in XML": lambda text: escape(text).encode("ascii", errors="xmlcharrefreplace"),
    "in an attribute": lambda text: quoteattr(text).encode(),
    "in a repr": lambda text: repr({"secret": text}).encode(),
    "in a repr of bytes": lambda text: repr(text.encode()).encode(),
    "in a repr of Latin-1": lambda text: repr(text.encode("latin-1")).encode(),
    "in a pickle": lambda text: pickle.dumps({"a": text}),
    "backwards": lambda text: text[::-1].encode(),
    "in rot13": lambda text: codecs.encode(text, "rot13").encode(),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_secret_is_found_however_it_is_written(writer: str) -> None:
    """Each encoding that a program may use is recognised."""
    assert [] != SEARCHER.found(b"before " + WRITERS[writer](SECRET) + b" after")


@pytest.mark.parametrize("writer", WRITERS)
def test_half_of_it_is_found(writer: str) -> None:
    """What cut a text short has not hidden the secret in it."""
    half = len(SECRET) // 2
    for part in (SECRET[: half + 4], SECRET[half - 4 :]):
        assert [] != SEARCHER.found(WRITERS[writer](part))


@given(st.binary(max_size=20), st.binary(max_size=20), st.sampled_from(sorted(WRITERS)))
def test_surroundings_do_not_hide_it(before: bytes, after: bytes, writer: str) -> None:
    """Whatever stands around it, it is found; nothing is found in what is around."""
    assert [] != SEARCHER.found(before + WRITERS[writer](SECRET) + after)
    assert [] == SEARCHER.found(before + after)


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_any_alignment_is_found(before: bytes, after: bytes) -> None:
    """In base64 and base32 it may begin at any byte."""
    raw = before + SECRET.encode() + after
    assert [] != SEARCHER.found(base64.b64encode(raw))
    assert [] != SEARCHER.found(base64.b32encode(raw))


@given(st.text(max_size=200))
def test_other_texts_are_not_taken_for_it(text: str) -> None:
    """What has nothing of the secret in it is no find."""
    assert [] == SEARCHER.found(text)


def test_a_traceback_with_locals_would_show_it() -> None:
    """What the sweep relies on: a variable with the secret is in a traceback that shows locals."""
    shown = SECRET
    with pytest.raises(ValueError, match=r"x") as caught:
        int("x" if shown else "1")
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert [] != SEARCHER.found("".join(told.format()))
