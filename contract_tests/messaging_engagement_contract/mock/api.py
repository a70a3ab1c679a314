"""What the mock answers: accounts, routes and the operations; no sockets.

``server`` hands over requests, from any thread, and writes out the answers.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar
from urllib.parse import parse_qsl, unquote, urlencode

from messaging_engagement_contract.mock import rules
from messaging_engagement_contract.mock.rules import ProblemError
from messaging_engagement_contract.mock.store import ENGAGEMENT, IDENTITY, NotFoundError, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from email.message import Message

    from messaging_engagement_contract.mock.store import (
        Account,
        Json,
        Kind,
        Object,
        Resource,
        Store,
    )

T = TypeVar("T")
Operation: TypeAlias = "Callable[[Api, Account, Call], Answer]"

BASE_PATH = "/v1/messaging-engagement"

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


class Answer(NamedTuple):
    """A response before it is written out; one whose body is None has none."""

    status: int
    body: Object | None = None
    headers: Mapping[str, str] = {}


@dataclass(frozen=True)
class Call:
    """A request that has passed authentication and routing."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    kind: Kind
    id: str


class Api:
    """The operations over one store; links in the answers lead to ``origin``."""

    def __init__(self, store: Store, accounts: Mapping[str, str], origin: str) -> None:
        self._store = store
        self._origin = origin
        self._tokens = {
            key: base64.b64encode(f"{key}:{secret}".encode()) for key, secret in accounts.items()
        }

    def answer(self, method: str, target: str, headers: Message, body: bytes) -> Answer:
        """Answer one request.

        Raises:
            ProblemError: the request is refused.
        """
        key = self._authenticate(headers.get("Authorization", ""))
        path, _, query = target.partition("?")
        match, operations = _route(path)
        if method not in operations:
            title, detail = "Request method not allowed", f"Request method '{method}' not supported"
            problem = ProblemError(405, "#wrong-verb", title, detail)
            problem.headers["Allow"] = ", ".join(operations)
            raise problem
        call = Call(
            method,
            path,
            dict(parse_qsl(query, keep_blank_values=True)),
            rules.decode(headers, body) if method in {"POST", "PATCH", "PUT"} else None,
            IDENTITY if match["kind"] == IDENTITY.name else ENGAGEMENT,
            unquote(match.groupdict().get("id", "")),
        )
        try:
            with self._store.account(key) as account:
                return operations[method](self, account, call)
        except NotFoundError as error:
            raise _not_found(f"ID '{error}' does not exist, or you do not have access") from None

    def list_resources(self, account: Account, call: Call) -> Answer:
        """List identities; or engagements, of one identity if the query names one."""
        resources = account.resources(call.kind)
        filters: dict[str, str] = {}
        if call.kind is ENGAGEMENT and "identity_id" in call.query:
            filters["identity_id"] = call.query["identity_id"]
            resources = [r for r in resources if r.fields["identity_id"] == filters["identity_id"]]
        return self._page(call, resources, lambda r: self._show(call.kind, r), filters, {})

    def create(self, account: Account, call: Call) -> Answer:
        """Create an identity or an engagement."""
        resource = account.create(call.kind, rules.fields(call.method, call.kind, call.body))
        location = self._url(call.kind.name, resource.id)
        return Answer(201, self._show(call.kind, resource), {"Location": location})

    def read(self, account: Account, call: Call) -> Answer:
        """Give one identity or engagement."""
        return Answer(200, self._show(call.kind, account.get(call.kind, call.id)))

    def update(self, account: Account, call: Call) -> Answer:
        """Merge the fields that are sent (PATCH), or let them replace what is there (PUT)."""
        account.get(call.kind, call.id)  # so that an unknown id is the first thing to be told
        fields = rules.fields(call.method, call.kind, call.body)
        resource = account.update(call.kind, call.id, fields, replace=call.method == "PUT")
        return Answer(200, self._show(call.kind, resource))

    def delete(self, account: Account, call: Call) -> Answer:
        """Delete an identity, or stop an engagement."""
        account.delete(call.kind, call.id)
        return Answer(204)

    def list_numbers(self, account: Account, call: Call) -> Answer:
        """List the numbers of an engagement."""
        return self._page(call, account.numbers(call.id), str, {}, self._engagement_link(call))

    def add_numbers(self, account: Account, call: Call) -> Answer:
        """Add numbers to an engagement; one that is on any engagement already fails."""
        return self._bulk(account, call, account.add_number, _NOT_ADDED)

    def remove_numbers(self, account: Account, call: Call) -> Answer:
        """Remove numbers from an engagement; one that is not on it fails."""
        return self._bulk(account, call, account.remove_number, _NOT_REMOVED)

    def _authenticate(self, authorization: str) -> str:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "basic":
            for key, expected in self._tokens.items():
                if hmac.compare_digest(token.strip().encode(), expected):
                    return key
        title, detail = "Invalid credentials supplied", "You did not provide correct credentials."
        problem = ProblemError(401, "#unauthorized", title, detail)
        problem.headers["WWW-Authenticate"] = 'Basic realm="messaging-engagement"'
        raise problem

    def _bulk(
        self,
        account: Account,
        call: Call,
        change: Callable[[str, str], bool],
        failure: Sequence[tuple[str, str, str]],
    ) -> Answer:
        account.get(ENGAGEMENT, call.id)
        done: list[Json] = []
        failed: list[Json] = []
        for number in rules.numbers(call.body):
            (done if change(call.id, number) else failed).append(number)
        body: Object = {"numbers": done, "_links": self._engagement_link(call)}
        if not failed:
            return Answer(200, body)
        if done:
            errors = ProblemError(207, *_PARTIAL, numbers=failed).body
            return Answer(207, {**body, "errors": errors})
        whole, each = failure
        cause: Object = {**rules.error(*each), "numbers": failed}
        raise ProblemError(400, *whole, errors=[cause])

    def _page(
        self,
        call: Call,
        items: Sequence[T],
        show: Callable[[T], Json],
        filters: Mapping[str, str],
        links: Object,
    ) -> Answer:
        number, size = rules.paging(call.query)
        shown, last = page_of(items, number, size)
        pages = {"self": number, "first": 1, "last": last}
        if number > 1:
            pages["prev"] = min(number - 1, last)
        if number < last:
            pages["next"] = number + 1
        for name, page in pages.items():
            query = urlencode({"page": page, "page_size": size, **filters})
            links[name] = {"href": f"{self._origin}{call.path}?{query}"}
        body: Object = {
            "page_size": size,
            "page": number,
            "total_pages": last,
            "total_items": len(items),
            "_embedded": {call.path.rpartition("/")[2]: [show(item) for item in shown]},
            "_links": links,
        }
        return Answer(200, body)

    def _show(self, kind: Kind, resource: Resource) -> Object:
        created, updated = (
            f"{moment:%Y-%m-%d %H:%M:%S}"
            if kind is IDENTITY
            else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            for moment in (resource.created.astimezone(UTC), resource.updated.astimezone(UTC))
        )
        return {
            **resource.fields,
            kind.id_name: resource.id,
            "created_date": created,
            "last_updated": updated,
            "_links": {
                "self": {"href": self._url(kind.name, resource.id)},
                kind.related: {"href": self._url(kind.related_path.format(resource.id))},
            },
        }

    def _engagement_link(self, call: Call) -> Object:
        return {"engagement": {"href": self._url(ENGAGEMENT.name, call.id)}}

    def _url(self, *path: str) -> str:
        return "/".join((f"{self._origin}{BASE_PATH}", *path))


def _not_found(detail: str) -> ProblemError:
    return ProblemError(404, "#not-found", "Not Found", detail)


def _route(path: str) -> tuple[re.Match[str], Mapping[str, Operation]]:
    for pattern, operations in _ROUTES.items():
        if match := re.fullmatch(BASE_PATH + pattern, path):
            return match, operations
    raise _not_found(f"Path '{path}' does not exist")


_KIND = "/(?P<kind>identities|engagements)"
_NUMBERS = "/(?P<kind>engagements)/(?P<id>[^/]+)/numbers"
_ROUTES: Mapping[str, Mapping[str, Operation]] = {
    _KIND: {"GET": Api.list_resources, "POST": Api.create},
    f"{_KIND}/(?P<id>[^/]+)": {
        "GET": Api.read,
        "PATCH": Api.update,
        "PUT": Api.update,
        "DELETE": Api.delete,
    },
    _NUMBERS: {"GET": Api.list_numbers, "POST": Api.add_numbers},
    f"{_NUMBERS}/delete": {"POST": Api.remove_numbers},
}
