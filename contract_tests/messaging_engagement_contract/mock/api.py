"""The API as the description has it: who asks, what for, whether rightly, and the answer.

No sockets and no faults here: ``application`` hands over requests, one at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.accounts import CHALLENGE, Accounts
from messaging_engagement_contract.mock.messages import Answer, Call, Request
from messaging_engagement_contract.mock.numbers import KIND, OWNER, Numbers
from messaging_engagement_contract.mock.resources import collections_of
from messaging_engagement_contract.mock.routing import Router
from messaging_engagement_contract.mock.validation import Checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from messaging_engagement_contract.description import Description, Operation
    from messaging_engagement_contract.mock.resources import Behaviour, Collection, Store

BASE_PATH = "/v1/messaging-engagement"


class Endpoint(NamedTuple):
    """An operation, what its requests must be, and what it does."""

    operation: Operation
    checks: Checks
    behave: Behaviour


class Surface:
    """The operations of a description with their behaviours; the same for all servers of a seed.

    Args:
        description: the description.
        seed: where the sequence of ids starts.
    """

    def __init__(self, description: Description, seed: int) -> None:
        self.description = description
        self.router: Router[Endpoint] = Router()
        self.collections: Sequence[Collection] = collections_of(description, seed, KIND)
        behaviours: dict[str, Behaviour] = {}
        for collection in self.collections:
            behaviours.update({o.id: b for o, b in collection.behaviours()})
        for collection in self.collections:
            left = [o for o in description.operations if o.id not in behaviours]
            behaviours.update(Numbers(collection).behaviours(left))
        for operation in description.operations:
            behave = behaviours.get(operation.id, _not_implemented)
            endpoint = Endpoint(operation, Checks(description, operation), behave)
            self.router.add(operation.method, operation.path, endpoint)

    @property
    def operations(self) -> Sequence[str]:
        """The ids of all operations."""
        return [operation.id for operation in self.description.operations]

    @property
    def keys(self) -> Mapping[str, Sequence[str]]:
        """For each kind of record, the fields by whose values the records are found."""
        return {KIND: [OWNER], **{c.table: c.indexed for c in self.collections}}

    def operation(self, method: str, path: str) -> Operation | None:
        """Give the operation of a request, if there is one."""
        found = self.router.find(path)
        endpoint = found[0].get(method) if found else None
        return endpoint.operation if endpoint else None


class Api:
    """The operations over one store.

    Args:
        surface: the operations.
        store: where the state is.
        accounts: who may ask.
        clock: gives the time, in milliseconds since 1970.
        throttle: gives how many seconds an account must wait; 0 if it may go on.
    """

    def __init__(
        self,
        surface: Surface,
        store: Store,
        accounts: Accounts,
        clock: Callable[[], int],
        throttle: Callable[[str], int],
    ) -> None:
        self.surface = surface
        self.store = store
        self.accounts = accounts
        self._clock = clock
        self._throttle = throttle

    def answer(self, request: Request) -> Answer:
        """Answer a request, or refuse it."""
        try:
            return self._answer(request)
        except problems.ProblemError as problem:
            return problem.answer

    def _answer(self, request: Request) -> Answer:
        account = request.account = self.accounts.of(request.header("authorization"))
        found = self.surface.router.find(request.path)
        if account is None:
            raise problems.problem(401, headers=(CHALLENGE,))
        if found is None:
            raise problems.problem(404, f"Path '{request.path}' does not exist")
        endpoints, ids = found
        endpoint = endpoints.get(request.method)
        if endpoint is None:
            detail = f"Request method '{request.method}' not supported"
            raise problems.problem(405, detail, headers=(("Allow", ", ".join(endpoints)),))
        operation, checks, behave = endpoint
        request.operation = operation.id
        if wait := self._throttle(account):
            headers = (("Retry-After", str(wait)),)
            raise problems.documented(operation, 429, headers=headers, retry_after=wait)
        checks.negotiate(request)
        body = checks.read_body(request)
        query = checks.check_query(request.query, request.headers)
        origin = request.origin + request.prefix
        call = Call(account, ids, query, body, origin, request.path, self._clock)
        return behave(self.store, call, checks)


def _not_implemented(_: Store, __: Call, checks: Checks) -> Answer:
    operation = checks.operation
    detail = (
        f"The description has {operation.method} {operation.path} ({operation.id}), but it follows"
        " no convention of collections, and nobody has written what it does"
    )
    raise problems.problem(501, detail)
