"""The state of the mock: identities, engagements and their numbers, account by account; no HTTP.

``api`` is the only caller, and has validated what it hands over.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from datetime import datetime

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Object: TypeAlias = "dict[str, Json]"
Clock: TypeAlias = "Callable[[], datetime]"
T = TypeVar("T")

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STEP = 1_234_567_891  # shares no factor with 36: every id comes up once before any comes again


@dataclass(frozen=True, eq=False)
class Kind:
    """What tells identities from engagements; ``fixed`` fields never change after creation."""

    name: str
    id_name: str
    id_prefix: str
    related: str
    related_path: str
    fields: Mapping[str, type]
    required: frozenset[str]
    fixed: frozenset[str] = frozenset()


def _typed(type_: type, names: str) -> dict[str, type]:
    return dict.fromkeys(names.split(), type_)


IDENTITY = Kind(
    name="identities",
    id_name="identity_id",
    id_prefix="B",
    related="engagements",
    related_path="engagements?identity_id={}",
    fields=_typed(
        str,
        "entity_type display_name company_name ein alt_business_id_type alt_business_id phone"
        " street city state postal_code country email stock_symbol stock_exchange website"
        " brand_relationship vertical",
    ),
    required=frozenset(
        {"entity_type", "display_name", "phone", "country", "email", "brand_relationship"}
    ),
    fixed=frozenset({"company_name", "ein", "alt_business_id_type", "alt_business_id"}),
)
ENGAGEMENT = Kind(
    name="engagements",
    id_name="engagement_id",
    id_prefix="C",
    related="numbers",
    related_path="engagements/{}/numbers",
    fields={
        **_typed(str, "identity_id vertical use_case reseller_id description message_flow"),
        **_typed(str, "help_message sample_one sample_two sample_three sample_four"),
        **_typed(bool, "embedded_link embedded_phone number_pool age_gated direct_lending"),
        **_typed(bool, "subscriber_optin subscriber_optout subscriber_help affiliate_marketing"),
        **_typed(list, "sub_use_cases"),
    },
    required=frozenset({"identity_id", "vertical", "use_case", "description"}),
)


@dataclass
class Resource:
    """An identity or an engagement."""

    id: str
    fields: Object
    created: datetime
    updated: datetime


class NotFoundError(LookupError):
    """The account has nothing with the id that is the only argument."""


class Account:
    """What one account owns; methods raise NotFoundError for an id that is unknown to it."""

    def __init__(self, clock: Clock, ids: Iterator[str]) -> None:
        self._clock = clock
        self._ids = ids
        self._resources: dict[Kind, dict[str, Resource]] = {IDENTITY: {}, ENGAGEMENT: {}}
        self._engagement_of: dict[str, str] = {}  # a number is on one engagement at most

    def resources(self, kind: Kind) -> Sequence[Resource]:
        """Give all resources of a kind, oldest first."""
        return tuple(self._resources[kind].values())

    def get(self, kind: Kind, resource_id: str) -> Resource:
        """Give one resource."""
        if resource_id not in self._resources[kind]:
            raise NotFoundError(resource_id)
        return self._resources[kind][resource_id]

    def create(self, kind: Kind, fields: Object) -> Resource:
        """Create a resource; the identity that an engagement names must exist."""
        self._check_identity(fields)
        now = self._clock()
        resource = Resource(kind.id_prefix + next(self._ids), fields, now, now)
        self._resources[kind][resource.id] = resource
        return resource

    def update(self, kind: Kind, resource_id: str, fields: Object, *, replace: bool) -> Resource:
        """Merge fields into a resource, or replace by them all but the fixed ones.

        Nor does an engagement lose its identity, whose id every answer must give.
        """
        resource = self.get(kind, resource_id)
        self._check_identity(fields)
        kept = {*kind.fixed, "identity_id"} if replace else kind.fields
        old = {name: value for name, value in resource.fields.items() if name in kept}
        resource.updated = self._clock()
        resource.fields = {**old, **fields}
        return resource

    def delete(self, kind: Kind, resource_id: str) -> None:
        """Delete a resource; the numbers of an engagement are free again."""
        self.get(kind, resource_id)
        del self._resources[kind][resource_id]
        for number in [n for n, owner in self._engagement_of.items() if owner == resource_id]:
            del self._engagement_of[number]

    def numbers(self, engagement_id: str) -> Sequence[str]:
        """Give the numbers of an engagement, in the order in which they were added."""
        self.get(ENGAGEMENT, engagement_id)
        return [n for n, owner in self._engagement_of.items() if owner == engagement_id]

    def add_number(self, engagement_id: str, number: str) -> bool:
        """Add a number, unless it is on an engagement already."""
        free = number not in self._engagement_of
        if free:
            self._engagement_of[number] = engagement_id
        return free

    def remove_number(self, engagement_id: str, number: str) -> bool:
        """Remove a number, if it is on this engagement."""
        present = self._engagement_of.get(number) == engagement_id
        if present:
            del self._engagement_of[number]
        return present

    def _check_identity(self, fields: Object) -> None:
        if "identity_id" in fields:
            self.get(IDENTITY, str(fields["identity_id"]))


class Store:
    """All accounts, under one lock."""

    def __init__(self, clock: Clock, seed: int) -> None:
        ids = _ids(seed)
        self._lock = threading.Lock()
        self._accounts: defaultdict[str, Account] = defaultdict(lambda: Account(clock, ids))

    @contextmanager
    def account(self, key: str) -> Generator[Account]:
        """Give an account to its only user for the time of a ``with`` block."""
        with self._lock:
            yield self._accounts[key]


def page_of(items: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int]:
    """Cut a page, counted from 1, out of a list, and count the pages; an empty list has one."""
    return items[(page - 1) * size : page * size], max(1, -(-len(items) // size))


def _ids(seed: int) -> Iterator[str]:
    """Yield six-character ids without end, the same ones for the same seed."""
    position = seed * 36**3
    while True:
        position = (position + _STEP) % 36**6
        yield "".join(_DIGITS[position // 36**power % 36] for power in range(6))
