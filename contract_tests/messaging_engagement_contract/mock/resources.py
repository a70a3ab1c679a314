"""Resources by the conventions of collections, as far as the description follows them.

A collection is a path whose GET gives pages of objects; its items have the same path and an id.
What can be written, which fields stay, what a reference is, which form dates have and where links
lead is read from the schemas. So a collection that the description gains needs no line here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from messaging_engagement_contract.mock import identifiers, moments, paging, problems
from messaging_engagement_contract.mock.messages import ABSENT, Answer
from messaging_engagement_contract.mock.samples import sample
from messaging_engagement_contract.mock.state import Record
from messaging_engagement_contract.types import is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from messaging_engagement_contract.description import Description, Operation
    from messaging_engagement_contract.mock.messages import Call
    from messaging_engagement_contract.mock.state import State
    from messaging_engagement_contract.mock.stores import FileStore, MemoryStore, Writing
    from messaging_engagement_contract.mock.validation import Checks
    from messaging_engagement_contract.types import Object

    Store: TypeAlias = MemoryStore | FileStore
    Behaviour: TypeAlias = Callable[["Store", "Call", "Checks"], Answer]


@dataclass(slots=True)
class Dates:
    """The names and the form of the dates of a resource; a name is empty if it has none."""

    created: str
    updated: str
    form: Callable[[int], str]


class Collection:
    """A collection and its items.

    Args:
        description: the description.
        path: the path of the collection.
        key: where its pages have the items.
        item: the schema of an item.
        seed: where the sequence of ids starts.
    """

    def __init__(
        self, description: Description, path: str, key: str, item: Object, seed: int
    ) -> None:
        self._description = description
        self._key = key
        self._properties = description.properties(item)
        self._always = description.required(item)
        self.path = path
        self.name = path.rpartition("/")[2]
        self.table = self.name  # where its records are, if it is in no other
        self.parent: Collection | None = None
        self._outer = f"{{{path.partition('{')[2].partition('}')[0]}}}"
        self.parts: list[Callable[[Writing, str, str], None]] = []
        self.operations = {o.method: o for o in description.operations if o.path == path}
        below = [o for o in description.operations if o.path.startswith(f"{path}/{{")]
        items = [
            o for o in below if o.path.endswith("}") and o.path.count("/") == path.count("/") + 1
        ]
        self.items = {o.method: o for o in items}
        self.id_name = items[0].path.rpartition("{")[2][:-1] if items else ""
        filters = [
            p
            for p in self.operations["GET"].parameters
            if p.place == "query" and p.name in self._properties
        ]
        self.filters = [p.name for p in filters]
        self.indexed = [p.name for p in filters if self._is_scalar(p.name, p.schema)]
        self._dates = self._find_dates()
        self._identify = identifiers.form_of(
            description, self._properties.get(self.id_name, {}), seed
        )
        self._links: dict[str, str] = {}
        self._writables: dict[str, set[str]] = {}

    def behaviours(self) -> Iterator[tuple[Operation, Behaviour]]:
        """Give what the conventions say that each operation does."""
        known: Mapping[str, Behaviour] = {
            "GET": self.list,
            "POST": self.create,
        }
        known_of_items: Mapping[str, Behaviour] = {
            "GET": self.read,
            "PATCH": self.update,
            "PUT": self.update,
            "DELETE": self.delete,
        }
        for operations, behaviours in ((self.operations, known), (self.items, known_of_items)):
            for method, operation in operations.items():
                if method in behaviours and self.id_name:
                    yield operation, behaviours[method]

    def link(self, collections: Sequence[Collection]) -> None:
        """Find out where the links of the items lead, now that all collections are known."""
        schema = self._description.resolve(self._properties.get("_links", {}))
        paths = {operation.path for operation in self._description.operations}
        for name in self._description.properties(schema):
            related = next((c for c in collections if c.name == name and not c.parent), None)
            if name == "self":
                self._links[name] = "{own}"
            elif f"{self.path}/{{{self.id_name}}}/{name}" in paths:
                self._links[name] = f"{{own}}/{name}"
            elif related and self.id_name in related.filters:
                self._links[name] = f"{{origin}}{related.path}?{self.id_name}={{id}}"

    def kind(self, state: State, call: Call, operation: Operation) -> str:
        """Name the table of the records; a nested collection has one in each of its parents."""
        if self.parent is None:
            return self.table
        parent_id = call.ids[0]
        if state.table(call.account, self.parent.table).get(parent_id) is None:
            raise problems.not_found(operation, parent_id)
        return f"{self.parent.table}/{parent_id}/{self.name}"

    def list(self, store: Store, call: Call, checks: Checks) -> Answer:
        """List what there is, or what the query asks for."""
        state = store.read()
        kind = self.kind(state, call, checks.operation)
        where = {name: call.query[name] for name in self.filters if name in call.query}
        records = state.table(call.account, kind).all(where)
        number, size, last, shown = paging.page(call, records)
        head = {"page_size": size, "page": number, "total_pages": last, "total_items": len(records)}
        origin = call.origin
        items = [r.shown if r.origin == origin else self._show(r, call) for r in shown]
        return Answer(
            checks.operation.success_status(200),
            paging.envelope(head, self._key, items, paging.links(call, number, size, last)),
        )

    def create(self, store: Store, call: Call, checks: Checks) -> Answer:
        """Create a resource out of what was sent."""
        checks.check_body(call.body)
        fields = self._sent(call, checks.operation)
        now = call.clock()
        with store.write() as writing:
            kind = self.kind(writing.state, call, checks.operation)
            self._check_references(writing.state, call, fields, checks.operation)
            table = writing.state.table(call.account, kind)
            new_id = self._identify(writing.next_id())
            while table.get(new_id) is not None:  # seed data has ids of its own
                new_id = self._identify(writing.next_id())
            position = writing.next_position()
            record = Record(new_id, position, now, now, fields)
            writing.put(call.account, kind, record)
        location = f"{call.origin}{call.path}/{record.id}"
        status = checks.operation.success_status(201)
        return Answer(status, self._show(record, call), (("Location", location),))

    def read(self, store: Store, call: Call, checks: Checks) -> Answer:
        """Give one resource."""
        state = store.read()
        record = self._get(state, call, checks.operation)
        return Answer(checks.operation.success_status(200), self._show(record, call))

    def update(self, store: Store, call: Call, checks: Checks) -> Answer:
        """Merge the fields that are sent (PATCH), or let them replace what can be written (PUT).

        What every answer must have stays even so.
        """
        operation = checks.operation
        self._get(store.read(), call, operation)  # an unknown id is the first thing to be told
        checks.check_body(call.body)
        fields = self._sent(call, operation)
        with store.write() as writing:
            record = self._get(writing.state, call, operation)
            self._check_references(writing.state, call, fields, operation)
            old = record.fields
            if operation.method == "PUT":
                gone = self._writable(operation) - self._always
                old = {name: value for name, value in old.items() if name not in gone}
            record = replace(
                record,
                fields={**old, **fields},
                updated=call.clock(),
                head=b"",
                shown=b"",
                origin="",
            )
            writing.put(call.account, self.kind(writing.state, call, operation), record)
        return Answer(operation.success_status(200), self._show(record, call))

    def delete(self, store: Store, call: Call, checks: Checks) -> Answer:
        """Delete a resource, and what is inside it."""
        with store.write() as writing:
            record = self._get(writing.state, call, checks.operation)
            kind = self.kind(writing.state, call, checks.operation)
            writing.remove(call.account, kind, record.id)
            for remove in self.parts:
                remove(writing, call.account, record.id)
            inside = f"{kind}/{record.id}/"
            for name in [k for k in writing.state.accounts[call.account] if k.startswith(inside)]:
                for part in list(writing.state.table(call.account, name)):
                    writing.remove(call.account, name, part.id)
        success = checks.operation.success()
        shown = self._show(record, call) if success and success.schema else None
        return Answer(checks.operation.success_status(204), shown)

    def exists(self, state: State, account: str, record_id: str) -> bool:
        """Tell whether an account has a resource."""
        return state.table(account, self.table).get(record_id) is not None

    def _get(self, state: State, call: Call, operation: Operation) -> Record:
        kind = self.kind(state, call, operation)
        record = state.table(call.account, kind).get(call.ids[-1])
        if record is None:
            raise problems.not_found(operation, call.ids[-1])
        return record

    def _sent(self, call: Call, operation: Operation) -> Object:
        """Give the fields that a request may write; what else its body holds is ignored."""
        if call.body is ABSENT:
            return {}
        if not is_object(call.body):  # which the schema should have said
            raise problems.invalid(operation, {"body": "must be an object"})
        writable = self._writable(operation)
        return {name: value for name, value in call.body.items() if name in writable}

    def _writable(self, operation: Operation) -> set[str]:
        if operation.id not in self._writables:
            schema = operation.body_schema or {}
            given_out = {self.id_name, self._dates.created, self._dates.updated, "_links"}
            self._writables[operation.id] = self._description.properties(schema).keys() - given_out
        return self._writables[operation.id]

    def _check_references(
        self, state: State, call: Call, fields: Object, operation: Operation
    ) -> None:
        for name, collection in self.references.items():
            if name in fields and not collection.exists(state, call.account, str(fields[name])):
                raise problems.not_found(operation, str(fields[name]))

    references: Mapping[str, Collection] = {}

    def _show(self, record: Record, call: Call) -> bytes:
        """Give a resource as JSON; made once, for the name by which the server is called."""
        if record.origin == call.origin and record.shown:
            return record.shown
        if not record.head:
            shown = {**self._missing(record.fields), **record.fields, self.id_name: record.id}
            if self._dates.created:
                shown[self._dates.created] = self._dates.form(record.created)
            if self._dates.updated:
                shown[self._dates.updated] = self._dates.form(record.updated)
            record.head = orjson.dumps(shown)[:-1]
        own = f"{call.origin}{self._base(call)}/{record.id}"
        links = {
            name: {"href": target.format(own=own, id=record.id, origin=call.origin)}
            for name, target in self._links.items()
        }
        told = b',"_links":' + orjson.dumps(links) if links else b""
        record.shown = b"".join((record.head, told, b"}"))
        record.origin = call.origin
        return record.shown

    def _missing(self, fields: Object) -> Object:
        """Give the fields that every item has, and that no client has written, as samples."""
        own = {self.id_name, self._dates.created, self._dates.updated, "_links"}
        return {
            name: sample(self._description, self._properties.get(name, {}))
            for name in sorted(self._always - fields.keys() - own)
        }

    def _is_scalar(self, name: str, parameter: Object) -> bool:
        schemas = (
            self._description.resolve(self._properties[name]),
            self._description.resolve(parameter),
        )
        return all(s.get("type") in {"string", "integer", "number", "boolean"} for s in schemas)

    def _base(self, call: Call) -> str:
        """Give the path of the collection in its parent."""
        return self.path if self.parent is None else self.path.replace(self._outer, call.ids[0])

    def _find_dates(self) -> Dates:
        written: set[str] = set()
        for operation in (*self.operations.values(), *self.items.values()):
            if operation.body_schema:
                written |= self._description.properties(operation.body_schema).keys()
        own = [name for name in self._properties if name not in written]
        created = next((n for n in own if n.startswith("created")), "")
        updated = next((n for n in own if "updated" in n or "modified" in n), "")
        schema = self._description.resolve(self._properties.get(created or updated, {}))
        return Dates(created, updated, moments.form_of(schema))


def collections_of(description: Description, seed: int, reserved: str) -> list[Collection]:
    """Find the collections of a description; none has its records in the reserved table."""
    found: list[Collection] = []
    for operation in description.operations:
        shape = _listed(description, operation)
        if shape and operation.path.count("{") <= 1:
            found.append(Collection(description, operation.path, *shape, seed))
    found = [collection for collection in found if collection.id_name]
    by_id = {c.id_name: c for c in found}
    taken = {reserved}
    for collection in found:
        if collection.table in taken:
            collection.table = collection.path
        taken.add(collection.table)
    for collection in found:
        outer = collection.path.rpartition("/{")[0]
        collection.parent = next((c for c in found if c.path == outer), None)
        collection.references = {n: c for n, c in by_id.items() if n != collection.id_name}
        collection.link(found)
    return found


def _listed(description: Description, operation: Operation) -> tuple[str, Any] | None:
    """Give where the pages of an operation have their items, and the items' schema."""
    success = operation.success()
    if (
        operation.method != "GET"
        or operation.path.endswith("}")
        or not success
        or not success.schema
    ):
        return None
    embedded = description.properties(success.schema).get("_embedded", {})
    for key, schema in description.properties(embedded).items():
        items = description.resolve(description.resolve(schema).get("items", {}))
        if description.properties(items):
            return key, items
    return None
