"""updateEngagement: PATCH /v1/messaging-engagement/engagements/{engagement_id}."""

from __future__ import annotations

from ...codec import as_json, as_model
from ...models.engagement import Engagement
from ...models.engagement_details import EngagementDetails
from ...models.invalid_request_problem import InvalidRequestProblem
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Operation, Request, fill, read_json

OPERATION: Operation[Engagement] = Operation(
    id="updateEngagement",
    method="PATCH",
    path="/v1/messaging-engagement/engagements/{engagement_id}",
    results=(
        Answer(200, 200, read_json(lambda body: as_model(Engagement, body), dict), Engagement),
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
        Answer(415, 415, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(
            429,
            429,
            read_json(lambda body: as_model(ThrottledProblem, body), dict),
            ThrottledProblem,
        ),
    ),
    bodies=(EngagementDetails,),
)


def request(engagement_id: str, body: EngagementDetails) -> Request[Engagement]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=fill(OPERATION.path, engagement_id=engagement_id),
        body=body,
        json=as_json(body),
    )
