"""createEngagement: POST /v1/messaging-engagement/engagements."""

from __future__ import annotations

from ...codec import as_json, as_model
from ...models.engagement import Engagement
from ...models.invalid_request_problem import InvalidRequestProblem
from ...models.new_engagement import NewEngagement
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Operation, Request, read_json

OPERATION: Operation[Engagement] = Operation(
    id="createEngagement",
    method="POST",
    path="/v1/messaging-engagement/engagements",
    results=(
        Answer(201, 201, read_json(lambda body: as_model(Engagement, body), dict), Engagement),
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
    bodies=(NewEngagement,),
)


def request(body: NewEngagement) -> Request[Engagement]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=OPERATION.path,
        body=body,
        json=as_json(body),
    )
