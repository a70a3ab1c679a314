"""deleteIdentity: DELETE /v1/messaging-engagement/identities/{identity_id}."""

from __future__ import annotations

from ...codec import as_model
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Operation, Request, fill, read_json, read_nothing

OPERATION: Operation[None] = Operation(
    id="deleteIdentity",
    method="DELETE",
    path="/v1/messaging-engagement/identities/{identity_id}",
    results=(Answer(204, 204, read_nothing),),
    problems=(
        Answer(401, 401, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(404, 404, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(
            429,
            429,
            read_json(lambda body: as_model(ThrottledProblem, body), dict),
            ThrottledProblem,
        ),
    ),
)


def request(identity_id: str) -> Request[None]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=fill(OPERATION.path, identity_id=identity_id),
    )
