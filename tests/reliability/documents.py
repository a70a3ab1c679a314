"""Bytes that no one promised: documents of the API that were bent, broken or made up."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

PLACE: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands in a document where a text that JSON may not even allow is put."""

LINKS: Final[dict[str, Any]] = {"self": {"href": "/v1/messaging-engagement/identities/B1"}}
IDENTITY: Final[dict[str, Any]] = {
    "identity_id": "B1",
    "entity_type": "PUBLIC_PROFIT",
    "display_name": "Zoë",
    "created_date": "2020-01-02 05:12:14",
    "brand_relationship": "BASIC_ACCOUNT",
    "_links": {**LINKS, "engagements": {"href": {"value": "/x"}}},
}
PAGE: Final[dict[str, Any]] = {
    "page": 1,
    "page_size": 10,
    "total_pages": 1,
    "total_items": 2,
    "_links": LINKS,
    "_embedded": {"identities": [IDENTITY, {**IDENTITY, "identity_id": "B2"}]},
}
BULK: Final[dict[str, Any]] = {
    "numbers": ["15556660000"],
    "errors": {"title": "T", "detail": "D", "numbers": ["15556660001"]},
}
PROBLEM: Final[dict[str, Any]] = {
    "type": "https://developer.nexmo.com/api-errors#invalid-json",
    "title": "T",
    "detail": "D",
    "instance": "7f1c",
    "retry_after": 1,
    "errors": [{"code": 501, "field": "ein", "description": "unknown", "numbers": ["15556660001"]}],
    "invalid_parameters": [{"name": "ein", "reason": "unknown"}],
}
EXAMPLES: Final = (IDENTITY, PAGE, BULK, PROBLEM)

ODD: Final = (
    *(
        "null",
        "true",
        "[]",
        "{}",
        '""',
        "-0",
        "1e999",
        "-1e999",
        "NaN",
        "Infinity",
        "1.0",
        "0.1e-999",
    ),
    *("9" * 5000, "-" + "9" * 5000, "1" * 400, "18446744073709551616", "1e400"),
    *('"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\x7f"', '"\\u202e"', '"' + "x" * 5000 + '"'),
    *("[" * 100_000, "[" * 500 + "]" * 500, '{"a":' * 2000 + "1" + "}" * 2000, '{"a":' * 100_000),
    *('{"a":1,"a":2}', '{"":{"":""}}', '[[],{},null,1,"x"]', '{"value":{"value":"/x"}}'),
    *('{"href":null}', '[{"numbers":[[],{},null,1e3,"\\ud800"]}]', '{"numbers":{"numbers":[1]}}'),
    *("", "}", "'x'", "/* x */ 1", "01", "+1", "0x10", "1_000", ".5", "undefined", "1 2", "\x00"),
)
"""Texts for one value; some are no JSON."""

ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp037")

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["B1", "2020-13-45 99:99:99", "15556660000", "PUBLIC_PROFIT"]),
)
names = st.one_of(
    st.sampled_from(
        ["_embedded", "_links", "identities", "brands", "numbers", "errors", "page", "total_items"]
    ),
    st.text(max_size=8),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def bent(draw: st.DrawFn) -> str:
    """Draw an example in which a value is another one."""
    document: Any = json.loads(json.dumps(draw(st.sampled_from(EXAMPLES))))
    holder, key = draw(st.sampled_from([*_places(document)]))
    how = draw(st.sampled_from(["odd", "value", "gone", "twice"]))
    text = draw(st.sampled_from(ODD))
    if how == "gone":
        del holder[key]
    elif how == "value":
        holder[key] = draw(values)
    elif how == "odd" or isinstance(key, int):
        holder[key] = PLACE
    else:
        return json.dumps(document).replace(f'"{key}":', f'"{key}": {text or 0}, "{key}":', 1)
    return (
        json.dumps(document, ensure_ascii=draw(st.booleans()))
        .replace(f'"{PLACE}"', text)
        .replace(json.dumps(PLACE), text)
    )


def _places(value: Any) -> Any:
    """Give the place of each value within another: what holds it, and its key."""
    if is_object(value):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    if is_array(value):
        for index, inner in enumerate(value):
            yield value, index
            yield from _places(inner)


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Draw a text in some encoding, of which bytes may be others, or missing."""
    texts = st.one_of(bent(), values.map(json.dumps), st.sampled_from(ODD), st.text(max_size=50))
    encoding = draw(st.sampled_from(ENCODINGS))
    content = bytearray(draw(texts).encode(encoding, errors="replace"))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(content)))
        content[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return bytes(content)


CODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "gzip, gzip": lambda content: gzip.compress(gzip.compress(content)),
    "gzip , identity": gzip.compress,
    "deflate,gzip": lambda content: gzip.compress(zlib.compress(content)),
    "br": bytes,
    "zstd": bytes,
    "gzip, br": bytes,
    "compress": bytes,
    ",": bytes,
    ", ".join(["gzip"] * 50): bytes,
}
"""How a body may be compressed, or said to be."""

HEADERS: Final = {
    "Retry-After": [
        "",
        "soon",
        "-1",
        "1e9",
        "9" * 400,
        "NaN",
        "inf",
        "0",
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Fri, 31 Dec 99999 23:59:59 GMT",
        "Wed, 21 Oct 2015 07:28:00 +9999",
        "\u0662",
        "1, 1",
    ],
    "Content-Type": [
        "",
        "text/html",
        "application/json; charset=utf-16",
        "application/problem+json",
        ";;=",
        "\xff",
    ],
    "Link": ["<", "<https://evil.example/>; rel=next", '<>; rel="', "x" * 2000],
    "Location": ["", "//evil.example/", "https://evil.example/?key=1", "\xff", "x" * 2000],
    "X-Request-Id": ["", "\xff", "x" * 3000, "a\tb"],
    "Set-Cookie": ["a=b", ";", "\xff"],
}


@st.composite
def heads(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Draw headers, some of them twice."""
    made_up = st.text("0123456789.:,; GMT", max_size=8)
    names = draw(st.lists(st.sampled_from([*HEADERS]), max_size=3))
    return [(name, draw(st.sampled_from(HEADERS[name]) | made_up)) for name in names]
