"""removeNumbers: POST /v1/messaging-engagement/engagements/{engagement_id}/numbers/delete."""

from __future__ import annotations

from ...codec import as_json, as_model
from ...models.bulk_failure_problem import BulkFailureProblem
from ...models.bulk_result import BulkResult
from ...models.number_list import NumberList
from ...models.partial_bulk_result import PartialBulkResult
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Operation, Request, fill, read_json

OPERATION: Operation[BulkResult | PartialBulkResult] = Operation(
    id="removeNumbers",
    method="POST",
    path="/v1/messaging-engagement/engagements/{engagement_id}/numbers/delete",
    results=(
        Answer(200, 200, read_json(lambda body: as_model(BulkResult, body), dict), BulkResult),
        Answer(
            207,
            207,
            read_json(lambda body: as_model(PartialBulkResult, body), dict),
            PartialBulkResult,
        ),
    ),
    problems=(
        Answer(
            400,
            400,
            read_json(lambda body: as_model(BulkFailureProblem, body), dict),
            BulkFailureProblem,
        ),
        Answer(401, 401, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(404, 404, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(406, 406, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(413, 413, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(415, 415, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(
            429,
            429,
            read_json(lambda body: as_model(ThrottledProblem, body), dict),
            ThrottledProblem,
        ),
    ),
    bodies=(NumberList,),
)


def request(engagement_id: str, body: NumberList) -> Request[BulkResult | PartialBulkResult]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=fill(OPERATION.path, engagement_id=engagement_id),
        body=body,
        json=as_json(body),
    )
