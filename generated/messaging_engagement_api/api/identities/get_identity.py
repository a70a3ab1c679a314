"""getIdentity: GET /v1/messaging-engagement/identities/{identity_id}."""

from __future__ import annotations

from ...codec import as_model
from ...models.identity import Identity
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Operation, Request, fill, read_json

OPERATION: Operation[Identity] = Operation(
    id="getIdentity",
    method="GET",
    path="/v1/messaging-engagement/identities/{identity_id}",
    results=(Answer(200, 200, read_json(lambda body: as_model(Identity, body), dict), Identity),),
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


def request(identity_id: str) -> Request[Identity]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=fill(OPERATION.path, identity_id=identity_id),
    )
