"""With the extra ``fast`` answers are read in less time, and not otherwise."""

from __future__ import annotations

import copy
import datetime as dt
import json
import subprocess
import sys
import threading
from typing import Any

import pytest
from attrs import field, frozen

from messaging_engagement import json_decoding
from messaging_engagement.quirks.inspection import Inspection
from messaging_engagement_api import UNSET, models
from messaging_engagement_api.api.identities import get_identity, list_identities
from messaging_engagement_api.codec import Exact

msgspec = pytest.importorskip("msgspec")
# Once it is imported, small answers go by it, too.
pytest.importorskip("messaging_engagement.msgspec_decoding")

LINKS = {"self": {"href": "https://api.nexmo.com/v1/messaging-engagement/identities/B1"}}
IDENTITY: dict[str, Any] = {
    "identity_id": "B1",
    "display_name": "Zoë",
    "entity_type": "PUBLIC_PROFIT",
    "created_date": "2020-01-02 05:12:14",
    "_links": LINKS,
}
PAGE: dict[str, Any] = {
    "page": 1,
    "page_size": 10,
    "total_pages": 1,
    "total_items": 1,
    "_links": {"self": {"href": "/v1/messaging-engagement/identities"}},
    "_embedded": {"identities": [IDENTITY]},
}

BIG = 2**70


@frozen
class Response:
    """An answer."""

    content: bytes
    status_code: int = 200
    headers: dict[str, str] = field(factory=dict[str, str])


def with_item(**changes: object) -> dict[str, Any]:
    """Give a page whose item has other fields."""
    return {**PAGE, "_embedded": {"identities": [{**IDENTITY, **changes}]}}


def read(content: bytes) -> tuple[Any, list[Any]]:
    """Read a page as a client does; give the model, and what is told of it."""
    operation = list_identities.OPERATION
    inspection = Inspection(operation, 200)
    page = operation.parse(Response(content), inspection.load)
    return page, list(inspection.deviations(page))


def both(monkeypatch: pytest.MonkeyPatch, content: bytes) -> tuple[Any, Any]:
    """Read a page with the extra and without it."""
    first = read(content)
    with monkeypatch.context() as patch:
        patch.setattr(json_decoding, "_extra", None)
        return first, read(content)


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        with_item(entity_type="COOPERATIVE"),
        with_item(entity_type=5),
        with_item(display_name=None),
        with_item(display_name=BIG),
        with_item(new={"a": [BIG, 1.5, None]}),
        {**PAGE, "_embedded": {"identities": [{"display_name": "Zoë"}]}},
        with_item(_links={"self": {"href": {"value": "/x"}}}),
        with_item(_links=[]),
        {**PAGE, "_embedded": {"brands": [IDENTITY]}},
        {**PAGE, "_embedded": {"identities": [IDENTITY, 7, None]}},
        {**PAGE, "total_items": 0, "_embedded": None},
        {**PAGE, "page": 1.0},
        {**PAGE, "page": True},
        {**PAGE, "total_items": BIG},
        {"page": 1},
    ],
)
def test_the_same_is_read_and_told(monkeypatch: pytest.MonkeyPatch, page: dict[str, Any]) -> None:
    """Whatever an answer has, model and deviations are those of the standard library's JSON."""
    fast, slow = both(monkeypatch, json.dumps(page).encode())
    assert slow == fast
    assert json.dumps(slow[0].to_dict()) == json.dumps(fast[0].to_dict())


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(PAGE).encode("utf-16"),
        json.dumps(PAGE).replace("Zo\\u00eb", "\\ud800").encode(),
        json.dumps(PAGE).replace('"page": 1', '"page": NaN').encode(),
        b"\xef\xbb\xbf" + json.dumps(PAGE).encode(),
    ],
    ids=["utf-16", "surrogate", "nan", "bom"],
)
def test_what_only_the_standard_library_reads(
    monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """It has the last word."""
    fast, slow = both(monkeypatch, content)
    assert repr(slow) == repr(fast)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"{}x"])
def test_what_is_no_page_is_refused_alike(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """The reason is the same, too."""
    with pytest.raises(Exception, match=r".") as fast:
        read(content)
    monkeypatch.setattr(json_decoding, "_extra", None)
    with pytest.raises(Exception, match=r".") as slow:
        read(content)
    assert (type(slow.value), str(slow.value)) == (type(fast.value), str(fast.value))


def test_what_is_as_described_never_becomes_dicts() -> None:
    """The counterpart of all others: it is the extra that reads it."""
    assert isinstance(
        json_decoding.load_exact(json.dumps(PAGE).encode(), models.IdentityPage), Exact
    )
    assert json_decoding.load_exact(json.dumps({"page": 1}).encode(), models.IdentityPage) is None


def test_a_small_answer_does_without() -> None:
    """To import msgspec takes longer than it saves, until there is a large one."""
    program = """
import sys
from messaging_engagement import json_decoding
assert {"a": 1} == json_decoding.load(b'{"a": 1}')
assert "msgspec" not in sys.modules
large = b"[%s1]" % (b"1," * json_decoding.SMALL)
assert [1] * (json_decoding.SMALL + 1) == json_decoding.load(large)
assert "msgspec" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def unread() -> models.Identity:
    """Give an identity of which no field was read."""
    operation = get_identity.OPERATION
    content = json.dumps(IDENTITY).encode()
    return operation.parse(Response(content), Inspection(operation, 200).load)


def test_a_field_that_is_assigned_first_stays() -> None:
    """Reading the others afterwards does not bring the old value back."""
    identity = unread()
    identity.display_name = "Ada"
    identity.links = UNSET
    assert ("B1", "Ada", UNSET) == (identity.identity_id, identity.display_name, identity.links)
    assert {"display_name": "Ada"}.items() <= identity.to_dict().items()


def test_the_same_object_is_given_each_time() -> None:
    """Also where many threads ask at once."""
    identity = unread()
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(identity.links)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 == len({id(links) for links in found})


def test_a_copy_of_what_was_not_read_is_equal() -> None:
    """A copy is of the fields, read or not."""
    for duplicate in (copy.copy, copy.deepcopy):
        assert unread() == duplicate(unread())


def test_a_misspelt_field_is_an_error() -> None:
    """Also before any field was read."""
    with pytest.raises(AttributeError, match="nmae"):
        _ = getattr(unread(), "nmae")  # noqa: B009 - a type checker would find it


def test_data_that_changes_later_changes_no_model() -> None:
    """A model from a dict has its own values at once."""
    data = copy.deepcopy(IDENTITY)
    identity = models.Identity.from_dict(data)
    data["_links"]["self"]["href"] = "/elsewhere"
    data["display_name"] = "Ada"
    assert isinstance(identity.links, models.IdentityLinks)
    assert isinstance(identity.links.self_, models.Link)
    assert (LINKS["self"]["href"], "Zoë") == (identity.links.self_.href, identity.display_name)


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (str | None, str | None),
        (float, int | float),
        (dt.datetime | str, Any),
        (list[str] | str, list[str] | str),
        (list[str] | list[int], Any),
        (models.EntityType | str, Any),
        (int | bool, Any),
        (dict[str, Any], Any),
        (models.IdentityLinks | models.Link, Any),
    ],
    ids=str,
)
def test_what_msgspec_cannot_tell_apart_may_be_anything(hint: Any, expected: Any) -> None:
    """Of two kinds of object, array or text, the codec chooses, not msgspec."""
    from messaging_engagement import msgspec_decoding  # noqa: PLC0415 - it needs the extra

    assert expected == msgspec_decoding.shape_of(hint)
    msgspec.json.Decoder(msgspec_decoding.shape_of(hint))
