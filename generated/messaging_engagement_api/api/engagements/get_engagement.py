"""getEngagement: GET /v1/messaging-engagement/engagements/{engagement_id}."""

from __future__ import annotations

from ...codec import as_model
from ...models.engagement import Engagement
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Operation, Request, fill, read_json

OPERATION: Operation[Engagement] = Operation(
    id="getEngagement",
    method="GET",
    path="/v1/messaging-engagement/engagements/{engagement_id}",
    results=(
        Answer(200, 200, read_json(lambda body: as_model(Engagement, body), dict), Engagement),
    ),
    problems=(
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
)


def request(engagement_id: str) -> Request[Engagement]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=fill(OPERATION.path, engagement_id=engagement_id),
    )
