"""listNumbers: GET /v1/messaging-engagement/engagements/{engagement_id}/numbers."""

from __future__ import annotations

from ...codec import as_model
from ...models.invalid_request_problem import InvalidRequestProblem
from ...models.number_page import NumberPage
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Listing, Operation, Request, embedded, fill, pairs, read_json
from ...types import UNSET, Unset

OPERATION: Operation[NumberPage] = Operation(
    id="listNumbers",
    method="GET",
    path="/v1/messaging-engagement/engagements/{engagement_id}/numbers",
    results=(
        Answer(200, 200, read_json(lambda body: as_model(NumberPage, body), dict), NumberPage),
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
    collection="numbers",
)


def request(
    engagement_id: str, *, page: int | Unset = UNSET, page_size: int | Unset = UNSET
) -> Request[NumberPage]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=fill(OPERATION.path, engagement_id=engagement_id),
        params=pairs(("page", page), ("page_size", page_size)),
    )


def listing(engagement_id: str) -> Listing[str, NumberPage]:
    """Build the listing whose pages the calls with ``page`` and ``page_size`` give."""
    return Listing(
        OPERATION,
        lambda page, page_size: request(engagement_id, page=page, page_size=page_size),
        lambda page: embedded(page, "embedded", "numbers"),
    )
