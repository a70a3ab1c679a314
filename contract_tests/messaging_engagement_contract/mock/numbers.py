"""The numbers in engagements: what the description can only say in words.

A number is in one engagement of the account at most. A bulk operation does what it can: 200 if that
was all, 207 if it was some, 400 if it was nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from messaging_engagement_contract.mock import paging, problems
from messaging_engagement_contract.mock.messages import Answer
from messaging_engagement_contract.mock.state import Record
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from messaging_engagement_contract.description import Operation
    from messaging_engagement_contract.mock.messages import Call
    from messaging_engagement_contract.mock.resources import Behaviour, Collection, Store
    from messaging_engagement_contract.mock.stores import Writing
    from messaging_engagement_contract.mock.validation import Checks

KIND = "numbers"
OWNER = "engagement_id"

_PARTIAL = (
    "/10dlc#bulk-partial-success",
    "Not all of the numbers could be operated on successfully",
    "Some or all of the numbers you attempted to work with could not be processed.",
)
_NOT_ADDED = (
    ("/10dlc#number-addition-failure", "Could not add the numbers", "All of them failed."),
    ("/10dlc#number-in-use", "Number in use", "The numbers are in an engagement already."),
)
_NOT_REMOVED = (
    ("/10dlc#number-deletion-failure", "Could not remove the numbers", "All of them failed."),
    ("/10dlc#missing-number", "Missing number", "The numbers are not in the engagement."),
)


class Numbers:
    """The numbers of the engagements of a collection."""

    def __init__(self, engagements: Collection) -> None:
        self._engagements = engagements

    def behaviours(self, operations: Iterable[Operation]) -> Mapping[str, Behaviour]:
        """Give what those operations do that are about the numbers, by their ids."""
        found = {o.id: behave for o in operations if (behave := self._behaviour(o))}
        if found:
            self._engagements.parts.append(self._free)
        return found

    def _behaviour(self, operation: Operation) -> Behaviour | None:
        below = operation.path.removeprefix(f"{self._engagements.path}/{{")
        if below == operation.path:
            return None
        place = (operation.method, below.partition("}")[2])
        known: Mapping[tuple[str, str], Behaviour] = {
            ("GET", f"/{KIND}"): self.list,
            ("POST", f"/{KIND}"): self.add,
            ("POST", f"/{KIND}/delete"): self.remove,
        }
        return known.get(place)

    def list(self, store: Store, call: Call, checks: Checks) -> Answer:
        """List the numbers of an engagement, in the order in which they were added."""
        state = store.read()
        if not self._engagements.exists(state, call.account, call.ids[0]):
            raise problems.not_found(checks.operation, call.ids[0])
        records = state.table(call.account, KIND).all({OWNER: call.ids[0]})
        number, size, last, shown = paging.page(call, records)
        head = {"page_size": size, "page": number, "total_pages": last, "total_items": len(records)}
        hrefs = {"engagement": self._href(call), **paging.links(call, number, size, last)}
        items = [b'"%b"' % record.id.encode() for record in shown]
        return Answer(200, paging.envelope(head, KIND, items, hrefs))

    def add(self, store: Store, call: Call, checks: Checks) -> Answer:
        """Add numbers; one that is in any engagement already fails."""
        numbers = self._numbers(store, call, checks)
        done: list[str] = []
        failed: list[str] = []
        now = call.clock()
        with store.write() as writing:
            self._check_owner(writing, call, checks)
            table = writing.state.table(call.account, KIND)
            for number in numbers:
                if table.get(number) is None:
                    position = writing.next_position()
                    fields = {OWNER: call.ids[0]}
                    record = Record(number, position, now, now, fields)
                    writing.put(call.account, KIND, record)
                    done.append(number)
                else:
                    failed.append(number)
        return self._account(call, done, failed, _NOT_ADDED)

    def remove(self, store: Store, call: Call, checks: Checks) -> Answer:
        """Remove numbers; one that is not in the engagement fails."""
        numbers = self._numbers(store, call, checks)
        done: list[str] = []
        failed: list[str] = []
        with store.write() as writing:
            self._check_owner(writing, call, checks)
            table = writing.state.table(call.account, KIND)
            for number in numbers:
                record = table.get(number)
                if record is not None and record.fields[OWNER] == call.ids[0]:
                    writing.remove(call.account, KIND, number)
                    done.append(number)
                else:
                    failed.append(number)
        return self._account(call, done, failed, _NOT_REMOVED)

    def _numbers(self, store: Store, call: Call, checks: Checks) -> Sequence[str]:
        if not self._engagements.exists(store.read(), call.account, call.ids[0]):
            raise problems.not_found(checks.operation, call.ids[0])
        checks.check_body(call.body)
        numbers = call.body.get(KIND) if is_object(call.body) else None
        if not is_array(numbers):  # which the schema should have said
            raise problems.invalid(checks.operation, {KIND: "must be an array"})
        return numbers

    def _check_owner(self, writing: Writing, call: Call, checks: Checks) -> None:
        """Look again, now that no other process can write."""
        if not self._engagements.exists(writing.state, call.account, call.ids[0]):
            raise problems.not_found(checks.operation, call.ids[0])

    def _account(
        self,
        call: Call,
        done: Sequence[str],
        failed: Sequence[str],
        failure: Sequence[tuple[str, str, str]],
    ) -> Answer:
        result = {"numbers": done, "_links": {"engagement": {"href": self._href(call)}}}
        if not failed:
            return Answer(200, orjson.dumps(result))
        if done:
            errors = problems.body(*_PARTIAL, numbers=failed)
            return Answer(207, orjson.dumps({**result, "errors": errors}))
        (code, title, detail), each = failure
        words = problems.body(*each)
        cause = {name: words[name] for name in ("type", "title", "detail")} | {"numbers": failed}
        raise problems.problem(400, detail, code=code, title=title, errors=[cause])

    def _href(self, call: Call) -> str:
        own = call.path.partition(f"/{KIND}")[0]
        return f"{call.origin}{own}"

    def _free(self, writing: Writing, account: str, engagement_id: str) -> None:
        """Take all numbers out of an engagement that ends."""
        for record in list(writing.state.table(account, KIND).all({OWNER: engagement_id})):
            writing.remove(account, KIND, record.id)
