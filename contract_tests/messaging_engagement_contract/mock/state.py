"""What every account has, in memory: records by id, in the order in which they were created.

``stores`` decides whether it is also on disk. A page is a slice, wherever it begins, so a list of
100 costs the same out of ten thousand and out of a million.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.types import is_array

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from messaging_engagement_contract.types import Object

_POSITION = attrgetter("position")


@dataclass(slots=True, eq=False)
class Record:
    """A resource, or an item of one. Records are never changed, but replaced.

    Attributes:
        position: Where it stands among all records of the server.
        created: When it was created, in milliseconds since 1970.
        updated: When it was last changed, likewise.
        fields: What the client wrote.
        head: The fields, ids and dates as JSON, without the closing brace and the links.
        shown: The whole as JSON, links included, as it was last shown.
        origin: The server that those links lead to.
    """

    id: str
    position: int
    created: int
    updated: int
    fields: Object
    head: bytes = b""
    shown: bytes = b""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is new or other than before; or, without the record, one that is gone."""

    account: str
    kind: str
    id: str
    record: Record | None


class Table:
    """The records of one kind of one account.

    Args:
        keys: the fields by whose values the records are also found.
    """

    __slots__ = ("_by_id", "_groups", "_order")

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._by_id: dict[str, Record] = {}
        self._order: list[Record] = []
        self._groups: dict[str, dict[Any, list[Record]]] = {key: {} for key in keys}

    def get(self, record_id: str) -> Record | None:
        """Give a record, if it is there."""
        return self._by_id.get(record_id)

    def all(self, where: Mapping[str, Any] | None = None) -> Sequence[Record]:
        """Give the records with these values, oldest first."""
        if not where:
            return self._order
        (key, value), *others = where.items()
        if key not in self._groups:
            found, others = self._order, list(where.items())
        else:
            found = self._groups[key].get(value, [])
        if others:
            return [r for r in found if all(_has(r.fields.get(k), v) for k, v in others)]
        return found

    def put(self, record: Record) -> None:
        """Add a record, or put it in the place of the one with its id."""
        old = self._by_id.get(record.id)
        self._by_id[record.id] = record
        if old is not None and old.position == record.position:
            self._order[self._index(self._order, old)] = record
        else:
            if old is not None:
                del self._order[self._index(self._order, old)]
            self._insert(self._order, record)
        for key, groups in self._groups.items():
            if old is not None:
                self._ungroup(groups, key, old)
            if key in record.fields:
                self._insert(groups.setdefault(record.fields[key], []), record)

    def remove(self, record_id: str) -> None:
        """Remove a record, if it is there."""
        record = self._by_id.pop(record_id, None)
        if record is not None:
            del self._order[self._index(self._order, record)]
            for key, groups in self._groups.items():
                self._ungroup(groups, key, record)

    def _ungroup(self, groups: dict[Any, list[Record]], key: str, record: Record) -> None:
        if key in record.fields:
            group = groups[record.fields[key]]
            del group[self._index(group, record)]
            if not group:
                del groups[record.fields[key]]

    @staticmethod
    def _index(records: Sequence[Record], record: Record) -> int:
        return bisect_left(records, record.position, key=_POSITION)

    @staticmethod
    def _insert(records: list[Record], record: Record) -> None:
        if not records or records[-1].position < record.position:
            records.append(record)
        else:
            records.insert(bisect_left(records, record.position, key=_POSITION), record)

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._order)


def _has(value: Any, wanted: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether a field has a value, or one of several; a list has each of its items."""
    values = value if is_array(value) else [value]
    return any(one in values for one in (wanted if is_array(wanted) else [wanted]))


class State:
    """All accounts, the settings of the server, and how many ids and positions are given out.

    Args:
        keys: for each kind, the fields by whose values its records are also found.
    """

    def __init__(self, keys: Mapping[str, Sequence[str]]) -> None:
        self._keys = keys
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.accounts: dict[str, dict[str, Table]] = {}
        self.settings: dict[str, Any] = {}
        self.ids = 0
        self.positions = 0

    def table(self, account: str, kind: str) -> Table:
        """Give the records of one kind of an account."""
        try:
            return self.accounts[account][kind]
        except KeyError:
            tables = self.accounts.setdefault(account, {})
            return tables.setdefault(kind, Table(self._keys.get(kind, ())))

    def apply(self, change: Change) -> None:
        """Make a change."""
        table = self.table(change.account, change.kind)
        if change.record is None:
            table.remove(change.id)
        else:
            table.put(change.record)
