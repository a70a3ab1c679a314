"""A page of a hundred identities, from its bytes to models, beside the stock generated code."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any
from unittest import mock

from attrs import field, frozen

from benchmarks import samples
from benchmarks.calls import row
from benchmarks.side_by_side import compare
from benchmarks.stock import STOCK, stock
from messaging_engagement import json_decoding
from messaging_engagement.quirks.inspection import Inspection
from messaging_engagement_api.api.identities import list_identities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.rows import Effort, Row

NAME = f"a page of {samples.SIZE} identities, from bytes to models"


def rows(effort: Effort) -> Iterator[Row]:
    """Measure it as it comes, and with what is read of the models."""
    page = _Response(samples.written(samples.page()))
    with stock() as package:
        model = import_module(f"{package.__name__}.models").IdentityPage
        theirs = lambda: model.from_dict(json.loads(page.content)).field_embedded.identities  # noqa: E731 - beside ours
        for goal, told, look in (
            (0.16, "", len),
            (None, "; one field of each is read", _one_field),
            (None, "; every field of each is read", _every_field),
        ):
            times = compare(
                {"ours": _looking(_ours(page), look), STOCK: _looking(theirs, look)},
                rounds=effort.rounds,
                calls=effort.calls(40),
            )
            yield row(NAME + told, times, ("ours", STOCK), goal=goal)
        with mock.patch.object(json_decoding, "_extra", None):
            times = compare(
                {"ours": _ours(page), STOCK: theirs}, rounds=effort.rounds, calls=effort.calls(40)
            )
            yield row(f"{NAME}, without msgspec", times, ("ours", STOCK))


@frozen
class _Response:
    content: bytes
    status_code: int = 200
    headers: dict[str, str] = field(factory=dict[str, str])


def _ours(page: _Response) -> Callable[[], list[Any]]:
    operation = list_identities.OPERATION

    def read() -> list[Any]:
        """Do what a client does with an answer: misplaced things are looked for, too."""
        return operation.parse(page, Inspection(operation, 200).load).embedded.identities

    return read


def _looking(
    read: Callable[[], list[Any]], look: Callable[[list[Any]], object]
) -> Callable[[], object]:
    return lambda: look(read())


def _one_field(items: list[Any]) -> object:
    return [item.display_name for item in items]


def _every_field(items: list[Any]) -> object:
    return [[getattr(item, name) for name in FIELDS] + [_links(item)] for item in items]


FIELDS = [name for name in samples.identity(1) if not name.startswith("_")]


def _links(item: Any) -> list[str]:
    links = item.links if hasattr(item, "links") else item.field_links
    return [links.self_.href, links.engagements.href]
