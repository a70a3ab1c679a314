"""listIdentities: GET /v1/messaging-engagement/identities."""

from __future__ import annotations

from ...codec import as_model
from ...models.identity import Identity
from ...models.identity_page import IdentityPage
from ...models.invalid_request_problem import InvalidRequestProblem
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Listing, Operation, Request, embedded, pairs, read_json
from ...types import UNSET, Unset

OPERATION: Operation[IdentityPage] = Operation(
    id="listIdentities",
    method="GET",
    path="/v1/messaging-engagement/identities",
    results=(
        Answer(200, 200, read_json(lambda body: as_model(IdentityPage, body), dict), IdentityPage),
    ),
    problems=(
        Answer(
            400,
            400,
            read_json(lambda body: as_model(InvalidRequestProblem, body), dict),
            InvalidRequestProblem,
        ),
        Answer(401, 401, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(404, 404, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(406, 406, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(
            429,
            429,
            read_json(lambda body: as_model(ThrottledProblem, body), dict),
            ThrottledProblem,
        ),
    ),
    collection="identities",
)


def request(*, page: int | Unset = UNSET, page_size: int | Unset = UNSET) -> Request[IdentityPage]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=OPERATION.path,
        params=pairs(("page", page), ("page_size", page_size)),
    )


def listing() -> Listing[Identity, IdentityPage]:
    """Build the listing whose pages the calls with ``page`` and ``page_size`` give."""
    return Listing(
        OPERATION,
        lambda page, page_size: request(page=page, page_size=page_size),
        lambda page: embedded(page, "embedded", "identities"),
    )
